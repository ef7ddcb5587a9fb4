// Signals.
//
// The kernel delivers a signal on the thread's signal stack, to sigtramp, which
// becomes the goroutine gsignal and calls sigtrampgo with what the kernel knows:
// the siginfo and the ucontext, in which all registers of the interrupted code
// lie and can be changed.
//
// A fault (SIGSEGV, SIGBUS, SIGFPE) in code of the program becomes a panic. The
// handler does not panic itself: it edits the ucontext so that, when it returns,
// the goroutine goes on as if the faulting instruction had called sigpanic. From
// there it is an ordinary panic that deferred calls can recover. A fault
// anywhere else ends the program.
//
// SIGPROF is a tick of the profiler, SIGURG a request to yield: the goroutine is
// made to call asyncPreempt if it stands at a place where that is safe.
package runtime

import (
	"unsafe"
)

const (
	_SIGQUIT = 3
	_SIGABRT = 6
	_SIGBUS  = 7
	_SIGFPE  = 8
	_SIGSEGV = 11
	_SIGURG  = 23
	_SIGPROF = 27
	_NSIG    = 65

	sigPreempt = _SIGURG

	_SIG_BLOCK   = 0
	_SIG_UNBLOCK = 1
	_SIG_SETMASK = 2

	_SA_SIGINFO  = 0x4
	_SA_RESTORER = 0x4000000
	_SA_ONSTACK  = 0x8000000
	_SA_RESTART  = 0x10000000

	_FPE_INTDIV = 1
	_FPE_INTOVF = 2

	_SI_USER     = 0
	_SEGV_MAPERR = 1
	_SEGV_ACCERR = 2
	_BUS_ADRERR  = 2
)

type stackt struct {
	ss_sp    uintptr
	ss_flags int32
	_        int32
	ss_size  uintptr
}

type sigactiont struct {
	sa_handler  uintptr
	sa_flags    uint64
	sa_restorer uintptr
	sa_mask     uint64
}

type siginfo struct {
	si_signo int32
	si_errno int32
	si_code  int32
	_        int32
	si_addr  uint64 // for faults; for kill: pid and uid
	_        [104]byte
}

// ucontext holds the interrupted registers. The saved floating point state is
// not needed here.
type ucontext struct {
	uc_flags uint64
	uc_link  uintptr
	uc_stack stackt
	r8       uint64
	r9       uint64
	r10      uint64
	r11      uint64
	r12      uint64
	r13      uint64
	r14      uint64
	r15      uint64
	rdi      uint64
	rsi      uint64
	rbp      uint64
	rbx      uint64
	rdx      uint64
	rax      uint64
	rcx      uint64
	rsp      uint64
	rip      uint64
	eflags   uint64
}

func sigaction(sig uint32, new, old *sigactiont) {
	syscall6(_SYS_rt_sigaction, uintptr(sig), uintptr(unsafe.Pointer(new)), uintptr(unsafe.Pointer(old)), 8, 0, 0)
}

func sigprocmask(how int32, new, old *sigset) {
	syscall6(_SYS_rt_sigprocmask, uintptr(how), uintptr(unsafe.Pointer(new)), uintptr(unsafe.Pointer(old)), 8, 0, 0)
}

func sigaltstack(new, old *stackt) {
	syscall6(_SYS_sigaltstack, uintptr(unsafe.Pointer(new)), uintptr(unsafe.Pointer(old)), 0, 0, 0, 0)
}

func setitimer(mode int32, new, old *itimerval) {
	syscall6(_SYS_setitimer, uintptr(mode), uintptr(unsafe.Pointer(new)), uintptr(unsafe.Pointer(old)), 0, 0, 0)
}

// setsig installs sigtramp for a signal, with all signals blocked while it runs.
func setsig(sig uint32) {
	var sa sigactiont
	sa.sa_flags = _SA_SIGINFO | _SA_ONSTACK | _SA_RESTORER | _SA_RESTART
	sa.sa_mask = ^uint64(0)
	sa.sa_restorer = funcPC(sigreturn)
	sa.sa_handler = funcPC(sigtramp)
	sigaction(sig, &sa, nil)
}

// initsig takes over the signals that the runtime handles.
func initsig() {
	setsig(_SIGSEGV)
	setsig(_SIGBUS)
	setsig(_SIGFPE)
	setsig(_SIGPROF)
	setsig(_SIGURG)
}

// signame describes a signal in the words of the crash report.
func signame(sig uint32) string {
	switch sig {
	case _SIGQUIT:
		return "SIGQUIT: quit"
	case _SIGABRT:
		return "SIGABRT: abort"
	case _SIGBUS:
		return "SIGBUS: bus error"
	case _SIGFPE:
		return "SIGFPE: floating-point exception"
	case _SIGSEGV:
		return "SIGSEGV: segmentation violation"
	case _SIGURG:
		return "SIGURG: urgent condition on socket"
	case _SIGPROF:
		return "SIGPROF: profiling alarm clock"
	}
	return ""
}

