package runtime

import "unsafe"

const (
	GOOS   = "linux"
	GOARCH = "amd64"

	// Compiler is the name of the compiler toolchain that built the binary.
	Compiler = "gc"

	buildVersion = "go1.23.5"
)

// GOROOT returns the root of the Go tree.
func GOROOT() string {
	if s := gogetenv("GOROOT"); s != "" {
		return s
	}
	return "/usr/local/go"
}

// Version returns the Go version that the runtime models.
func Version() string { return buildVersion }

// GOMAXPROCS sets how many goroutines can run at once and returns the previous
// number. If n < 1 it does not change it.
func GOMAXPROCS(n int) int {
	lock(&sched.lock)
	ret := int(gomaxprocs)
	unlock(&sched.lock)
	if n <= 0 || n == ret {
		return ret
	}
	if n > 256 {
		n = 256
	}
	stopTheWorld(stwGOMAXPROCS)
	newprocs = int32(n)
	startTheWorld()
	return ret
}

// NumCPU returns the number of cores.
func NumCPU() int { return int(ncpu) }

// NumCgoCall returns the number of cgo calls: there is no cgo.
func NumCgoCall() int64 { return 0 }

// NumGoroutine returns the number of goroutines of the program.
func NumGoroutine() int {
	n := int32(0)
	lock(&allglock)
	for _, gp := range allgs {
		if readgstatus(gp) != _Gdead {
			n++
		}
	}
	unlock(&allglock)
	n -= sched.ngsys.Load()
	if n < 1 {
		n = 1
	}
	return int(n)
}

// MemProfileRate controls heap profiles, of which there are none.
var MemProfileRate int = 512 * 1024

// A MemStats records statistics about the memory allocator.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats populates m. It stops the world, so the numbers belong together.
func ReadMemStats(m *MemStats) {
	stopTheWorld(stwReadMemStats)
	systemstack(func() {
		readmemstats(m)
	})
	startTheWorld()
}

func readmemstats(m *MemStats) {
	*m = MemStats{}
	h := &mheap_
	for _, pp := range allp {
		c := pp.mcache
		m.Mallocs += c.nmalloc
		m.Frees += c.ntiny // tiny objects share blocks, which are what is freed
		m.TotalAlloc += c.allocBytes
	}
	m.Frees += gcController.frees
	m.HeapObjects = m.Mallocs - m.Frees
	m.Alloc = m.TotalAlloc - gcController.freed
	m.HeapAlloc = m.Alloc
	m.HeapInuse = h.inUse
	m.StackInuse = h.stackInUse
	m.StackSys = h.stackInUse
	m.HeapSys = h.sysBytes - h.stackInUse
	m.HeapIdle = m.HeapSys - m.HeapInuse
	m.MSpanInuse = uint64(h.nspans) * uint64(unsafe.Sizeof(mspan{}))
	m.MSpanSys = m.MSpanInuse
	m.MCacheInuse = uint64(len(allp)) * uint64(unsafe.Sizeof(mcache{}))
	m.MCacheSys = m.MCacheInuse
	m.OtherSys = persistent.sys
	m.Sys = h.sysBytes + persistent.sys
	m.NextGC = gcController.trigger
	m.LastGC = gcController.lastEnd
	m.PauseTotalNs = gcController.pauseNs
	m.PauseNs = gcController.pauses
	m.PauseEnd = gcController.pauseEnds
	m.NumGC = gcController.numGC
	m.NumForcedGC = gcController.numForced
	m.EnableGC = true
	for i := range m.BySize {
		m.BySize[i].Size = uint32(class_to_size[i])
	}
}

// Doors for runtime/debug.

//go:linkname setMaxStack runtime/debug.setMaxStack
func setMaxStack(in int) (out int) {
	out = int(maxstacksize)
	maxstacksize = uintptr(in)
	return out
}

//go:linkname setPanicOnFault runtime/debug.setPanicOnFault
func setPanicOnFault(new bool) (old bool) {
	gp := getg()
	old = gp.paniconfault
	gp.paniconfault = new
	return old
}

//go:linkname debug_writeErr runtime/debug.writeErr
func debug_writeErr(b []byte) {
	writeErr(b)
}
