package runtime

import "unsafe"

// Compiled code jumps here when a check fails. The index may be unsigned: then
// its value is kept as an int64 with a flag.

func panicCheck() {
	gp := getg()
	if gp != nil && gp.m != nil && gp.m.mallocing != 0 {
		throw("panic during malloc")
	}
}

func panicBounds(x int64, signed bool, y int, code uint8) {
	panicCheck()
	panic(boundsError{x, signed, y, code})
}

// s[x], 0 <= x < len(s) failed
func goPanicIndex(x int, y int)   { panicBounds(int64(x), true, y, boundsIndex) }
func goPanicIndexU(x uint, y int) { panicBounds(int64(x), false, y, boundsIndex) }

// s[?:x], 0 <= x <= len(s) or cap(s) failed
func goPanicSliceAlen(x int, y int)   { panicBounds(int64(x), true, y, boundsSliceAlen) }
func goPanicSliceAlenU(x uint, y int) { panicBounds(int64(x), false, y, boundsSliceAlen) }
func goPanicSliceAcap(x int, y int)   { panicBounds(int64(x), true, y, boundsSliceAcap) }
func goPanicSliceAcapU(x uint, y int) { panicBounds(int64(x), false, y, boundsSliceAcap) }

// s[x:y], 0 <= x <= y failed
func goPanicSliceB(x int, y int)   { panicBounds(int64(x), true, y, boundsSliceB) }
func goPanicSliceBU(x uint, y int) { panicBounds(int64(x), false, y, boundsSliceB) }

// s[::x], 0 <= x <= len(s) or cap(s) failed
func goPanicSlice3Alen(x int, y int)   { panicBounds(int64(x), true, y, boundsSlice3Alen) }
func goPanicSlice3AlenU(x uint, y int) { panicBounds(int64(x), false, y, boundsSlice3Alen) }
func goPanicSlice3Acap(x int, y int)   { panicBounds(int64(x), true, y, boundsSlice3Acap) }
func goPanicSlice3AcapU(x uint, y int) { panicBounds(int64(x), false, y, boundsSlice3Acap) }

// s[:x:y], 0 <= x <= y failed
func goPanicSlice3B(x int, y int)   { panicBounds(int64(x), true, y, boundsSlice3B) }
func goPanicSlice3BU(x uint, y int) { panicBounds(int64(x), false, y, boundsSlice3B) }

// s[x:y:], 0 <= x <= y failed
func goPanicSlice3C(x int, y int)   { panicBounds(int64(x), true, y, boundsSlice3C) }
func goPanicSlice3CU(x uint, y int) { panicBounds(int64(x), false, y, boundsSlice3C) }

// (*[x]T)(s), len(s) >= x failed: x is the length of s, y what was wanted
func goPanicSliceConvert(x int, y int) { panicBounds(int64(x), true, y, boundsConvert) }

var shiftError = error(errorString("negative shift amount"))
var divideError = error(errorString("integer divide by zero"))
var overflowError = error(errorString("integer overflow"))
var floatError = error(errorString("floating point error"))
var memoryError = error(errorString("invalid memory address or nil pointer dereference"))

func panicshift() {
	panicCheck()
	panic(shiftError)
}

func panicdivide() {
	panicCheck()
	panic(divideError)
}

func panicoverflow() {
	panicCheck()
	panic(overflowError)
}

func panicfloat() {
	panicCheck()
	panic(floatError)
}

func panicmem() {
	panicCheck()
	panic(memoryError)
}

func panicmemAddr(addr uintptr) {
	panicCheck()
	panic(errorAddressString{msg: "invalid memory address or nil pointer dereference", addr: addr})
}

func panicnil() {
	panicmem()
}

// unsafe.Slice and unsafe.String.

func panicunsafeslicelen() {
	panic(errorString("unsafe.Slice: len out of range"))
}

func panicunsafeslicenilptr() {
	panic(errorString("unsafe.Slice: ptr is nil and len is not zero"))
}

func panicunsafestringlen() {
	panic(errorString("unsafe.String: len out of range"))
}

func panicunsafestringnilptr() {
	panic(errorString("unsafe.String: ptr is nil and len is not zero"))
}

func unsafeslice(et *_type, ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafeslicelen()
	}
	if ptr == nil && len > 0 {
		panicunsafeslicenilptr()
	}
	if et.Size_ != 0 && uintptr(len) > (-uintptr(ptr))/et.Size_ {
		panicunsafeslicelen()
	}
}

func unsafeslice64(et *_type, ptr unsafe.Pointer, len64 int64) {
	unsafeslice(et, ptr, int(len64))
}

func unsafestring(ptr unsafe.Pointer, len int) {
	if len < 0 || uintptr(len) > -uintptr(ptr) && ptr != nil {
		panicunsafestringlen()
	}
	if ptr == nil && len > 0 {
		panicunsafestringnilptr()
	}
}

func unsafestring64(ptr unsafe.Pointer, len64 int64) {
	unsafestring(ptr, int(len64))
}
