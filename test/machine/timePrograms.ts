// Go programs in which much happens at once: timers, signals, the collector, goroutines, channels. Time travel has to get all of it right.

export const timePrograms: Readonly<Record<string, string>> = {
  timers: `package main

import (
	"fmt"
	"time"
)

func main() {
	tick := time.NewTicker(300 * time.Microsecond)
	done := time.After(5 * time.Millisecond)
	n := 0
	for {
		select {
		case <-tick.C:
			n++
			fmt.Println("tick", n)
		case <-done:
			tick.Stop()
			time.Sleep(time.Hour)
			fmt.Println("done")
			return
		}
	}
}
`,
  collector: `package main

import "runtime"

type node struct {
	next *node
	data [40]int
}

func main() {
	var list *node
	for i := 0; i < 20000; i++ {
		list = &node{next: list}
		list.data[i%40] = i
		if i%500 == 0 {
			list = nil
		}
		if i%7000 == 0 {
			runtime.GC()
			println("collected", i)
		}
	}
}
`,
  goroutines: `package main

import (
	"fmt"
	"sync"
)

func worker(id int, in <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for n := range in {
		sum := 0
		for i := 0; i < n%97; i++ {
			sum += i * id
		}
		out <- sum
	}
}

func main() {
	in := make(chan int)
	out := make(chan int, 3)
	var wg sync.WaitGroup
	for id := 1; id <= 8; id++ {
		wg.Add(1)
		go worker(id, in, out, &wg)
	}
	go func() {
		for i := 0; i < 1500; i++ {
			in <- i
		}
		close(in)
	}()
	go func() { wg.Wait(); close(out) }()
	total, n := 0, 0
	for s := range out {
		total += s
		n++
		if n%500 == 0 {
			fmt.Println(n)
		}
	}
	fmt.Println(n > 0, total > 0)
}
`,
  preempted: `package main

import "time"

var shared [4]int

func spin(i int) {
	for {
		shared[i]++
	}
}

func main() {
	for i := 0; i < 4; i++ {
		go spin(i)
	}
	for i := 0; i < 4; i++ {
		time.Sleep(time.Millisecond)
		println("main", i)
	}
}
`,
  maps: `package main

func main() {
	m := map[int]int{}
	done := make(chan bool)
	go func() {
		for i := 0; i < 4000; i++ {
			m[i] = i
		}
		done <- true
	}()
	go func() {
		for i := 0; i < 4000; i++ {
			m[i*7] = i
		}
		done <- true
	}()
	<-done
	<-done
	println(len(m))
}
`,
}

/** Programs that write in all the ways there are: through pointers, into frames small and large, into stacks that move, by blocks, byte by byte. */
export const writers: Readonly<Record<string, string>> = {
  large: `package main

func main() {
	big := make([]int, 2<<20)
	step := len(big)/3 | 1
	for i := 0; ; i++ {
		big[i*step%len(big)] = i
	}
}
`,
  growing: `package main

func main() {
	m := map[uint64]int{}
	x := uint64(88172645463325252)
	for i := 0; ; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		m[x%60000] += i
		if i%3 == 0 {
			delete(m, x%777)
		}
	}
}
`,
  frames: `package main

var sink int

func wide(n int) int {
	var a [6000]int
	for i := range a {
		a[i] = i * n
		n++ // at the other end of the frame
	}
	b := a
	b[n%6000]++
	return b[n%6000] + a[3]
}

func deep(n int) int {
	var a [20]int
	a[n%20] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + a[n%20]
}

func main() {
	done := make(chan int)
	for g := 0; g < 3; g++ {
		go func() {
			for i := 0; i < 40; i++ {
				done <- wide(i) + deep(i*13%300)
			}
			done <- 0
		}()
	}
	for i := 0; ; i++ {
		sink += <-done
		if i == 123 {
			for {
				sink += deep(200)
			}
		}
	}
}
`,
  bytes: `package main

import "strings"

type odd struct {
	a byte
	b uint16
	c uint32
	f float64
	s string
	d [5]byte
}

func main() {
	var all []odd
	text := make([]byte, 9000)
	for i := 0; ; i++ {
		all = append(all, odd{byte(i), uint16(i), uint32(i), float64(i) / 3, strings.Repeat("x", i%40), [5]byte{byte(i)}})
		copy(text[i%5000+1:], text[i%3000:i%3000+3000])
		text[i*37%len(text)] ^= byte(i)
		all[i*7%len(all)].d[i%5]++
		if len(all) > 3000 {
			all = nil
		}
	}
}
`,
}
