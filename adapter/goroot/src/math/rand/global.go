package rand

import "sync"

func runtime_rand() uint64

// runtimeSource is the program's stream of random numbers. It is safe for concurrent
// use.
type runtimeSource struct{}

func (runtimeSource) Int63() int64   { return int64(runtime_rand() & rngMask) }
func (runtimeSource) Uint64() uint64 { return runtime_rand() }
func (runtimeSource) Seed(int64)     { panic("internal error: call to runtimeSource.Seed") }

// lockedSource is a seeded source for all goroutines.
type lockedSource struct {
	lock sync.Mutex
	s    rngSource
}

func (l *lockedSource) Int63() int64 { return int64(l.Uint64() & rngMask) }

func (l *lockedSource) Uint64() uint64 {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.s.Uint64()
}

func (l *lockedSource) Seed(seed int64) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.s.Seed(seed)
}

var global = New(runtimeSource{})

// Seed uses the provided seed value to initialize the default Source to a
// deterministic state.
func Seed(seed int64) {
	s := &lockedSource{}
	s.Seed(seed)
	global = New(s)
}

// The functions of a Rand, from the default Source.

func Int63() int64                       { return global.Int63() }
func Uint32() uint32                     { return global.Uint32() }
func Uint64() uint64                     { return global.Uint64() }
func Int31() int32                       { return global.Int31() }
func Int() int                           { return global.Int() }
func Int63n(n int64) int64               { return global.Int63n(n) }
func Int31n(n int32) int32               { return global.Int31n(n) }
func Intn(n int) int                     { return global.Intn(n) }
func Float64() float64                   { return global.Float64() }
func Float32() float32                   { return global.Float32() }
func Perm(n int) []int                   { return global.Perm(n) }
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }
func Read(p []byte) (n int, err error)   { return New(global.src).Read(p) }
func NormFloat64() float64               { return global.NormFloat64() }
func ExpFloat64() float64                { return global.ExpFloat64() }
