// Walking stacks, and printing them.
//
// An unwinder starts at a pc and an SP. The frame's function says how far SP is
// below the return address at that pc, the return address says who called, and
// so on to a function that is marked as the outermost. No frame pointers are
// needed, so a stack can be walked at any instruction.
//
// Three kinds of frames are special. A function that switched stacks (mcall,
// morestack, gogo) has no caller below it. systemstack can be walked through: its
// caller's place is in the goroutine's g.sched. A frame that a signal made call
// sigpanic or asyncPreempt is not at a call: its pc is the faulting instruction.
//
// What is printed depends on GOTRACEBACK (see gotraceback): by default frames of
// the runtime that are not exported, and wrappers made by the compiler, are left
// out; at level 2, and for the crashing goroutine of a throw, everything is
// shown, with frame addresses.
package runtime

import (
	"internal/abi"
	"unsafe"
)

const (
	tracebackInnerFrames = 50
	tracebackOuterFrames = 50
)

type unwindFlags uint8

const (
	unwindPrintErrors  unwindFlags = 1 << iota // say what went wrong instead of throwing
	unwindSilentErrors                         // stop quietly
	unwindTrap                                 // the first pc was interrupted, it is not a return address
	unwindJumpStack                            // go on from g0 to the goroutine that called systemstack
)

// stkframe is one frame.
type stkframe struct {
	fn       funcInfo
	pc       uintptr // in fn
	continpc uintptr
	lr       uintptr // where fn returns to, 0 at the top
	sp       uintptr // SP at pc
	fp       uintptr // SP of the caller: just above the return address. argp
	varp     uintptr // just below the saved BP: end of the locals
	argp     uintptr
	arglen   uintptr
}

type unwinder struct {
	frame        stkframe
	g            *g
	calleeFuncID abi.FuncID // the function that the frame called
	flags        unwindFlags

	// What was found for the last return addresses: the frames of a recursion need
	// not be looked up again and again.
	seen [8]struct {
		pc      uintptr
		fn      funcInfo
		spdelta uintptr
	}
}

func (u *unwinder) init(gp *g, flags unwindFlags) {
	u.initAt(^uintptr(0), ^uintptr(0), gp, flags)
}

// initAt begins at pc and sp; all ones stand for where gp stopped.
func (u *unwinder) initAt(pc0, sp0 uintptr, gp *g, flags unwindFlags) {
	if pc0 == ^uintptr(0) && sp0 == ^uintptr(0) {
		if gp.syscallsp != 0 {
			pc0 = gp.syscallpc
			sp0 = gp.syscallsp
		} else {
			pc0 = gp.sched.pc
			sp0 = gp.sched.sp
		}
	}
	u.g = gp
	u.flags = flags
	u.calleeFuncID = abi.FuncIDNormal
	u.frame = stkframe{pc: pc0, sp: sp0}
	for i := range u.seen {
		u.seen[i].pc = 0
	}
	if pc0 == 0 && sp0 != 0 {
		// A call of a nil function: the caller's return address is on the stack.
		u.frame.pc = *(*uintptr)(unsafe.Pointer(sp0))
		u.frame.sp += 8
	}
	f := findfunc(u.frame.pc)
	if !f.valid() {
		if flags&unwindSilentErrors == 0 {
			print("runtime: g ", gp.goid, " gp=", gp, ": unknown pc ", hex(u.frame.pc), "\n")
		}
		if flags&(unwindPrintErrors|unwindSilentErrors) == 0 {
			throw("unknown pc")
		}
		u.frame = stkframe{}
		return
	}
	u.frame.fn = f
	u.resolve(true)
}

func (u *unwinder) valid() bool { return u.frame.pc != 0 }

