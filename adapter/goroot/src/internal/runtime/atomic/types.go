package atomic

import "unsafe"

// Int32 is an int32 that is only accessed atomically.
type Int32 struct {
	value int32
}

//go:nosplit
func (x *Int32) Load() int32 { return int32(Load((*uint32)(unsafe.Pointer(&x.value)))) }

//go:nosplit
func (x *Int32) Store(v int32) { Store((*uint32)(unsafe.Pointer(&x.value)), uint32(v)) }

//go:nosplit
func (x *Int32) CompareAndSwap(old, new int32) bool {
	return Cas((*uint32)(unsafe.Pointer(&x.value)), uint32(old), uint32(new))
}

//go:nosplit
func (x *Int32) Swap(v int32) int32 {
	return int32(Xchg((*uint32)(unsafe.Pointer(&x.value)), uint32(v)))
}

//go:nosplit
func (x *Int32) Add(delta int32) int32 {
	return int32(Xadd((*uint32)(unsafe.Pointer(&x.value)), int32(delta)))
}

// Int64 is an int64 that is only accessed atomically.
type Int64 struct {
	value int64
}

//go:nosplit
func (x *Int64) Load() int64 { return int64(Load64((*uint64)(unsafe.Pointer(&x.value)))) }

//go:nosplit
func (x *Int64) Store(v int64) { Store64((*uint64)(unsafe.Pointer(&x.value)), uint64(v)) }

//go:nosplit
func (x *Int64) CompareAndSwap(old, new int64) bool {
	return Cas64((*uint64)(unsafe.Pointer(&x.value)), uint64(old), uint64(new))
}

//go:nosplit
func (x *Int64) Swap(v int64) int64 {
	return int64(Xchg64((*uint64)(unsafe.Pointer(&x.value)), uint64(v)))
}

//go:nosplit
func (x *Int64) Add(delta int64) int64 {
	return int64(Xadd64((*uint64)(unsafe.Pointer(&x.value)), int64(delta)))
}

// Uint32 is a uint32 that is only accessed atomically.
type Uint32 struct {
	value uint32
}

//go:nosplit
func (x *Uint32) Load() uint32 { return uint32(Load((*uint32)(unsafe.Pointer(&x.value)))) }

//go:nosplit
func (x *Uint32) Store(v uint32) { Store((*uint32)(unsafe.Pointer(&x.value)), uint32(v)) }

//go:nosplit
func (x *Uint32) CompareAndSwap(old, new uint32) bool {
	return Cas((*uint32)(unsafe.Pointer(&x.value)), uint32(old), uint32(new))
}

//go:nosplit
func (x *Uint32) Swap(v uint32) uint32 {
	return uint32(Xchg((*uint32)(unsafe.Pointer(&x.value)), uint32(v)))
}

//go:nosplit
func (x *Uint32) Add(delta int32) uint32 {
	return uint32(Xadd((*uint32)(unsafe.Pointer(&x.value)), int32(delta)))
}

// Uint64 is a uint64 that is only accessed atomically.
type Uint64 struct {
	value uint64
}

//go:nosplit
func (x *Uint64) Load() uint64 { return uint64(Load64((*uint64)(unsafe.Pointer(&x.value)))) }

//go:nosplit
func (x *Uint64) Store(v uint64) { Store64((*uint64)(unsafe.Pointer(&x.value)), uint64(v)) }

//go:nosplit
func (x *Uint64) CompareAndSwap(old, new uint64) bool {
	return Cas64((*uint64)(unsafe.Pointer(&x.value)), uint64(old), uint64(new))
}

//go:nosplit
func (x *Uint64) Swap(v uint64) uint64 {
	return uint64(Xchg64((*uint64)(unsafe.Pointer(&x.value)), uint64(v)))
}

//go:nosplit
func (x *Uint64) Add(delta int64) uint64 {
	return uint64(Xadd64((*uint64)(unsafe.Pointer(&x.value)), int64(delta)))
}

// Uintptr is a uintptr that is only accessed atomically.
type Uintptr struct {
	value uintptr
}

//go:nosplit
func (x *Uintptr) Load() uintptr { return uintptr(Loaduintptr((*uintptr)(unsafe.Pointer(&x.value)))) }

//go:nosplit
func (x *Uintptr) Store(v uintptr) { Storeuintptr((*uintptr)(unsafe.Pointer(&x.value)), uintptr(v)) }

//go:nosplit
func (x *Uintptr) CompareAndSwap(old, new uintptr) bool {
	return Casuintptr((*uintptr)(unsafe.Pointer(&x.value)), uintptr(old), uintptr(new))
}

//go:nosplit
func (x *Uintptr) Swap(v uintptr) uintptr {
	return uintptr(Xchguintptr((*uintptr)(unsafe.Pointer(&x.value)), uintptr(v)))
}

//go:nosplit
func (x *Uintptr) Add(delta uintptr) uintptr {
	return uintptr(Xadduintptr((*uintptr)(unsafe.Pointer(&x.value)), uintptr(delta)))
}

// Uint8 is a uint8 that is only accessed atomically.
type Uint8 struct {
	value uint8
}

//go:nosplit
func (u *Uint8) Load() uint8 { return Load8(&u.value) }

//go:nosplit
func (u *Uint8) Store(v uint8) { Store8(&u.value, v) }

//go:nosplit
func (u *Uint8) Or(v uint8) { Or8(&u.value, v) }

//go:nosplit
func (u *Uint8) And(v uint8) { And8(&u.value, v) }

// Bool is a bool that is only accessed atomically.
type Bool struct {
	u Uint8
}

//go:nosplit
func (b *Bool) Load() bool { return b.u.Load() != 0 }

//go:nosplit
func (b *Bool) Store(v bool) {
	if v {
		b.u.Store(1)
	} else {
		b.u.Store(0)
	}
}

// UnsafePointer is an unsafe.Pointer that is only accessed atomically.
type UnsafePointer struct {
	value unsafe.Pointer
}

//go:nosplit
func (u *UnsafePointer) Load() unsafe.Pointer { return Loadp(unsafe.Pointer(&u.value)) }

//go:nosplit
func (u *UnsafePointer) Store(v unsafe.Pointer) { StorepNoWB(unsafe.Pointer(&u.value), v) }

//go:nosplit
func (u *UnsafePointer) CompareAndSwap(old, new unsafe.Pointer) bool {
	return Casp1(&u.value, old, new)
}
