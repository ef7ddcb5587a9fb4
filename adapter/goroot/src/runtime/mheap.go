// The heap of pages.
//
// Address space is taken from the kernel from 0xc000000000 upwards, at least
// 4 MiB at a time, and dealt out in pages of 8 KiB. Free pages form runs, kept
// in a list in the order of their addresses; an allocation takes the first run
// that is long enough, and a freed run joins its neighbours.
//
// A span is a run in use: cut into objects of one size class, or one large
// object, or (mSpanManual) goroutine stacks. heapArena.spans says for each page
// to which span it belongs, so any pointer leads to its object: find the page,
// the span, and divide.
//
// A span knows which of its slots are in use: those below freeindex, and the
// ones whose bit in allocBits is set. Without collections allocBits stays zero
// and a span is filled from front to back. After one, it says which slots
// survived, and allocation goes around them.
//
// Everything here runs on a system stack and under mheap_.lock or the lock of
// one mcentral.
package runtime

import "unsafe"

const (
	arenaBaseOffset = 0xc000000000
	heapArenaBytes  = 64 << 20
	pagesPerArena   = heapArenaBytes / _PageSize
	maxArenas       = 256 // 16 GiB

	heapGrowBytes = 4 << 20

	maxObjsPerSpan = 1024
)

type mSpanState uint8

const (
	mSpanDead mSpanState = iota
	mSpanInUse
	mSpanManual
)

type mspan struct {
	next *mspan
	prev *mspan

	startAddr uintptr
	npages    uintptr

	freeindex  uint16 // slots below are in use
	nelems     uint16
	allocCount uint16
	spanclass  spanClass
	state      mSpanState
	needzero   bool // the memory has been used before
	incache    bool // some processor's own
	inlist     bool // in mcentral.partial
	elemsize   uintptr
	limit      uintptr // end of the last slot
	largeType  *_type

	manualFree uintptr // stacks: list of free ones

	allocBits  [maxObjsPerSpan / 8]uint8 // survived the last collection
	gcmarkBits [maxObjsPerSpan / 8]uint8 // found by the running one
}

func (s *mspan) base() uintptr { return s.startAddr }

// nextFreeIndex is the first free slot from freeindex on, nelems if there is none.
func (s *mspan) nextFreeIndex() uintptr {
	i := uintptr(s.freeindex)
	n := uintptr(s.nelems)
	for i < n {
		b := s.allocBits[i/8]
		if b == 0 {
			return i
		}
		if b>>(i%8)&1 == 0 {
			return i
		}
		i++
	}
	return n
}

// isFree says whether slot i is not in use.
func (s *mspan) isFree(i uintptr) bool {
	return i >= uintptr(s.freeindex) && s.allocBits[i/8]>>(i%8)&1 == 0
}

func (s *mspan) objIndex(p uintptr) uintptr { return (p - s.startAddr) / s.elemsize }

type heapArena struct {
	spans [pagesPerArena]*mspan
}

// pageRun is a run of free pages.
type pageRun struct {
	start  uintptr
	npages uintptr
	zeroed bool
	next   *pageRun
}

func init() {
	for i := range class_to_size {
		if i > 0 && int(class_to_allocnpages[i])*_PageSize/int(class_to_size[i]) > maxObjsPerSpan {
			throw("a span has more objects than there are bits")
		}
	}
}

type mcentral struct {
	lock    mutex
	partial *mspan // spans with free slots that nobody caches
}

type mheap struct {
	lock mutex

	free     *pageRun
	runCache *pageRun // records not in use
	spanPool *mspan   // likewise

	arenas     [maxArenas]*heapArena
	arenaStart uintptr
	arenaEnd   uintptr // where the next piece of address space is asked for

	allspans  **mspan // every span ever made
	nspans    int
	spansSize int

	sysBytes   uint64 // from the kernel
	inUse      uint64 // pages in spans of objects, in bytes
	stackInUse uint64
	largeAlloc uint64

	central [numSpanClasses]mcentral
}

var mheap_ mheap

func (h *mheap) init() {
	h.arenaStart = arenaBaseOffset
	h.arenaEnd = arenaBaseOffset
	lock(&h.lock)
	h.grow(1)
	unlock(&h.lock)
}

