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
