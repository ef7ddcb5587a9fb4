// Package utf8 implements functions and constants to support text encoded in
// UTF-8: the translation between runes and UTF-8 byte sequences.
package utf8

// Numbers fundamental to the encoding.
const (
	RuneError = '\uFFFD'     // the "error" rune or "Unicode replacement character"
	RuneSelf  = 0x80         // characters below RuneSelf are represented as themselves in a single byte
	MaxRune   = '\U0010FFFF' // maximum valid Unicode code point
	UTFMax    = 4            // maximum number of bytes of a UTF-8 encoded Unicode character
)

// Code points in the surrogate range are not valid for UTF-8.
const (
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

// sequence says how long the sequence is that begins with b, and between which
// bounds its second byte must lie; all further bytes are 80…BF. n is 1 for ASCII
// and 0 for bytes that begin nothing. The bounds exclude overlong forms, the
// surrogates and everything beyond MaxRune.
func sequence(b byte) (n int, low, high byte) {
	switch {
	case b < 0x80:
		return 1, 0, 0
	case b < 0xC2:
		return 0, 0, 0
	case b < 0xE0:
		return 2, 0x80, 0xBF
	case b == 0xE0:
		return 3, 0xA0, 0xBF
	case b == 0xED:
		return 3, 0x80, 0x9F
	case b < 0xF0:
		return 3, 0x80, 0xBF
	case b == 0xF0:
		return 4, 0x90, 0xBF
	case b < 0xF4:
		return 4, 0x80, 0xBF
	case b == 0xF4:
		return 4, 0x80, 0x8F
	}
	return 0, 0, 0
}

func continues(b byte) bool { return b&0xC0 == 0x80 }

// FullRune reports whether the bytes in p begin with a full UTF-8 encoding of a
// rune. An invalid encoding is considered a full rune since it will convert as a
// width-1 error rune.
func FullRune(p []byte) bool {
	if len(p) == 0 {
		return false
	}
	n, low, high := sequence(p[0])
	if len(p) >= n {
		return true
	}
	if len(p) > 1 && (p[1] < low || high < p[1]) {
		return true
	}
	return len(p) > 2 && !continues(p[2])
}

// FullRuneInString is like FullRune but its input is a string.
func FullRuneInString(s string) bool {
	if len(s) > UTFMax {
		s = s[:UTFMax]
	}
	return FullRune([]byte(s))
}

// DecodeRune unpacks the first UTF-8 encoding in p and returns the rune and its
// width in bytes. If p is empty it returns (RuneError, 0). Otherwise, if the
// encoding is invalid, it returns (RuneError, 1).
func DecodeRune(p []byte) (rune, int) {
	if len(p) == 0 {
		return RuneError, 0
	}
	b := p[0]
	if b < RuneSelf {
		return rune(b), 1
	}
	n, low, high := sequence(b)
	if n == 0 || len(p) < n || p[1] < low || high < p[1] {
		return RuneError, 1
	}
	second := rune(p[1] & 0x3F)
	if n == 2 {
		return rune(b&0x1F)<<6 | second, 2
	}
	if !continues(p[2]) {
		return RuneError, 1
	}
	third := rune(p[2] & 0x3F)
	if n == 3 {
		return rune(b&0x0F)<<12 | second<<6 | third, 3
	}
	if !continues(p[3]) {
		return RuneError, 1
	}
	return rune(b&0x07)<<18 | second<<12 | third<<6 | rune(p[3]&0x3F), 4
}

// DecodeRuneInString is like DecodeRune but its input is a string.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	b := s[0]
	if b < RuneSelf {
		return rune(b), 1
	}
	n, low, high := sequence(b)
	if n == 0 || len(s) < n || s[1] < low || high < s[1] {
		return RuneError, 1
	}
	second := rune(s[1] & 0x3F)
	if n == 2 {
		return rune(b&0x1F)<<6 | second, 2
	}
	if !continues(s[2]) {
		return RuneError, 1
	}
	third := rune(s[2] & 0x3F)
	if n == 3 {
		return rune(b&0x0F)<<12 | second<<6 | third, 3
	}
	if !continues(s[3]) {
		return RuneError, 1
	}
	return rune(b&0x07)<<18 | second<<12 | third<<6 | rune(s[3]&0x3F), 4
}

