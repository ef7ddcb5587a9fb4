// Two philosophers, two forks, and a third goroutine waiting for a message that nobody sends.
//
// What to look at: the stop names every blocked goroutine, what it waits for and where. Look at the mutexes: state 1 means locked; the waiters
// are in the upper bits.
package main

import (
	"fmt"
	"sync"
	"time"
)

func eat(name string, first, second *sync.Mutex, done *sync.WaitGroup) {
	defer done.Done()
	first.Lock()
	defer first.Unlock()
	time.Sleep(time.Millisecond) // long enough for the other one to take its first fork
	second.Lock()
	defer second.Unlock()
	fmt.Println(name, "eats")
}

func main() {
	var left, right sync.Mutex
	var done sync.WaitGroup
	news := make(chan string)
	done.Add(2)
	go eat("Plato", &left, &right, &done)
	go eat("Sartre", &right, &left, &done)
	go func() { fmt.Println(<-news) }()
	done.Wait()
}
