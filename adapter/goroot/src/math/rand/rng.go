package rand

const (
	rngLen   = 607
	rngTap   = 273
	rngMask  = 1<<63 - 1
	int32max = 1<<31 - 1
)

// rngSource is an additive lagged Fibonacci generator: each number is the sum of the
// ones 607 and 273 before it.
type rngSource struct {
	tap  int
	feed int
	vec  [rngLen]uint64
}

// seedrand is a linear congruential generator: x * 48271 mod 2^31-1.
func seedrand(x int32) int32 { return int32(int64(x) * 48271 % int32max) }

// Seed uses the provided seed value to initialize the generator to a deterministic
// state.
func (rng *rngSource) Seed(seed int64) {
	rng.tap = 0
	rng.feed = rngLen - rngTap
	seed %= int32max
	if seed < 0 {
		seed += int32max
	}
	if seed == 0 {
		seed = 89482311
	}
	x := int32(seed)
	for i := 0; i < 20; i++ {
		x = seedrand(x)
	}
	for i := range rng.vec {
		x = seedrand(x)
		u := uint64(x) << 40
		x = seedrand(x)
		u ^= uint64(x) << 20
		x = seedrand(x)
		u ^= uint64(x)
		rng.vec[i] = u ^ cooked[i]
	}
}

// Int63 returns a non-negative pseudo-random 63-bit integer as an int64.
func (rng *rngSource) Int63() int64 { return int64(rng.Uint64() & rngMask) }

// Uint64 returns a non-negative pseudo-random 64-bit integer as a uint64.
func (rng *rngSource) Uint64() uint64 {
	rng.tap--
	if rng.tap < 0 {
		rng.tap += rngLen
	}
	rng.feed--
	if rng.feed < 0 {
		rng.feed += rngLen
	}
	x := rng.vec[rng.feed] + rng.vec[rng.tap]
	rng.vec[rng.feed] = x
	return x
}
