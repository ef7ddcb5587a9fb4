// Stacks of goroutines.
//
// A goroutine starts with 2 KiB. Every function begins by comparing SP with
// g.stackguard0; if there is too little room it calls morestack, which on g0
// calls newstack, which copies the stack to one of twice the size and starts the
// function again.
//
//	hi  ┌────────────────┐
//	    │ goexit         │  what the goroutine's function returns to
//	    │ main.worker    │
//	    │ …              │
//	SP  │ newest frame   │
//	    ├────────────────┤
//	    │ free           │
//	    │- - - - - - - - │  stackguard0 = lo + 928
//	    │ for functions  │  those marked nosplit do not check
//	lo  └────────────────┘
//
// Copying is possible because the pointers into a stack are all known: in the
// frames, by the pointer maps of the functions (symtab.go); the saved BP of each
// frame; the records of deferred calls and panics; g.sched; and sudog.elem, if
// the goroutine is about to wait on channels. Each is moved by the distance
// between the two stacks. Nobody else may point into a stack.
//
// Setting stackguard0 to stackPreempt, which is larger than any SP, makes the
// next function call end up in newstack too: that is how a running goroutine is
// asked to give up its processor.
//
// Small stacks are cut from spans of 32 KiB, kept in lists by size; larger ones
// are spans of their own.
package runtime

import (
	"internal/abi"
	"unsafe"
)

const (
	stackMin   = 2048
	stackGuard = 928
	// Stacks below this come from the pools: 2, 4, 8 and 16 KiB.
	stackCacheSize = 32 << 10

	uintptrMask  = ^uintptr(0)
	stackPreempt = uintptrMask - 1313 // 0xfffffffffffffade
	stackFork    = uintptrMask - 1233
)

var (
	// What a stack may grow to. runtime.main and debug.SetMaxStack set it.
	maxstacksize    uintptr = 1 << 20
	maxstackceiling uintptr = 2 * 1000000000
)

var stackpool [_NumStackOrders]struct {
	lock mutex
	free uintptr // list through the first word of each free stack
}

func stackOrder(n uintptr) int {
	order := 0
	for n > stackMin {
		n >>= 1
		order++
	}
	return order
}

// stackalloc makes a stack of n bytes, a power of two. It runs on g0: the pools
// cannot be used by a stack that may itself have to grow.
func stackalloc(n uint32) stack {
	gp := getg()
	if gp != gp.m.g0 {
		throw("stackalloc not on scheduler stack")
	}
	if n&(n-1) != 0 {
		throw("stack size not a power of 2")
	}
	if n >= stackCacheSize {
		s := mheap_.allocManual(uintptr(n) >> _PageShift)
		if s == nil {
			throw("runtime: out of memory")
		}
		return stack{s.base(), s.base() + uintptr(n)}
	}
	order := stackOrder(uintptr(n))
	pool := &stackpool[order]
	lock(&pool.lock)
	if pool.free == 0 {
		s := mheap_.allocManual(stackCacheSize >> _PageShift)
		if s == nil {
			throw("runtime: out of memory")
		}
		// In the list the lowest address comes first.
		for off := uintptr(stackCacheSize); off > 0; off -= uintptr(n) {
			v := s.base() + off - uintptr(n)
			*(*uintptr)(unsafe.Pointer(v)) = pool.free
			pool.free = v
		}
	}
	v := pool.free
	pool.free = *(*uintptr)(unsafe.Pointer(v))
	unlock(&pool.lock)
	return stack{v, v + uintptr(n)}
}

func stackfree(stk stack) {
	n := stk.hi - stk.lo
	if n >= stackCacheSize {
		s := spanOf(stk.lo)
		if s == nil || s.state != mSpanManual {
			throw("bad span state")
		}
		mheap_.freeManual(s)
		return
	}
	pool := &stackpool[stackOrder(n)]
	lock(&pool.lock)
	*(*uintptr)(unsafe.Pointer(stk.lo)) = pool.free
	pool.free = stk.lo
	unlock(&pool.lock)
}

// adjustinfo says how far the pointers into the old stack move.
type adjustinfo struct {
	old   stack
	delta uintptr // added, with wrap-around
}

// adjustpointer moves the pointer at p if it points into the old stack. Doing it
// twice does no harm: then it points into the new one.
func adjustpointer(adj *adjustinfo, p unsafe.Pointer) {
	v := *(*uintptr)(p)
	if adj.old.lo <= v && v < adj.old.hi {
		*(*uintptr)(p) = v + adj.delta
	}
}

func adjustpointers(at uintptr, bv *bitvector, adj *adjustinfo) {
	n := (uintptr(bv.n) + 7) / 8
	for i := uintptr(0); i < n; i++ {
		b := *(*uint8)(add(unsafe.Pointer(bv.bytedata), i))
		for p := at + i*64; b != 0; p += 8 {
			if b&1 != 0 {
				adjustpointer(adj, unsafe.Pointer(p))
			}
			b >>= 1
		}
	}
}

func adjustframe(frame *stkframe, adj *adjustinfo) {
	f := frame.fn
	spdelta := frame.fp - frame.sp - 8
	if spdelta >= 8 && f.flag&abi.FuncFlagAsm == 0 {
		adjustpointer(adj, unsafe.Pointer(frame.fp-16)) // saved BP
	}
	if spdelta == 8+uintptr(f.frameSize) {
		if bv := funcLocalMap(f); bv.n > 0 {
			adjustpointers(frame.sp, &bv, adj)
		}
	}
	if bv := funcArgMap(f); bv.n > 0 {
		adjustpointers(frame.argp, &bv, adj)
	}
}