// DecodeLastRune unpacks the last UTF-8 encoding in p and returns the rune and its
// width in bytes. If p is empty it returns (RuneError, 0). Otherwise, if the
// encoding is invalid, it returns (RuneError, 1).
func DecodeLastRune(p []byte) (rune, int) {
	end := len(p)
	if end == 0 {
		return RuneError, 0
	}
	if p[end-1] < RuneSelf {
		return rune(p[end-1]), 1
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(p[start]) {
			r, size := DecodeRune(p[start:end])
			if start+size == end {
				return r, size
			}
			break
		}
	}
	return RuneError, 1
}

// DecodeLastRuneInString is like DecodeLastRune but its input is a string.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	if s[end-1] < RuneSelf {
		return rune(s[end-1]), 1
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(s[start]) {
			r, size := DecodeRuneInString(s[start:end])
			if start+size == end {
				return r, size
			}
			break
		}
	}
	return RuneError, 1
}

// RuneLen returns the number of bytes in the UTF-8 encoding of the rune. It returns
// -1 if the rune is not a valid value to encode in UTF-8.
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 1<<7:
		return 1
	case r < 1<<11:
		return 2
	case surrogateMin <= r && r <= surrogateMax:
		return -1
	case r < 1<<16:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

// EncodeRune writes into p (which must be large enough) the UTF-8 encoding of the
// rune. If the rune is out of range, it writes the encoding of RuneError. It
// returns the number of bytes written.
func EncodeRune(p []byte, r rune) int {
	if uint32(r) < RuneSelf {
		p[0] = byte(r)
		return 1
	}
	if !ValidRune(r) {
		r = RuneError
	}
	switch {
	case r < 1<<11:
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&0x3F
		return 2
	case r < 1<<16:
		_ = p[2]
		p[0] = 0xE0 | byte(r>>12)
		p[1] = 0x80 | byte(r>>6)&0x3F
		p[2] = 0x80 | byte(r)&0x3F
		return 3
	}
	_ = p[3]
	p[0] = 0xF0 | byte(r>>18)
	p[1] = 0x80 | byte(r>>12)&0x3F
	p[2] = 0x80 | byte(r>>6)&0x3F
	p[3] = 0x80 | byte(r)&0x3F
	return 4
}

// AppendRune appends the UTF-8 encoding of r to the end of p and returns the
// extended buffer. If the rune is out of range, it appends the encoding of
// RuneError.
func AppendRune(p []byte, r rune) []byte {
	if uint32(r) < RuneSelf {
		return append(p, byte(r))
	}
	if !ValidRune(r) {
		r = RuneError
	}
	switch {
	case r < 1<<11:
		return append(p, 0xC0|byte(r>>6), 0x80|byte(r)&0x3F)
	case r < 1<<16:
		return append(p, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return append(p, 0xF0|byte(r>>18), 0x80|byte(r>>12)&0x3F, 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
}

// RuneCount returns the number of runes in p. Erroneous and short encodings are
// treated as single runes of width 1 byte.
func RuneCount(p []byte) int {
	n := 0
	for i := 0; i < len(p); n++ {
		if p[i] < RuneSelf {
			i++
			continue
		}
		_, size := DecodeRune(p[i:])
		i += size
	}
	return n
}

// RuneCountInString is like RuneCount but its input is a string.
func RuneCountInString(s string) int {
	n := 0
	for i := 0; i < len(s); n++ {
		if s[i] < RuneSelf {
			i++
			continue
		}
		_, size := DecodeRuneInString(s[i:])
		i += size
	}
	return n
}

// RuneStart reports whether the byte could be the first byte of an encoded,
// possibly invalid rune. Second and subsequent bytes always have the top two bits
// set to 10.
func RuneStart(b byte) bool { return b&0xC0 != 0x80 }

// Valid reports whether p consists entirely of valid UTF-8-encoded runes.
func Valid(p []byte) bool {
	for i := 0; i < len(p); {
		if p[i] < RuneSelf {
			i++
			continue
		}
		r, size := DecodeRune(p[i:])
		if r == RuneError && size == 1 {
			return false
		}
		i += size
	}
	return true
}

// ValidString reports whether s consists entirely of valid UTF-8-encoded runes.
func ValidString(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < RuneSelf {
			i++
			continue
		}
		r, size := DecodeRuneInString(s[i:])
		if r == RuneError && size == 1 {
			return false
		}
		i += size
	}
	return true
}

// ValidRune reports whether r can be legally encoded as UTF-8. Code points that are
// out of range or a surrogate half are illegal.
func ValidRune(r rune) bool {
	return 0 <= r && r < surrogateMin || surrogateMax < r && r <= MaxRune
}
