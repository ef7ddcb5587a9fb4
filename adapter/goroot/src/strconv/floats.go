package strconv

import (
	"math"
	"math/bits"
)

// floatFormat describes float32 or float64: a number is mant * 2^exp, where mant
// has at most mantBits+1 bits.
type floatFormat struct {
	mantBits uint
	expBits  uint
	minExp   int // exp of the smallest numbers
}

var (
	format32 = floatFormat{23, 8, -149}
	format64 = floatFormat{52, 11, -1074}
)

// split takes the bits of a finite number apart.
func (f *floatFormat) split(b uint64) (mant uint64, exp int) {
	mant = b & (1<<f.mantBits - 1)
	biased := int(b>>f.mantBits) & (1<<f.expBits - 1)
	if biased == 0 {
		return mant, f.minExp
	}
	return mant | 1<<f.mantBits, f.minExp + biased - 1
}

func (f *floatFormat) infinity() uint64 { return (1<<f.expBits - 1) << f.mantBits }

// round gives the bits of the float nearest to high.low * 2^exp, where high holds
// the integer's upper 64 bits of 128, its highest bit set, and sticky says that the
// true value is a bit larger. Ties go to even.
func (f *floatFormat) round(high, low uint64, sticky bool, exp int) uint64 {
	shift := 63 - f.mantBits
	exp += 64 + int(shift)
	if exp < f.minExp { // a denormal number has fewer bits
		if f.minExp-exp > 64 {
			return 0
		}
		shift += uint(f.minExp - exp)
		exp = f.minExp
		if shift > 64 {
			return 0
		}
	}
	mant := high >> shift
	rest := high & (1<<shift - 1)
	half := uint64(1) << (shift - 1)
	if rest > half || rest == half && (low != 0 || sticky || mant&1 == 1) {
		mant++
	}
	if mant>>f.mantBits == 0 {
		return mant
	}
	if mant>>f.mantBits == 2 {
		mant >>= 1
		exp++
	}
	biased := uint64(exp-f.minExp) + 1
	if biased >= 1<<f.expBits-1 {
		return f.infinity()
	}
	return biased<<f.mantBits | mant&(1<<f.mantBits-1)
}

// The logarithms of powers, rounded down; right for all powers that floats have.

func log10Pow2(e int) int { return e * 1262611 >> 22 }

func log10ThreeQuartersPow2(e int) int { return (e*1262611 - 524031) >> 22 }

func log2Pow10(e int) int { return e * 1741647 >> 19 }

// decimal is the number 0.d1d2d3… * 10^point.
type decimal struct {
	digits []byte
	point  int
}

func (d *decimal) trim() {
	n := len(d.digits)
	for n > 0 && d.digits[n-1] == '0' {
		n--
	}
	d.digits = d.digits[:n]
	if n == 0 {
		d.point = 0
	}
}

// roundTo keeps n digits. Ties go to even: exact decimals know when they tie.
func (d *decimal) roundTo(n int) {
	if n >= len(d.digits) {
		return
	}
	if n < 0 {
		d.digits, d.point = d.digits[:0], 0
		return
	}
	up := d.digits[n] > '5'
	if d.digits[n] == '5' {
		up = n+1 < len(d.digits) || n > 0 && d.digits[n-1]&1 == 1
	}
	d.digits = d.digits[:n]
	if up {
		for n > 0 && d.digits[n-1] == '9' {
			n--
		}
		if n == 0 {
			d.digits = append(d.digits[:0], '1')
			d.point++
			return
		}
		d.digits[n-1]++
		d.digits = d.digits[:n]
	}
	d.trim()
}

