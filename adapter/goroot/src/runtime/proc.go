// Goroutines: how the first one comes to be, how others are started, parked,
// made ready, and how they end. The scheduler itself is in schedule.go, the
// supervision of running goroutines in preempt.go.
//
// The life of a goroutine:
//
//	newproc ─► runnable ─► running ─► dead ─► used again by a later newproc
//	              ▲           │
//	    goready   │           │ gopark: leaves its stack by mcall(park_m), which
//	              └─ waiting ◄┘ marks it waiting and runs the scheduler
//
// A goroutine always leaves its stack through mcall, which saves where it is and
// goes on on g0; it always comes back through gogo.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

//go:linkname main_main main.main
func main_main()

var (
	mainStarted     bool
	runtimeInitTime int64
	main_init_done  chan bool

	allglock mutex
	allgs    []*g
)

// startmain queues the main goroutine. Called by rt0_go.
func startmain() {
	fn := main
	newproc(*(**funcval)(unsafe.Pointer(&fn)))
}

// g0stack gives g0 of m0 the stack that rt0_go changes to.
func g0stack() {
	gp := getg()
	gp.stack = stackalloc(64 << 10)
}

// schedinit builds everything that the first goroutine needs. It runs on g0 of m0.
func schedinit() {
	gp := getg()
	sched.maxmcount = 10000
	worldsema = 1
	gp.sched.g = gp
	traceback_cache = 2 << tracebackShift

	randinit()
	mallocinit()
	alginit()
	mcommoninit(gp.m, -1)
	itabsinit()
	goargs()
	goenvs()
	parsedebugvars()
	gcinit()

	sched.lastpoll.Store(nanotime())
	procs := ncpu
	if n, ok := atoi(gogetenv("GOMAXPROCS")); ok && n > 0 {
		procs = int32(n)
	}
	lock(&sched.lock)
	if procresize(procs) != nil {
		throw("unknown runnable goroutine during bootstrap")
	}
	unlock(&sched.lock)
}

// main is the first goroutine.
func main() {
	mp := getg().m
	maxstacksize = 1000000000
	mainStarted = true

	systemstack(func() {
		newm(sysmon, nil, -1)
	})

	// Initialisation runs on the main thread.
	lockOSThread()
	if mp != &m0 {
		throw("runtime.main not on m0")
	}
	runtimeInitTime = nanotime()
	if runtimeInitTime == 0 {
		throw("nanotime returning zero")
	}

	tasks := firstmoduledata.inittasks
	i := 0
	for i < len(tasks) {
		pc := tasks[i]
		i++
		doInit(pc)
		if funcname(findfunc(pc)) == "runtime.init" {
			break
		}
	}
	gcenable()
	main_init_done = make(chan bool)
	for ; i < len(tasks); i++ {
		doInit(tasks[i])
	}
	close(main_init_done)
	unlockOSThread()

	fn := main_main
	fn()

	if runningPanicDefers.Load() != 0 {
		// Another goroutine is panicking: let its deferred calls run, and let it
		// print and end the program.
		for c := 0; c < 1000; c++ {
			if runningPanicDefers.Load() == 0 {
				break
			}
			Gosched()
		}
	}
	if panicking.Load() != 0 {
		gopark(nil, nil, waitReasonPanicWait, 0, 1)
	}
	runExitHooks(0)
	exit(0)
	for {
		var x *int32
		*x = 0
	}
}

// doInit calls the function at pc: a package's variables and init functions.
func doInit(pc uintptr) {
	fv := &pc
	f := *(*func())(unsafe.Pointer(&fv))
	f()
}

// These goroutines wait for work that our collector never gives them, as it does
// everything with the world stopped. They exist because a program's goroutines
// are counted after them, and because tracebacks at level 2 show them.

var forcegc struct {
	lock mutex
	g    *g
	idle atomic.Bool
}

func init() {
	go forcegchelper()
}

func forcegchelper() {
	forcegc.g = getg()
	for {
		lock(&forcegc.lock)
		forcegc.idle.Store(true)
		goparkunlock(&forcegc.lock, waitReasonForceGCIdle, 0, 1)
	}
}

// newproc starts a goroutine: go fn().
func newproc(fn *funcval) {
	gp := getg()
	pc := getcallerpc()
	systemstack(func() {
		newg := newproc1(fn, gp, pc)
		pp := getg().m.p.ptr()
		runqput(pp, newg, true)
		if mainStarted {
			wakep()
		}
	})
}

