// Two goroutines write to one map for as long as it takes.
//
// What to look at: `fatal error: concurrent map writes` cannot be recovered, and deferred calls do not run: "deferred" is never printed. At the
// stop in runtime.fatal look at both goroutines' stacks. One has found hmap.flags without the bit that it had set, or with the bit that it was
// about to set; the value is stored only after the bit is cleared again.
package main

import (
	"fmt"
	"sync"
)

func fill(m map[int]int, from int) {
	for i := 0; ; i++ {
		m[(from+i)&1023] = i
	}
}

func main() {
	defer fmt.Println("deferred")
	m := make(map[int]int)
	var wait sync.WaitGroup
	wait.Add(2)
	go fill(m, 0)
	go fill(m, 512)
	wait.Wait()
}
