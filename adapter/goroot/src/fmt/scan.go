package fmt

import (
	"errors"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Scan scans text read from standard input, storing successive space-separated values
// into successive arguments. Newlines count as space. It returns the number of items
// successfully scanned.
func Scan(a ...any) (n int, err error) { return Fscan(os.Stdin, a...) }

// Scanln is similar to Scan, but stops scanning at a newline and after the final item
// there must be a newline or EOF.
func Scanln(a ...any) (n int, err error) { return Fscanln(os.Stdin, a...) }

// Scanf scans text read from standard input, storing successive space-separated values
// into successive arguments as determined by the format. Newlines in the input must
// match newlines in the format.
func Scanf(format string, a ...any) (n int, err error) { return Fscanf(os.Stdin, format, a...) }

// Sscan is Scan for the argument string.
func Sscan(str string, a ...any) (n int, err error) { return Fscan(strings.NewReader(str), a...) }

// Sscanln is Scanln for the argument string.
func Sscanln(str string, a ...any) (n int, err error) {
	return Fscanln(strings.NewReader(str), a...)
}

// Sscanf is Scanf for the argument string.
func Sscanf(str string, format string, a ...any) (n int, err error) {
	return Fscanf(strings.NewReader(str), format, a...)
}

// Fscan is Scan for r.
func Fscan(r io.Reader, a ...any) (n int, err error) {
	s := newScanner(r)
	s.nlIsSpace = true
	return s.doScan(a)
}

// Fscanln is Scanln for r.
func Fscanln(r io.Reader, a ...any) (n int, err error) {
	s := newScanner(r)
	s.nlIsEnd = true
	return s.doScan(a)
}

// Fscanf is Scanf for r.
func Fscanf(r io.Reader, format string, a ...any) (n int, err error) {
	return newScanner(r).doScanf(format, a)
}

// scanError is how a failure leaves the functions that scan.
type scanError struct {
	err error
}

const eof = -1

// ss is the state of one call of a Scan function.
type ss struct {
	rs        io.RuneScanner
	nlIsSpace bool
	nlIsEnd   bool
	limit     int // runes that the operand may still have; -1: any number
}

func newScanner(r io.Reader) *ss {
	rs, ok := r.(io.RuneScanner)
	if !ok {
		rs = &byteRunes{r: r}
	}
	return &ss{rs: rs, limit: -1}
}

// byteRunes reads runes a byte at a time: what is not scanned must stay in the reader.
// The last rune can be unread within one call.
type byteRunes struct {
	r      io.Reader
	last   rune
	size   int
	unread bool
}

func (b *byteRunes) ReadRune() (r rune, size int, err error) {
	if b.unread {
		b.unread = false
		return b.last, b.size, nil
	}
	p := make([]byte, 0, utf8.UTFMax)
	for len(p) == 0 || !utf8.FullRune(p) {
		n, err := io.ReadFull(b.r, p[len(p):len(p)+1])
		if n == 0 {
			if len(p) > 0 {
				break
			}
			return 0, 0, err
		}
		p = p[:len(p)+1]
	}
	b.last, b.size = utf8.DecodeRune(p)
	return b.last, b.size, nil
}

func (b *byteRunes) UnreadRune() error {
	b.unread = true
	return nil
}

func (s *ss) fail(text string) { panic(scanError{errors.New(text)}) }

// next reads a rune, eof at the end of the input or of the operand's width.
func (s *ss) next() rune {
	if s.limit == 0 {
		return eof
	}
	r, _, err := s.rs.ReadRune()
	if err == io.EOF {
		return eof
	}
	if err != nil {
		panic(scanError{err})
	}
	if s.limit > 0 {
		s.limit--
	}
	return r
}

func (s *ss) back() {
	s.rs.UnreadRune()
	if s.limit >= 0 {
		s.limit++
	}
}

// skipSpace skips what separates operands.
func (s *ss) skipSpace() {
	for {
		r := s.next()
		switch {
		case r == eof:
			return
		case r == '\r':
			continue
		case r == '\n':
			if s.nlIsSpace {
				continue
			}
			s.fail("unexpected newline")
		case !unicode.IsSpace(r):
			s.back()
			return
		}
	}
}

// catch turns a scanError into an error.
func catch(err *error) {
	if e := recover(); e != nil {
		failure, ok := e.(scanError)
		if !ok {
			panic(e)
		}
		*err = failure.err
	}
}

func (s *ss) doScan(a []any) (n int, err error) {
	defer catch(&err)
	for _, arg := range a {
		s.scanOne('v', arg)
		n++
	}
	if s.nlIsEnd {
		for {
			r := s.next()
			if r == '\n' || r == eof {
				break
			}
			if !unicode.IsSpace(r) {
				s.fail("expected newline")
			}
		}
	}
	return n, nil
}

// token reads runes for as long as they are in the set; at least one there must be.
func (s *ss) token(in func(rune) bool) string {
	var b []byte
	for {
		r := s.next()
		if r == eof {
			break
		}
		if !in(r) {
			s.back()
			break
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}

func (s *ss) word() string {
	return s.token(func(r rune) bool { return !unicode.IsSpace(r) })
}

func (s *ss) notEOF() {
	if s.next() == eof {
		panic(scanError{io.EOF})
	}
	s.back()
}

func (s *ss) checkVerb(verb rune, ok, what string) {
	for _, v := range ok {
		if v == verb {
			return
		}
	}
	s.fail("bad verb '%" + string(verb) + "' for " + what)
}

// number reads a number's characters. Only %v knows prefixes and underscores.
func (s *ss) number(verb rune, signed bool) (text string, base int) {
	digits := "0123456789_"
	base = 10
	switch verb {
	case 'b':
		base, digits = 2, "01_"
	case 'o':
		base, digits = 8, "01234567_"
	case 'x', 'X', 'U':
		base, digits = 16, "0123456789aAbBcCdDeEfF_"
	}
	sign := ""
	r := s.next()
	if signed && (r == '+' || r == '-') {
		sign = string(r)
		r = s.next()
	}
	if r != eof {
		s.back()
	}
	prefix := ""
	if verb == 'v' && r == '0' {
		s.next()
		prefix = "0"
		base = 0
		switch r := s.next(); r {
		case 'b', 'B', 'o', 'O', 'x', 'X':
			prefix += string(r)
			if r|0x20 == 'x' {
				digits = "0123456789aAbBcCdDeEfF_"
			}
		case eof:
		default:
			s.back()
		}
	}
	text = s.token(func(r rune) bool { return strings.ContainsRune(digits, r) })
	if prefix+text == "" {
		s.fail("expected integer")
	}
	if verb == 'v' && base == 10 && strings.Contains(text, "_") {
		base = 0
	}
	return sign + prefix + text, base
}

// scanOne reads one operand.
func (s *ss) scanOne(verb rune, arg any) {
	v := reflect.ValueOf(arg)
	if v.Kind() != reflect.Pointer {
		kind := "<nil>"
		if v.IsValid() {
			kind = v.Type().String()
		}
		s.fail("type not a pointer: " + kind)
	}
	p := v.Elem()
	if verb == 'c' && (p.CanInt() || p.CanUint()) {
		s.notEOF()
		r := s.next()
		if p.CanInt() {
			p.SetInt(int64(r))
		} else {
			p.SetUint(uint64(r))
		}
		return
	}
	switch {
	case p.Kind() == reflect.Bool:
		s.skipSpace()
		s.notEOF()
		s.checkVerb(verb, "tv", "boolean")
		b, err := strconv.ParseBool(s.word())
		if err != nil {
			s.fail("syntax error scanning boolean")
		}
		p.SetBool(b)
	case p.CanInt():
		s.checkVerb(verb, "bdoUxXv", "integer")
		s.skipSpace()
		s.notEOF()
		text, base := s.number(verb, true)
		i, err := strconv.ParseInt(text, base, 64)
		if err != nil {
			panic(scanError{err})
		}
		if p.OverflowInt(i) {
			s.fail("integer overflow on token " + text)
		}
		p.SetInt(i)
	case p.CanUint():
		s.checkVerb(verb, "bdoUxXv", "integer")
		s.skipSpace()
		s.notEOF()
		text, base := s.number(verb, false)
		i, err := strconv.ParseUint(text, base, 64)
		if err != nil {
			panic(scanError{err})
		}
		if p.OverflowUint(i) {
			s.fail("unsigned integer overflow on token " + text)
		}
		p.SetUint(i)
	case p.CanFloat():
		s.checkVerb(verb, "beEfFgGv", p.Kind().String())
		s.skipSpace()
		s.notEOF()
		text := s.token(func(r rune) bool {
			return strings.ContainsRune("0123456789+-._abcdefinptxyABCDEFINPTXY", r)
		})
		f, err := strconv.ParseFloat(text, p.Type().Bits())
		if err != nil {
			panic(scanError{err})
		}
		p.SetFloat(f)
	case p.Kind() == reflect.String:
		p.SetString(s.text(verb))
	case p.Kind() == reflect.Slice && p.Type().Elem().Kind() == reflect.Uint8:
		p.SetBytes([]byte(s.text(verb)))
	default:
		s.fail("can't scan type: " + v.Type().String())
	}
}

// text reads a string.
func (s *ss) text(verb rune) string {
	s.checkVerb(verb, "svqxX", "string")
	s.skipSpace()
	s.notEOF()
	switch verb {
	case 'q':
		quote := s.next()
		if quote != '"' && quote != '`' {
			s.fail("expected quoted string")
		}
		b := []byte(string(quote))
		for {
			r := s.next()
			if r == eof {
				panic(scanError{io.ErrUnexpectedEOF})
			}
			b = utf8.AppendRune(b, r)
			if r == quote {
				break
			}
			if r == '\\' && quote == '"' {
				b = utf8.AppendRune(b, s.next())
			}
		}
		out, err := strconv.Unquote(string(b))
		if err != nil {
			panic(scanError{err})
		}
		return out
	case 'x', 'X':
		digits := s.token(func(r rune) bool { return strings.ContainsRune("0123456789aAbBcCdDeEfF", r) })
		if len(digits) < 2 {
			s.fail("no hex data for %x string")
		}
		var b []byte
		for i := 0; i+1 < len(digits); i += 2 {
			c, _ := strconv.ParseUint(digits[i:i+2], 16, 8)
			b = append(b, byte(c))
		}
		return string(b)
	}
	return s.word()
}

// doScanf follows the format: verbs read operands, a space skips spaces, and
// everything else must be in the input.
func (s *ss) doScanf(format string, a []any) (n int, err error) {
	defer catch(&err)
	for i := 0; i < len(format); {
		c, size := utf8.DecodeRuneInString(format[i:])
		if c != '%' || strings.HasPrefix(format[i:], "%%") {
			if c == '%' {
				size = 2
				s.skipBlanks()
			}
			i += size
			s.literal(c)
			continue
		}
		i++
		width, hasWidth, next := parsenum(format, i, len(format))
		i = next
		if i >= len(format) {
			s.fail("too few operands for format '%'")
		}
		verb, size := utf8.DecodeRuneInString(format[i:])
		i += size
		if n >= len(a) {
			s.fail("too few operands for format '%" + string(verb) + "'")
		}
		if verb != 'c' {
			s.skipBlanks()
		}
		if hasWidth {
			s.limit = width
		}
		s.scanOne(verb, a[n])
		s.limit = -1
		n++
	}
	if n < len(a) {
		s.fail("too many operands")
	}
	return n, nil
}

// skipBlanks skips spaces but not newlines.
func (s *ss) skipBlanks() {
	for {
		r := s.next()
		if r == eof {
			return
		}
		if r == '\n' || !unicode.IsSpace(r) {
			s.back()
			return
		}
	}
}

// literal matches one rune of a format.
func (s *ss) literal(c rune) {
	if c == '\n' {
		s.skipBlanks()
		if r := s.next(); r != '\n' && r != eof {
			s.fail("newline in format does not match input")
		}
		s.skipBlanks()
		return
	}
	if unicode.IsSpace(c) {
		s.skipBlanks()
		if r := s.next(); r == '\n' {
			s.fail("newline in input does not match format")
		} else if r != eof {
			s.back()
		}
		return
	}
	r := s.next()
	if r == eof {
		panic(scanError{io.ErrUnexpectedEOF})
	}
	if r != c {
		s.back()
		s.fail("input does not match format")
	}
}
