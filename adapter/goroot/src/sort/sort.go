// Package sort provides primitives for sorting slices and user-defined collections.
package sort

import "math/bits"

// An implementation of Interface can be sorted by the routines in this package. The
// methods refer to elements of the underlying collection by integer index.
type Interface interface {
	// Len is the number of elements in the collection.
	Len() int
	// Less reports whether the element with index i must sort before the element
	// with index j. It must describe a transitive ordering.
	Less(i, j int) bool
	// Swap swaps the elements with indexes i and j.
	Swap(i, j int)
}

// Sort sorts data in ascending order as determined by the Less method. It makes
// O(n*log(n)) calls to data.Less and data.Swap. The sort is not guaranteed to be
// stable.
func Sort(data Interface) {
	n := data.Len()
	if n > 1 {
		quickSort(data, 0, n, 2*bits.Len(uint(n)))
	}
}

// Stable sorts data in ascending order as determined by the Less method, while
// keeping the original order of equal elements. It needs no further memory.
func Stable(data Interface) { stable(data, data.Len()) }

// IsSorted reports whether data is sorted.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

// Reverse returns the reverse order for data.
func Reverse(data Interface) Interface { return &reverse{data} }

type reverse struct {
	Interface
}

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

// insertionSort sorts [a, b); for short ranges nothing is faster.
func insertionSort(data Interface, a, b int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && data.Less(j, j-1); j-- {
			data.Swap(j, j-1)
		}
	}
}

// siftDown restores the heap in first+[low, high).
func siftDown(data Interface, low, high, first int) {
	root := low
	for {
		child := 2*root + 1
		if child >= high {
			return
		}
		if child+1 < high && data.Less(first+child, first+child+1) {
			child++
		}
		if !data.Less(first+root, first+child) {
			return
		}
		data.Swap(first+root, first+child)
		root = child
	}
}

func heapSort(data Interface, a, b int) {
	n := b - a
	for i := (n - 1) / 2; i >= 0; i-- {
		siftDown(data, i, n, a)
	}
	for i := n - 1; i >= 0; i-- {
		data.Swap(a, a+i)
		siftDown(data, 0, i, a)
	}
}

// quickSort sorts [a, b). depth bounds how often it may split badly before it gives
// up and makes a heap.
func quickSort(data Interface, a, b, depth int) {
	for b-a > 12 {
		if depth == 0 {
			heapSort(data, a, b)
			return
		}
		depth--
		low, high := partition(data, a, b)
		// The shorter part by recursion: the stack stays small.
		if low-a < b-high {
			quickSort(data, a, low, depth)
			a = high
		} else {
			quickSort(data, high, b, depth)
			b = low
		}
	}
	insertionSort(data, a, b)
}

// medianToFirst puts the middle one of three elements to a.
func medianToFirst(data Interface, a, b, c int) {
	if data.Less(b, a) {
		data.Swap(b, a)
	}
	if data.Less(c, b) {
		data.Swap(c, b)
		if data.Less(b, a) {
			data.Swap(b, a)
		}
	}
	data.Swap(a, b)
}

// partition splits [a, b) into elements before a pivot, equal to it, [low, high), and
// behind it.
func partition(data Interface, a, b int) (low, high int) {
	middle := int(uint(a+b) >> 1)
	if n := b - a; n > 40 { // the median of three medians
		eighth := n / 8
		medianToFirst(data, a, a+eighth, a+2*eighth)
		medianToFirst(data, middle, middle-eighth, middle+eighth)
		medianToFirst(data, b-1, b-1-eighth, b-1-2*eighth)
	}
	medianToFirst(data, a, middle, b-1)
	pivot := a
	low, high = a+1, b
	for i := a + 1; i < high; {
		switch {
		case data.Less(i, pivot):
			data.Swap(low, i)
			low++
			i++
		case data.Less(pivot, i):
			high--
			data.Swap(i, high)
		default:
			i++
		}
	}
	low--
	data.Swap(pivot, low)
	return low, high
}

// stable sorts blocks by insertion, and merges them.
func stable(data Interface, n int) {
	size := 20
	for a := 0; a < n; a += size {
		end := a + size
		if end > n {
			end = n
		}
		insertionSort(data, a, end)
	}
	for ; size < n; size *= 2 {
		for a := 0; a+size < n; a += 2 * size {
			end := a + 2*size
			if end > n {
				end = n
			}
			merge(data, a, a+size, end)
		}
	}
}

// merge merges the sorted ranges [a, m) and [m, b) in place, by the SymMerge
// algorithm of Kim and Kutzner: the part of the second range that belongs before the
// upper half of the first changes places with that half, and both halves are merged.
func merge(data Interface, a, m, b int) {
	if a >= m || m >= b {
		return
	}
	if m-a == 1 { // insert the one element before the first that is not less
		low, high := m, b
		for low < high {
			h := int(uint(low+high) >> 1)
			if data.Less(h, a) {
				low = h + 1
			} else {
				high = h
			}
		}
		for i := a; i < low-1; i++ {
			data.Swap(i, i+1)
		}
		return
	}
	if b-m == 1 { // insert behind the last that is not greater
		low, high := a, m
		for low < high {
			h := int(uint(low+high) >> 1)
			if !data.Less(m, h) {
				low = h + 1
			} else {
				high = h
			}
		}
		for i := m; i > low; i-- {
			data.Swap(i, i-1)
		}
		return
	}
	middle := int(uint(a+b) >> 1)
	n := middle + m
	start, right := a, m
	if m > middle {
		start = n - b
		right = middle
	}
	for p := n - 1; start < right; {
		c := int(uint(start+right) >> 1)
		if !data.Less(p-c, c) {
			start = c + 1
		} else {
			right = c
		}
	}
	end := n - start
	if start < m && m < end {
		rotate(data, start, m, end)
	}
	merge(data, a, start, middle)
	merge(data, middle, end, b)
}

// rotate exchanges the neighbouring ranges [a, m) and [m, b).
func rotate(data Interface, a, m, b int) {
	left, right := m-a, b-m
	for left != right {
		if left > right {
			swapRange(data, m-left, m, right)
			left -= right
		} else {
			swapRange(data, m-left, m+right-left, left)
			right -= left
		}
	}
	swapRange(data, m-left, m, left)
}

func swapRange(data Interface, a, b, n int) {
	for i := 0; i < n; i++ {
		data.Swap(a+i, b+i)
	}
}