// spanOf is the span that contains p, nil if p is not in the heap.
func spanOf(p uintptr) *mspan {
	if p < arenaBaseOffset {
		return nil
	}
	i := (p - arenaBaseOffset) / heapArenaBytes
	if i >= maxArenas {
		return nil
	}
	a := mheap_.arenas[i]
	if a == nil {
		return nil
	}
	return a.spans[(p-arenaBaseOffset)%heapArenaBytes/_PageSize]
}

func (h *mheap) setSpans(base, npages uintptr, s *mspan) {
	for i := uintptr(0); i < npages; i++ {
		off := base - arenaBaseOffset + i*_PageSize
		h.arenas[off/heapArenaBytes].spans[off%heapArenaBytes/_PageSize] = s
	}
}

// grow asks the kernel for room for npages more.
func (h *mheap) grow(npages uintptr) bool {
	ask := alignUp(npages<<_PageShift, heapGrowBytes)
	v, err := mmap(unsafe.Pointer(h.arenaEnd), ask)
	if err != 0 {
		return false
	}
	base := uintptr(v)
	if base&(_PageSize-1) != 0 || base < arenaBaseOffset || base+ask > arenaBaseOffset+maxArenas*heapArenaBytes {
		return false
	}
	h.arenaEnd = base + ask
	h.sysBytes += uint64(ask)
	for i := (base - arenaBaseOffset) / heapArenaBytes; i <= (base+ask-1-arenaBaseOffset)/heapArenaBytes; i++ {
		if h.arenas[i] == nil {
			h.arenas[i] = (*heapArena)(persistentalloc(unsafe.Sizeof(heapArena{}), 8))
		}
	}
	h.freePages(base, ask>>_PageShift, true)
	return true
}

func (h *mheap) newRun() *pageRun {
	r := h.runCache
	if r != nil {
		h.runCache = r.next
		return r
	}
	return (*pageRun)(persistentalloc(unsafe.Sizeof(pageRun{}), 8))
}

// freePages enters a run into the list and joins it with its neighbours.
func (h *mheap) freePages(start, npages uintptr, zeroed bool) {
	var before *pageRun
	after := h.free
	for after != nil && after.start < start {
		before, after = after, after.next
	}
	if before != nil && before.start+before.npages<<_PageShift == start {
		before.npages += npages
		before.zeroed = before.zeroed && zeroed
	} else {
		r := h.newRun()
		r.start, r.npages, r.zeroed, r.next = start, npages, zeroed, after
		if before == nil {
			h.free = r
		} else {
			before.next = r
		}
		before = r
	}
	if after != nil && before.start+before.npages<<_PageShift == after.start {
		before.npages += after.npages
		before.zeroed = before.zeroed && after.zeroed
		before.next = after.next
		after.next = h.runCache
		h.runCache = after
	}
}

// takePages removes npages from the front of the first run that has them.
func (h *mheap) takePages(npages uintptr) (start uintptr, zeroed bool) {
	var before *pageRun
	for r := h.free; r != nil; before, r = r, r.next {
		if r.npages < npages {
			continue
		}
		start, zeroed = r.start, r.zeroed
		r.start += npages << _PageShift
		r.npages -= npages
		if r.npages == 0 {
			if before == nil {
				h.free = r.next
			} else {
				before.next = r.next
			}
			r.next = h.runCache
			h.runCache = r
		}
		return start, zeroed
	}
	return 0, false
}

// allocSpan makes a span of npages, or returns nil when memory is exhausted.
// The lock is held.
func (h *mheap) allocSpan(npages uintptr, state mSpanState) *mspan {
	start, zeroed := h.takePages(npages)
	if start == 0 {
		if !h.grow(npages) {
			return nil
		}
		start, zeroed = h.takePages(npages)
		if start == 0 {
			return nil
		}
	}
	s := h.spanPool
	if s != nil {
		h.spanPool = s.next
		*s = mspan{}
	} else {
		s = (*mspan)(persistentalloc(unsafe.Sizeof(mspan{}), 8))
		h.recordSpan(s)
	}
	s.startAddr = start
	s.npages = npages
	s.state = state
	s.needzero = !zeroed
	s.limit = start + npages<<_PageShift
	h.setSpans(start, npages, s)
	if state == mSpanManual {
		h.stackInUse += uint64(npages << _PageShift)
	} else {
		h.inUse += uint64(npages << _PageShift)
	}
	return s
}

