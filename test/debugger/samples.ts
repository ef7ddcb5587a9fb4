// This file holds the Go programs that several tests of values look into.

/** One variable of every kind of type. */
export const everyKind = `package main

import (
	"errors"
	"sync"
)

type P struct {
	X, Y int
	Name string
}
type Node struct {
	val  int
	next *Node
}
type Color int

const (
	Red Color = iota
	Green
	Blue
)

type Perm uint8

const (
	Read  Perm = 1
	Write Perm = 2
)

type Big [200]byte
type Emb struct {
	P
	*Node
	c Color
}
type MyErr struct{ code int }

func (e MyErr) Error() string { return "my error" }

type onlyInside struct{ a int }

var glob = map[string]int{"one": 1}
var table [3]uint16

const Limit = 100
const Ratio = 2.5

func helper() int { return 1 }

func kinds(n int, name string) (res int, err error) {
	b := true
	i8 := int8(-5)
	i64 := int64(-1) << 63
	u8 := uint8(97)
	u64 := ^uint64(0)
	up := uintptr(0x1234)
	f32 := float32(0.1)
	f64 := 2.5
	huge := 1e21
	s := "héllo\\n\\"q\\" \\x00\\xff"
	color := Green
	other := Color(7)
	perm := Read | Write
	arr := [3]bool{true, false, true}
	sl := []int{1, 2, 3}
	bytes := []byte("hey")
	runes := []rune("hé")
	long := make([]int, 100)
	m := map[string]int{"a": 1, "b": 2}
	byPoint := map[P]P{{1, 2, "k"}: {3, 4, "v"}}
	byBig := map[Big]Big{{}: {}}
	byAny := map[any]int{1: 10, "s": 20, P{1, 1, ""}: 30}
	nested := map[string][]P{"x": {{1, 2, "in"}}}
	empty := map[string]int{}
	p := &P{1, 2, "zed"}
	pp := &p
	list := &Node{1, &Node{2, &Node{3, nil}}}
	list.next.next.next = list
	emb := Emb{P{9, 8, "emb"}, list, Blue}
	var e error
	e2 := errors.New("boom")
	var e3 error = MyErr{3}
	var any5 any = 5
	var anyP any = P{1, 2, "q"}
	var anyPtr any = p
	var inside any = onlyInside{4}
	ch := make(chan int, 2)
	ch <- 7
	ch <- 8
	fn := func() int { return n }
	named := helper
	var mu sync.Mutex
	mu.Lock()
	var nilm map[string]int
	var nils []int
	var nilp *P
	var nilf func()
	var nilch chan int
	{
		n := "inner"
		println(n, b, i8, i64, u8, u64, up, f32, f64, huge, s, color, other, perm, len(long), fn(), named()) // stop
	}
	println(arr[0], sl[0], bytes[0], runes[0], m["a"], len(byPoint), len(byBig), len(byAny), len(nested), len(empty))
	println(pp, list, emb.X, e == e2, e3 != nil, any5 == anyP, anyPtr == inside, ch, nilm == nil, nils == nil, nilp, nilf == nil, nilch)
	println(glob["one"], table[0], Limit, Ratio)
	return 1, nil
}

func main() {
	kinds(4, "me")
	var e MyErr
	println(e.Error())
}
`
