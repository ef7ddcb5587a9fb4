// What cannot be said in Go: entering the program, switching stacks, and the few
// loops over memory that the machine has an instruction for.
//
// Conventions. Arguments and results in AX BX CX DI SI R8 R9 R10 R11, g in R14,
// a closure's context in DX, X15 zero; no register survives a call except SP,
// BP, R14 and X15. At a CALL the callee may store its register arguments at the
// addresses just above the return address, so a function that calls Go code
// leaves 16 or 32 bytes free at SP.
//
// A g that is not running keeps its place in g.sched: SP, PC, BP and the closure
// context. Only the functions below write it.

// struct g
#define g_stack_lo 0
#define g_stack_hi 8
#define g_stackguard0 16
#define g_stackguard1 24
#define g_m 48
#define g_sched_sp 56
#define g_sched_pc 64
#define g_sched_g 72
#define g_sched_ctxt 80
#define g_sched_ret 88
#define g_sched_bp 104
// struct m
#define m_g0 0
#define m_morebuf_sp 8
#define m_morebuf_pc 16
#define m_morebuf_g 24
#define m_procid 72
#define m_gsignal 80
#define m_curg 192
// struct gobuf
#define gobuf_sp 0
#define gobuf_pc 8
#define gobuf_g 16
#define gobuf_ctxt 24
#define gobuf_ret 32
#define gobuf_bp 48
// ucontext: where the kernel keeps the interrupted R14
#define uc_r14 88

// The kernel starts the program here, with argc at 0(SP) and argv behind it.
TEXT _rt0_amd64_linux(SB), NOSPLIT|TOPFRAME, $0
	MOVQ 0(SP), AX
	LEAQ 8(SP), BX
	JMP runtime·rt0_go(SB)

// rt0_go makes the first thread an m: m0 with the system goroutine g0, whose
// stack is the one the kernel gave at first. Then it builds the scheduler, queues
// runtime.main as the first goroutine, and becomes a scheduling thread: on a
// stack of the heap like all others, since only there code runs translated.
TEXT runtime·rt0_go(SB), NOSPLIT|TOPFRAME|SPWRITE, $0
	ANDQ $-16, SP
	SUBQ $64, SP
	XORL BP, BP
	XORPS X15, X15
	LEAQ runtime·g0(SB), R14
	LEAQ (-56*1024)(SP), R12
	MOVQ R12, g_stack_lo(R14)
	LEAQ 64(SP), R13
	MOVQ R13, g_stack_hi(R14)
	ADDQ $928, R12
	MOVQ R12, g_stackguard0(R14)
	MOVQ R12, g_stackguard1(R14)
	LEAQ runtime·m0(SB), R13
	MOVQ R14, m_g0(R13)
	MOVQ R13, g_m(R14)

	CALL runtime·args(SB)
	CALL runtime·osinit(SB)
	CALL runtime·schedinit(SB)
	CALL runtime·startmain(SB)
	CALL runtime·g0stack(SB)
	MOVQ g_stack_hi(R14), SP
	SUBQ $64, SP
	XORL BP, BP
	CALL runtime·mstart(SB)
	CALL runtime·abort(SB)
	RET

// mstart is where every thread but a restarted one begins, on its g0.
TEXT runtime·mstart(SB), NOSPLIT|TOPFRAME, $0
	SUBQ $16, SP
	CALL runtime·mstart0(SB)
	ADDQ $16, SP
	RET

// func gogo(buf *gobuf)
// Continue the goroutine that was saved in buf.
TEXT runtime·gogo(SB), NOSPLIT|SPWRITE, $0
	MOVQ gobuf_g(AX), R14
	MOVQ gobuf_sp(AX), SP
	MOVQ gobuf_bp(AX), BP
	MOVQ gobuf_ctxt(AX), DX
	MOVQ gobuf_pc(AX), BX
	MOVQ gobuf_ret(AX), CX
	MOVQ $0, gobuf_sp(AX)      // so that a collector does not believe it
	MOVQ $0, gobuf_bp(AX)
	MOVQ $0, gobuf_ctxt(AX)
	MOVQ $0, gobuf_ret(AX)
	MOVQ CX, AX
	JMP BX

// func mcall(fn func(*g))
// Leave the running goroutine where it is and call fn(g) on the thread's g0.
// fn must never return; it ends in schedule or in gogo.
TEXT runtime·mcall(SB), NOSPLIT|SPWRITE, $0
	MOVQ AX, DX
	MOVQ 0(SP), CX             // where the caller of mcall goes on
	LEAQ 8(SP), BX
	MOVQ CX, g_sched_pc(R14)
	MOVQ BX, g_sched_sp(R14)
	MOVQ BP, g_sched_bp(R14)
	MOVQ g_m(R14), BX
	MOVQ m_g0(BX), SI
	CMPQ SI, R14
	JEQ onG0
	MOVQ R14, AX
	MOVQ SI, R14
	MOVQ g_sched_sp(R14), SP
	SUBQ $32, SP
	MOVQ 0(DX), R12
	CALL R12
	CALL runtime·badmcall2(SB)
