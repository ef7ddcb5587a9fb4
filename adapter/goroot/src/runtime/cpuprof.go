// The CPU profile.
//
// While it is on, the kernel sends SIGPROF a hundred times a second of running
// time to a thread that runs. The handler (signal.go) calls sigprof, which walks
// the interrupted goroutine's stack and adds it to a buffer. runtime/pprof empties
// the buffer now and then and writes the profile when it is stopped — only then:
// a program that ends otherwise leaves an empty file.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

const (
	maxCPUProfStack = 64
	cpuProfWords    = 1 << 15
	_ITIMER_PROF    = 2
)

// cpuprof is the buffer: records of (length, time, count, stack…) words. The lock
// is a spin lock, as a signal handler may have to take it.
var cpuprof struct {
	lock   uint32
	on     bool
	words  *[cpuProfWords]uint64
	n      int
	lost   uint64
	header bool // the first record, with the rate, has been read
}

var prof struct {
	hz atomic.Int32
}

func cpuprofLock() {
	for !atomic.Cas(&cpuprof.lock, 0, 1) {
		osyield()
	}
}

func cpuprofUnlock() {
	atomic.Store(&cpuprof.lock, 0)
}

// validSIGPROF: is this tick for us? All of them are.
func validSIGPROF(mp *m) bool { return true }

// sigprof takes a sample. It runs in the signal handler; pc and sp are those of
// the interrupted code.
func sigprof(pc, sp uintptr, gp *g, mp *m) {
	if prof.hz.Load() == 0 {
		return
	}
	if mp.profilehz == 0 {
		return
	}
	if debug.profskipthrowing != 0 && mp.throwing != throwTypeNone {
		// What if? GODEBUG=profskipthrowing=1: "the profile of a crashing program
		// is lost because sigprof gives up while the thread is throwing." Go has
		// no such test; the profile is lost because nobody writes it.
		return
	}
	// Nothing may be preempted, allocated or printed in here.
	mp.mallocing++
	var stk [maxCPUProfStack]uintptr
	n := 0
	if gp != nil && sp >= gp.stack.lo && sp < gp.stack.hi {
		if f := findfunc(pc); f.valid() {
			var u unwinder
			u.initAt(pc, sp, gp, unwindSilentErrors|unwindTrap|unwindJumpStack)
			n = tracebackPCs(&u, 0, stk[:])
		}
	}
	if n == 0 {
		// Between stacks, or in no function of ours.
		stk[0] = pc
		n = 1
	}
	cpuprofAdd(stk[:n])
	mp.mallocing--
}

func cpuprofAdd(stk []uintptr) {
	cpuprofLock()
	if cpuprof.on && cpuprof.words != nil {
		need := 3 + len(stk)
		if cpuprof.n+need > cpuProfWords {
			cpuprof.lost++
		} else {
			w := cpuprof.words
			w[cpuprof.n] = uint64(need)
			w[cpuprof.n+1] = uint64(nanotime())
			w[cpuprof.n+2] = 1
			for i, pc := range stk {
				w[cpuprof.n+3+i] = uint64(pc)
			}
			cpuprof.n += need
		}
	}
	cpuprofUnlock()
}

// setThreadCPUProfiler notes the rate for this thread. The timer is one for the
// whole process.
func setThreadCPUProfiler(hz int32) {
	getg().m.profilehz = hz
}

// SetCPUProfileRate sets the CPU profiling rate to hz samples a second; 0 turns
// profiling off.
func SetCPUProfileRate(hz int) {
	if hz < 0 {
		hz = 0
	}
	if hz > 1000000 {
		hz = 1000000
	}
	if cpuprof.words == nil && hz != 0 {
		cpuprof.words = (*[cpuProfWords]uint64)(persistentalloc(cpuProfWords*8, 8))
	}
	cpuprofLock()
	if hz > 0 && cpuprof.on {
		cpuprofUnlock()
		print("runtime: cannot set CPU profile rate until previous profile has finished.\n")
		return
	}
	cpuprof.on = hz > 0
	if hz > 0 {
		cpuprof.n = 0
		cpuprof.lost = 0
		cpuprof.header = false
	}
	cpuprofUnlock()

	prof.hz.Store(int32(hz))
	lock(&sched.lock)
	sched.profilehz = int32(hz)
	unlock(&sched.lock)
	mp := acquirem()
	setThreadCPUProfiler(int32(hz))
	releasem(mp)

	var it itimerval
	if hz > 0 {
		it.it_interval.tv_usec = int64(1000000 / hz)
		it.it_value = it.it_interval
	}
	setitimer(_ITIMER_PROF, &it, nil)
}

// readProfile hands over what has been collected: first a record with the rate,
// then samples. eof: profiling is off and this was the last.
//
//go:linkname readProfile runtime/pprof.readProfile
func readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	buf := make([]uint64, cpuProfWords+8)
	n := 0
	cpuprofLock()
	if !cpuprof.header {
		cpuprof.header = true
		buf[0] = 3
		buf[1] = 0
		buf[2] = uint64(prof.hz.Load())
		if buf[2] == 0 {
			buf[2] = 100
		}
		n = 3
	}
	for i := 0; i < cpuprof.n; i++ {
		buf[n] = cpuprof.words[i]
		n++
	}
	cpuprof.n = 0
	eof = !cpuprof.on
	cpuprofUnlock()
	return buf[:n], nil, eof
}
