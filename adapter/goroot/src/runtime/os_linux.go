// The kernel: system calls by number through syscall6, and what the kernel told
// the program at its start.
package runtime

import "unsafe"

const (
	_SYS_read              = 0
	_SYS_write             = 1
	_SYS_mmap              = 9
	_SYS_munmap            = 11
	_SYS_rt_sigaction      = 13
	_SYS_rt_sigprocmask    = 14
	_SYS_sched_yield       = 24
	_SYS_nanosleep         = 35
	_SYS_setitimer         = 38
	_SYS_getpid            = 39
	_SYS_exit              = 60
	_SYS_sigaltstack       = 131
	_SYS_gettid            = 186
	_SYS_futex             = 202
	_SYS_sched_getaffinity = 204
	_SYS_timer_create      = 222
	_SYS_timer_settime     = 223
	_SYS_timer_delete      = 226
	_SYS_clock_gettime     = 228
	_SYS_exit_group        = 231
	_SYS_tgkill            = 234
	_SYS_getrandom         = 318

	_FUTEX_WAIT_PRIVATE = 128
	_FUTEX_WAKE_PRIVATE = 129

	_PROT_READ   = 1
	_PROT_WRITE  = 2
	_MAP_PRIVATE = 2
	_MAP_ANON    = 0x20

	_CLOCK_REALTIME  = 0
	_CLOCK_MONOTONIC = 1

	_AT_NULL   = 0
	_AT_RANDOM = 25

	_ENOMEM = 12

	// VM, FS, FILES, SIGHAND, SYSVSEM, THREAD
	cloneFlags = 0x100 | 0x200 | 0x400 | 0x800 | 0x40000 | 0x10000
)

type timespec struct {
	tv_sec  int64
	tv_nsec int64
}

//go:nosplit
func (ts *timespec) setNsec(ns int64) {
	ts.tv_sec = ns / 1e9
	ts.tv_nsec = ns % 1e9
}

type timeval struct {
	tv_sec  int64
	tv_usec int64
}

type itimerval struct {
	it_interval timeval
	it_value    timeval
}

type itimerspec struct {
	it_interval timespec
	it_value    timespec
}

//go:nosplit
func exit(code int32) {
	syscall6(_SYS_exit_group, uintptr(code), 0, 0, 0, 0, 0)
}

//go:nosplit
func write1(fd uintptr, p unsafe.Pointer, n int32) int32 {
	return int32(syscall6(_SYS_write, fd, uintptr(p), uintptr(n), 0, 0, 0))
}

//go:nosplit
func write(fd uintptr, p unsafe.Pointer, n int32) int32 {
	return write1(fd, p, n)
}

//go:nosplit
func read(fd int32, p unsafe.Pointer, n int32) int32 {
	return int32(syscall6(_SYS_read, uintptr(fd), uintptr(p), uintptr(n), 0, 0, 0))
}

// mmap returns the address, or 0 and the error number.
func mmap(hint unsafe.Pointer, n uintptr) (unsafe.Pointer, int) {
	r := syscall6(_SYS_mmap, uintptr(hint), n, _PROT_READ|_PROT_WRITE, _MAP_PRIVATE|_MAP_ANON, ^uintptr(0), 0)
	if r > ^uintptr(4095) {
		return nil, int(-r)
	}
	return unsafe.Pointer(r), 0
}

func munmap(p unsafe.Pointer, n uintptr) {
	syscall6(_SYS_munmap, uintptr(p), n, 0, 0, 0, 0)
}

//go:nosplit
func osyield() {
	syscall6(_SYS_sched_yield, 0, 0, 0, 0, 0, 0)
}

//go:nosplit
func usleep(usec uint32) {
	var ts timespec
	ts.setNsec(int64(usec) * 1000)
	syscall6(_SYS_nanosleep, uintptr(unsafe.Pointer(&ts)), 0, 0, 0, 0, 0)
}

// futexsleep sleeps while *addr == val, at most ns nanoseconds; ns < 0 is for
// ever. It may also return for no reason.
//
//go:nosplit
func futexsleep(addr *uint32, val uint32, ns int64) {
	if ns < 0 {
		futex(unsafe.Pointer(addr), _FUTEX_WAIT_PRIVATE, val, nil)
		return
	}
	var ts timespec
	ts.setNsec(ns)
	futex(unsafe.Pointer(addr), _FUTEX_WAIT_PRIVATE, val, &ts)
}

//go:nosplit
func futexwakeup(addr *uint32, count uint32) {
	futex(unsafe.Pointer(addr), _FUTEX_WAKE_PRIVATE, count, nil)
}

