// The repair: a map behind a sync.RWMutex. Many readers at once, one writer alone.
//
// What to look at: this program ends well with every seed. Freeze it inside a writer (break in store) and look at the RWMutex: readerCount is
// negative while a writer holds or wants it; the waiting readers are parked in sync.RWMutex.RLock.
package main

import (
	"fmt"
	"sync"
)

type counters struct {
	mu     sync.RWMutex
	values map[string]int
}

func (c *counters) load(name string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values[name]
}

func (c *counters) store(name string, value int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[name] = value
}

func main() {
	c := &counters{values: make(map[string]int)}
	var done sync.WaitGroup
	for w := 0; w < 4; w++ {
		done.Add(2)
		name := fmt.Sprint("worker ", w)
		go func() {
			defer done.Done()
			for i := 0; i < 100; i++ {
				c.store(name, i)
			}
		}()
		go func() {
			defer done.Done()
			for i := 0; i < 100; i++ {
				c.load(name)
			}
		}()
	}
	done.Wait()
	fmt.Println("entries:", len(c.values), "last:", c.load("worker 3"))
}