// sigtrampgo runs on gsignal. gp is the interrupted goroutine.
func sigtrampgo(sig uint32, info *siginfo, ctx unsafe.Pointer, gp *g) {
	sighandler(sig, info, (*ucontext)(ctx), gp)
}

func sighandler(sig uint32, info *siginfo, c *ucontext, gp *g) {
	gsignal := getg()
	mp := gsignal.m

	if sig == _SIGPROF {
		if validSIGPROF(mp) {
			sigprof(uintptr(c.rip), uintptr(c.rsp), gp, mp)
		}
		return
	}
	if sig == sigPreempt {
		doSigPreempt(gp, c)
		return
	}

	if isAbortPC(uintptr(c.rip)) {
		// abort means to stop at once; a panic would hide why.
		throwSignal(sig, info, c, gp)
	}
	if gp == mp.curg && gp.throwsplit {
		// sigpanic could not grow the stack.
		throwSignal(sig, info, c, gp)
	}
	if info.si_code <= _SI_USER || !sigCanPanic(gp, mp) {
		throwSignal(sig, info, c, gp)
	}
	gp.sig = sig
	gp.sigcode0 = uintptr(info.si_code)
	gp.sigcode1 = uintptr(info.si_addr)
	gp.sigpc = uintptr(c.rip)
	preparePanic(sig, gp, c)
}

// sigCanPanic is canpanic seen from the handler: was the program's code running,
// with nothing of the runtime half done?
func sigCanPanic(gp *g, mp *m) bool {
	if gp != mp.curg {
		return false
	}
	if mp.locks != 0 || mp.mallocing != 0 || mp.throwing != throwTypeNone || mp.preemptoff != "" || mp.dying != 0 {
		return false
	}
	return readgstatus(gp)&^_Gscan == _Grunning && gp.syscallsp == 0
}

// preparePanic makes the goroutine call sigpanic when the handler returns.
func preparePanic(sig uint32, gp *g, c *ucontext) {
	pc := uintptr(c.rip)
	sp := uintptr(c.rsp)
	if shouldPushSigpanic(gp, pc, *(*uintptr)(unsafe.Pointer(sp))) {
		c.pushCall(funcPC(sigpanic), pc)
	} else {
		// A jump into nowhere: the return address of that jump is on the stack
		// already and serves as sigpanic's.
		c.rip = uint64(funcPC(sigpanic))
	}
}

// pushCall makes the context look as if the instruction at resumePC had called
// targetPC.
func (c *ucontext) pushCall(targetPC, resumePC uintptr) {
	sp := uintptr(c.rsp) - 8
	*(*uintptr)(unsafe.Pointer(sp)) = resumePC
	c.rsp = uint64(sp)
	c.rip = uint64(targetPC)
}

// sigpanic turns a fault into a panic. It runs on the goroutine, apparently
// called by the faulting instruction.
func sigpanic() {
	gp := getg()
	if !canpanic() {
		throw("unexpected signal during runtime execution")
	}
	switch gp.sig {
	case _SIGBUS:
		if gp.sigcode0 == _BUS_ADRERR && gp.sigcode1 < 0x1000 {
			panicmem()
		}
		if gp.paniconfault {
			panicmemAddr(gp.sigcode1)
		}
		print("unexpected fault address ", hex(gp.sigcode1), "\n")
		throw("fault")
	case _SIGSEGV:
		// The first page is never mapped: an access to it went through nil.
		if (gp.sigcode0 == 0 || gp.sigcode0 == _SEGV_MAPERR || gp.sigcode0 == _SEGV_ACCERR) && gp.sigcode1 < 0x1000 {
			panicmem()
		}
		if gp.paniconfault {
			panicmemAddr(gp.sigcode1)
		}
		print("unexpected fault address ", hex(gp.sigcode1), "\n")
		throw("fault")
	case _SIGFPE:
		switch gp.sigcode0 {
		case _FPE_INTDIV:
			panicdivide()
		case _FPE_INTOVF:
			panicoverflow()
		}
		panicfloat()
	}
	panic(errorString(signame(gp.sig)))
}

