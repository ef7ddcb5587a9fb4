// Statements, types and calls in all their forms: what a code generator gets wrong first.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type big struct {
	a, b, c, d, e, f, g, h, i, j int
	name                         string
	list                         [3]float64
}

func makeBig(n int) big {
	return big{a: n, j: n * 10, name: fmt.Sprint("big", n), list: [3]float64{1, 2, float64(n)}}
}
func (b big) sum() int { return b.a + b.j + int(b.list[2]) }
func (b *big) grow()   { b.a++; b.list[0] *= 2 }

func many(a, b, c, d, e, f, g, h, i, j, k int, s string, x, y float64, t [2]int, u struct{ p, q int8 }) (int, string, float64, [2]int) {
	t[0] += k
	return a + b + c + d + e + f + g + h + i + j + k + int(u.p), s + "!", x * y, t
}

func floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64) float64 {
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p*100 + q*1000
}

type animal interface{ Sound() string }
type named interface {
	animal
	Name() string
}
type base struct{ name string }

func (b *base) Name() string    { return b.name }
func (b *base) Rename(n string) { b.name = n }

type dog struct {
	*base
	tricks map[string]int
}

func (d dog) Sound() string { return d.name + " barks" }

type loud struct{ named }

func (l loud) Sound() string { return strings.ToUpper(l.named.Sound()) }

type key struct {
	x, y int
	tag  string
}

const (
	red = iota
	green
	_
	blue
	mask = 1<<iota - 1
)

func order(trace *[]string, name string, value int) int { *trace = append(*trace, name); return value }

func named1() (x int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			x *= 2
		}
	}()
	x = 21
	var p *big
	p.grow()
	return 1, nil
}

func deferOrder() (out string) {
	for i := 0; i < 3; i++ {
		defer func(n int) { out += fmt.Sprint(n) }(i)
	}
	defer func() { out += "first " }()
	return "start "
}

func repanic() (err error) {
	defer func() { err = recover().(error) }()
	defer func() {
		r := recover()
		panic(fmt.Errorf("again: %v", r))
	}()
	panic("once")
}

func jumps(n int) (s string) {
	i := 0
top:
	if i < n {
		s += "g"
		i++
		goto top
	}
outer:
	for a := 0; a < 4; a++ {
		switch {
		case a == 1:
			continue outer
		case a == 3:
			break outer
		}
		for b := range [3]int{} {
			select {
			default:
				if b == 1 {
					break
				}
				s += fmt.Sprint(a, b, " ")
			}
		}
	}
	switch n {
	case 1, 2:
		s += "one or two"
		fallthrough
	case 3:
		s += ", falls"
	default:
		s += "other"
	}
	return s
}

func kind(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", x)
	case string:
		return "string " + x
	case error:
		return "error " + x.Error()
	case fmt.Stringer:
		return "stringer " + x.String()
	case []int:
		return fmt.Sprint("slice of ", len(x))
	case func() int:
		return fmt.Sprint("func gives ", x())
	case map[string]int:
		return fmt.Sprint("map ", x["k"])
	case struct{ n int }:
		return fmt.Sprint("struct ", x.n)
	}
	return fmt.Sprintf("%T", v)
}

type weekday int

func (d weekday) String() string { return [...]string{"Sun", "Mon", "Tue"}[d] }

type stack []int