//go:nosplit
func futex(addr unsafe.Pointer, op int32, val uint32, ts *timespec) int32 {
	return int32(syscall6(_SYS_futex, uintptr(addr), uintptr(op), uintptr(val), uintptr(unsafe.Pointer(ts)), 0, 0))
}

func getpid() int { return int(syscall6(_SYS_getpid, 0, 0, 0, 0, 0, 0)) }

func getrandom(p *[2]uint64) {
	syscall6(_SYS_getrandom, uintptr(unsafe.Pointer(p)), 16, 0, 0, 0, 0)
}

func gettid() uint32 { return uint32(syscall6(_SYS_gettid, 0, 0, 0, 0, 0, 0)) }

func tgkill(tgid, tid, sig int) {
	syscall6(_SYS_tgkill, uintptr(tgid), uintptr(tid), uintptr(sig), 0, 0, 0)
}

// raise sends the signal to this thread.
func raise(sig uint32) {
	tgkill(getpid(), int(gettid()), int(sig))
}

func signalM(mp *m, sig int) {
	tgkill(getpid(), int(mp.procid), sig)
}

// nanotime is the monotonic clock.
//
//go:nosplit
func nanotime() int64 {
	var ts timespec
	syscall6(_SYS_clock_gettime, _CLOCK_MONOTONIC, uintptr(unsafe.Pointer(&ts)), 0, 0, 0, 0)
	return ts.tv_sec*1e9 + ts.tv_nsec
}

func walltime() (sec int64, nsec int32) {
	var ts timespec
	syscall6(_SYS_clock_gettime, _CLOCK_REALTIME, uintptr(unsafe.Pointer(&ts)), 0, 0, 0, 0)
	return ts.tv_sec, int32(ts.tv_nsec)
}

func getproccount() int32 {
	var mask [128]byte
	n := int32(syscall6(_SYS_sched_getaffinity, 0, unsafe.Sizeof(mask), uintptr(unsafe.Pointer(&mask)), 0, 0, 0))
	count := int32(0)
	for i := int32(0); i < n && i < int32(len(mask)); i++ {
		for b := mask[i]; b != 0; b &= b - 1 {
			count++
		}
	}
	if count == 0 {
		count = 1
	}
	return count
}

func osinit() {
	ncpu = getproccount()
}

// newosproc starts a thread that runs mstart on mp's g0. Signals are blocked
// until the thread has a signal stack (minit).
func newosproc(mp *m) {
	var all, old sigset
	all[0] = ^uint32(0)
	all[1] = ^uint32(0)
	sigprocmask(_SIG_SETMASK, &all, &old)
	start := funcPC(mstart)
	ret := clone(cloneFlags, unsafe.Pointer(mp.g0.stack.hi), unsafe.Pointer(mp), unsafe.Pointer(mp.g0), unsafe.Pointer(start))
	sigprocmask(_SIG_SETMASK, &old, nil)
	if ret < 0 {
		print("runtime: failed to create new OS thread (have ", mcount(), " already; errno=", -ret, ")\n")
		throw("newosproc")
	}
}

// mpreinit runs on the parent thread before the new one exists.
func mpreinit(mp *m) {
	mp.gsignal = malg(32 * 1024)
	mp.gsignal.m = mp
}

// minit runs on the new thread itself.
func minit() {
	mp := getg().m
	if mp.procid == 0 {
		mp.procid = uint64(gettid())
	}
	var st stackt
	st.ss_sp = mp.gsignal.stack.lo
	st.ss_size = mp.gsignal.stack.hi - mp.gsignal.stack.lo
	sigaltstack(&st, nil)
	mp.newSigstack = true
	var none sigset
	sigprocmask(_SIG_SETMASK, &none, nil)
}

var (
	argc int32
	argv **byte
)

func argvAt(i int32) *byte {
	return *(**byte)(add(unsafe.Pointer(argv), uintptr(i)*8))
}

// args notes argc and argv, and reads the auxiliary vector behind the environment.
func args(c int32, v **byte) {
	argc = c
	argv = v
	n := c + 1
	for argvAt(n) != nil {
		n++
	}
	n++
	auxv := (*[1 << 20]uintptr)(add(unsafe.Pointer(argv), uintptr(n)*8))
	for i := 0; auxv[i] != _AT_NULL; i += 2 {
		if auxv[i] == _AT_RANDOM && auxv[i+1] != 0 {
			startupRand = *(*[2]uint64)(unsafe.Pointer(auxv[i+1]))
			startupRandOK = true
		}
	}
}
