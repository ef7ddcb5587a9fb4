package runtime

import "unsafe"

type stringStruct struct {
	str unsafe.Pointer
	len int
}

func stringStructOf(sp *string) *stringStruct {
	return (*stringStruct)(unsafe.Pointer(sp))
}

// tmpBuf is a buffer in the frame of a caller that knows that the result will
// not outlive it.
type tmpBuf [32]byte

// concatstrings is x + y + z + …
func concatstrings(buf *tmpBuf, a []string) string {
	last := 0
	l := 0
	count := 0
	for i, x := range a {
		n := len(x)
		if n == 0 {
			continue
		}
		if l+n < l {
			throw("string concatenation too long")
		}
		l += n
		count++
		last = i
	}
	if count == 0 {
		return ""
	}
	// One string that is not empty is the result, unless it might be in a frame.
	if count == 1 && (buf != nil || !stringDataOnStack(a[last])) {
		return a[last]
	}
	s, b := rawstringtmp(buf, l)
	for _, x := range a {
		n := copy(b, x)
		b = b[n:]
	}
	return s
}

func concatstring2(buf *tmpBuf, a0, a1 string) string {
	a := [2]string{a0, a1}
	return concatstrings(buf, a[:])
}

func concatstring3(buf *tmpBuf, a0, a1, a2 string) string {
	a := [3]string{a0, a1, a2}
	return concatstrings(buf, a[:])
}

func concatstring4(buf *tmpBuf, a0, a1, a2, a3 string) string {
	a := [4]string{a0, a1, a2, a3}
	return concatstrings(buf, a[:])
}

func concatstring5(buf *tmpBuf, a0, a1, a2, a3, a4 string) string {
	a := [5]string{a0, a1, a2, a3, a4}
	return concatstrings(buf, a[:])
}

// stringDataOnStack: are the string's bytes in this goroutine's stack?
func stringDataOnStack(s string) bool {
	ptr := uintptr(stringStructOf(&s).str)
	stk := getg().stack
	return stk.lo <= ptr && ptr < stk.hi
}

// rawstring makes a string of size bytes and a slice through which to fill it.
func rawstring(size int) (string, []byte) {
	p := mallocgc(uintptr(size), nil, false)
	str := stringStruct{p, size}
	bytes := slice{p, size, size}
	return *(*string)(unsafe.Pointer(&str)), *(*[]byte)(unsafe.Pointer(&bytes))
}

func rawstringtmp(buf *tmpBuf, l int) (string, []byte) {
	if buf != nil && l <= len(buf) {
		b := buf[:l]
		return slicebytetostringtmp(&b[0], l), b
	}
	return rawstring(l)
}

// slicebytetostringtmp is a string that shares the bytes at ptr.
func slicebytetostringtmp(ptr *byte, n int) string {
	s := stringStruct{unsafe.Pointer(ptr), n}
	return *(*string)(unsafe.Pointer(&s))
}

// slicebytetostring is string(bytes).
func slicebytetostring(buf *tmpBuf, ptr *byte, n int) string {
	if n == 0 {
		return ""
	}
	if n == 1 {
		s := stringStruct{unsafe.Pointer(&staticuint64s[*ptr]), 1}
		return *(*string)(unsafe.Pointer(&s))
	}
	var p unsafe.Pointer
	if buf != nil && n <= len(buf) {
		p = unsafe.Pointer(buf)
	} else {
		p = mallocgc(uintptr(n), nil, false)
	}
	memmove(p, unsafe.Pointer(ptr), uintptr(n))
	s := stringStruct{p, n}
	return *(*string)(unsafe.Pointer(&s))
}

func rawbyteslice(size int) []byte {
	cap := roundupsize(uintptr(size), true)
	p := mallocgc(cap, nil, false)
	if cap != uintptr(size) {
		memclrNoHeapPointers(add(p, uintptr(size)), cap-uintptr(size))
	}
	s := slice{p, size, int(cap)}
	return *(*[]byte)(unsafe.Pointer(&s))
}

// stringtoslicebyte is []byte(s).
func stringtoslicebyte(buf *tmpBuf, s string) []byte {
	var b []byte
	if buf != nil && len(s) <= len(buf) {
		*buf = tmpBuf{}
		b = buf[:len(s)]
	} else {
		b = rawbyteslice(len(s))
	}
	copy(b, s)
	return b
}