onG0:
	SUBQ $32, SP
	CALL runtime·badmcall(SB)
	CALL runtime·abort(SB)
	RET

// systemstack_switch is never run. A goroutine that is inside systemstack has
// this address as its saved pc, so that its stack reads: systemstack_switch,
// called by whoever called systemstack.
TEXT runtime·systemstack_switch(SB), NOSPLIT, $0
	CALL runtime·abort(SB)
	RET

// func systemstack(fn func())
// Call fn on the g0 stack and come back. On g0 or gsignal it is just a call.
TEXT runtime·systemstack(SB), NOSPLIT|SPWRITE, $0
	MOVQ AX, DX                // the closure
	MOVQ g_m(R14), BX
	CMPQ m_gsignal(BX), R14
	JEQ noswitch
	MOVQ m_g0(BX), SI
	CMPQ SI, R14
	JEQ noswitch
	CMPQ m_curg(BX), R14
	JNE bad

	LEAQ runtime·systemstack_switch(SB), R9
	MOVQ R9, g_sched_pc(R14)
	MOVQ SP, g_sched_sp(R14)   // at 0(SP): the return address of systemstack's caller
	MOVQ BP, g_sched_bp(R14)
	MOVQ SI, R14
	MOVQ g_sched_sp(R14), SP
	SUBQ $32, SP
	MOVQ 0(DX), R12
	CALL R12

	MOVQ g_m(R14), BX
	MOVQ m_curg(BX), SI
	MOVQ g_sched_sp(SI), SP
	MOVQ g_sched_bp(SI), BP
	MOVQ SI, R14
	MOVQ $0, g_sched_sp(R14)
	MOVQ $0, g_sched_bp(R14)
	RET

noswitch:
	MOVQ 0(DX), R12
	JMP R12

bad:
	SUBQ $32, SP
	CALL runtime·badsystemstack(SB)
	CALL runtime·abort(SB)
	RET

// Called from the prologue of a function f that found too little stack. f's
// register arguments are in their homes and DX is f's closure context. On g0,
// newstack gets f a larger stack (or takes the processor away from the
// goroutine) and continues f from its prologue.
TEXT runtime·morestack(SB), NOSPLIT|SPWRITE, $0
	MOVQ g_m(R14), BX
	CMPQ m_g0(BX), R14
	JEQ onG0
	CMPQ m_gsignal(BX), R14
	JEQ onSignal

	MOVQ 8(SP), AX             // who called f
	MOVQ AX, m_morebuf_pc(BX)
	LEAQ 16(SP), AX
	MOVQ AX, m_morebuf_sp(BX)
	MOVQ R14, m_morebuf_g(BX)

	MOVQ 0(SP), AX             // where f goes on
	MOVQ AX, g_sched_pc(R14)
	LEAQ 8(SP), AX
	MOVQ AX, g_sched_sp(R14)
	MOVQ BP, g_sched_bp(R14)
	MOVQ DX, g_sched_ctxt(R14)

	MOVQ m_g0(BX), R14
	MOVQ g_sched_sp(R14), SP
	SUBQ $32, SP
	CALL runtime·newstack(SB)
	CALL runtime·abort(SB)

onG0:
	SUBQ $32, SP
	CALL runtime·badmorestackg0(SB)
	CALL runtime·abort(SB)
onSignal:
	SUBQ $32, SP
	CALL runtime·badmorestackgsignal(SB)
	CALL runtime·abort(SB)
	RET

TEXT runtime·morestack_noctxt(SB), NOSPLIT|SPWRITE, $0
	XORL DX, DX
	JMP runtime·morestack(SB)

// The outermost frame of every goroutine: its function returns to the second
// instruction of goexit.
TEXT runtime·goexit(SB), NOSPLIT|TOPFRAME, $0
	NOP
	CALL runtime·goexit1(SB)
	NOP

// func return0()
// deferproc ends with this: AX is 0, so the caller goes on. After a recovery
// it "returns" a second time, with 1 in AX.
TEXT runtime·return0(SB), NOSPLIT, $0
	XORL AX, AX
	RET

// The debugger calls functions of the program from here: it makes it look as if
// the interrupted function had called debugCall, with the arguments in registers
// and at 0(SP), and the function's address in R12. The debugger stops at the NOP
// behind the call, takes the results, and puts everything back.
TEXT runtime·debugCall(SB), NOSPLIT, $0
	SUBQ $1024, SP
	CALL R12
	NOP
	ADDQ $1024, SP
	RET