// newproc1 makes a goroutine that will call fn and puts it in no queue yet.
// callergp and callerpc are those of the go statement.
func newproc1(fn *funcval, callergp *g, callerpc uintptr) *g {
	if fn == nil {
		fatal("go of nil func value")
	}
	mp := acquirem() // stay on this processor
	pp := mp.p.ptr()
	newg := gfget(pp)
	if newg == nil {
		newg = malg(stackMin)
		casgstatus(newg, _Gidle, _Gdead)
		allgadd(newg)
	}
	if newg.stack.hi == 0 {
		throw("newproc1: newg missing stack")
	}
	if readgstatus(newg) != _Gdead {
		throw("newproc1: new g is not Gdead")
	}

	sp := newg.stack.hi - 4*8
	newg.sched = gobuf{}
	newg.sched.sp = sp
	newg.stktopsp = sp
	newg.sched.pc = funcPC(goexit) + 1 // fn returns to behind the first instruction of goexit
	newg.sched.g = newg
	gostartcallfn(&newg.sched, fn)
	newg.parentGoid = callergp.goid
	newg.gopc = callerpc
	newg.startpc = fn.fn
	if isSystemGoroutine(newg, false) {
		sched.ngsys.Add(1)
	}
	if callergp.labels != nil {
		newg.labels = callergp.labels
	}
	if pp.goidcache == pp.goidcacheend {
		// The next batch of 16.
		pp.goidcache = sched.goidgen.Add(16)
		pp.goidcache -= 15
		pp.goidcacheend = pp.goidcache + 16
	}
	newg.goid = pp.goidcache
	pp.goidcache++
	casgstatus(newg, _Gdead, _Grunnable)
	releasem(mp)
	return newg
}

// malg makes a g with a stack of at least stacksize bytes.
func malg(stacksize int32) *g {
	newg := new(g)
	size := round2(stacksize)
	systemstack(func() {
		newg.stack = stackalloc(uint32(size))
	})
	newg.stackguard0 = newg.stack.lo + stackGuard
	newg.stackguard1 = ^uintptr(0)
	return newg
}

func allgadd(gp *g) {
	lock(&allglock)
	allgs = append(allgs, gp)
	unlock(&allglock)
}

// gfput keeps a dead g for gfget, without its stack if that has grown.
func gfput(pp *p, gp *g) {
	if readgstatus(gp) != _Gdead {
		throw("gfput: bad status (not Gdead)")
	}
	if gp.stack.hi-gp.stack.lo != stackMin {
		stackfree(gp.stack)
		gp.stack.lo = 0
		gp.stack.hi = 0
		gp.stackguard0 = 0
	}
	if pp.gFree.n >= 64 {
		lock(&sched.gFree.lock)
		for pp.gFree.n >= 32 {
			pp.gFree.n--
			sched.gFree.stack.push(pp.gFree.pop())
			sched.gFree.n++
		}
		unlock(&sched.gFree.lock)
	}
	pp.gFree.push(gp)
	pp.gFree.n++
}

func gfget(pp *p) *g {
	if pp.gFree.empty() {
		if sched.gFree.n == 0 {
			return nil
		}
		lock(&sched.gFree.lock)
		for pp.gFree.n < 32 && !sched.gFree.stack.empty() {
			sched.gFree.n--
			pp.gFree.push(sched.gFree.stack.pop())
			pp.gFree.n++
		}
		unlock(&sched.gFree.lock)
	}
	gp := pp.gFree.pop()
	if gp == nil {
		return nil
	}
	pp.gFree.n--
	if gp.stack.lo == 0 {
		systemstack(func() {
			gp.stack = stackalloc(stackMin)
		})
		gp.stackguard0 = gp.stack.lo + stackGuard
	}
	return gp
}

//go:nosplit
func readgstatus(gp *g) uint32 {
	return gp.atomicstatus.Load()
}

// casgstatus changes gp's status, waiting while somebody scans its stack.
//
//go:nosplit
func casgstatus(gp *g, oldval, newval uint32) {
	for !gp.atomicstatus.CompareAndSwap(oldval, newval) {
		if oldval == _Gwaiting && gp.atomicstatus.Load() == _Grunnable {
			badcasgstatus()
		}
		osyield()
	}
}

func badcasgstatus() {
	throw("casgstatus: waiting for Gwaiting but is Grunnable")
}

// gopark puts the running goroutine to sleep. When it is off its stack, unlockf
// is called; if that returns false the goroutine goes on at once. reason is what
// tracebacks show.
func gopark(unlockf func(*g, unsafe.Pointer) bool, lock unsafe.Pointer, reason waitReason, traceReason uint8, traceskip int) {
	mp := acquirem()
	gp := mp.curg
	status := readgstatus(gp)
	if status != _Grunning && status != _Gscanrunning {
		throw("gopark: bad g status")
	}
	mp.waitlock = lock
	mp.waitunlockf = unlockf
	gp.waitreason = reason
	releasem(mp)
	// From here to park_m nothing may move the goroutine to another thread.
	mcall(park_m)
}

