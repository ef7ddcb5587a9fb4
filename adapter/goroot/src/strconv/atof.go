package strconv

import (
	"math"
	"math/bits"
)

// ParseFloat converts the string s to a floating-point number with the precision
// specified by bitSize: 32 for float32, or 64 for float64. The result is the float
// nearest to the number, ties to even. A number too large gives ±Inf and an error
// with Err = ErrRange. It accepts decimal and hexadecimal numbers as Go does, and
// "inf", "infinity" and "nan" in any case.
func ParseFloat(s string, bitSize int) (float64, error) {
	f, n, err := parseFloatPrefix(s, bitSize)
	if n != len(s) && (err == nil || err.Err != ErrSyntax) {
		return 0, syntaxError("ParseFloat", s)
	}
	if err != nil {
		return f, err
	}
	return f, nil
}

func parseFloatPrefix(s string, bitSize int) (float64, int, *NumError) {
	if f, n := special(s); n > 0 {
		return f, n, nil
	}
	format := &format64
	if bitSize == 32 {
		format = &format32
	}
	lit, ok := scanFloat(s)
	if !ok {
		return 0, lit.length, syntaxError("ParseFloat", s)
	}
	var b uint64
	switch {
	case lit.mant == 0 && !lit.more:
		b = 0
	case lit.hex:
		shift := uint(bits.LeadingZeros64(lit.mant))
		b = format.round(lit.mant<<shift, 0, lit.more, lit.exp-int(shift)-64)
	default:
		b = format.fromDecimal(s, &lit)
	}
	var err *NumError
	if b == format.infinity() {
		err = rangeError("ParseFloat", s)
	}
	var f float64
	if bitSize == 32 {
		f = float64(math.Float32frombits(uint32(b)))
	} else {
		f = math.Float64frombits(b)
	}
	if lit.negative {
		f = -f
	}
	return f, lit.length, err
}

// special recognises infinities and NaN, and says how much of s they are.
func special(s string) (f float64, n int) {
	sign, rest := 1, s
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		rest = s[1:]
	}
	signs := len(s) - len(rest)
	switch {
	case hasPrefixFold(rest, "infinity"):
		return math.Inf(sign), signs + 8
	case hasPrefixFold(rest, "inf"):
		return math.Inf(sign), signs + 3
	case signs == 0 && hasPrefixFold(rest, "nan"):
		return math.NaN(), 3
	}
	return 0, 0
}

func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		if s[i]|0x20 != prefix[i] {
			return false
		}
	}
	return true
}

// A floatLiteral is mant * 10^exp, or mant * 2^exp if hex is set. If more is set
// there were digits for which mant had no room.
type floatLiteral struct {
	mant     uint64
	exp      int
	negative bool
	hex      bool
	more     bool
	kept     int // how many digits mant has
	length   int
}

// scanFloat reads the literal at the beginning of s.
func scanFloat(s string) (lit floatLiteral, ok bool) {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		lit.negative = s[i] == '-'
		i++
	}
	base, maxDigits, letter := uint64(10), 19, byte('e')
	if i+2 < len(s) && s[i] == '0' && s[i+1]|0x20 == 'x' {
		base, maxDigits, letter = 16, 16, 'p'
		lit.hex = true
		i += 2
	}
	digits, point, hasPoint := 0, 0, false
	underscores := false
	count := 0 // of significant digits
scan:
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '_':
			underscores = true
			continue
		case c == '.':
			if hasPoint {
				break scan
			}
			point, hasPoint = count, true
			continue
		}
		d := uint64(digitValue(c))
		if d >= base {
			break
		}
		digits++
		if d == 0 && count == 0 { // leading zeros
			if hasPoint {
				point--
			}
			continue
		}
		count++
		if lit.kept < maxDigits {
			lit.mant = lit.mant*base + d
			lit.kept++
		} else if d != 0 {
			lit.more = true
		}
	}
	lit.length = i
	if digits == 0 {
		return lit, false
	}
	if !hasPoint {
		point = count
	}
	lit.exp = point - lit.kept
	if lit.hex {
		lit.exp *= 4
	}
	if i < len(s) && s[i]|0x20 == letter {
		at := i + 1
		sign := 1
		if at < len(s) && (s[at] == '+' || s[at] == '-') {
			if s[at] == '-' {
				sign = -1
			}
			at++
		}
		if at >= len(s) || s[at] < '0' || s[at] > '9' {
			return lit, false
		}
		e := 0
		for ; at < len(s) && ('0' <= s[at] && s[at] <= '9' || s[at] == '_'); at++ {
			if s[at] == '_' {
				underscores = true
				continue
			}
			if e < 10000 {
				e = e*10 + int(s[at]-'0')
			}
		}
		lit.exp += sign * e
		lit.length = at
	} else if lit.hex {
		return lit, false // a hexadecimal number needs its exponent
	}
	if underscores && !underscoresOK(s[:lit.length]) {
		return lit, false
	}
	return lit, true
}

