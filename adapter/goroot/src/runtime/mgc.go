// The collector.
//
// It is the simplest that does the job: everybody stops, what can be reached is
// marked, the rest is free. There is no concurrency, no write barrier, nothing
// moves. (Real Go marks while the program runs; a program sees the difference
// only in its pauses.)
//
// Marking begins at the roots: the program's variables and the goroutines' stacks.
// Words that look like pointers into the heap are taken for pointers, in roots and
// in objects alike; only spans of objects without pointers are not looked into. So
// a number may keep an object alive by accident, but none is ever lost. Since no
// register survives a call, and a goroutine that is preempted by a signal has its
// registers on its stack, stacks hold everything a stopped goroutine knows.
//
// A collection begins when the heap has grown by GOGC percent since the last one
// (checked when spans are handed out), or by runtime.GC.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

const heapMinimum = 4 << 20

var gcTriggered uint32 // a collection is due

var gcController struct {
	percent   int32
	heapLive  atomic.Uint64 // bytes in spans handed out, since the last collection what was marked
	trigger   uint64
	enabled   bool
	numGC     uint32
	numForced uint32
	pauseNs   uint64
	lastEnd   uint64
	pauses    [256]uint64
	pauseEnds [256]uint64
	frees     uint64
	freed     uint64 // bytes
}

func gcinit() {
	gcController.percent = 100
	if s := gogetenv("GOGC"); s == "off" {
		gcController.percent = -1
	} else if n, ok := atoi(s); ok {
		gcController.percent = int32(n)
	}
	gcController.trigger = heapMinimum
	// What was allocated before there was a limit is no reason to collect.
	atomic.Store(&gcTriggered, 0)
}

// gcenable starts the helpers and allows collections. runtime.main calls it once
// package runtime is initialised.
func gcenable() {
	c := make(chan int, 2)
	go bgsweep(c)
	go bgscavenge(c)
	<-c
	<-c
	gcController.enabled = true
}

var sweep struct {
	lock   mutex
	g      *g
	parked bool
}

// bgsweep and bgscavenge have nothing to do here (see forcegchelper).
func bgsweep(c chan int) {
	sweep.g = getg()
	lock(&sweep.lock)
	sweep.parked = true
	c <- 1
	goparkunlock(&sweep.lock, waitReasonGCSweepWait, 0, 1)
	for {
		lock(&sweep.lock)
		goparkunlock(&sweep.lock, waitReasonGCSweepWait, 0, 1)
	}
}

type scavengerState struct {
	lock   mutex
	g      *g
	parked bool
}

var scavenger scavengerState

func (s *scavengerState) park() {
	lock(&s.lock)
	s.parked = true
	goparkunlock(&s.lock, waitReasonGCScavengeWait, 0, 2)
}

func bgscavenge(c chan int) {
	scavenger.g = getg()
	c <- 1
	scavenger.park()
	for {
		scavenger.park()
	}
}

// gcNoteAlloc counts memory handed out.
func gcNoteAlloc(bytes uintptr) {
	live := gcController.heapLive.Add(int64(bytes))
	if live >= gcController.trigger && gcController.percent >= 0 {
		atomic.Store(&gcTriggered, 1)
	}
}

// gcMaybeStart is called after an allocation when a collection is due. Not every
// moment is right: never on a system stack or with a lock held.
func gcMaybeStart() {
	gp := getg()
	mp := gp.m
	if gp != mp.curg || mp.locks != 0 || mp.preemptoff != "" || mp.dying != 0 || !gcController.enabled || gp.throwsplit {
		return
	}
	if !atomic.Cas(&gcTriggered, 1, 0) {
		return
	}
	gcStart()
}

// GC runs a garbage collection.
func GC() {
	gcController.numForced++
	gcStart()
}

func gcStart() {
	stopTheWorld(stwGCMarkTerm)
	begin := nanotime()
	systemstack(gcCollect)
	end := nanotime()
	n := gcController.numGC % uint32(len(gcController.pauses))
	gcController.pauses[n] = uint64(end - begin)
	sec, nsec := walltime()
	gcController.lastEnd = uint64(sec)*1e9 + uint64(nsec)
	gcController.pauseEnds[n] = gcController.lastEnd
	gcController.pauseNs += uint64(end - begin)
	gcController.numGC++
	startTheWorld()
	if finq.count > 0 && finq.wait {
		wakefing()
	}
}

func gcCollect() {
	atomic.Store(&gcTriggered, 0)
	if poolcleanup != nil {
		poolcleanup()
	}
	for _, pp := range allp {
		pp.mcache.tiny = 0
		pp.mcache.tinyoffset = 0
	}

	md := &firstmoduledata
	gcScan(md.data, md.edata)
	gcScan(md.bss, md.ebss)
	for _, gp := range allgs {
		if readgstatus(gp)&^_Gscan == _Gdead {
			continue
		}
		sp := gp.sched.sp
		if gp.syscallsp != 0 {
			sp = gp.syscallsp
		}
		gcScan(sp, gp.stack.hi)
	}
	gcDrain()
	gcFinalizers()
	gcSweep()
}

