package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// GOTRACEBACK, kept as level<<tracebackShift with two flags.
const (
	tracebackCrash = 1 << iota
	tracebackAll
	tracebackShift = iota
)

var (
	traceback_cache uint32 = 2 << tracebackShift
	traceback_env   uint32
)

// gotraceback says what a crash prints.
//
//	level  0: no stacks. 1: without the runtime's own frames. 2: everything
//	all    all goroutines, not only the one that crashed
//	crash  leave a core afterwards
func gotraceback() (level int32, all, crash bool) {
	mp := getg().m
	t := atomic.Load(&traceback_cache)
	crash = t&tracebackCrash != 0
	all = mp.throwing >= throwTypeUser || t&tracebackAll != 0
	if mp.traceback != 0 {
		level = int32(mp.traceback)
	} else if mp.throwing >= throwTypeRuntime {
		// The runtime itself is broken: always the full story.
		level = 2
	} else {
		level = int32(t >> tracebackShift)
	}
	return
}

//go:linkname setTraceback runtime/debug.SetTraceback
func setTraceback(level string) {
	var t uint32
	switch level {
	case "none":
		t = 0
	case "single", "":
		t = 1 << tracebackShift
	case "all":
		t = 1<<tracebackShift | tracebackAll
	case "system":
		t = 2<<tracebackShift | tracebackAll
	case "crash":
		t = 2<<tracebackShift | tracebackAll | tracebackCrash
	default:
		t = tracebackAll
		if n, ok := atoi(level); ok && n == int(uint32(n)) {
			t |= uint32(n) << tracebackShift
		}
	}
	// The environment sets the least that is shown.
	t |= traceback_env
	atomic.Store(&traceback_cache, t)
}

var (
	argslice []string
	envs     []string
)

func goargs() {
	argslice = make([]string, argc)
	for i := int32(0); i < argc; i++ {
		argslice[i] = gostringnocopy(argvAt(i))
	}
}

func goenvs() {
	n := int32(0)
	for argvAt(argc+1+n) != nil {
		n++
	}
	envs = make([]string, n)
	for i := int32(0); i < n; i++ {
		envs[i] = gostringnocopy(argvAt(argc + 1 + i))
	}
}

func gogetenv(key string) string {
	for _, s := range envs {
		if len(s) > len(key) && s[len(key)] == '=' && s[:len(key)] == key {
			return s[len(key)+1:]
		}
	}
	return ""
}

// debug holds the settings of the environment variable GODEBUG, a list of
// name=value. The last group are not settings of Go but of Mapscope: "what if
// Go worked as is often believed?". Each guards one branch, which explains itself.
var debug struct {
	asyncpreemptoff int32
	gctrace         int32
	panicnil        int32
	schedtrace      int32

	mapconflictPanic bool  // mapconflict=panic
	profskipthrowing int32 // profskipthrowing=1
}

func parsedebugvars() {
	parsegodebug(gogetenv("GODEBUG"))
	setTraceback(gogetenv("GOTRACEBACK"))
	traceback_env = traceback_cache
}

func parsegodebug(s string) {
	for s != "" {
		field := s
		if i := indexByte(s, ','); i < 0 {
			s = ""
		} else {
			field, s = s[:i], s[i+1:]
		}
		i := indexByte(field, '=')
		if i < 0 {
			continue
		}
		key, value := field[:i], field[i+1:]
		n, _ := atoi(value)
		switch key {
		case "asyncpreemptoff":
			debug.asyncpreemptoff = int32(n)
		case "gctrace":
			debug.gctrace = int32(n)
		case "panicnil":
			debug.panicnil = int32(n)
		case "schedtrace":
			debug.schedtrace = int32(n)
		case "mapconflict":
			debug.mapconflictPanic = value == "panic"
		case "profskipthrowing":
			debug.profskipthrowing = int32(n)
		}
	}
}

//go:nosplit
func acquirem() *m {
	gp := getg()
	gp.m.locks++
	return gp.m
}

//go:nosplit
func releasem(mp *m) {
	gp := getg()
	mp.locks--
	if mp.locks == 0 && gp.preempt {
		gp.stackguard0 = stackPreempt
	}
}

// Doors for package os. See README.md.

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string { return append([]string{}, argslice...) }

//go:linkname os_runtime_envs os.runtime_envs
func os_runtime_envs() []string { return append([]string{}, envs...) }

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string { return append([]string{}, envs...) }

//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(exitCode int) {
	runExitHooks(exitCode)
}

//go:linkname os_exit os.runtime_exit
func os_exit(code int) {
	exit(int32(code))
}

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) {
	exit(int32(code))
}

//go:linkname os_write os.runtime_write
func os_write(fd uintptr, p unsafe.Pointer, n int32) int32 {
	return write(fd, p, n)
}

// os_read may wait for the person at the keyboard, so the processor is given up.
//
//go:linkname os_read os.runtime_read
func os_read(fd int32, p unsafe.Pointer, n int32) int32 {
	entersyscall()
	r := read(fd, p, n)
	exitsyscall()
	return r
}

//go:linkname os_getpid os.runtime_getpid
func os_getpid() int { return getpid() }

// Exit hooks run when the program ends by os.Exit or by returning from main, the
// last one added first.
type exitHook struct {
	f            func()
	runOnFailure bool
}

var exitHooks struct {
	hooks            []exitHook
	runningExitHooks bool
}

//go:linkname addExitHook os.runtime_addExitHook
func addExitHook(f func(), runOnFailure bool) {
	exitHooks.hooks = append(exitHooks.hooks, exitHook{f, runOnFailure})
}

func runExitHooks(exitCode int) {
	if exitHooks.runningExitHooks {
		throw("internal error: exit hook invoked exit")
	}
	exitHooks.runningExitHooks = true
	for i := len(exitHooks.hooks) - 1; i >= 0; i-- {
		h := exitHooks.hooks[i]
		exitHooks.hooks = exitHooks.hooks[:i]
		if exitCode == 0 || h.runOnFailure {
			h.f()
		}
	}
	exitHooks.runningExitHooks = false
}

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer) {
	getg().labels = labels
}

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer {
	return getg().labels
}
