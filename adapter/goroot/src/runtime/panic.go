// Panics, deferred calls, and the end of the program.
//
// There are two different ways to die.
//
// panic(v) is part of the language. gopanic puts a _panic record at the head of
// g._panic and runs the goroutine's deferred calls, innermost first. One of them
// may call recover; then the stack is cut back to the function that deferred it,
// which returns to its caller as if nothing had happened. If the deferred calls
// run out, the message is printed, with the stacks, and the program exits with
// code 2:
//
//	gopanic → preprintpanics → fatalpanic → systemstack{startpanic_m,
//	printpanics, dopanic_m} → exit(2)
//
// fatal and throw are for errors after which no code of the program may run: a
// map that two goroutines write at once, an unlocked mutex that is unlocked, a
// broken runtime. No deferred call runs and recover never sees it. The line
// "fatal error: …" is written at once, before anything else:
//
//	fatal → systemstack{print} → fatalthrow → systemstack{startpanic_m,
//	dopanic_m, exit(2)}
//
// fatal is for the program's mistakes (m.throwing = throwTypeUser), throw for
// the runtime's (throwTypeRuntime): a throw shows the runtime's own frames.
//
// Both meet in startpanic_m, which makes this thread the one that prints and
// asks the others to stop (freezetheworld: best effort, nobody waits for long),
// and in dopanic_m, which prints this goroutine's stack and then the others'.
//
// Deferred calls. deferproc and deferprocStack push a _defer record onto
// g._defer: the function, and the SP and pc of the function that deferred it.
// That function ends with a call of deferreturn, which runs the records that
// carry its SP. Both calls "return" twice: with 0 when the record was made, and
// with 1 when a recovery comes back, upon which the compiled code jumps to that
// ending. So the deferred calls that a panic has not run yet still run.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

func init() {
	// The compiler makes _defer records in frames, and wrappers write argp.
	if unsafe.Sizeof(_defer{}) != 48 || unsafe.Offsetof(_panic{}.argp) != 0 {
		throw("_defer or _panic has an unexpected layout")
	}
}

// deferproc registers a deferred call with a record on the heap, for defer
// statements in loops.
func deferproc(fn func()) {
	gp := getg()
	if gp.m.curg != gp {
		throw("defer on system stack")
	}
	d := newdefer()
	d.link = gp._defer
	gp._defer = d
	d.fn = fn
	d.pc = getcallerpc()
	d.sp = getcallersp()
	return0()
}

// deferprocStack registers a deferred call whose record lies in the frame of the
// deferring function; the compiler has set fn.
func deferprocStack(d *_defer) {
	gp := getg()
	if gp.m.curg != gp {
		throw("defer on system stack")
	}
	d.heap = false
	d.rangefunc = false
	d.sp = getcallersp()
	d.pc = getcallerpc()
	d.head = nil
	d.link = gp._defer
	gp._defer = d
	return0()
}

// newdefer takes a record from the processor's pool, or makes one.
func newdefer() *_defer {
	mp := acquirem()
	pp := mp.p.ptr()
	var d *_defer
	if n := len(pp.deferpool); n > 0 {
		d = pp.deferpool[n-1]
		pp.deferpool[n-1] = nil
		pp.deferpool = pp.deferpool[:n-1]
	}
	releasem(mp)
	if d == nil {
		d = new(_defer)
	}
	d.heap = true
	return d
}

// popDefer removes the head of gp's list and frees its record.
func popDefer(gp *g) {
	d := gp._defer
	d.fn = nil
	gp._defer = d.link
	d.link = nil
	if !d.heap {
		return
	}
	*d = _defer{}
	mp := acquirem()
	pp := mp.p.ptr()
	if len(pp.deferpool) < cap(pp.deferpool) {
		pp.deferpool = append(pp.deferpool, d)
	}
	releasem(mp)
}

// deferreturn runs the deferred calls of its caller. Compiled code calls it at
// the end of every function that contains a defer statement.
func deferreturn() {
	var p _panic
	p.deferreturn = true
	p.start(getcallerpc(), unsafe.Pointer(getcallersp()))
	for {
		fn, ok := p.nextDefer()
		if !ok {
			break
		}
		fn()
	}
}

// start makes p ready to run deferred calls. pc and sp are those of the function
// that panicked, or for deferreturn of the one that returns.
func (p *_panic) start(pc uintptr, sp unsafe.Pointer) {
	gp := getg()
	// The function that called start also calls the deferred functions, so
	// their argument pointer is the one of this call.
	p.startPC = getcallerpc()
	p.startSP = unsafe.Pointer(getcallersp())
	p.lr = pc
	p.sp = sp
	p.fp = sp
	if p.deferreturn {
		return
	}
	p.link = gp._panic
	gp._panic = p
}

