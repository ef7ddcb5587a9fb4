package runtime

import (
	"internal/abi"
	"unsafe"
)

type slice struct {
	array unsafe.Pointer
	len   int
	cap   int
}

func panicmakeslicelen() {
	panic(errorString("makeslice: len out of range"))
}

func panicmakeslicecap() {
	panic(errorString("makeslice: cap out of range"))
}

// mulUintptr is a*b and whether it overflowed.
func mulUintptr(a, b uintptr) (uintptr, bool) {
	if a|b < 1<<32 || a == 0 {
		return a * b, false
	}
	return a * b, b > ^uintptr(0)/a
}

// makeslice is make([]T, len, cap): the memory, zeroed.
func makeslice(et *_type, len, cap int) unsafe.Pointer {
	mem, overflow := mulUintptr(et.Size_, uintptr(cap))
	if overflow || mem > maxAlloc || len < 0 || len > cap {
		// Blame the length if it alone is too large.
		mem, overflow := mulUintptr(et.Size_, uintptr(len))
		if overflow || mem > maxAlloc || len < 0 {
			panicmakeslicelen()
		}
		panicmakeslicecap()
	}
	return mallocgc(mem, et, true)
}

func makeslice64(et *_type, len64, cap64 int64) unsafe.Pointer {
	return makeslice(et, int(len64), int(cap64))
}

// makeslicecopy is make([]T, m) followed by copy into it.
func makeslicecopy(et *_type, tolen int, fromlen int, from unsafe.Pointer) unsafe.Pointer {
	to := makeslice(et, tolen, tolen)
	n := tolen
	if fromlen < n {
		n = fromlen
	}
	memmove(to, from, uintptr(n)*et.Size_)
	return to
}

// growslice gives append a larger array when newLen does not fit into oldCap.
// num of the newLen elements are about to be written by the caller; the others
// are copied from the old array.
func growslice(oldPtr unsafe.Pointer, newLen, oldCap, num int, et *_type) slice {
	oldLen := newLen - num
	if newLen < 0 {
		panic(errorString("growslice: len out of range"))
	}
	if et.Size_ == 0 {
		// Elements without size need no memory, but the slice must not be nil.
		return slice{unsafe.Pointer(&zerobase), newLen, newLen}
	}
	newcap := nextslicecap(newLen, oldCap)

	// Fill the allocator's size class: the rest would be wasted anyway.
	mem, overflow := mulUintptr(et.Size_, uintptr(newcap))
	lenmem := uintptr(oldLen) * et.Size_
	if !overflow {
		mem = roundupsize(mem, !et.Pointers())
		newcap = int(mem / et.Size_)
		mem = uintptr(newcap) * et.Size_
	}
	if overflow || mem > maxAlloc {
		panic(errorString("growslice: len out of range"))
	}
	p := mallocgc(mem, et, true)
	memmove(p, oldPtr, lenmem)
	return slice{p, newLen, newcap}
}

// nextslicecap doubles small slices and grows large ones by a quarter, with a
// smooth change from one to the other.
func nextslicecap(newLen, oldCap int) int {
	newcap := oldCap
	doublecap := newcap + newcap
	if newLen > doublecap {
		return newLen
	}
	const threshold = 256
	if oldCap < threshold {
		return doublecap
	}
	for {
		newcap += (newcap + 3*threshold) >> 2
		if uint(newcap) >= uint(newLen) {
			break
		}
	}
	if newcap <= 0 {
		return newLen
	}
	return newcap
}

//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(et *_type, old slice, num int) slice {
	num -= old.cap - old.len
	s := growslice(old.array, old.cap+num, old.cap, num, et)
	s.len = old.len
	return s
}

// slicecopy is copy: the number of elements copied.
func slicecopy(toPtr unsafe.Pointer, toLen int, fromPtr unsafe.Pointer, fromLen int, width uintptr) int {
	n := fromLen
	if toLen < n {
		n = toLen
	}
	if n <= 0 || width == 0 {
		return n
	}
	size := uintptr(n) * width
	if size == 1 {
		*(*byte)(toPtr) = *(*byte)(fromPtr)
	} else {
		memmove(toPtr, fromPtr, size)
	}
	return n
}

// typedmemmove copies a value of type t.
func typedmemmove(t *_type, dst, src unsafe.Pointer) {
	if dst == src {
		return
	}
	memmove(dst, src, t.Size_)
}

func typedmemclr(t *_type, p unsafe.Pointer) {
	memclrNoHeapPointers(p, t.Size_)
}

func memclrHasPointers(p unsafe.Pointer, n uintptr) {
	memclrNoHeapPointers(p, n)
}

func typedslicecopy(t *_type, dstPtr unsafe.Pointer, dstLen int, srcPtr unsafe.Pointer, srcLen int) int {
	return slicecopy(dstPtr, dstLen, srcPtr, srcLen, t.Size_)
}

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(t *_type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(t *_type, p unsafe.Pointer) { typedmemclr(t, p) }

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(t *_type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(t *_type, dst, src slice) int {
	return slicecopy(dst.array, dst.len, src.array, src.len, t.Size_)
}

//go:linkname reflect_typedarrayclear reflect.typedarrayclear
func reflect_typedarrayclear(t *_type, p unsafe.Pointer, n int) {
	memclrNoHeapPointers(p, t.Size_*uintptr(n))
}

// bytealg_MakeNoZero makes bytes without clearing them, for strings.Builder.
//
//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(n int) []byte {
	if uintptr(n) > maxAlloc {
		panicmakeslicelen()
	}
	size := roundupsize(uintptr(n), true)
	s := slice{mallocgc(size, nil, false), n, int(size)}
	return *(*[]byte)(unsafe.Pointer(&s))
}

// zeroVal is what reading a missing key of a map points to.
var zeroVal [abi.ZeroValSize]byte