// goparkunlock parks and releases the lock.
func goparkunlock(l *mutex, reason waitReason, traceReason uint8, traceskip int) {
	gopark(parkunlock_c, unsafe.Pointer(l), reason, traceReason, traceskip)
}

func parkunlock_c(gp *g, lock unsafe.Pointer) bool {
	unlock((*mutex)(lock))
	return true
}

// park_m continues gopark on g0.
func park_m(gp *g) {
	mp := getg().m
	casgstatus(gp, _Grunning, _Gwaiting)
	dropg()
	if fn := mp.waitunlockf; fn != nil {
		ok := fn(gp, mp.waitlock)
		mp.waitunlockf = nil
		mp.waitlock = nil
		if !ok {
			casgstatus(gp, _Gwaiting, _Grunnable)
			execute(gp, true)
		}
	}
	schedule()
}

// dropg separates the thread from the goroutine that it ran.
func dropg() {
	mp := getg().m
	mp.curg.m = nil
	mp.curg = nil
}

// goready makes a parked goroutine runnable.
func goready(gp *g, traceskip int) {
	systemstack(func() {
		ready(gp, traceskip, true)
	})
}

func ready(gp *g, traceskip int, next bool) {
	status := readgstatus(gp)
	mp := acquirem()
	if status&^_Gscan != _Gwaiting {
		print("runtime: gp: gp=", gp, ", goid=", gp.goid, ", gp->atomicstatus=", status, "\n")
		throw("bad g->status in ready")
	}
	casgstatus(gp, _Gwaiting, _Grunnable)
	runqput(mp.p.ptr(), gp, next)
	wakep()
	releasem(mp)
}

// Gosched yields the processor, allowing other goroutines to run.
func Gosched() {
	mcall(gosched_m)
}

func gosched_m(gp *g) {
	goschedImpl(gp)
}

// gopreempt_m is Gosched not asked for.
func gopreempt_m(gp *g) {
	goschedImpl(gp)
}

// goschedImpl puts gp at the end of the common queue.
func goschedImpl(gp *g) {
	status := readgstatus(gp)
	if status&^_Gscan != _Grunning {
		throw("bad g status")
	}
	casgstatus(gp, _Grunning, _Grunnable)
	dropg()
	lock(&sched.lock)
	globrunqput(gp)
	unlock(&sched.lock)
	if mainStarted {
		wakep()
	}
	schedule()
}

// goyield is like Gosched but stays in this processor's queue.
func goyield() {
	mcall(goyield_m)
}

func goyield_m(gp *g) {
	pp := gp.m.p.ptr()
	casgstatus(gp, _Grunning, _Grunnable)
	dropg()
	runqput(pp, gp, false)
	schedule()
}

// goexit1 ends the running goroutine. goexit calls it when its function returns.
func goexit1() {
	mcall(goexit0)
}

func goexit0(gp *g) {
	mp := getg().m
	pp := mp.p.ptr()
	casgstatus(gp, _Grunning, _Gdead)
	if isSystemGoroutine(gp, false) {
		sched.ngsys.Add(-1)
	}
	gp.m = nil
	if gp.lockedm != 0 {
		// It never unlocked its thread. Real Go ends the thread; here it goes on.
		gp.lockedm = 0
		mp.lockedg = 0
		mp.lockedExt = 0
	}
	gp.preemptStop = false
	gp.paniconfault = false
	gp._defer = nil
	gp._panic = nil
	gp.writebuf = nil
	gp.waitreason = waitReasonZero
	gp.param = nil
	gp.labels = nil
	gp.timer = nil
	gp.sig = 0
	dropg()
	gfput(pp, gp)
	schedule()
}

// LockOSThread wires the calling goroutine to its thread.
func LockOSThread() {
	mp := getg().m
	mp.lockedExt++
	if mp.lockedExt == 0 {
		mp.lockedExt--
		panic("LockOSThread nesting overflow")
	}
	dolockOSThread()
}

func lockOSThread() {
	getg().m.lockedInt++
	dolockOSThread()
}

//go:nosplit
func dolockOSThread() {
	gp := getg()
	gp.m.lockedg.set(gp)
	gp.lockedm.set(gp.m)
}

// UnlockOSThread undoes an earlier LockOSThread.
func UnlockOSThread() {
	mp := getg().m
	if mp.lockedExt == 0 {
		return
	}
	mp.lockedExt--
	dounlockOSThread()
}

func unlockOSThread() {
	mp := getg().m
	if mp.lockedInt == 0 {
		throw("runtime: internal error: misuse of lockOSThread/unlockOSThread")
	}
	mp.lockedInt--
	dounlockOSThread()
}