// resolve computes the rest of a frame whose pc, sp and fn are known.
func (u *unwinder) resolve(innermost bool) {
	frame := &u.frame
	f := frame.fn
	gp := u.g

	if u.flags&unwindJumpStack != 0 && gp == gp.m.g0 && gp.m.curg != nil && gp.m.curg.m == gp.m {
		// The frame is on g0 but what interests is the goroutine.
		switch f.funcID {
		case abi.FuncID_morestack:
			// morestack does not return; its caller is in the goroutine's sched.
			gp = gp.m.curg
			u.g = gp
			frame.pc = gp.sched.pc
			frame.fn = findfunc(frame.pc)
			f = frame.fn
			frame.sp = gp.sched.sp
		case abi.FuncID_systemstack:
			gp = gp.m.curg
			u.g = gp
			frame.sp = gp.sched.sp
			frame.pc = gp.sched.pc
			frame.fn = findfunc(frame.pc)
			f = frame.fn
		}
		if !f.valid() {
			u.frame = stkframe{}
			return
		}
	}
	spdelta := uintptr(funcspdelta(f, symPCOf(frame, innermost && u.flags&unwindTrap != 0, u.calleeFuncID)))
	if !innermost && u.calleeFuncID == abi.FuncIDNormal && f.flag == 0 {
		seen := &u.seen[frame.pc%uintptr(len(u.seen))]
		seen.pc = frame.pc
		seen.fn = f
		seen.spdelta = spdelta
	}
	u.place(spdelta)
	if f.flag&abi.FuncFlagTopFrame != 0 || f.flag&abi.FuncFlagSPWrite != 0 {
		// The outermost frame, or one that switched stacks: what lies above is not
		// its caller.
		frame.lr = 0
	}
}

// place computes the addresses of a frame from its sp and finds its return address.
func (u *unwinder) place(spdelta uintptr) {
	frame := &u.frame
	frame.fp = frame.sp + spdelta + 8
	frame.argp = frame.fp
	frame.arglen = uintptr(frame.fn.argSize)
	frame.varp = frame.fp - 8
	if spdelta >= 8 {
		frame.varp -= 8 // saved BP
	}
	frame.continpc = frame.pc

	frame.lr = 0
	if u.inStack(frame.fp - 8) {
		frame.lr = *(*uintptr)(unsafe.Pointer(frame.fp - 8))
	}
}

// inStack guards against walking off a stack that is not in order.
func (u *unwinder) inStack(at uintptr) bool {
	return at >= u.g.stack.lo && at < u.g.stack.hi
}

// symPCOf is the pc at which to look up tables. A return address belongs to the
// call before it.
func symPCOf(frame *stkframe, trap bool, callee abi.FuncID) uintptr {
	if trap || callee == abi.FuncID_sigpanic || callee == abi.FuncID_asyncPreempt {
		return frame.pc
	}
	if frame.pc > frame.fn.entry() {
		return frame.pc - 1
	}
	return frame.pc
}

func (u *unwinder) symPC() uintptr {
	return symPCOf(&u.frame, u.flags&unwindTrap != 0 && u.calleeFuncID == abi.FuncIDNormal, u.calleeFuncID)
}

// next moves to the caller.
func (u *unwinder) next() {
	frame := &u.frame
	f := frame.fn
	if frame.lr == 0 {
		u.frame = stkframe{}
		return
	}
	if seen := &u.seen[frame.lr%uintptr(len(u.seen))]; seen.pc == frame.lr && f.funcID == abi.FuncIDNormal {
		u.calleeFuncID = abi.FuncIDNormal
		u.flags &^= unwindTrap
		frame.fn = seen.fn
		frame.pc = frame.lr
		frame.sp = frame.fp
		u.place(seen.spdelta)
		return
	}
	caller := findfunc(frame.lr)
	if !caller.valid() {
		if u.flags&unwindSilentErrors == 0 {
			print("runtime: g ", u.g.goid, ": unexpected return pc for ", funcname(f), " called from ", hex(frame.lr), "\n")
		}
		if u.flags&(unwindPrintErrors|unwindSilentErrors) == 0 {
			throw("unknown caller pc")
		}
		u.frame = stkframe{}
		return
	}
	u.calleeFuncID = f.funcID
	u.flags &^= unwindTrap
	pc, sp := frame.lr, frame.fp
	u.frame = stkframe{fn: caller, pc: pc, sp: sp}
	u.resolve(false)
}