// nextDefer takes the next deferred call that p has to run. When the previous
// one recovered, it does not return: the goroutine goes on elsewhere.
func (p *_panic) nextDefer() (func(), bool) {
	gp := getg()
	if !p.deferreturn {
		if gp._panic != p {
			throw("bad panic stack")
		}
		if p.recovered {
			mcall(recovery)
			throw("recovery failed")
		}
	}
	p.argp = p.startSP
	d := gp._defer
	if d == nil {
		return nil, false
	}
	if p.deferreturn {
		if d.sp != uintptr(p.sp) {
			return nil, false // it belongs to a caller
		}
	} else {
		p.sp = unsafe.Pointer(d.sp)
	}
	fn := d.fn
	p.retpc = d.pc
	popDefer(gp)
	return fn, true
}

// gopanic is the panic statement.
func gopanic(e any) {
	if e == nil {
		if debug.panicnil != 1 {
			e = new(PanicNilError)
		}
	}
	gp := getg()
	if gp.m.curg != gp {
		print("panic: ")
		printpanicval(e)
		print("\n")
		throw("panic on system stack")
	}
	if gp.m.mallocing != 0 {
		print("panic: ")
		printpanicval(e)
		print("\n")
		throw("panic during malloc")
	}
	if gp.m.preemptoff != "" {
		print("panic: ")
		printpanicval(e)
		print("\n")
		print("preempt off reason: ")
		print(gp.m.preemptoff)
		print("\n")
		throw("panic during preemptoff")
	}
	if gp.m.locks != 0 {
		print("panic: ")
		printpanicval(e)
		print("\n")
		throw("panic holding locks")
	}

	var p _panic
	p.arg = e
	runningPanicDefers.Add(1)
	p.start(getcallerpc(), unsafe.Pointer(getcallersp()))
	for {
		fn, ok := p.nextDefer()
		if !ok {
			break
		}
		fn()
	}

	// Nobody recovered. Error and String methods of the values to be printed
	// are called now, while Go code may still run.
	preprintpanics(&p)
	fatalpanic(&p)
	*(*int)(nil) = 0 // not reached
}

// gorecover is recover(). argp is the argument pointer of the function that
// calls it: only the deferred call itself may recover, not a function it calls.
// It is a number, so the stack must not move on the way here: hence nosplit.
//
//go:nosplit
func gorecover(argp uintptr) any {
	gp := getg()
	p := gp._panic
	if p != nil && !p.goexit && !p.recovered && argp == uintptr(p.argp) {
		p.recovered = true
		return p.arg
	}
	return nil
}

// recovery cuts the stack back to the function whose deferred call recovered,
// and continues it behind its defer statement with 1 as the result.
func recovery(gp *g) {
	p := gp._panic
	pc, sp := p.retpc, uintptr(p.sp)

	// Drop this panic and the older ones whose frames are being cut off: a
	// deferred call that they were running panicked and will never return.
	for p != nil && uintptr(p.startSP) < sp {
		if p.goexit {
			// Recovering cannot stop a Goexit: continue its loop instead.
			pc, sp = p.startPC, uintptr(p.startSP)
			break
		}
		runningPanicDefers.Add(-1)
		p = p.link
	}
	gp._panic = p
	if p == nil {
		gp.sig = 0
	}

	if sp < gp.stack.lo || sp > gp.stack.hi {
		print("recover: ", hex(sp), " not in [", hex(gp.stack.lo), ", ", hex(gp.stack.hi), "]\n")
		throw("bad recovery")
	}
	f := findfunc(pc)
	gp.sched.sp = sp
	gp.sched.pc = pc
	gp.sched.lr = 0
	gp.sched.bp = sp + uintptr(f.frameSize) // BP points at the saved BP above the frame
	gp.sched.ret = 1
	gogo(&gp.sched)
}

// Goexit terminates the goroutine that calls it, after running its deferred calls.
func Goexit() {
	var p _panic
	p.goexit = true
	p.start(getcallerpc(), unsafe.Pointer(getcallersp()))
	for {
		fn, ok := p.nextDefer()
		if !ok {
			break
		}
		fn()
	}
	goexit1()
}

// preprintpanics replaces error and Stringer values of all pending panics by
// the texts they give.
func preprintpanics(p *_panic) {
	defer func() {
		text := "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
			// no panic
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + toRType(efaceOf(&r)._type).string())
		}
	}()
	for p != nil {
		switch v := p.arg.(type) {
		case error:
			p.arg = v.Error()
		case stringer:
			p.arg = v.String()
		}
		p = p.link
	}
}

// printpanics prints the pending panics, oldest first.
func printpanics(p *_panic) {
	if p.link != nil {
		printpanics(p.link)
		if !p.link.goexit {
			print("\t")
		}
	}
	if p.goexit {
		return
	}
	print("panic: ")
	printpanicval(p.arg)
	if p.recovered {
		print(" [recovered]")
	}
	print("\n")
}

//go:linkname sync_throw sync.throw
func sync_throw(s string) {
	throw(s)
}

//go:linkname sync_fatal sync.fatal
func sync_fatal(s string) {
	fatal(s)
}

//go:linkname rand_fatal rand.fatal
func rand_fatal(s string) {
	fatal(s)
}

// throw ends the program because the runtime found itself broken.
func throw(s string) {
	systemstack(func() {
		print("fatal error: ")
		printindented(s)
		print("\n")
	})
	fatalthrow(throwTypeRuntime)
}

