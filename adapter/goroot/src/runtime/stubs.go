package runtime

import "unsafe"

// Made by the compiler where they are called.

func getg() *g
func getcallerpc() uintptr
func getcallersp() uintptr
func getclosureptr() uintptr

// In asm.s.

func gogo(buf *gobuf)
func mcall(fn func(*g))
func systemstack(fn func())
func systemstack_switch()
func morestack()
func morestack_noctxt()
func mstart()
func goexit()
func return0()
func abort()
func procyield(cycles uint32)
func asyncPreempt()
func sigtramp()
func sigreturn()
func rt0_go()
func syscall6(num, a1, a2, a3, a4, a5, a6 uintptr) uintptr
func clone(flags int32, stk, mp, gp, fn unsafe.Pointer) int32
func memmove(to, from unsafe.Pointer, n uintptr)
func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)
func memequal(a, b unsafe.Pointer, size uintptr) bool
func cmpstring(a, b string) int

// add is pointer arithmetic.
//
//go:nosplit
func add(p unsafe.Pointer, x uintptr) unsafe.Pointer {
	return unsafe.Pointer(uintptr(p) + x)
}

// noescape hides p from a compiler that follows pointers. Ours does not.
//
//go:nosplit
func noescape(p unsafe.Pointer) unsafe.Pointer {
	return unsafe.Pointer(uintptr(p))
}

// funcPC is the entry of the function value in f: the data word of f points at a
// funcval, which begins with it.
func funcPC(f any) uintptr {
	return *(*uintptr)(efaceOf(&f).data)
}

func alignUp(n, a uintptr) uintptr    { return (n + a - 1) &^ (a - 1) }
func alignDown(n, a uintptr) uintptr  { return n &^ (a - 1) }
func divRoundUp(n, a uintptr) uintptr { return (n + a - 1) / a }

func bool2int(x bool) int {
	if x {
		return 1
	}
	return 0
}

func badsystemstack() {
	throw("systemstack called from unexpected goroutine")
}

func badmcall() {
	throw("runtime: mcall called on m->g0 stack")
}

func badmcall2() {
	throw("runtime: mcall function returned")
}

// These two run with no stack left, so they only write and stop.

//go:nosplit
func badmorestackg0() {
	writeErrStr("fatal: morestack on g0\n")
	exit(2)
}

//go:nosplit
func badmorestackgsignal() {
	writeErrStr("fatal: morestack on gsignal\n")
	exit(2)
}
