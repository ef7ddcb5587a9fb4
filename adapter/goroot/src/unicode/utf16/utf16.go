// Package utf16 implements encoding and decoding of UTF-16 sequences.
package utf16

const (
	replacementChar = '\uFFFD'
	maxRune         = '\U0010FFFF'

	// A pair of surrogates stands for a rune beyond 16 bits: ten bits each.
	highSurrogate = 0xD800
	lowSurrogate  = 0xDC00
	surrogateEnd  = 0xE000
	selfLimit     = 0x10000
)

// IsSurrogate reports whether the specified Unicode code point can appear in a
// surrogate pair.
func IsSurrogate(r rune) bool { return highSurrogate <= r && r < surrogateEnd }

// DecodeRune returns the UTF-16 decoding of a surrogate pair. If the pair is not a
// valid UTF-16 surrogate pair, DecodeRune returns U+FFFD.
func DecodeRune(r1, r2 rune) rune {
	if highSurrogate <= r1 && r1 < lowSurrogate && lowSurrogate <= r2 && r2 < surrogateEnd {
		return (r1-highSurrogate)<<10 + (r2 - lowSurrogate) + selfLimit
	}
	return replacementChar
}

// EncodeRune returns the UTF-16 surrogate pair r1, r2 for the given rune. If the
// rune is not a valid Unicode code point or does not need encoding, EncodeRune
// returns U+FFFD, U+FFFD.
func EncodeRune(r rune) (r1, r2 rune) {
	if r < selfLimit || r > maxRune {
		return replacementChar, replacementChar
	}
	r -= selfLimit
	return highSurrogate + r>>10, lowSurrogate + r&0x3FF
}

// RuneLen returns the number of 16-bit words in the UTF-16 encoding of the rune. It
// returns -1 if the rune is not a valid value to encode in UTF-16.
func RuneLen(r rune) int {
	switch {
	case r < 0 || r > maxRune || IsSurrogate(r):
		return -1
	case r < selfLimit:
		return 1
	}
	return 2
}

// AppendRune appends the UTF-16 encoding of the Unicode code point r to the end of
// a and returns the extended buffer. If the rune is not a valid Unicode code point,
// it appends the encoding of U+FFFD.
func AppendRune(a []uint16, r rune) []uint16 {
	switch RuneLen(r) {
	case 1:
		return append(a, uint16(r))
	case 2:
		r1, r2 := EncodeRune(r)
		return append(a, uint16(r1), uint16(r2))
	}
	return append(a, replacementChar)
}

// Encode returns the UTF-16 encoding of the Unicode code point sequence s.
func Encode(s []rune) []uint16 {
	a := make([]uint16, 0, len(s))
	for _, r := range s {
		a = AppendRune(a, r)
	}
	return a
}

// Decode returns the Unicode code point sequence represented by the UTF-16
// encoding s.
func Decode(s []uint16) []rune {
	a := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		r := rune(s[i])
		if IsSurrogate(r) {
			pair := rune(replacementChar)
			if i+1 < len(s) {
				pair = DecodeRune(r, rune(s[i+1]))
			}
			if pair != replacementChar {
				i++
			}
			r = pair
		}
		a = append(a, r)
	}
	return a
}