// copystack moves gp's stack to a new one of newsize bytes.
func copystack(gp *g, newsize uintptr) {
	if gp.syscallsp != 0 {
		throw("stack growth not allowed in system call")
	}
	old := gp.stack
	if old.lo == 0 {
		throw("nil stackbase")
	}
	used := old.hi - gp.sched.sp

	new := stackalloc(uint32(newsize))
	var adj adjustinfo
	adj.old = old
	adj.delta = new.hi - old.hi

	memmove(unsafe.Pointer(new.hi-used), unsafe.Pointer(old.hi-used), used)

	for sg := gp.waiting; sg != nil; sg = sg.waitlink {
		adjustpointer(&adj, unsafe.Pointer(&sg.elem))
	}
	adjustpointer(&adj, unsafe.Pointer(&gp.sched.ctxt))
	adjustpointer(&adj, unsafe.Pointer(&gp.sched.bp))
	adjustpointer(&adj, unsafe.Pointer(&gp._panic))

	gp.stack = new
	gp.stackguard0 = new.lo + stackGuard
	gp.sched.sp = new.hi - used
	gp.stktopsp += adj.delta

	// From here on the new stack is walked.
	adjustpointer(&adj, unsafe.Pointer(&gp._defer))
	for d := gp._defer; d != nil; d = d.link {
		adjustpointer(&adj, unsafe.Pointer(&d.fn))
		adjustpointer(&adj, unsafe.Pointer(&d.sp))
		adjustpointer(&adj, unsafe.Pointer(&d.link))
	}
	var u unwinder
	u.init(gp, 0)
	for u.valid() {
		adjustframe(&u.frame, &adj)
		u.next()
	}
	stackfree(old)
}

// newstack is called by morestack on g0. Either the goroutine is to yield, or it
// needs a larger stack. It does not return: it continues the goroutine.
func newstack() {
	thisg := getg()
	mp := thisg.m
	if mp.morebuf.g != mp.curg {
		print("runtime: newstack called from g=", hex(uintptr(unsafe.Pointer(mp.morebuf.g))), "\n")
		throw("runtime: wrong goroutine in newstack")
	}
	gp := mp.curg
	if gp.throwsplit {
		print("runtime: newstack at ", hex(gp.sched.pc), " sp=", hex(gp.sched.sp), " stack=[", hex(gp.stack.lo), ", ", hex(gp.stack.hi), "]\n")
		throw("runtime: stack split at bad time")
	}
	mp.morebuf = gobuf{}

	preempt := gp.stackguard0 == stackPreempt
	if preempt && !canPreemptM(mp) {
		// Not now. gp.preempt stays set, so releasem or unlock asks again.
		gp.stackguard0 = gp.stack.lo + stackGuard
		gogo(&gp.sched)
	}
	if gp.stack.lo == 0 {
		throw("missing stack in newstack")
	}
	sp := gp.sched.sp
	if sp < gp.stack.lo {
		print("runtime: gp=", gp, ", goid=", gp.goid, ", gp->status=", hex(readgstatus(gp)), "\n ")
		print("runtime: split stack overflow: ", hex(sp), " < ", hex(gp.stack.lo), "\n")
		throw("runtime: split stack overflow")
	}
	if preempt {
		gopreempt_m(gp) // like a call of Gosched
	}

	oldsize := gp.stack.hi - gp.stack.lo
	newsize := oldsize * 2
	// A function with a large frame may need more than that.
	if f := findfunc(gp.sched.pc); f.valid() {
		need := uintptr(f.frameSize) + stackGuard
		used := gp.stack.hi - sp
		for newsize-used < need {
			newsize *= 2
		}
	}
	if newsize > maxstacksize || newsize > maxstackceiling {
		if maxstacksize < maxstackceiling {
			print("runtime: goroutine stack exceeds ", maxstacksize, "-byte limit\n")
		} else {
			print("runtime: goroutine stack exceeds ", maxstackceiling, "-byte limit\n")
		}
		print("runtime: sp=", hex(sp), " stack=[", hex(gp.stack.lo), ", ", hex(gp.stack.hi), "]\n")
		throw("stack overflow")
	}

	casgstatus(gp, _Grunning, _Gcopystack)
	copystack(gp, newsize)
	casgstatus(gp, _Gcopystack, _Grunning)
	gogo(&gp.sched)
}

// gostartcall makes buf look as if fn had been called by whatever is at buf.pc.
func gostartcall(buf *gobuf, fn uintptr, ctxt unsafe.Pointer) {
	sp := buf.sp - 8
	*(*uintptr)(unsafe.Pointer(sp)) = buf.pc
	buf.sp = sp
	buf.pc = fn
	buf.ctxt = ctxt
}

func gostartcallfn(gobuf *gobuf, fv *funcval) {
	gostartcall(gobuf, fv.fn, unsafe.Pointer(fv))
}

// round2 rounds x up to a power of two.
func round2(x int32) int32 {
	s := uint(0)
	for 1<<s < x {
		s++
	}
	return 1 << s
}
