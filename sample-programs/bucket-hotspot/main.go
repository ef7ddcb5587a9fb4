// Keys that all land in the same bucket: what a hash table looks like at its worst.
//
// The type key hashes only through its first field as far as the low bits go, because the program picks, by trying, keys whose neighbours in the
// table are full. What to look at: the Bucket Inspector shows one long overflow chain and a table that is otherwise nearly empty; "longest
// chain" and "hot buckets" name it. A lookup there compares tophash bytes bucket after bucket.
package main

import (
	"fmt"
	"unsafe"
)

// hmap is the beginning of the runtime's map header: enough to ask where a key went.
type hmap struct {
	count     int
	flags     uint8
	B         uint8
	noverflow uint16
	hash0     uint32
	buckets   unsafe.Pointer
}

const bucketSize = 8 + 8*8 + 8*8 + 8 // tophash, keys, elements, overflow

// bucketOf finds the bucket that holds a key, by looking.
func bucketOf(m map[int]int, key int) int {
	h := *(**hmap)(unsafe.Pointer(&m))
	for i := 0; i < 1<<h.B; i++ {
		for b := unsafe.Add(h.buckets, i*bucketSize); b != nil; b = *(*unsafe.Pointer)(unsafe.Add(b, bucketSize-8)) {
			for slot := 0; slot < 8; slot++ {
				top := *(*uint8)(unsafe.Add(b, slot))
				if top >= 5 && *(*int)(unsafe.Add(b, 8+8*slot)) == key {
					return i
				}
			}
		}
	}
	return -1
}

func main() {
	hot := make(map[int]int, 100) // 16 buckets
	want := -1
	for key := 0; len(hot) < 60; key++ {
		hot[key] = key * key
		at := bucketOf(hot, key)
		if want < 0 {
			want = at
		}
		if at != want {
			delete(hot, key)
		}
	}
	fmt.Println("60 keys, all in bucket", want) // break here and open the Bucket Inspector on hot
	sum := 0
	for key := range hot {
		sum += hot[key]
	}
	fmt.Println(len(hot), sum > 0)
}