// exactDecimal is mant * 2^exp to the last digit.
func exactDecimal(mant uint64, exp int) decimal {
	if mant == 0 {
		return decimal{}
	}
	zeros := bits.TrailingZeros64(mant)
	mant >>= uint(zeros)
	exp += zeros
	// Limbs of nine digits, the lowest first.
	const limb = 1000000000
	n := []uint64{}
	for m := mant; m != 0; m /= limb {
		n = append(n, m%limb)
	}
	multiply := func(by uint64) {
		carry := uint64(0)
		for i := 0; i < len(n); i++ {
			v := n[i]*by + carry
			carry = v / limb
			n[i] = v - carry*limb
		}
		for carry != 0 {
			n = append(n, carry%limb)
			carry /= limb
		}
	}
	// With a negative exponent the digits are those of mant * 5^-exp.
	point := 0
	if exp < 0 {
		point = exp
		for e := -exp; e > 0; e -= 12 {
			by := uint64(244140625)
			if e < 12 {
				by = 1
				for ; e > 0; e-- {
					by *= 5
				}
			}
			multiply(by)
		}
	}
	for exp > 0 {
		step := 29
		if exp < step {
			step = exp
		}
		multiply(1 << uint(step))
		exp -= step
	}
	digits := make([]byte, 0, 9*len(n))
	for i := len(n) - 1; i >= 0; i-- {
		v := n[i]
		for unit := uint64(limb / 10); unit > 0; unit /= 10 {
			q := v / unit
			v -= q * unit
			if q != 0 || len(digits) > 0 {
				digits = append(digits, '0'+byte(q))
			}
		}
	}
	d := decimal{digits, point + len(digits)}
	d.trim()
	return d
}

// shortestDecimal is the shortest decimal that the format would read back as mant *
// 2^exp, and of several the nearest. This is Raffaello Giulietti's "Schubfach": the
// interval of numbers that round to the float is scaled so that it holds at least
// one integer, and at most one multiple of ten.
func shortestDecimal(mant uint64, exp int, f *floatFormat) decimal {
	if mant == 0 {
		return decimal{}
	}
	if exp <= 0 && -exp <= int(f.mantBits) && mant&(1<<uint(-exp)-1) == 0 {
		return decimalOf(mant>>uint(-exp), 0)
	}
	even := mant&1 == 0
	// Below a power of two the floats are twice as dense.
	closer := mant == 1<<f.mantBits && exp > f.minExp
	k := log10Pow2(exp)
	left := 4*mant - 2
	if closer {
		k = log10ThreeQuartersPow2(exp)
		left++
	}
	h := uint(exp + log2Pow10(-k) + 1)
	g := &powers[-k-firstPower]
	lower := roundToOdd(g, left<<h)
	value := roundToOdd(g, 4*mant<<h)
	upper := roundToOdd(g, (4*mant+2)<<h)
	if !even {
		lower++
		upper--
	}
	s := value / 4
	if s >= 10 {
		tens := s / 10
		downFits := lower <= 40*tens
		upFits := 40*tens+40 <= upper
		if downFits != upFits {
			if upFits {
				tens++
			}
			return decimalOf(tens, k+1)
		}
	}
	downFits := lower <= 4*s
	upFits := 4*s+4 <= upper
	up := upFits
	if downFits == upFits {
		middle := 4*s + 2
		up = value > middle || value == middle && s&1 == 1
	}
	if up {
		s++
	}
	return decimalOf(s, k)
}

// roundToOdd is g * n / 2^128, with the lowest bit set if that is not exact.
func roundToOdd(g *[2]uint64, n uint64) uint64 {
	low, _ := bits.Mul64(g[1], n)
	high, mid := bits.Mul64(g[0], n)
	mid, carry := bits.Add64(mid, low, 0)
	high += carry
	if mid > 1 {
		high |= 1
	}
	return high
}

// decimalOf is n * 10^exp.
func decimalOf(n uint64, exp int) decimal {
	digits := AppendUint(make([]byte, 0, 24), n, 10)
	d := decimal{digits, exp + len(digits)}
	d.trim()
	return d
}

func bitsOf(x float64, bitSize int) (b uint64, f *floatFormat) {
	switch bitSize {
	case 32:
		return uint64(math.Float32bits(float32(x))), &format32
	case 64:
		return math.Float64bits(x), &format64
	}
	panic("strconv: illegal AppendFloat/FormatFloat bitSize")
}
