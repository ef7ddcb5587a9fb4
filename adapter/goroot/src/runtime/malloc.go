// Memory allocation.
//
// Objects up to 32 KiB are rounded up to a size class (sizeclasses.go). A span is
// a run of pages cut into objects of one class; allocating takes the next free
// one. Each processor has for each class a span of its own (mcache), so the
// common case needs no lock. A span that is full is exchanged at the class's
// mcentral for one with free slots, and mcentral gets its spans from the heap of
// pages (mheap.go). Objects with pointers and without are kept in different
// spans ("scan" and "noscan"), so that a collector need not look at the latter.
//
// Objects below 16 bytes without pointers (small numbers in interfaces, short
// strings) share blocks of 16 bytes.
//
// Objects with pointers above 512 bytes have a header of 8 bytes in front that
// points at their type. It counts when the size is rounded up, which is why
// append grows a slice of pointers to 143 elements, not 128.
//
// The rules of the road: an allocation cannot be interrupted by another on the
// same thread (m.mallocing), and never happens in a signal handler.
package runtime

import (
	"unsafe"
)

const (
	maxTinySize            = 16
	tinySizeClass          = 2
	mallocHeaderSize       = 8
	minSizeForMallocHeader = 512
	maxAlloc               = 1 << 48

	_NumStackOrders = 4
)

// zerobase is the address of everything that has no size.
var zerobase uintptr

// spanClass is a size class and whether its objects have no pointers.
type spanClass uint8

const (
	numSpanClasses = _NumSizeClasses << 1
	tinySpanClass  = spanClass(tinySizeClass<<1 | 1)
)

func makeSpanClass(sizeclass uint8, noscan bool) spanClass {
	return spanClass(sizeclass<<1) | spanClass(bool2int(noscan))
}

func (sc spanClass) sizeclass() int8 { return int8(sc >> 1) }
func (sc spanClass) noscan() bool    { return sc&1 != 0 }

// mcache is a processor's own store of spans.
type mcache struct {
	alloc [numSpanClasses]*mspan

	// The block that tiny objects are cut from.
	tiny       uintptr
	tinyoffset uintptr

	// Totals for MemStats.
	nmalloc    uint64
	ntiny      uint64
	allocBytes uint64
}

// emptymspan is full for ever; it stands where a cache has no span yet.
var emptymspan mspan

// mcache0 serves until the processors exist.
var mcache0 *mcache

func init() {
	if class_to_size[tinySizeClass] != maxTinySize {
		throw("bad tinySizeClass")
	}
}

func allocmcache() *mcache {
	var c *mcache
	systemstack(func() {
		c = (*mcache)(persistentalloc(unsafe.Sizeof(mcache{}), 8))
	})
	for i := range c.alloc {
		c.alloc[i] = &emptymspan
	}
	return c
}

func getMCache(mp *m) *mcache {
	pp := mp.p.ptr()
	if pp == nil {
		return mcache0
	}
	return pp.mcache
}

func mallocinit() {
	sizeclassinit()
	mheap_.init()
	mcache0 = allocmcache()
}

// refill exchanges the full span of a class for one that has room.
func (c *mcache) refill(spc spanClass) {
	s := c.alloc[spc]
	if s != &emptymspan {
		mheap_.central[spc].uncacheSpan(s)
	}
	s = mheap_.central[spc].cacheSpan(spc)
	if s == nil {
		throw("runtime: out of memory")
	}
	c.alloc[spc] = s
}

// nextFree is the address of a free slot of the class, and the span.
func (c *mcache) nextFree(spc spanClass) (uintptr, *mspan) {
	s := c.alloc[spc]
	i := uintptr(s.freeindex)
	if i < uintptr(s.nelems) && s.allocBits[i/8] == 0 {
		// The common case: nothing in the way.
	} else if i = s.nextFreeIndex(); i >= uintptr(s.nelems) {
		systemstack(func() {
			c.refill(spc)
		})
		s = c.alloc[spc]
		i = s.nextFreeIndex()
	}
	s.freeindex = uint16(i + 1)
	s.allocCount++
	return s.startAddr + i*s.elemsize, s
}