// stringtoslicerune is []rune(s).
func stringtoslicerune(buf *[32]rune, s string) []rune {
	n := countrunes(s)
	var a []rune
	if buf != nil && n <= len(buf) {
		*buf = [32]rune{}
		a = buf[:n]
	} else {
		mem := roundupsize(uintptr(n)*4, true)
		p := mallocgc(mem, nil, true)
		sl := slice{p, n, int(mem / 4)}
		a = *(*[]rune)(unsafe.Pointer(&sl))
	}
	n = 0
	for _, r := range s {
		a[n] = r
		n++
	}
	return a
}

// slicerunetostring is string(runes).
func slicerunetostring(buf *tmpBuf, a []rune) string {
	var dum [4]byte
	size := 0
	for _, r := range a {
		size += encoderune(dum[:], r)
	}
	s, b := rawstringtmp(buf, size+3)
	n := 0
	for _, r := range a {
		if n >= size {
			break // somebody is changing the slice
		}
		n += encoderune(b[n:], r)
	}
	return s[:n]
}

// intstring is string(v) of an integer: that rune.
func intstring(buf *[4]byte, v int64) string {
	if int64(rune(v)) != v {
		v = runeError
	}
	var s string
	var b []byte
	if buf != nil {
		b = buf[:]
		s = slicebytetostringtmp(&b[0], len(b))
	} else {
		s, b = rawstring(4)
	}
	n := encoderune(b, rune(v))
	return s[:n]
}

const (
	runeError   = '\uFFFD'
	maxRune     = '\U0010FFFF'
	surrogateLo = 0xD800
	surrogateHi = 0xDFFF
)

func countrunes(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < 0x80 {
			i++
		} else {
			_, i = decoderune(s, i)
		}
		n++
	}
	return n
}

// decoderune is the rune that begins at s[k], and where the next one begins. What
// is not UTF-8 counts as runeError, one byte at a time.
func decoderune(s string, k int) (r rune, pos int) {
	b := s[k:]
	n := len(b)
	c := b[0]
	switch {
	case c < 0x80:
		return rune(c), k + 1
	case c >= 0xC2 && c <= 0xDF:
		if n > 1 && b[1]&0xC0 == 0x80 {
			return rune(c&0x1F)<<6 | rune(b[1]&0x3F), k + 2
		}
	case c >= 0xE0 && c <= 0xEF:
		if n > 2 && b[1]&0xC0 == 0x80 && b[2]&0xC0 == 0x80 {
			r = rune(c&0x0F)<<12 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F)
			if r >= 0x800 && (r < surrogateLo || r > surrogateHi) {
				return r, k + 3
			}
		}
	case c >= 0xF0 && c <= 0xF4:
		if n > 3 && b[1]&0xC0 == 0x80 && b[2]&0xC0 == 0x80 && b[3]&0xC0 == 0x80 {
			r = rune(c&0x07)<<18 | rune(b[1]&0x3F)<<12 | rune(b[2]&0x3F)<<6 | rune(b[3]&0x3F)
			if r >= 0x10000 && r <= maxRune {
				return r, k + 4
			}
		}
	}
	return runeError, k + 1
}

// encoderune writes r as UTF-8 and returns how many bytes that took.
func encoderune(p []byte, r rune) int {
	switch i := uint32(r); {
	case i < 0x80:
		p[0] = byte(r)
		return 1
	case i < 0x800:
		p[1] = 0x80 | byte(r)&0x3F
		p[0] = 0xC0 | byte(r>>6)
		return 2
	case i > maxRune, surrogateLo <= i && i <= surrogateHi:
		r = runeError
	case i >= 0x10000:
		p[3] = 0x80 | byte(r)&0x3F
		p[2] = 0x80 | byte(r>>6)&0x3F
		p[1] = 0x80 | byte(r>>12)&0x3F
		p[0] = 0xF0 | byte(r>>18)
		return 4
	}
	p[2] = 0x80 | byte(r)&0x3F
	p[1] = 0x80 | byte(r>>6)&0x3F
	p[0] = 0xE0 | byte(r>>12)
	return 3
}

// gostringnocopy is the C string at str, which must stay where it is.
func gostringnocopy(str *byte) string {
	n := 0
	for *(*byte)(add(unsafe.Pointer(str), uintptr(n))) != 0 {
		n++
	}
	s := stringStruct{unsafe.Pointer(str), n}
	return *(*string)(unsafe.Pointer(&s))
}

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// atoi reads a decimal number.
func atoi(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	neg := false
	if s[0] == '-' {
		neg = true
		s = s[1:]
	}
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < '0' || c > '9' || n > 1<<60 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	if s == "" {
		return 0, false
	}
	if neg {
		n = -n
	}
	return n, true
}