// fatal ends the program because of a mistake in it that cannot be recovered
// from, such as a concurrent map write.
func fatal(s string) {
	if debug.mapconflictPanic && hasPrefix(s, "concurrent map ") {
		// What if? GODEBUG=mapconflict=panic shows the world as it is often
		// described, in which a conflict is a panic that recover can catch. Go does
		// not do this, as the map may be left in any state.
		panic(plainError(s))
	}
	systemstack(func() {
		print("fatal error: ")
		printindented(s)
		print("\n")
	})
	fatalthrow(throwTypeUser)
}

// runningPanicDefers is not 0 while a panic runs deferred calls; main waits a
// little for them before it exits.
var runningPanicDefers atomic.Uint32

// panicking counts the threads that are ending the program.
var panicking atomic.Uint32

// paniclk is held while a message and its stacks are printed.
var paniclk mutex

var (
	deadlock  mutex
	didothers bool
)

// fatalthrow prints the stacks and exits. pc and sp are those of throw or fatal,
// so the traceback begins there.
func fatalthrow(t throwType) {
	pc := getcallerpc()
	sp := getcallersp()
	gp := getg()

	if gp.m.throwing == throwTypeNone {
		gp.m.throwing = t
	}
	systemstack(func() {
		startpanic_m()
		if dopanic_m(gp, pc, sp) {
			crash()
		}
		exit(2)
	})
	*(*int)(nil) = 0 // not reached
}

// fatalpanic ends the program because of a panic that nobody recovered.
func fatalpanic(msgs *_panic) {
	pc := getcallerpc()
	sp := getcallersp()
	gp := getg()
	var docrash bool
	systemstack(func() {
		if startpanic_m() && msgs != nil {
			// From here on main may exit: the message is being printed.
			runningPanicDefers.Add(-1)
			printpanics(msgs)
		}
		docrash = dopanic_m(gp, pc, sp)
	})
	if docrash {
		crash()
	}
	systemstack(func() {
		exit(2)
	})
	*(*int)(nil) = 0 // not reached
}

// startpanic_m prepares for printing and says whether the message is to be
// printed: not when the printing itself went wrong.
func startpanic_m() bool {
	gp := getg()
	if mheap_.arenaStart == 0 {
		print("runtime: panic before malloc heap initialized\n")
	}
	// No memory can be allocated from here on.
	gp.m.mallocing++
	if gp.m.locks < 0 {
		gp.m.locks = 1
	}
	switch gp.m.dying {
	case 0:
		gp.m.dying = 1
		panicking.Add(1)
		lock(&paniclk)
		freezetheworld()
		return true
	case 1:
		// Something failed while printing: only the stacks.
		gp.m.dying = 2
		print("panic during panic\n")
		return false
	case 2:
		// A failure while printing the stack.
		gp.m.dying = 3
		print("stack trace unavailable\n")
		exit(4)
	}
	exit(5)
	return false
}

// dopanic_m prints the stacks. The result says whether to leave a core.
func dopanic_m(gp *g, pc, sp uintptr) bool {
	if gp.sig != 0 {
		signame := signame(gp.sig)
		if signame != "" {
			print("[signal ", signame)
		} else {
			print("[signal ", hex(gp.sig))
		}
		print(" code=", hex(gp.sigcode0), " addr=", hex(gp.sigcode1), " pc=", hex(gp.sigpc), "]\n")
	}

	level, all, docrash := gotraceback()
	if level > 0 {
		if gp != gp.m.curg {
			all = true
		}
		if gp != gp.m.g0 {
			print("\n")
			goroutineheader(gp)
			traceback(pc, sp, gp)
		} else if level >= 2 || gp.m.throwing >= throwTypeRuntime {
			print("\nruntime stack:\n")
			traceback(pc, sp, gp)
		}
		if !didothers && all {
			didothers = true
			tracebackothers(gp)
		}
	}
	unlock(&paniclk)

	if panicking.Add(-1) != 0 {
		// Another thread is printing too. The last one exits.
		lock(&deadlock)
		lock(&deadlock)
	}
	return docrash
}

// canpanic says whether a signal may become a panic: only in a goroutine that is
// running code of the program.
func canpanic() bool {
	gp := getg()
	mp := acquirem()
	ok := gp == mp.curg && mp.locks == 1 && mp.mallocing == 0 && mp.throwing == throwTypeNone &&
		mp.preemptoff == "" && mp.dying == 0
	if readgstatus(gp)&^_Gscan != _Grunning || gp.syscallsp != 0 {
		ok = false
	}
	releasem(mp)
	return ok
}

// shouldPushSigpanic says whether the fault at pc can be made to look like a call
// of sigpanic. Only a jump to an impossible address cannot: then the return
// address on the stack is the caller.
func shouldPushSigpanic(gp *g, pc, lr uintptr) bool {
	if pc == 0 {
		return false
	}
	if gp.m.incgo || findfunc(pc).valid() {
		return true
	}
	return !findfunc(lr).valid()
}

func isAbortPC(pc uintptr) bool {
	f := findfunc(pc)
	return f.valid() && f.entry() == funcPC(abort)
}
