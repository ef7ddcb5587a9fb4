// Random numbers.
//
// All chance in a program comes from one seed of 16 bytes that the kernel passes
// at the start. Several streams are derived from it, each with a name: who draws
// numbers from one does not disturb the others. So a program that calls
// rand.Intn once more still gets the same map hashes and the same order of map
// iterations, and a run can be repeated from its seed.
//
// A stream is a counter that every draw advances by an odd constant, and a
// mixing function (splitmix64) that makes the counter look random. Advancing is
// one atomic addition, so streams need no lock.
package runtime

import "internal/runtime/atomic"

var (
	startupRand   [2]uint64 // from the auxiliary vector
	startupRandOK bool
)

type randStream struct {
	state atomic.Uint64
}

const randStep = 0x9e3779b97f4a7c15

func mix64(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *randStream) seed(name string) {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	s.state.Store(mix64(startupRand[0]^h) + mix64(startupRand[1]+h))
}

func (s *randStream) next() uint64 {
	step := uint64(randStep)
	return mix64(s.state.Add(int64(step)))
}

// nextn is a number below n. Its tiny bias does not matter here.
func (s *randStream) nextn(n uint32) uint32 {
	return uint32(s.next() >> 32 * uint64(n) >> 32)
}

var (
	hashRand      randStream // hash seeds of maps
	iterationRand randStream // where map iterations begin
	overflowRand  randStream // estimating the number of overflow buckets
	selectRand    randStream // the order in which a select looks at its cases
	scheduleRand  randStream // which processor to steal from
	programRand   randStream // what the program draws from math/rand
)

func randinit() {
	if !startupRandOK {
		getrandom(&startupRand)
	}
	hashRand.seed("hash")
	iterationRand.seed("iteration")
	overflowRand.seed("overflow")
	selectRand.seed("select")
	scheduleRand.seed("schedule")
	programRand.seed("program")
}

// rand is the program's source of random numbers.
func rand() uint64 { return programRand.next() }

//go:linkname rand_runtime_rand math/rand.runtime_rand
func rand_runtime_rand() uint64 { return programRand.next() }

//go:linkname randv2_runtime_rand math/rand/v2.runtime_rand
func randv2_runtime_rand() uint64 { return programRand.next() }

//go:linkname maphash_runtime_rand hash/maphash.runtime_rand
func maphash_runtime_rand() uint64 { return programRand.next() }

//go:linkname os_runtime_rand os.runtime_rand
func os_runtime_rand() uint64 { return programRand.next() }

//go:linkname sync_fastrandn sync.runtime_randn
func sync_fastrandn(n uint32) uint32 { return scheduleRand.nextn(n) }
