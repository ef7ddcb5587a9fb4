// Package atomic holds the atomic operations that the runtime is built on. The
// functions are a few instructions of assembly each (atomic.s); the types below
// them keep a value from being touched in any other way.
package atomic

import "unsafe"

func Load(ptr *uint32) uint32
func Load8(ptr *uint8) uint8
func Load64(ptr *uint64) uint64
func Loadp(ptr unsafe.Pointer) unsafe.Pointer
func Loaduintptr(ptr *uintptr) uintptr
func Loadint32(ptr *int32) int32
func Loadint64(ptr *int64) int64

func Store(ptr *uint32, val uint32)
func Store8(ptr *uint8, val uint8)
func Store64(ptr *uint64, val uint64)
func StorepNoWB(ptr unsafe.Pointer, val unsafe.Pointer)
func Storeuintptr(ptr *uintptr, val uintptr)

// Xadd adds and returns the new value.
func Xadd(ptr *uint32, delta int32) uint32
func Xadd64(ptr *uint64, delta int64) uint64
func Xadduintptr(ptr *uintptr, delta uintptr) uintptr

// Xchg stores and returns the old value.
func Xchg(ptr *uint32, new uint32) uint32
func Xchg64(ptr *uint64, new uint64) uint64
func Xchguintptr(ptr *uintptr, new uintptr) uintptr

// Cas stores new if the value is old, and says whether it did.
func Cas(ptr *uint32, old, new uint32) bool
func Cas64(ptr *uint64, old, new uint64) bool
func Casuintptr(ptr *uintptr, old, new uintptr) bool
func Casp1(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool

func Or8(ptr *uint8, val uint8)
func And8(ptr *uint8, val uint8)
func Or(ptr *uint32, val uint32)
func And(ptr *uint32, val uint32)
