// A map that doubles: at the 14th, 27th, 53rd … insertion a new array is made, and every later write moves at most two old buckets.
//
// What to look at: break on the marked line with the condition i == 53 and open the Bucket Inspector on squares. The old array stands below the
// new one; each further insertion (step over it) evacuates one or two of its buckets to X and Y. At 56 it is gone.
package main

import "fmt"

func main() {
	squares := make(map[int]int)
	for i := 1; i <= 120; i++ {
		squares[i] = i * i // break here
	}
	total := 0
	for _, square := range squares {
		total += square
	}
	fmt.Println(len(squares), total)
}