TEXT runtime·abort(SB), NOSPLIT, $0
	MOVQ $0, AX
	MOVQ AX, 0(AX)             // a fault whose pc is in abort stops the program
	RET

// func procyield(cycles uint32)
TEXT runtime·procyield(SB), NOSPLIT, $0
again:
	PAUSE
	SUBL $1, AX
	JNE again
	RET

// The signal handler makes a goroutine that ran too long call asyncPreempt, as if
// the call had stood at the interrupted instruction. All registers are kept.
TEXT runtime·asyncPreempt(SB), NOSPLIT, $0
	PUSHQ BP
	MOVQ SP, BP
	PUSHFQ
	SUBQ $368, SP
	MOVQ AX, 0(SP)
	MOVQ CX, 8(SP)
	MOVQ DX, 16(SP)
	MOVQ BX, 24(SP)
	MOVQ SI, 32(SP)
	MOVQ DI, 40(SP)
	MOVQ R8, 48(SP)
	MOVQ R9, 56(SP)
	MOVQ R10, 64(SP)
	MOVQ R11, 72(SP)
	MOVQ R12, 80(SP)
	MOVQ R13, 88(SP)
	MOVQ R15, 96(SP)
	MOVUPS X0, 104(SP)
	MOVUPS X1, 120(SP)
	MOVUPS X2, 136(SP)
	MOVUPS X3, 152(SP)
	MOVUPS X4, 168(SP)
	MOVUPS X5, 184(SP)
	MOVUPS X6, 200(SP)
	MOVUPS X7, 216(SP)
	MOVUPS X8, 232(SP)
	MOVUPS X9, 248(SP)
	MOVUPS X10, 264(SP)
	MOVUPS X11, 280(SP)
	MOVUPS X12, 296(SP)
	MOVUPS X13, 312(SP)
	MOVUPS X14, 328(SP)
	MOVUPS X15, 344(SP)
	CALL runtime·asyncPreempt2(SB)
	MOVUPS 344(SP), X15
	MOVUPS 328(SP), X14
	MOVUPS 312(SP), X13
	MOVUPS 296(SP), X12
	MOVUPS 280(SP), X11
	MOVUPS 264(SP), X10
	MOVUPS 248(SP), X9
	MOVUPS 232(SP), X8
	MOVUPS 216(SP), X7
	MOVUPS 200(SP), X6
	MOVUPS 184(SP), X5
	MOVUPS 168(SP), X4
	MOVUPS 152(SP), X3
	MOVUPS 136(SP), X2
	MOVUPS 120(SP), X1
	MOVUPS 104(SP), X0
	MOVQ 96(SP), R15
	MOVQ 88(SP), R13
	MOVQ 80(SP), R12
	MOVQ 72(SP), R11
	MOVQ 64(SP), R10
	MOVQ 56(SP), R9
	MOVQ 48(SP), R8
	MOVQ 40(SP), DI
	MOVQ 32(SP), SI
	MOVQ 24(SP), BX
	MOVQ 16(SP), DX
	MOVQ 8(SP), CX
	MOVQ 0(SP), AX
	ADDQ $368, SP
	POPFQ
	POPQ BP
	RET

// func syscall6(num, a1, a2, a3, a4, a5, a6 uintptr) uintptr
// The only door to the kernel. The kernel wants number AX, arguments
// DI SI DX R10 R8 R9, and overwrites CX and R11.
TEXT runtime·syscall6(SB), NOSPLIT, $0
	MOVQ DI, DX
	MOVQ SI, R10
	MOVQ CX, SI
	MOVQ BX, DI
	SYSCALL
	RET

// func clone(flags int32, stk, mp, gp, fn unsafe.Pointer) int32
// The new thread runs fn on the stack stk as goroutine gp of mp. It starts with
// a copy of these registers.
TEXT runtime·clone(SB), NOSPLIT, $0
	MOVQ CX, R13               // mp
	MOVQ DI, R12               // gp
	MOVQ SI, R9                // fn
	MOVLQZX AX, DI
	MOVQ BX, SI
	XORL DX, DX
	XORL R10, R10
	XORL R8, R8
	MOVL $56, AX
	SYSCALL
	TESTQ AX, AX
	JEQ child
	RET
child:
	MOVQ R12, R14
	MOVQ R13, g_m(R14)
	XORL BP, BP
	XORPS X15, X15
	MOVL $186, AX              // gettid
	SYSCALL
	MOVQ AX, m_procid(R13)
	MOVQ R9, DX
	SUBQ $32, SP
	CALL R9
	MOVL $60, AX               // exit: only this thread
	XORL DI, DI
	SYSCALL
	CALL runtime·abort(SB)
	RET