// recordSpan adds s to allspans.
func (h *mheap) recordSpan(s *mspan) {
	if h.nspans == h.spansSize {
		n := h.spansSize * 2
		if n == 0 {
			n = 512
		}
		bigger := (**mspan)(persistentalloc(uintptr(n)*8, 8))
		memmove(unsafe.Pointer(bigger), unsafe.Pointer(h.allspans), uintptr(h.nspans)*8)
		h.allspans = bigger
		h.spansSize = n
	}
	*(**mspan)(add(unsafe.Pointer(h.allspans), uintptr(h.nspans)*8)) = s
	h.nspans++
}

func (h *mheap) spanAt(i int) *mspan {
	return *(**mspan)(add(unsafe.Pointer(h.allspans), uintptr(i)*8))
}

// freeSpan gives the pages back. The lock is held.
func (h *mheap) freeSpan(s *mspan) {
	if s.state == mSpanManual {
		h.stackInUse -= uint64(s.npages << _PageShift)
	} else {
		h.inUse -= uint64(s.npages << _PageShift)
	}
	h.setSpans(s.startAddr, s.npages, nil)
	h.freePages(s.startAddr, s.npages, false)
	s.state = mSpanDead
	s.next = h.spanPool
	h.spanPool = s
}

// allocManual and freeManual are for stacks.
func (h *mheap) allocManual(npages uintptr) *mspan {
	lock(&h.lock)
	s := h.allocSpan(npages, mSpanManual)
	unlock(&h.lock)
	return s
}

func (h *mheap) freeManual(s *mspan) {
	lock(&h.lock)
	h.freeSpan(s)
	unlock(&h.lock)
}

// allocLarge makes a span for one object.
func (h *mheap) allocLarge(size uintptr, noscan bool) *mspan {
	npages := alignUp(size, _PageSize) >> _PageShift
	lock(&h.lock)
	s := h.allocSpan(npages, mSpanInUse)
	if s == nil {
		unlock(&h.lock)
		throw("runtime: out of memory")
	}
	s.spanclass = makeSpanClass(0, noscan)
	s.elemsize = npages << _PageShift
	s.nelems = 1
	s.freeindex = 1
	s.allocCount = 1
	h.largeAlloc += uint64(s.elemsize)
	unlock(&h.lock)
	gcNoteAlloc(s.elemsize)
	return s
}

// cacheSpan gives a processor a span with at least one free slot.
func (c *mcentral) cacheSpan(spc spanClass) *mspan {
	lock(&c.lock)
	s := c.partial
	if s != nil {
		c.partial = s.next
		s.next = nil
		s.inlist = false
		s.incache = true
	}
	unlock(&c.lock)
	if s != nil {
		gcNoteAlloc(uintptr(s.nelems-s.allocCount) * s.elemsize)
		return s
	}
	npages := uintptr(class_to_allocnpages[spc.sizeclass()])
	size := uintptr(class_to_size[spc.sizeclass()])
	lock(&mheap_.lock)
	s = mheap_.allocSpan(npages, mSpanInUse)
	if s != nil {
		s.spanclass = spc
		s.elemsize = size
		s.nelems = uint16(npages << _PageShift / size)
		s.limit = s.startAddr + uintptr(s.nelems)*size
		s.incache = true
	}
	unlock(&mheap_.lock)
	if s != nil {
		gcNoteAlloc(npages << _PageShift)
	}
	return s
}

// uncacheSpan takes a span back. A full one is in no list; the collector finds
// it in allspans.
func (c *mcentral) uncacheSpan(s *mspan) {
	lock(&c.lock)
	s.incache = false
	if s.nextFreeIndex() < uintptr(s.nelems) {
		s.next = c.partial
		c.partial = s
		s.inlist = true
	}
	unlock(&c.lock)
}
