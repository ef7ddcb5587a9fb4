package main

import (
	"bufio"
	"container/heap"
	"container/list"
	"container/ring"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"math/rand"
	"os"
	"strings"
	"time"
)

type key string

type ints []int

func (h ints) Len() int            { return len(h) }
func (h ints) Less(i, j int) bool  { return h[i] < h[j] }
func (h ints) Swap(i, j int)       { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x interface{}) { *h = append(*h, x.(int)) }
func (h *ints) Pop() interface{} {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

func main() {
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key("k"), "v"))
	child, stop := context.WithTimeout(ctx, time.Hour)
	defer stop()
	fmt.Println(ctx.Err(), child.Value(key("k")), child.Value(key("x")))
	cancel()
	<-child.Done()
	fmt.Println(ctx.Err(), child.Err())
	short, stop2 := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer stop2()
	select {
	case <-short.Done():
		fmt.Println(short.Err(), errors.Is(short.Err(), context.DeadlineExceeded))
	case <-time.After(10 * time.Second):
		fmt.Println("late")
	}
	fmt.Println(context.Background(), context.TODO())

	sc := bufio.NewScanner(strings.NewReader("one two\nthree\r\n\nfour"))
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println(sc.Err())
	sc = bufio.NewScanner(strings.NewReader(" one  two\nthree "))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println()
	br := bufio.NewReader(strings.NewReader("line 1\nline 2"))
	for {
		line, err := br.ReadString('\n')
		fmt.Printf("%q %v\n", line, err)
		if err != nil {
			break
		}
	}
	bw := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(bw, "buffered %d\n", 1)
	bw.Flush()

	h := &ints{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	l.InsertAfter(9, l.Front())
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	r := ring.New(3)
	for i := 0; i < 3; i++ {
		r.Value = i
		r = r.Next()
	}
	r.Do(func(v interface{}) { fmt.Print(v, " ") })
	fmt.Println()

	rng := rand.New(rand.NewSource(42))
	fmt.Println(rng.Intn(100), rng.Intn(100), rng.Intn(100), rng.Perm(5), rng.Float64(), rng.Int63(), rng.NormFloat64())
	rng.Shuffle(3, func(i, j int) {})
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Pow(2, 10), math.MaxInt64, math.Pi, math.Inf(1), math.Mod(7, 3), math.Hypot(3, 4), math.Trunc(2.7), math.Round(2.5), math.Sin(1), math.Atan2(1, 2))
	fmt.Println(math.MaxUint32, math.Abs(-2), math.Max(1, 2), math.Log2(8), math.Cbrt(27), math.IsNaN(math.NaN()))

	lg := log.New(os.Stdout, "[p] ", 0)
	lg.Println("logged", 1)
	lg.SetFlags(log.Lshortfile | log.Lmsgprefix)
	lg.Printf("x=%d", 2)
	pr, pw := io.Pipe()
	go func() {
		fmt.Fprint(pw, "through a pipe")
		pw.Close()
	}()
	data, err := io.ReadAll(pr)
	fmt.Println(string(data), err)
	io.Copy(os.Stdout, io.LimitReader(strings.NewReader("limited text"), 7))
	fmt.Println()
	_, err = os.ReadFile("/nonexistent")
	fmt.Println(err != nil, len(os.Args))
	os.Setenv("A_B", "c")
	v, ok := os.LookupEnv("A_B")
	fmt.Println(v, ok, os.Getenv("NO_SUCH"), os.ExpandEnv("$A_B-${A_B}x"))
	defer fmt.Println("not printed")
	os.Exit(4)
}