//go:nosplit
func dounlockOSThread() {
	gp := getg()
	if gp.m.lockedInt != 0 || gp.m.lockedExt != 0 {
		return
	}
	gp.m.lockedg = 0
	gp.lockedm = 0
}

// System calls that may take long. Between entersyscall and exitsyscall the
// goroutine keeps its thread but its processor can be taken by another thread.
// Its stack must not move meanwhile, so nothing in between may check for more
// stack: hence nosplit.

//go:nosplit
func entersyscall() {
	gp := getg()
	mp := gp.m
	mp.locks++
	gp.stackguard0 = stackPreempt
	gp.throwsplit = true
	gp.syscallpc = getcallerpc()
	gp.syscallsp = getcallersp()
	casgstatus(gp, _Grunning, _Gsyscall)
	if sched.sysmonwait.Load() {
		systemstack(entersyscall_sysmon)
	}
	pp := mp.p.ptr()
	mp.syscalltick = pp.syscalltick
	pp.m = 0
	mp.oldp.set(pp)
	mp.p = 0
	atomic.Store(&pp.status, _Psyscall)
	if sched.gcwaiting.Load() {
		systemstack(entersyscall_gcwait)
	}
	mp.locks--
}

func entersyscall_sysmon() {
	lock(&sched.lock)
	if sched.sysmonwait.Load() {
		sched.sysmonwait.Store(false)
		notewakeup(&sched.sysmonnote)
	}
	unlock(&sched.lock)
}

func entersyscall_gcwait() {
	pp := getg().m.oldp.ptr()
	lock(&sched.lock)
	if sched.stopwait > 0 && atomic.Cas(&pp.status, _Psyscall, _Pgcstop) {
		pp.syscalltick++
		sched.stopwait--
		if sched.stopwait == 0 {
			notewakeup(&sched.stopnote)
		}
	}
	unlock(&sched.lock)
}

//go:nosplit
func exitsyscall() {
	gp := getg()
	mp := gp.m
	mp.locks++
	pp := mp.oldp.ptr()
	mp.oldp = 0
	if pp != nil && atomic.Cas(&pp.status, _Psyscall, _Pidle) {
		// Nobody took the processor.
		mp.p.set(pp)
		pp.m.set(mp)
		pp.status = _Prunning
		pp.syscalltick++
		casgstatus(gp, _Gsyscall, _Grunning)
		gp.syscallsp = 0
		mp.locks--
		if gp.preempt {
			gp.stackguard0 = stackPreempt
		} else {
			gp.stackguard0 = gp.stack.lo + stackGuard
		}
		gp.throwsplit = false
		return
	}
	mp.locks--
	mcall(exitsyscall0)
	gp.syscallsp = 0
	gp.m.p.ptr().syscalltick++
	gp.throwsplit = false
}

// exitsyscall0 looks for another processor, or queues the goroutine.
func exitsyscall0(gp *g) {
	casgstatus(gp, _Gsyscall, _Grunnable)
	dropg()
	lock(&sched.lock)
	pp := pidleget()
	locked := false
	if pp == nil {
		globrunqput(gp)
		locked = gp.lockedm != 0
	} else if sched.sysmonwait.Load() {
		sched.sysmonwait.Store(false)
		notewakeup(&sched.sysmonnote)
	}
	unlock(&sched.lock)
	if pp != nil {
		acquirep(pp)
		execute(gp, false)
	}
	if locked {
		stoplockedm()
		execute(gp, false)
	}
	stopm()
	schedule()
}

// procPin keeps the goroutine on its processor.

//go:linkname sync_runtime_procPin sync.runtime_procPin
//go:nosplit
func sync_runtime_procPin() int {
	gp := getg()
	gp.m.locks++
	return int(gp.m.p.ptr().id)
}

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
//go:nosplit
func sync_runtime_procUnpin() {
	getg().m.locks--
}

// Spinning in sync.Mutex makes sense while others run and this processor has
// nothing else to do.
//
//go:linkname sync_runtime_canSpin sync.runtime_canSpin
func sync_runtime_canSpin(i int) bool {
	if i >= 4 || ncpu <= 1 || gomaxprocs <= sched.npidle.Load()+sched.nmspinning.Load()+1 {
		return false
	}
	return runqempty(getg().m.p.ptr())
}

//go:linkname sync_runtime_doSpin sync.runtime_doSpin
func sync_runtime_doSpin() {
	procyield(30)
}

//go:linkname sync_runtime_nanotime sync.runtime_nanotime
func sync_runtime_nanotime() int64 { return nanotime() }

//go:linkname atomic_runtime_procPin sync/atomic.runtime_procPin
//go:nosplit
func atomic_runtime_procPin() int { return sync_runtime_procPin() }

//go:linkname atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
//go:nosplit
func atomic_runtime_procUnpin() { sync_runtime_procUnpin() }