// tracebackPCs collects up to len(pcBuf) return pcs, after skipping some frames.
// Wrappers are left out.
func tracebackPCs(u *unwinder, skip int, pcBuf []uintptr) int {
	n := 0
	for u.valid() && n < len(pcBuf) {
		f := u.frame.fn
		if f.isWrapper() && elideWrapperCalling(u.calleeFuncID) {
			// not shown
		} else if skip > 0 {
			skip--
		} else {
			pc := u.frame.pc
			if u.symPC() == pc {
				pc++ // Callers promises return addresses
			}
			pcBuf[n] = pc
			n++
		}
		u.next()
	}
	return n
}

// elideWrapperCalling says whether a wrapper that called id is to be hidden. One
// that panicked by itself is shown: nothing else would explain the panic.
func elideWrapperCalling(id abi.FuncID) bool {
	return id != abi.FuncID_gopanic && id != abi.FuncID_sigpanic
}

// printArgs prints the words of a function's arguments from their homes.
func printArgs(f funcInfo, argp unsafe.Pointer) {
	if f.funcID == abi.FuncID_goexit {
		print("{}")
		return
	}
	if f.argInfo == 0 {
		return
	}
	tab := firstmoduledata.pctab
	i := f.argInfo
	comma := false
	for {
		op := tab[i]
		i++
		switch op {
		case 0xff: // end
			return
		case 0xfe:
			if comma {
				print(", ")
			}
			print("{")
			comma = false
			continue
		case 0xfd:
			print("}")
		case 0xfc:
			if comma {
				print(", ")
			}
			print("...")
		case 0xfb:
			if comma {
				print(", ")
			}
			print("_")
		default:
			if comma {
				print(", ")
			}
			size := tab[i]
			i++
			at := add(argp, uintptr(op))
			var v uint64
			switch size {
			case 1:
				v = uint64(*(*uint8)(at))
			case 2:
				v = uint64(*(*uint16)(at))
			case 4:
				v = uint64(*(*uint32)(at))
			default:
				v = *(*uint64)(at)
			}
			print(hex(v))
		}
		comma = true
	}
}

// printFuncName prints the name of a frame's function; gopanic is shown as what
// the program wrote.
func printFuncName(name string) {
	if name == "runtime.gopanic" {
		print("panic")
		return
	}
	print(funcNameForPrint(name))
}

func printFrame(u *unwinder, gp *g) {
	f := u.frame.fn
	file, line := funcline(f, u.symPC())
	printFuncName(funcname(f))
	print("(")
	printArgs(f, unsafe.Pointer(u.frame.argp))
	print(")\n")
	print("\t", file, ":", line)
	if u.frame.pc > f.entry() {
		print(" +", hex(u.frame.pc-f.entry()))
	}
	if gp.m != nil && gp.m.throwing >= throwTypeRuntime && gp == gp.m.curg || tracebackLevel() >= 2 {
		print(" fp=", hex(u.frame.fp), " sp=", hex(u.frame.sp), " pc=", hex(u.frame.pc))
	}
	print("\n")
}

func tracebackLevel() int32 {
	level, _, _ := gotraceback()
	return level
}

// showframe says whether a frame is printed at the present level.
func showframe(f funcInfo, gp *g, firstFrame bool, callee abi.FuncID) bool {
	mp := getg().m
	if mp.throwing >= throwTypeRuntime && gp != nil && (gp == mp.curg || gp == mp.caughtsig.ptr()) {
		return true
	}
	return showfuncinfo(f, firstFrame, callee)
}

func showfuncinfo(f funcInfo, firstFrame bool, callee abi.FuncID) bool {
	if tracebackLevel() > 1 {
		return true
	}
	if f.isWrapper() && elideWrapperCalling(callee) {
		return false
	}
	name := funcname(f)
	// A panic in the middle of a stack marks where a deferred call began.
	if name == "runtime.gopanic" && !firstFrame {
		return true
	}
	return indexByte(name, '.') >= 0 && (!hasPrefix(name, "runtime.") || isExportedRuntime(name))
}

func isExportedRuntime(name string) bool {
	const n = len("runtime.")
	return len(name) > n && name[:n] == "runtime." && 'A' <= name[n] && name[n] <= 'Z'
}

// traceback prints the stack of gp from pc and sp on.
func traceback(pc, sp uintptr, gp *g) {
	traceback1(pc, sp, gp, 0)
}

