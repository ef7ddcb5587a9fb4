// The three letters of the scheduler, and the structures around them.
//
//	g  a goroutine: its stack, where it stopped, what it waits for
//	m  a thread of the operating system ("machine")
//	p  a processor: the right to run Go code, with its queue of goroutines and
//	   its cache of memory. There are GOMAXPROCS of them.
//
// An m needs a p to run a g. An m without a p sleeps or is inside a system call.
// Every m has two goroutines of its own: g0, whose large fixed stack runs the
// scheduler and everything that must not grow a stack, and gsignal, whose stack
// runs signal handlers.
//
// The names and offsets of g, _panic, _defer, hchan, sudog and the first fields
// of m and p are those of Go 1.23, because assembly and the debugger know them.
package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

// What a goroutine is doing: g.atomicstatus.
const (
	_Gidle     = iota // just allocated
	_Grunnable        // in a run queue
	_Grunning         // owns its stack, has an m and a p
	_Gsyscall         // in a system call: has an m, no p
	_Gwaiting         // parked; waitreason says why
	_Gmoribund_unused
	_Gdead // finished, or not yet started
	_Genqueue_unused
	_Gcopystack // its stack is being moved
	_Gpreempted // stopped itself for a suspension

	// Added to one of the above while somebody reads the goroutine's stack.
	_Gscan          = 0x1000
	_Gscanrunnable  = _Gscan + _Grunnable
	_Gscanrunning   = _Gscan + _Grunning
	_Gscansyscall   = _Gscan + _Gsyscall
	_Gscanwaiting   = _Gscan + _Gwaiting
	_Gscanpreempted = _Gscan + _Gpreempted
)

// What a processor is doing: p.status.
const (
	_Pidle = iota
	_Prunning
	_Psyscall // its m is in a system call; whoever swaps this for _Pidle may take the p
	_Pgcstop  // halted for a stop of the world
	_Pdead
)

// mutex is a lock of the runtime. A thread that holds one cannot be preempted.
type mutex struct {
	lockRankStruct
	key uintptr // 0 free, 1 locked, 2 locked and somebody sleeps
}

type lockRankStruct struct{}

// note is a one-shot event: one thread sleeps until another wakes it.
type note struct {
	key uintptr
}

type funcval struct {
	fn uintptr
	// captured variables follow
}

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

type eface struct {
	_type *_type
	data  unsafe.Pointer
}

func efaceOf(ep *any) *eface { return (*eface)(unsafe.Pointer(ep)) }

type stack struct {
	lo uintptr
	hi uintptr
}

// gobuf is a place to continue: see gogo in asm.s.
type gobuf struct {
	sp   uintptr
	pc   uintptr
	g    *g
	ctxt unsafe.Pointer
	ret  uintptr
	lr   uintptr
	bp   uintptr
}

// gTraceState is room that real Go uses for execution traces.
type gTraceState struct {
	statusTraced [3]uint32
	seq          [2]uint64
}

type g struct {
	stack       stack   // [stack.lo, stack.hi)
	stackguard0 uintptr // the prologue of each function compares SP with this; stackPreempt asks it to yield
	stackguard1 uintptr

	_panic    *_panic // innermost panic
	_defer    *_defer // innermost deferred call
	m         *m
	sched     gobuf
	syscallsp uintptr // in _Gsyscall: sched.sp and pc as they were on entry
	syscallpc uintptr
	syscallbp uintptr
	stktopsp  uintptr // SP at the top of the stack, for tracebacks to check against
	// param passes a value to the woken: the sudog that woke a channel operation.
	param        unsafe.Pointer
	atomicstatus atomic.Uint32
	stackLock    uint32
	goid         uint64
	schedlink    guintptr
	waitsince    int64 // roughly when it began to wait
	waitreason   waitReason

	preempt       bool // asked to yield; stackguard0 = stackPreempt says the same
	preemptStop   bool
	preemptShrink bool

	asyncSafePoint   bool // stopped by a signal, registers on the stack
	paniconfault     bool // faults at odd addresses panic instead of ending the program
	gcscandone       bool
	throwsplit       bool // must not grow its stack now
	activeStackChans bool // others may hold pointers into this stack: sudog.elem
	parkingOnChan    atomic.Bool
	inMarkAssist     bool
	coroexit         bool

	raceignore    int8
	nocgocallback bool
	tracking      bool
	trackingSeq   uint8
	trackingStamp int64
	runnableTime  int64
	lockedm       muintptr
	sig           uint32 // the signal that became a panic
	writebuf      []byte // print goes here instead of to standard error
	sigcode0      uintptr
	sigcode1      uintptr // fault address
	sigpc         uintptr
	parentGoid    uint64
	gopc          uintptr // pc of the go statement
	ancestors     *[]ancestorInfo
	startpc       uintptr // the goroutine's function
	racectx       uintptr
	waiting       *sudog // what it waits on, in lock order
	cgoCtxt       []uintptr
	labels        unsafe.Pointer // profiler labels
	timer         *timer         // for time.Sleep
	sleepWhen     int64
	selectDone    atomic.Uint32 // who won the race to wake a select

	goroutineProfiled atomic.Uint32
	coroarg           unsafe.Pointer
	trace             gTraceState
	gcAssistBytes     int64
}