// The kernel calls this with DI = signal, SI = siginfo, DX = ucontext, on the
// thread's signal stack. g of the handler is gsignal of the interrupted g's m.
TEXT runtime·sigtramp(SB), NOSPLIT|TOPFRAME, $0
	CLD
	XORPS X15, X15
	XORL BP, BP
	MOVQ uc_r14(DX), R14       // the interrupted g
	SUBQ $40, SP
	MOVLQZX DI, AX
	MOVQ SI, BX
	MOVQ DX, CX
	MOVQ R14, DI
	MOVQ g_m(R14), R13
	MOVQ m_gsignal(R13), R14
	CALL runtime·sigtrampgo(SB)
	ADDQ $40, SP
	RET                        // to sigreturn

// The restorer: the kernel's handler frame is at SP.
TEXT runtime·sigreturn(SB), NOSPLIT|TOPFRAME, $0
	MOVL $15, AX
	SYSCALL
	CALL runtime·abort(SB)
	RET

// func memmove(to, from unsafe.Pointer, n uintptr)
// Forwards is one instruction. When to lies inside [from, from+n) the bytes must
// be moved from the last one down.
TEXT runtime·memmove(SB), NOSPLIT, $0
	MOVQ AX, DI
	MOVQ BX, SI
	CMPQ SI, DI
	JCS maybeBackward
forward:
	REP
	MOVSB
	RET
maybeBackward:
	MOVQ SI, R8
	ADDQ CX, R8
	CMPQ R8, DI
	JLS forward
	LEAQ -1(DI)(CX*1), DI
	LEAQ -1(SI)(CX*1), SI
	STD
	REP
	MOVSB
	CLD
	RET

// func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)
TEXT runtime·memclrNoHeapPointers(SB), NOSPLIT, $0
	MOVQ AX, DI
	MOVQ BX, CX
	SHRQ $3, CX
	XORL AX, AX
	REP
	STOSQ
	ANDQ $7, BX
	JEQ done
tail:
	MOVB AX, (DI)
	INCQ DI
	DECQ BX
	JNE tail
done:
	RET

// func memequal(a, b unsafe.Pointer, size uintptr) bool
TEXT runtime·memequal(SB), NOSPLIT, $0
	CMPQ AX, BX
	JEQ equal
words:
	CMPQ CX, $8
	JCS bytes
	MOVQ (AX), DI
	CMPQ DI, (BX)
	JNE different
	ADDQ $8, AX
	ADDQ $8, BX
	SUBQ $8, CX
	JMP words
bytes:
	TESTQ CX, CX
	JEQ equal
	MOVBLZX (AX), DI
	MOVBLZX (BX), SI
	CMPL DI, SI
	JNE different
	INCQ AX
	INCQ BX
	DECQ CX
	JMP bytes
equal:
	MOVL $1, AX
	RET
different:
	XORL AX, AX
	RET

// func cmpstring(a, b string) int
// -1, 0 or +1. a is AX BX, b is CX DI.
TEXT runtime·cmpstring(SB), NOSPLIT, $0
	MOVQ BX, R8                // the shorter length
	CMPQ DI, R8
	JGE loop
	MOVQ DI, R8
loop:
	TESTQ R8, R8
	JEQ lengths
	MOVBLZX (AX), R9
	MOVBLZX (CX), R10
	CMPL R9, R10
	JNE decided
	INCQ AX
	INCQ CX
	DECQ R8
	JMP loop
lengths:
	CMPQ BX, DI
	JEQ same
	JLT less
	MOVQ $1, AX
	RET
decided:
	JCS less
	MOVQ $1, AX
	RET
same:
	XORL AX, AX
	RET
less:
	MOVQ $-1, AX
	RET

// func memhash32(p unsafe.Pointer, seed uintptr) uintptr
TEXT runtime·memhash32(SB), NOSPLIT, $0
	MOVL 0(AX), AX
	XORQ AX, BX
	XORQ runtime·hashkey+0(SB), BX
	XORQ runtime·hashkey+16(SB), AX
	MULQ BX
	XORQ DX, AX
	MOVQ runtime·hashkey+24(SB), BX
	XORQ $4, BX
	MULQ BX
	XORQ DX, AX
	RET

// func memhash64(p unsafe.Pointer, seed uintptr) uintptr
TEXT runtime·memhash64(SB), NOSPLIT, $0
	MOVQ 0(AX), AX
	XORQ AX, BX
	XORQ runtime·hashkey+0(SB), BX
	XORQ runtime·hashkey+16(SB), AX
	MULQ BX
	XORQ DX, AX
	MOVQ runtime·hashkey+24(SB), BX
	XORQ $8, BX
	MULQ BX
	XORQ DX, AX
	RET

// func mulfold(a, b uint64) uint64
TEXT runtime·mulfold(SB), NOSPLIT, $0
	MULQ BX                    // DX:AX = AX * BX
	XORQ DX, AX
	RET