// throwSignal ends the program because of a signal in the runtime.
func throwSignal(sig uint32, info *siginfo, c *ucontext, gp *g) {
	gsignal := getg()
	mp := gsignal.m
	if mp.throwing < throwTypeRuntime {
		mp.throwing = throwTypeRuntime
	}
	mp.caughtsig.set(gp)

	startpanic_m()
	print("fatal error: unexpected signal during runtime execution\n")
	name := signame(sig)
	if name == "" {
		print("Signal ", sig, "\n")
	} else {
		print("[signal ", name)
	}
	print(" code=", hex(info.si_code), " addr=", hex(info.si_addr), " pc=", hex(c.rip), "]\n")
	level, _, docrash := gotraceback()
	if level > 0 {
		if gp == mp.g0 {
			print("\nruntime stack:\n")
		} else {
			print("\n")
			goroutineheader(gp)
		}
		tracebacktrap(uintptr(c.rip), uintptr(c.rsp), gp)
		if !didothers {
			didothers = true
			tracebackothers(gp)
		}
		print("\n")
		dumpregs(c)
	}
	unlock(&paniclk)
	if panicking.Add(-1) != 0 {
		lock(&deadlock)
		lock(&deadlock)
	}
	if docrash {
		crash()
	}
	exit(2)
}

func dumpregs(c *ucontext) {
	print("rax    ", hex(c.rax), "\n")
	print("rbx    ", hex(c.rbx), "\n")
	print("rcx    ", hex(c.rcx), "\n")
	print("rdx    ", hex(c.rdx), "\n")
	print("rdi    ", hex(c.rdi), "\n")
	print("rsi    ", hex(c.rsi), "\n")
	print("rbp    ", hex(c.rbp), "\n")
	print("rsp    ", hex(c.rsp), "\n")
	print("r8     ", hex(c.r8), "\n")
	print("r9     ", hex(c.r9), "\n")
	print("r10    ", hex(c.r10), "\n")
	print("r11    ", hex(c.r11), "\n")
	print("r12    ", hex(c.r12), "\n")
	print("r13    ", hex(c.r13), "\n")
	print("r14    ", hex(c.r14), "\n")
	print("r15    ", hex(c.r15), "\n")
	print("rip    ", hex(c.rip), "\n")
	print("rflags ", hex(c.eflags), "\n")
}

// crash ends the program with SIGABRT, which leaves a core.
func crash() {
	dieFromSignal(_SIGABRT)
}

func dieFromSignal(sig uint32) {
	var none sigset
	sigprocmask(_SIG_SETMASK, &none, nil)
	var sa sigactiont // default action
	sigaction(sig, &sa, nil)
	raise(sig)
	osyield()
	osyield()
	exit(2)
}

// Preemption by signal.

const preemptMSupported = true

// preemptM asks the thread to look at the goroutine's preempt flag.
func preemptM(mp *m) {
	if mp.signalPending.CompareAndSwap(0, 1) {
		signalM(mp, sigPreempt)
	}
}

func doSigPreempt(gp *g, c *ucontext) {
	if wantAsyncPreempt(gp) && isAsyncSafePoint(gp, uintptr(c.rip), uintptr(c.rsp)) {
		c.pushCall(funcPC(asyncPreempt), uintptr(c.rip))
	}
	mp := getg().m
	mp.preemptGen.Add(1)
	mp.signalPending.Store(0)
}

func wantAsyncPreempt(gp *g) bool {
	return (gp.preempt || gp.m.p != 0 && gp.m.p.ptr().preempt) && readgstatus(gp)&^_Gscan == _Grunning
}

// asyncPreemptStack is what asyncPreempt and the functions it calls need. They
// must not grow the stack: the interrupted code may hold pointers into it in
// registers.
const asyncPreemptStack = 640

// isAsyncSafePoint says whether gp may be put aside at pc: it runs the program's
// code, not the runtime's (whose locks and half-done changes must not be left
// lying), and has some stack left.
func isAsyncSafePoint(gp *g, pc, sp uintptr) bool {
	mp := gp.m
	if gp != mp.curg {
		return false
	}
	if mp.p == 0 || !canPreemptM(mp) {
		return false
	}
	if sp < gp.stack.lo || sp-gp.stack.lo < asyncPreemptStack {
		return false
	}
	f := findfunc(pc)
	if !f.valid() {
		return false
	}
	name := funcname(f)
	// Any instruction will do: the stack is not moved while the registers lie on it.
	return !hasPrefix(name, "runtime.") && !hasPrefix(name, "internal/abi.") &&
		!hasPrefix(name, "internal/runtime/") && !hasPrefix(name, "reflect.")
}

// asyncPreempt2 is called by asyncPreempt with all registers saved.
//
//go:nosplit
func asyncPreempt2() {
	gp := getg()
	gp.asyncSafePoint = true
	mcall(gopreempt_m)
	gp.asyncSafePoint = false
}

func canPreemptM(mp *m) bool {
	return mp.locks == 0 && mp.mallocing == 0 && mp.preemptoff == "" && mp.p.ptr().status == _Prunning
}