// tracebacktrap is for a stack that a signal interrupted at pc.
func tracebacktrap(pc, sp uintptr, gp *g) {
	traceback1(pc, sp, gp, unwindTrap)
}

func traceback1(pc, sp uintptr, gp *g, flags unwindFlags) {
	flags |= unwindPrintErrors
	if readgstatus(gp)&^_Gscan == _Gsyscall && gp.syscallsp != 0 {
		pc = gp.syscallpc
		sp = gp.syscallsp
		flags &^= unwindTrap
	}
	var u unwinder
	u.initAt(pc, sp, gp, flags)
	if printStack(&u, gp, false) == 0 {
		// Everything was hidden. Something is better than nothing.
		u.initAt(pc, sp, gp, flags)
		printStack(&u, gp, true)
	}
	printcreatedby(gp)
}

// printStack prints the frames that are to be shown: all of them, or the
// innermost and outermost 50 when there are more than 100. It returns how many
// there were.
func printStack(u *unwinder, gp *g, showRuntime bool) int {
	// The first ones.
	n := 0
	first := true
	for u.valid() {
		if n == tracebackInnerFrames {
			break
		}
		if showRuntime || showframe(u.frame.fn, gp, first, u.calleeFuncID) {
			printFrame(u, gp)
			n++
		}
		first = false
		u.next()
	}
	if !u.valid() {
		return n
	}
	// Count the rest on a copy, then skip all but the last ones.
	rest := 0
	u2 := *u
	for u2.valid() {
		if showRuntime || showframe(u2.frame.fn, gp, false, u2.calleeFuncID) {
			rest++
		}
		u2.next()
	}
	skip := rest - tracebackOuterFrames
	if skip > 0 {
		print("...", skip, " frames elided...\n")
	}
	for u.valid() {
		if showRuntime || showframe(u.frame.fn, gp, false, u.calleeFuncID) {
			if skip > 0 {
				skip--
			} else {
				printFrame(u, gp)
			}
		}
		u.next()
	}
	return n + rest
}

// printcreatedby prints the go statement that started gp.
func printcreatedby(gp *g) {
	pc := gp.gopc
	f := findfunc(pc)
	if f.valid() && gp.goid != 1 && showframe(f, gp, false, abi.FuncIDNormal) {
		printcreatedby1(f, pc, gp.parentGoid)
	}
}

func printcreatedby1(f funcInfo, pc uintptr, goid uint64) {
	print("created by ")
	printFuncName(funcname(f))
	if goid != 0 {
		print(" in goroutine ", goid)
	}
	print("\n")
	tracepc := pc
	if pc > f.entry() {
		tracepc--
	}
	file, line := funcline(f, tracepc)
	print("\t", file, ":", line)
	if pc > f.entry() {
		print(" +", hex(pc-f.entry()))
	}
	print("\n")
}

var gStatusStrings = [...]string{
	_Gidle:      "idle",
	_Grunnable:  "runnable",
	_Grunning:   "running",
	_Gsyscall:   "syscall",
	_Gwaiting:   "waiting",
	_Gdead:      "dead",
	_Gcopystack: "copystack",
	_Gpreempted: "preempted",
}

func goroutineheader(gp *g) {
	level, _, _ := gotraceback()
	gpstatus := readgstatus(gp)
	isScan := gpstatus&_Gscan != 0
	gpstatus &^= _Gscan

	var status string
	if gpstatus < uint32(len(gStatusStrings)) {
		status = gStatusStrings[gpstatus]
	} else {
		status = "???"
	}
	if gpstatus == _Gwaiting && gp.waitreason != waitReasonZero {
		status = gp.waitreason.String()
	}

	var waitfor int64
	if (gpstatus == _Gwaiting || gpstatus == _Gsyscall) && gp.waitsince != 0 {
		waitfor = (nanotime() - gp.waitsince) / 60e9
	}
	print("goroutine ", gp.goid)
	if gp.m != nil && gp.m.throwing >= throwTypeRuntime && gp == gp.m.curg || level >= 2 {
		print(" gp=", gp)
		if gp.m != nil {
			print(" m=", gp.m.id, " mp=", gp.m)
		} else {
			print(" m=nil")
		}
	}
	print(" [", status)
	if isScan {
		print(" (scan)")
	}
	if waitfor >= 1 {
		print(", ", waitfor, " minutes")
	}
	if gp.lockedm != 0 {
		print(", locked to thread")
	}
	print("]:\n")
}