func (s *stack) push(v int) { *s = append(*s, v) }
func (s *stack) pop() (v int) {
	v = (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return
}

type list struct {
	value int
	next  *list
}

func (l *list) sum() int {
	if l == nil {
		return 0
	}
	return l.value + l.next.sum()
}

var (
	late  = early + 1
	early = compute()
	table = map[string][]int{"a": {1, 2}, "b": nil}
	grid  = [2][3]int{{1, 2, 3}, {4, 5}}
)

func compute() int { return 41 }

func init() { table["c"] = []int{late} }

func main() {
	b := makeBig(3)
	c := b
	c.grow()
	pb := &c
	pb.grow()
	(*big).grow(pb)
	fmt.Println(b.sum(), c.sum(), pb.list, b == makeBig(3), b != c, big.sum(c))
	fmt.Println(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "s", 1.5, 2, [2]int{7, 8}, struct{ p, q int8 }{-3, 4}))
	fmt.Println(floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))

	d := dog{&base{"Rex"}, map[string]int{"sit": 1}}
	d.Rename("Max")
	var n named = d
	l := loud{n}
	rename := d.Rename
	rename("Bo")
	sound := named.Sound
	fmt.Println(n.Name(), l.Sound(), sound(l), d.tricks["sit"], animal(d).(named).Name())

	points := map[key]string{{1, 2, "a"}: "first", {tag: "z"}: "zero"}
	anyKeys := map[any]int{1: 1, "1": 2, key{1, 2, "a"}: 3, [2]int{1, 2}: 4, 1.5: 5}
	anyKeys[key{1, 2, "a"}] += 10
	nested := map[string]map[int]*big{"x": {1: &b}}
	nested["x"][1].a = 100
	fmt.Println(points[key{1, 2, "a"}], points[key{}] == "", len(anyKeys), anyKeys[key{1, 2, "a"}], anyKeys[[2]int{1, 2}], b.a)
	if v, ok := anyKeys[2.5]; !ok {
		fmt.Println("missing", v)
	}

	var trace []string
	values := []int{order(&trace, "a", 1), order(&trace, "b", 2)}
	values[order(&trace, "index", 0)], values[1] = order(&trace, "right", 9), values[0]
	fmt.Println(values, trace)
	i, arr := 0, [3]int{10, 20, 30}
	i, arr[i] = 2, 99
	fmt.Println(i, arr, red, green, blue, mask)

	for i, v := range arr {
		arr[2] = 1000
		fmt.Print(i, ":", v, " ")
	}
	for i, v := range arr[:] {
		arr[2] = 2000
		fmt.Print(i, ":", v, " ")
	}
	for i := range &arr {
		fmt.Print(i, " ")
	}
	for i, r := range "añ\xffz" {
		fmt.Print(i, "=", r, " ")
	}
	fmt.Println()

	fmt.Println(named1())
	fmt.Println(deferOrder())
	fmt.Println(repanic())
	for n := 0; n < 4; n++ {
		fmt.Println(jumps(n))
	}
	for _, v := range []any{nil, 1, int64(2), "s", errors.New("e"), weekday(1), []int{1}, func() int { return 7 }, map[string]int{"k": 3}, struct{ n int }{4}, 1.5, &b == nil} {
		fmt.Println(kind(v))
	}

	var st stack
	for i := range [5]int{} {
		st.push(i * i)
	}
	fmt.Println(st.pop(), st.pop(), st, len(st), cap(st) >= 3)
	ls := &list{1, &list{2, &list{3, nil}}}
	fmt.Println(ls.sum(), ls.next.next.next.sum())
	fmt.Println(late, early, table, grid, len(grid[1]))

	s := []int{1, 2, 3, 4, 5, 6}
	t := s[1:3:4]
	t = append(t, 100)
	t = append(t, 200)
	t[0] = -1
	copy(s[2:], s[1:])
	fmt.Println(s, t, len(s[6:]), cap(s[:0]))
	bytes := append([]byte("ab"), "cd"...)
	copy(bytes[1:], "XY")
	fmt.Println(string(bytes), string([]rune("héllo")[1]), []byte("é"), string(rune(0x4e16)))

	counter := func() func() int {
		n := 0
		inc := func() int { n++; return n }
		inc()
		return func() int { return inc() * 10 }
	}()
	fmt.Println(counter(), counter())
	var fns [3]func(int) int
	for i := range fns {
		i := i
		fns[i] = func(x int) int { i += x; return i }
	}
	fmt.Println(fns[0](1), fns[1](1), fns[2](1), fns[2](1))

	ch := make(chan key, 2)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for k := range ch {
			fmt.Print(k.tag, k.x, " ")
		}
	}()
	for i := 0; i < 3; i++ {
		ch <- key{x: i, tag: "k"}
	}
	close(ch)
	<-done
	_, ok := <-ch
	fmt.Println(ok)
	var nilChan chan int
	select {
	case v := <-nilChan:
		fmt.Println(v)
	case nilChan <- 1:
	case k, open := <-ch:
		fmt.Println("closed", k, open)
	}

	u := uint64(1) << 63
	var i8 int8 = -128
	var f32 float32 = 16777216
	fmt.Println(float64(u), uint64(float64(u)), i8/-1, -i8, i8>>1, uint8(i8)>>1, f32+1 == f32, int32(-7)/2, -7%3, 7&^5, ^0)
	x, y := 7.0, 0.0
	fmt.Println(x/y, -x/y, y/y == y/y, int64(x*1e3), uint8(int(x)))
	defer fmt.Println("not printed")
	os.Exit(3)
}