// mallocgc allocates size bytes for a value of type typ; nil means a value
// without pointers.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&zerobase)
	}
	mp := acquirem()
	if mp.mallocing != 0 {
		throw("malloc deadlock")
	}
	if mp.gsignal == getg() {
		throw("malloc during signal")
	}
	mp.mallocing = 1
	c := getMCache(mp)
	noscan := typ == nil || typ.PtrBytes == 0

	var x unsafe.Pointer
	switch {
	case noscan && size < maxTinySize:
		off := c.tinyoffset
		// Align as the size suggests.
		if size&7 == 0 {
			off = alignUp(off, 8)
		} else if size&3 == 0 {
			off = alignUp(off, 4)
		} else if size&1 == 0 {
			off = alignUp(off, 2)
		}
		if off+size <= maxTinySize && c.tiny != 0 {
			x = unsafe.Pointer(c.tiny + off)
			c.tinyoffset = off + size
			c.ntiny++
			c.nmalloc++
			mp.mallocing = 0
			releasem(mp)
			return x
		}
		v, s := c.nextFree(tinySpanClass)
		x = unsafe.Pointer(v)
		(*[2]uint64)(x)[0] = 0
		(*[2]uint64)(x)[1] = 0
		// Keep the block that has more room left.
		if size < c.tinyoffset || c.tiny == 0 {
			c.tiny = v
			c.tinyoffset = size
		}
		c.allocBytes += uint64(s.elemsize)

	case size <= _MaxSmallSize-mallocHeaderSize:
		header := uintptr(0)
		if !noscan && size > minSizeForMallocHeader {
			header = mallocHeaderSize
		}
		spc := spanClass(sizeToClass(size+header) << 1)
		if noscan {
			spc |= 1
		}
		v, s := c.nextFree(spc)
		x = unsafe.Pointer(v)
		if s.needzero && (needzero || !noscan) {
			memclrNoHeapPointers(x, s.elemsize)
		}
		if header != 0 {
			*(**_type)(x) = typ
			x = add(x, mallocHeaderSize)
		}
		c.allocBytes += uint64(s.elemsize)

	default:
		var s *mspan
		systemstack(func() {
			s = mheap_.allocLarge(size, noscan)
		})
		x = unsafe.Pointer(s.base())
		s.largeType = typ
		if s.needzero {
			memclrNoHeapPointers(x, s.npages<<_PageShift)
		}
		c.allocBytes += uint64(s.elemsize)
	}
	c.nmalloc++
	mp.mallocing = 0
	releasem(mp)

	if gcTriggered != 0 {
		gcMaybeStart()
	}
	return x
}

// newobject is new(T).
func newobject(typ *_type) unsafe.Pointer {
	return mallocgc(typ.Size_, typ, true)
}

// newarray is room for n values in a row.
func newarray(typ *_type, n int) unsafe.Pointer {
	if n == 1 {
		return mallocgc(typ.Size_, typ, true)
	}
	mem, overflow := mulUintptr(typ.Size_, uintptr(n))
	if overflow || mem > maxAlloc || n < 0 {
		panic(plainError("runtime: allocation size out of range"))
	}
	return mallocgc(mem, typ, true)
}

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(typ *_type) unsafe.Pointer { return mallocgc(typ.Size_, typ, true) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(typ *_type) unsafe.Pointer { return mallocgc(typ.Size_, typ, true) }

// persistentalloc hands out memory for the runtime's own records. It is never
// freed, and the collector does not look at it.
var persistent struct {
	lock mutex
	base uintptr
	off  uintptr
	size uintptr
	sys  uint64
}

// persistentFirst serves before the heap exists.
var persistentFirst [64 << 10]byte

const persistentChunk = 256 << 10

func persistentalloc(size, align uintptr) unsafe.Pointer {
	var p unsafe.Pointer
	// On the system stack: growing a goroutine's stack may need this lock.
	systemstack(func() {
		p = persistentalloc1(size, align)
	})
	return p
}

func persistentalloc1(size, align uintptr) unsafe.Pointer {
	if align == 0 {
		align = 8
	}
	lock(&persistent.lock)
	if persistent.base == 0 {
		persistent.base = uintptr(unsafe.Pointer(&persistentFirst))
		persistent.size = uintptr(len(persistentFirst))
		persistent.off = alignUp(persistent.base, 16) - persistent.base
	}
	off := alignUp(persistent.off, align)
	if off+size > persistent.size {
		chunk := uintptr(persistentChunk)
		if size > chunk {
			chunk = alignUp(size, _PageSize)
		}
		p, err := mmap(nil, chunk)
		if err != 0 {
			throw("runtime: cannot allocate memory")
		}
		persistent.base = uintptr(p)
		persistent.size = chunk
		persistent.sys += uint64(chunk)
		off = 0
	}
	p := unsafe.Pointer(persistent.base + off)
	persistent.off = off + size
	unlock(&persistent.lock)
	return p
}
