package fmt

import (
	"strconv"
	"unicode/utf8"
)

const (
	lowerDigits = "0123456789abcdefx"
	upperDigits = "0123456789ABCDEFX"
)

// fmtFlags are the flags of a verb.
type fmtFlags struct {
	widPresent  bool
	precPresent bool
	minus       bool
	plus        bool
	sharp       bool
	space       bool
	zero        bool

	// %+v and %#v have their own meaning, down to the last field: while they print,
	// plus and sharp are off and these are on.
	plusV  bool
	sharpV bool
}

// A fmt formats one basic value at a time into a buffer: a number or a string, with
// the flags, width and precision of its verb.
type fmt struct {
	buf *buffer
	fmtFlags
	wid  int
	prec int
}

func (f *fmt) clearflags() {
	f.fmtFlags = fmtFlags{}
	f.wid, f.prec = 0, 0
}

func (f *fmt) init(buf *buffer) {
	f.buf = buf
	f.clearflags()
}

// writePadding writes n bytes of padding.
func (f *fmt) writePadding(n int) {
	padding := byte(' ')
	if f.zero && !f.minus {
		padding = '0'
	}
	for ; n > 0; n-- {
		*f.buf = append(*f.buf, padding)
	}
}

// pad writes b, padded to the width.
func (f *fmt) pad(b []byte) {
	if !f.widPresent || f.wid == 0 {
		f.buf.write(b)
		return
	}
	missing := f.wid - utf8.RuneCount(b)
	if !f.minus {
		f.writePadding(missing)
	}
	f.buf.write(b)
	if f.minus {
		f.writePadding(missing)
	}
}

// padString writes s, padded to the width.
func (f *fmt) padString(s string) {
	if !f.widPresent || f.wid == 0 {
		f.buf.writeString(s)
		return
	}
	missing := f.wid - utf8.RuneCountInString(s)
	if !f.minus {
		f.writePadding(missing)
	}
	f.buf.writeString(s)
	if f.minus {
		f.writePadding(missing)
	}
}

func (f *fmt) fmtBoolean(v bool) {
	if v {
		f.padString("true")
	} else {
		f.padString("false")
	}
}

// fmtUnicode formats a rune as U+0041, with the flag # as U+0041 'A'.
func (f *fmt) fmtUnicode(u uint64) {
	digits := 4
	if f.precPresent && f.prec > digits {
		digits = f.prec
	}
	hex := strconv.AppendUint(nil, u, 16)
	b := append([]byte(nil), 'U', '+')
	for i := len(hex); i < digits; i++ {
		b = append(b, '0')
	}
	for _, c := range hex {
		if c >= 'a' {
			c -= 'a' - 'A'
		}
		b = append(b, c)
	}
	if f.sharp && u <= utf8.MaxRune && strconv.IsPrint(rune(u)) {
		b = append(b, ' ', '\'')
		b = utf8.AppendRune(b, rune(u))
		b = append(b, '\'')
	}
	zero := f.zero
	f.zero = false
	f.pad(b)
	f.zero = zero
}

// fmtInteger formats signed and unsigned integers.
func (f *fmt) fmtInteger(u uint64, base int, isSigned bool, verb rune, digits string) {
	negative := isSigned && int64(u) < 0
	if negative {
		u = -u
	}
	signed := negative || f.plus || f.space

	// A precision is a number of digits; padding with zeros is one, too.
	prec := 0
	if f.precPresent {
		prec = f.prec
		if prec == 0 && u == 0 { // no digit at all
			zero := f.zero
			f.zero = false
			f.writePadding(f.wid)
			f.zero = zero
			return
		}
	} else if f.zero && !f.minus && f.widPresent {
		prec = f.wid
		if signed {
			prec--
		}
	}
	n := 1
	b := uint64(base)
	for rest := u; rest >= b; rest /= b {
		n++
	}
	if n < prec {
		n = prec
	}
	prefix := ""
	if f.sharp {
		switch base {
		case 2:
			prefix = "0b"
		case 8:
			prefix = "0"
		case 16:
			prefix = "0x"
			if digits[16] == 'X' {
				prefix = "0X"
			}
		}
	}
	if verb == 'O' {
		prefix = "0o" + prefix
	}
	sign := byte(0)
	switch {
	case negative:
		sign = '-'
	case f.plus:
		sign = '+'
	case f.space:
		sign = ' '
	}
	if f.sharp && base == 8 && (u == 0 || isPadded(u, base, n)) {
		prefix = prefix[:len(prefix)-1] // a leading zero is there already
	}
	length := n + len(prefix)
	if sign != 0 {
		length++
	}
	missing := 0
	if f.widPresent && f.wid > length {
		missing = f.wid - length
	}
	if !f.minus {
		for i := 0; i < missing; i++ {
			f.buf.writeByte(' ')
		}
	}
	if sign != 0 {
		f.buf.writeByte(sign)
	}
	f.buf.writeString(prefix)
	at := len(*f.buf) + n
	for i := 0; i < n; i++ {
		*f.buf = append(*f.buf, '0')
	}
	for out := *f.buf; u > 0; u /= b {
		at--
		out[at] = digits[u%b]
	}
	if f.minus {
		for i := 0; i < missing; i++ {
			f.buf.writeByte(' ')
		}
	}
}

// isPadded reports whether n digits are more than u has.
func isPadded(u uint64, base, n int) bool {
	for ; n > 0; n-- {
		if u == 0 {
			return true
		}
		u /= uint64(base)
	}
	return false
}