type ancestorInfo struct {
	pcs  []uintptr
	goid uint64
	gopc uintptr
}

// guintptr, muintptr and puintptr hold pointers that a collector must not follow.
type guintptr uintptr

//go:nosplit
func (gp guintptr) ptr() *g { return (*g)(unsafe.Pointer(gp)) }

//go:nosplit
func (gp *guintptr) set(g *g) { *gp = guintptr(unsafe.Pointer(g)) }

//go:nosplit
func (gp *guintptr) cas(old, new guintptr) bool {
	return atomic.Casuintptr((*uintptr)(unsafe.Pointer(gp)), uintptr(old), uintptr(new))
}

type puintptr uintptr

//go:nosplit
func (pp puintptr) ptr() *p { return (*p)(unsafe.Pointer(pp)) }

//go:nosplit
func (pp *puintptr) set(p *p) { *pp = puintptr(unsafe.Pointer(p)) }

type muintptr uintptr

//go:nosplit
func (mp muintptr) ptr() *m { return (*m)(unsafe.Pointer(mp)) }

//go:nosplit
func (mp *muintptr) set(m *m) { *mp = muintptr(unsafe.Pointer(m)) }

type sigset [2]uint32

type gsignalStack struct {
	stack       stack
	stackguard0 uintptr
	stackguard1 uintptr
	stktopsp    uintptr
}

// throwType says how the program is being ended, if it is.
type throwType uint32

const (
	throwTypeNone    throwType = iota
	throwTypeUser              // fatal: the program's fault. Runtime frames stay hidden.
	throwTypeRuntime           // throw: the runtime is broken. Everything is printed.
)

type m struct {
	g0      *g    // the goroutine that schedules
	morebuf gobuf // who called the function that asked for more stack
	divmod  uint32
	_       uint32

	procid        uint64 // the kernel's thread id
	gsignal       *g
	goSigStack    gsignalStack
	sigmask       sigset
	tls           [6]uintptr
	mstartfn      func()
	curg          *g       // the goroutine it runs
	caughtsig     guintptr // the goroutine that a fatal signal interrupted
	p             puintptr // the processor it holds, 0 if it runs no Go code
	nextp         puintptr // the processor it is to take when it wakes
	oldp          puintptr // the one it held before the system call
	id            int64
	mallocing     int32 // inside the allocator
	throwing      throwType
	preemptoff    string // why it may not be preempted, "" if it may
	locks         int32  // locks held: not preemptible while > 0
	dying         int32  // how far startpanic_m has come
	profilehz     int32
	spinning      bool // out of work and looking for some
	blocked       bool // asleep on a note
	newSigstack   bool
	printlock     int8
	incgo         bool
	isextra       bool
	freeWait      atomic.Uint32
	needextram    bool
	traceback     uint8
	ncgocall      uint64
	ncgo          int32
	park          note
	alllink       *m // next in allm
	schedlink     muintptr
	lockedg       guintptr
	createstack   [32]uintptr
	lockedExt     uint32 // LockOSThread calls of the program
	lockedInt     uint32 // … of the runtime
	nextwaitm     muintptr
	waitunlockf   func(*g, unsafe.Pointer) bool // park_m calls it once the goroutine is off the processor
	waitlock      unsafe.Pointer
	preemptGen    atomic.Uint32 // preemption signals handled
	signalPending atomic.Uint32 // a preemption signal is on its way
	fastrand      uint64
	syscalltick   uint32
}