// tracebackothers prints the goroutines other than me, the one that was running
// on this thread first.
func tracebackothers(me *g) {
	level, _, _ := gotraceback()
	curgp := getg().m.curg
	if curgp != nil && curgp != me {
		print("\n")
		goroutineheader(curgp)
		traceback(^uintptr(0), ^uintptr(0), curgp)
	}
	// allgs only grows, and its old arrays are never reused, so no lock is needed;
	// taking one might hang a program that is dying.
	gs := allgs
	for i := 0; i < len(gs); i++ {
		gp := gs[i]
		if gp == me || gp == curgp || readgstatus(gp) == _Gdead || isSystemGoroutine(gp, false) && level < 2 {
			continue
		}
		print("\n")
		goroutineheader(gp)
		if gp.m != getg().m && readgstatus(gp)&^_Gscan == _Grunning {
			print("\tgoroutine running on other thread; stack unavailable\n")
			printcreatedby(gp)
		} else {
			traceback(^uintptr(0), ^uintptr(0), gp)
		}
	}
}

// isSystemGoroutine says whether gp belongs to the runtime: it started in package
// runtime and is not main, nor the finalizer goroutine while it runs the program's code.
func isSystemGoroutine(gp *g, fixed bool) bool {
	f := findfunc(gp.startpc)
	if !f.valid() {
		return false
	}
	if f.funcID == abi.FuncID_runtime_main {
		return false
	}
	return hasPrefix(funcname(f), "runtime.")
}

// Caller reports the file and line of a caller: 0 is who calls Caller.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var rpc [1]uintptr
	if callers(skip, rpc[:]) < 1 {
		return
	}
	pc = rpc[0]
	f := findfunc(pc - 1)
	if !f.valid() {
		return
	}
	file, l := funcline(f, pc-1)
	return pc, file, int(l), true
}

// Callers fills pc with return pcs: 0 is Callers itself, 1 its caller.
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	if skip > 0 {
		return callers(skip-1, pc)
	}
	pc[0] = getcallerpc() // stands for Callers itself
	self := findfunc(funcPC(Callers))
	if self.valid() {
		pc[0] = self.entry() + 1
	}
	return 1 + callers(0, pc[1:])
}

// callers collects pcs; skip 0 is the caller of the function that calls callers.
func callers(skip int, pcbuf []uintptr) int {
	if len(pcbuf) == 0 {
		return 0
	}
	sp := getcallersp()
	pc := getcallerpc()
	gp := getg()
	n := 0
	systemstack(func() {
		var u unwinder
		u.initAt(pc, sp, gp, unwindSilentErrors)
		n = tracebackPCs(&u, 1+skip, pcbuf)
	})
	return n
}

// gcallers collects the pcs of a goroutine that is not running.
func gcallers(gp *g, skip int, pcbuf []uintptr) int {
	var u unwinder
	u.init(gp, unwindSilentErrors)
	return tracebackPCs(&u, skip, pcbuf)
}

// Stack writes the traceback of the calling goroutine, or of all of them, into
// buf and returns how many bytes it wrote.
func Stack(buf []byte, all bool) int {
	if all {
		stopTheWorld(stwAllGoroutinesStack)
	}
	n := 0
	if len(buf) > 0 {
		gp := getg()
		sp := getcallersp()
		pc := getcallerpc()
		systemstack(func() {
			g0 := getg()
			// A stack is collected as a program sees it, whatever GOTRACEBACK says.
			g0.m.traceback = 1
			g0.writebuf = buf[0:0:len(buf)]
			goroutineheader(gp)
			traceback(pc, sp, gp)
			if all {
				tracebackothers(gp)
			}
			g0.m.traceback = 0
			n = len(g0.writebuf)
			g0.writebuf = nil
		})
	}
	if all {
		startTheWorld()
	}
	return n
}