// The objects that are marked but not scanned yet are in a stack made of blocks.

type gcWorkBlock struct {
	next *gcWorkBlock
	n    int
	objs [1022]uintptr
}

var gcWork struct {
	full  *gcWorkBlock // being filled and emptied
	spare *gcWorkBlock
}

func gcPush(obj uintptr) {
	b := gcWork.full
	if b == nil || b.n == len(b.objs) {
		b = gcWork.spare
		if b != nil {
			gcWork.spare = b.next
		} else {
			b = (*gcWorkBlock)(persistentalloc(unsafe.Sizeof(gcWorkBlock{}), 8))
		}
		b.n = 0
		b.next = gcWork.full
		gcWork.full = b
	}
	b.objs[b.n] = obj
	b.n++
}

// gcMark marks the object that p points into, if it does.
func gcMark(p uintptr) {
	s := spanOf(p)
	if s == nil || s.state != mSpanInUse || p >= s.limit {
		return
	}
	i := s.objIndex(p)
	mask := uint8(1) << (i % 8)
	if s.gcmarkBits[i/8]&mask != 0 || s.isFree(i) {
		return
	}
	s.gcmarkBits[i/8] |= mask
	if !s.spanclass.noscan() {
		gcPush(s.base() + i*s.elemsize)
	}
}

// gcScan marks what the words in [lo, hi) point to.
func gcScan(lo, hi uintptr) {
	size := mheap_.arenaEnd - arenaBaseOffset
	for p := alignUp(lo, 8); p+8 <= hi; p += 8 {
		v := *(*uintptr)(unsafe.Pointer(p))
		if v-arenaBaseOffset < size {
			gcMark(v)
		}
	}
}

func gcDrain() {
	for {
		b := gcWork.full
		if b == nil {
			return
		}
		if b.n == 0 {
			gcWork.full = b.next
			b.next = gcWork.spare
			gcWork.spare = b
			continue
		}
		b.n--
		obj := b.objs[b.n]
		gcScan(obj, obj+spanOf(obj).elemsize)
	}
}

// gcIsMarked: p points to the beginning of an object or into it.
func gcIsMarked(p uintptr) bool {
	s := spanOf(p)
	if s == nil || s.state != mSpanInUse {
		return true // not ours to free
	}
	i := s.objIndex(p)
	return s.gcmarkBits[i/8]>>(i%8)&1 != 0
}

// gcSweep makes the unmarked slots free, and empty spans free pages.
func gcSweep() {
	live := uint64(0)
	for i := range mheap_.central {
		mheap_.central[i].partial = nil
	}
	lock(&mheap_.lock)
	// From the last to the first, so that the lists begin at low addresses.
	for i := mheap_.nspans - 1; i >= 0; i-- {
		s := mheap_.spanAt(i)
		if s.state != mSpanInUse {
			continue
		}
		marked := uint16(0)
		nbytes := (int(s.nelems) + 7) / 8
		for j := 0; j < nbytes; j++ {
			for b := s.gcmarkBits[j]; b != 0; b &= b - 1 {
				marked++
			}
		}
		gcController.frees += uint64(s.allocCount - marked)
		gcController.freed += uint64(s.allocCount-marked) * uint64(s.elemsize)
		if marked == 0 && !s.incache {
			mheap_.freeSpan(s)
			continue
		}
		live += uint64(marked) * uint64(s.elemsize)
		for j := 0; j < nbytes; j++ {
			s.allocBits[j] = s.gcmarkBits[j]
			s.gcmarkBits[j] = 0
		}
		s.freeindex = 0
		if marked != s.allocCount {
			s.needzero = true
		}
		s.allocCount = marked
		s.inlist = false
		s.next = nil
		if s.spanclass.sizeclass() != 0 && !s.incache && marked < s.nelems {
			c := &mheap_.central[s.spanclass]
			s.next = c.partial
			c.partial = s
			s.inlist = true
		}
	}
	unlock(&mheap_.lock)
	gcController.heapLive.Store(live)
	gcSetTrigger(live)
}

func gcSetTrigger(live uint64) {
	percent := gcController.percent
	if percent < 0 {
		return
	}
	t := live + live*uint64(percent)/100
	if t < heapMinimum*uint64(percent)/100 {
		t = heapMinimum * uint64(percent) / 100
	}
	gcController.trigger = t
}

//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(in int32) (out int32) {
	out = gcController.percent
	if in < 0 {
		in = -1
	}
	gcController.percent = in
	gcSetTrigger(gcController.heapLive.Load())
	return out
}

//go:linkname debug_freeOSMemory runtime/debug.freeOSMemory
func debug_freeOSMemory() {
	GC()
}

var poolcleanup func()

//go:linkname sync_runtime_registerPoolCleanup sync.runtime_registerPoolCleanup
func sync_runtime_registerPoolCleanup(f func()) {
	poolcleanup = f
}