var smallPowers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// fromDecimal gives the bits of the float nearest to the literal, which s spells
// out.
func (f *floatFormat) fromDecimal(s string, lit *floatLiteral) uint64 {
	if f.mantBits == 52 && !lit.more && lit.mant < 1<<53 && -22 <= lit.exp && lit.exp <= 22 {
		// Two exact floats, and one operation that rounds.
		if lit.exp < 0 {
			return math.Float64bits(float64(lit.mant) / smallPowers[-lit.exp])
		}
		return math.Float64bits(float64(lit.mant) * smallPowers[lit.exp])
	}
	if lit.exp < firstPower {
		return 0
	}
	if lit.exp > lastPower {
		return f.infinity()
	}
	low, high := f.bounds(lit.mant, lit.exp)
	if lit.more {
		if lit.mant+1 == 0 {
			high = f.infinity()
		} else {
			_, high = f.bounds(lit.mant+1, lit.exp)
		}
	}
	if low == high {
		return low
	}
	return f.decide(s, lit, low)
}

// bounds gives the two floats between which the one nearest to mant * 10^exp must
// lie: the same, or neighbours.
func (f *floatFormat) bounds(mant uint64, exp int) (low, high uint64) {
	g := &powers[exp-firstPower]
	shift := uint(bits.LeadingZeros64(mant))
	mant <<= shift
	// 192 bits of product; the table's number is too large by less than one.
	p1, p0 := bits.Mul64(mant, g[1])
	p2, mid := bits.Mul64(mant, g[0])
	p1, carry := bits.Add64(p1, mid, 0)
	p2 += carry
	e := log2Pow10(exp) - 127 - int(shift) + 64
	high = f.roundProduct(p2, p1, p0, e)
	if 0 <= exp && exp <= 55 {
		return high, high // the table is exact there
	}
	p0, borrow := bits.Sub64(p0, mant, 0)
	p1, borrow = bits.Sub64(p1, 0, borrow)
	p2 -= borrow
	return f.roundProduct(p2, p1, p0, e), high
}

// roundProduct rounds p2.p1.p0, of which the middle is worth 2^exp.
func (f *floatFormat) roundProduct(p2, p1, p0 uint64, exp int) uint64 {
	if p2>>63 == 0 {
		p2 = p2<<1 | p1>>63
		p1 = p1<<1 | p0>>63
		p0 <<= 1
		exp--
	}
	return f.round(p2, p1, p0 != 0, exp)
}

// decide compares the literal with the middle between the float low and the next
// one, exactly, with integers of any size.
func (f *floatFormat) decide(s string, lit *floatLiteral, low uint64) uint64 {
	mant, exp := f.split(low)
	middle := bigInt{uint32(2*mant + 1), uint32((2*mant + 1) >> 32)}
	exp--
	value := bigInt{}
	exp10 := lit.exp + lit.kept - value.readDigits(s)
	// value * 10^exp10 against middle * 2^exp
	if exp10 >= 0 {
		value.multiplyPow5(exp10)
	} else {
		middle.multiplyPow5(-exp10)
	}
	exp -= exp10
	if exp >= 0 {
		middle.shiftLeft(uint(exp))
	} else {
		value.shiftLeft(uint(-exp))
	}
	if c := value.compare(middle); c > 0 || c == 0 && low&1 == 1 {
		return low + 1
	}
	return low
}

// bigInt is a natural number, its lowest digit first.
type bigInt []uint32

func (b *bigInt) multiplyAdd(by, add uint32) {
	carry := uint64(add)
	for i, digit := range *b {
		carry += uint64(digit) * uint64(by)
		(*b)[i] = uint32(carry)
		carry >>= 32
	}
	if carry != 0 {
		*b = append(*b, uint32(carry))
	}
}

func (b *bigInt) multiplyPow5(n int) {
	for ; n >= 13; n -= 13 {
		b.multiplyAdd(1220703125, 0)
	}
	by := uint32(1)
	for ; n > 0; n-- {
		by *= 5
	}
	b.multiplyAdd(by, 0)
}

func (b *bigInt) shiftLeft(n uint) {
	words := int(n / 32)
	out := make(bigInt, words, words+len(*b)+1)
	carry := uint32(0)
	for _, digit := range *b {
		v := uint64(digit) << (n % 32)
		out = append(out, uint32(v)|carry)
		carry = uint32(v >> 32)
	}
	*b = append(out, carry)
}

func (b bigInt) compare(c bigInt) int {
	for i := maxInt(len(b), len(c)) - 1; i >= 0; i-- {
		var x, y uint32
		if i < len(b) {
			x = b[i]
		}
		if i < len(c) {
			y = c[i]
		}
		if x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return 0
}

func maxInt(a, b int) int {
	if a > b {
		return a
	}
	return b
}

// readDigits reads the digits of a decimal literal into b, and says how many are
// significant. No float's middle has more than 800 digits, so of those beyond only
// matters whether there are any.
func (b *bigInt) readDigits(s string) (count int) {
	const most = 800
	more := false
	for i := 0; i < len(s) && s[i]|0x20 != 'e'; i++ {
		c := s[i]
		if c < '0' || c > '9' || c == '0' && count == 0 {
			continue
		}
		if count < most {
			b.multiplyAdd(10, uint32(c-'0'))
			count++
		} else if c != '0' {
			more = true
		}
	}
	if more {
		b.multiplyAdd(10, 1)
		count++
	}
	return count
}