type sysmontick struct {
	schedtick   uint32
	schedwhen   int64
	syscalltick uint32
	syscallwhen int64
}

type gList struct {
	head guintptr
}

func (l *gList) empty() bool { return l.head == 0 }

func (l *gList) push(gp *g) {
	gp.schedlink = l.head
	l.head.set(gp)
}

func (l *gList) pop() *g {
	gp := l.head.ptr()
	if gp != nil {
		l.head = gp.schedlink
		gp.schedlink = 0
	}
	return gp
}

type gFree struct {
	gList
	n int32
}

type p struct {
	id          int32
	status      uint32
	link        puintptr
	schedtick   uint32 // goroutines scheduled
	syscalltick uint32 // system calls made
	sysmontick  sysmontick
	m           muintptr
	mcache      *mcache
	pcache      [3]uintptr
	raceprocctx uintptr

	deferpool    []*_defer
	deferpoolbuf [32]*_defer

	// Goroutine ids are handed out in batches of 16.
	goidcache    uint64
	goidcacheend uint64

	// The run queue: a ring that its owner fills and everybody may empty.
	runqhead uint32
	runqtail uint32
	runq     [256]guintptr
	// runnext is a goroutine made ready by the running one; it goes first and
	// inherits the rest of the time slice.
	runnext guintptr

	gFree gFree

	sudogcache []*sudog
	sudogbuf   [128]*sudog

	preempt bool // asked to stop as soon as possible
	gcStop  bool
}

// schedt is what all processors share. Most of it is guarded by lock.
type schedt struct {
	goidgen   atomic.Uint64
	lastpoll  atomic.Int64 // when timers were last looked at; 0 while a thread sleeps for the next one
	pollUntil atomic.Int64 // when that thread will wake

	lock mutex

	midle        muintptr // idle threads
	nmidle       int32
	nmidlelocked int32
	mnext        int64 // threads created, and the next id
	maxmcount    int32
	nmsys        int32 // threads that do not count for deadlocks (sysmon)
	nmfreed      int64

	ngsys atomic.Int32 // system goroutines

	pidle        puintptr
	npidle       atomic.Int32
	nmspinning   atomic.Int32
	needspinning atomic.Uint32

	runq     gQueue
	runqsize int32

	gFree struct {
		lock  mutex
		stack gList
		n     int32
	}

	gcwaiting  atomic.Bool // the world is to stop
	stopwait   int32
	stopnote   note
	sysmonwait atomic.Bool
	sysmonnote note

	pollnote uint32 // the futex of the thread that sleeps for timers

	profilehz      int32
	procresizetime int64
	freezing       atomic.Bool
}

// sudog is one goroutine's place in one queue of waiters. A goroutine in a
// select is in several queues, and a queue holds many goroutines.
type sudog struct {
	g           *g
	next        *sudog
	prev        *sudog
	elem        unsafe.Pointer // the value to send or where to receive; may be on a stack
	acquiretime int64
	releasetime int64
	ticket      uint32
	isSelect    bool
	success     bool // woken by a partner, not by close
	waiters     uint16
	parent      *sudog
	waitlink    *sudog // next of g.waiting, or of the semaphore's list
	waittail    *sudog
	c           *hchan
}

// _defer is one deferred call. The compiler keeps most of them in the frame of
// the deferring function.
type _defer struct {
	heap      bool
	rangefunc bool
	sp        uintptr // of the deferring function
	pc        uintptr // where that function continues after a recovery
	fn        func()
	link      *_defer
	head      unsafe.Pointer
}

// _panic is one panic that is under way. It lies in the frame of gopanic (or of
// Goexit, or of deferreturn, which run deferred calls by the same code).
type _panic struct {
	argp unsafe.Pointer // argument pointer of the deferred call being run: recover compares it
	arg  any
	link *_panic

	startPC uintptr
	startSP unsafe.Pointer

	sp unsafe.Pointer // the frame whose deferred calls are being run
	lr uintptr
	fp unsafe.Pointer

	retpc uintptr

	deferBitsPtr *uint8
	slotsPtr     unsafe.Pointer

	recovered   bool
	goexit      bool
	deferreturn bool
}

type itab = abi.ITab