// truncateString cuts s to the precision, which counts runes.
func (f *fmt) truncateString(s string) string {
	if f.precPresent {
		n := f.prec
		for i := range s {
			n--
			if n < 0 {
				return s[:i]
			}
		}
	}
	return s
}

func (f *fmt) truncate(b []byte) []byte {
	if f.precPresent {
		n := f.prec
		for i := 0; i < len(b); {
			n--
			if n < 0 {
				return b[:i]
			}
			size := 1
			if b[i] >= utf8.RuneSelf {
				_, size = utf8.DecodeRune(b[i:])
			}
			i += size
		}
	}
	return b
}

func (f *fmt) fmtS(s string)  { f.padString(f.truncateString(s)) }
func (f *fmt) fmtBs(b []byte) { f.pad(f.truncate(b)) }

// fmtSbx formats the bytes of s or b as hexadecimal.
func (f *fmt) fmtSbx(s string, b []byte, digits string) {
	length := len(b)
	if b == nil {
		length = len(s)
	}
	if f.precPresent && f.prec < length {
		length = f.prec
	}
	width := 2 * length
	if width > 0 {
		if f.space { // between elements, each with its own 0x
			if f.sharp {
				width *= 2
			}
			width += length - 1
		} else if f.sharp {
			width += 2
		}
	} else {
		if f.widPresent {
			f.writePadding(f.wid)
		}
		return
	}
	if f.widPresent && f.wid > width && !f.minus {
		f.writePadding(f.wid - width)
	}
	if f.sharp {
		f.buf.writeByte('0')
		f.buf.writeByte(digits[16])
	}
	for i := 0; i < length; i++ {
		if f.space && i > 0 {
			f.buf.writeByte(' ')
			if f.sharp {
				f.buf.writeByte('0')
				f.buf.writeByte(digits[16])
			}
		}
		var c byte
		if b != nil {
			c = b[i]
		} else {
			c = s[i]
		}
		f.buf.writeByte(digits[c>>4])
		f.buf.writeByte(digits[c&15])
	}
	if f.widPresent && f.wid > width && f.minus {
		f.writePadding(f.wid - width)
	}
}

func (f *fmt) fmtSx(s, digits string)        { f.fmtSbx(s, nil, digits) }
func (f *fmt) fmtBx(b []byte, digits string) { f.fmtSbx("", b, digits) }

// fmtQ formats a string as a quoted Go string.
func (f *fmt) fmtQ(s string) {
	s = f.truncateString(s)
	switch {
	case f.sharp && strconv.CanBackquote(s):
		f.padString("`" + s + "`")
	case f.plus:
		f.padString(strconv.QuoteToASCII(s))
	default:
		f.padString(strconv.Quote(s))
	}
}

// fmtC formats an integer as a Unicode character.
func (f *fmt) fmtC(c uint64) {
	r := rune(c)
	if c > utf8.MaxRune {
		r = utf8.RuneError
	}
	f.pad(utf8.AppendRune(nil, r))
}

// fmtQc formats an integer as a quoted Go character.
func (f *fmt) fmtQc(c uint64) {
	r := rune(c)
	if c > utf8.MaxRune {
		r = utf8.RuneError
	}
	if f.plus {
		f.pad(strconv.AppendQuoteRuneToASCII(nil, r))
	} else {
		f.pad(strconv.AppendQuoteRune(nil, r))
	}
}

// fmtFloat formats a float. verb is a format of strconv, prec what it takes unless
// the verb has a precision.
func (f *fmt) fmtFloat(v float64, size int, verb rune, prec int) {
	if f.precPresent {
		prec = f.prec
	}
	num := strconv.AppendFloat(make([]byte, 1, 32), v, byte(verb), prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	} else {
		num[0] = '+'
	}
	if f.space && num[0] == '+' && !f.plus {
		num[0] = ' '
	}
	if num[1] == 'I' || num[1] == 'N' { // no digits to put zeros before
		zero := f.zero
		f.zero = false
		if num[1] == 'N' && !f.space && !f.plus {
			num = num[1:]
		}
		f.pad(num)
		f.zero = zero
		return
	}
	if f.sharp && verb != 'b' {
		num = f.keepZeros(num, verb, prec)
	}
	if !f.plus && num[0] == '+' {
		f.pad(num[1:])
		return
	}
	if f.zero && !f.minus && f.widPresent && f.wid > len(num) {
		f.buf.writeByte(num[0]) // the sign goes before the zeros
		f.writePadding(f.wid - len(num))
		f.buf.write(num[1:])
		return
	}
	f.pad(num)
}

// keepZeros is the flag #: a decimal point always, and with %g all digits of the
// precision.
func (f *fmt) keepZeros(num []byte, verb rune, prec int) []byte {
	digits := 0
	switch verb {
	case 'v', 'g', 'G', 'x':
		digits = prec
		if digits < 0 {
			digits = 6
		}
	}
	out := append(make([]byte, 0, len(num)+digits+1), num[0])
	i := 1
	hex := verb == 'x' || verb == 'X'
	if hex {
		out = append(out, num[1], num[2])
		i = 3
		digits-- // Go counts the x
	}
	point, significant := false, hex
	for ; i < len(num); i++ {
		c := num[i]
		if c == 'p' || c == 'P' || !hex && (c == 'e' || c == 'E') {
			break
		}
		if c == '.' {
			point = true
		} else {
			if c != '0' {
				significant = true
			}
			if significant {
				digits--
			}
		}
		out = append(out, c)
	}
	if !point {
		if len(out) == 2 && out[1] == '0' {
			digits--
		}
		out = append(out, '.')
	}
	for ; digits > 0; digits-- {
		out = append(out, '0')
	}
	return append(out, num[i:]...)
}