// waitReason is why a goroutine waits, as printed in tracebacks.
type waitReason uint8

const (
	waitReasonZero waitReason = iota
	waitReasonGCAssistMarking
	waitReasonIOWait
	waitReasonChanReceiveNilChan
	waitReasonChanSendNilChan
	waitReasonDumpingHeap
	waitReasonGarbageCollection
	waitReasonGarbageCollectionScan
	waitReasonPanicWait
	waitReasonSelect
	waitReasonSelectNoCases
	waitReasonGCAssistWait
	waitReasonGCSweepWait
	waitReasonGCScavengeWait
	waitReasonChanReceive
	waitReasonChanSend
	waitReasonFinalizerWait
	waitReasonForceGCIdle
	waitReasonSemacquire
	waitReasonSleep
	waitReasonSyncCondWait
	waitReasonSyncMutexLock
	waitReasonSyncRWMutexRLock
	waitReasonSyncRWMutexLock
	waitReasonTraceReaderBlocked
	waitReasonWaitForGCCycle
	waitReasonGCWorkerIdle
	waitReasonGCWorkerActive
	waitReasonPreempted
	waitReasonDebugCall
	waitReasonGCMarkTermination
	waitReasonStoppingTheWorld
	waitReasonFlushProcCaches
	waitReasonTraceGoroutineStatus
	waitReasonTraceProcStatus
	waitReasonPageTraceFlush
	waitReasonCoroutine
)

var waitReasonStrings = [...]string{
	waitReasonZero:                  "",
	waitReasonGCAssistMarking:       "GC assist marking",
	waitReasonIOWait:                "IO wait",
	waitReasonChanReceiveNilChan:    "chan receive (nil chan)",
	waitReasonChanSendNilChan:       "chan send (nil chan)",
	waitReasonDumpingHeap:           "dumping heap",
	waitReasonGarbageCollection:     "garbage collection",
	waitReasonGarbageCollectionScan: "garbage collection scan",
	waitReasonPanicWait:             "panicwait",
	waitReasonSelect:                "select",
	waitReasonSelectNoCases:         "select (no cases)",
	waitReasonGCAssistWait:          "GC assist wait",
	waitReasonGCSweepWait:           "GC sweep wait",
	waitReasonGCScavengeWait:        "GC scavenge wait",
	waitReasonChanReceive:           "chan receive",
	waitReasonChanSend:              "chan send",
	waitReasonFinalizerWait:         "finalizer wait",
	waitReasonForceGCIdle:           "force gc (idle)",
	waitReasonSemacquire:            "semacquire",
	waitReasonSleep:                 "sleep",
	waitReasonSyncCondWait:          "sync.Cond.Wait",
	waitReasonSyncMutexLock:         "sync.Mutex.Lock",
	waitReasonSyncRWMutexRLock:      "sync.RWMutex.RLock",
	waitReasonSyncRWMutexLock:       "sync.RWMutex.Lock",
	waitReasonTraceReaderBlocked:    "trace reader (blocked)",
	waitReasonWaitForGCCycle:        "wait for GC cycle",
	waitReasonGCWorkerIdle:          "GC worker (idle)",
	waitReasonGCWorkerActive:        "GC worker (active)",
	waitReasonPreempted:             "preempted",
	waitReasonDebugCall:             "debug call",
	waitReasonGCMarkTermination:     "GC mark termination",
	waitReasonStoppingTheWorld:      "stopping the world",
	waitReasonFlushProcCaches:       "flushing proc caches",
	waitReasonTraceGoroutineStatus:  "trace goroutine status",
	waitReasonTraceProcStatus:       "trace proc status",
	waitReasonPageTraceFlush:        "page trace flush",
	waitReasonCoroutine:             "coroutine",
}

func (w waitReason) String() string {
	if w < 0 || w >= waitReason(len(waitReasonStrings)) {
		return "unknown wait reason"
	}
	return waitReasonStrings[w]
}

func (w waitReason) isMutexWait() bool {
	return w == waitReasonSyncMutexLock || w == waitReasonSyncRWMutexRLock || w == waitReasonSyncRWMutexLock
}

var (
	allm       *m
	gomaxprocs int32
	ncpu       int32
	sched      schedt
	newprocs   int32

	allpLock mutex
	allp     []*p

	m0 m
	g0 g
)
