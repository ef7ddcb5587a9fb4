// Package strconv implements conversions to and from string representations of
// basic data types.
package strconv

import (
	"errors"
	"internal/bytealg"
)

// stringOf is b as a string. Nobody may write to b afterwards.
func stringOf(b []byte) string { return bytealg.String(b) }

// ErrRange indicates that a value is out of range for the target type.
var ErrRange = errors.New("value out of range")

// ErrSyntax indicates that a value does not have the right syntax for the target
// type.
var ErrSyntax = errors.New("invalid syntax")

// A NumError records a failed conversion.
type NumError struct {
	Func string // the failing function (ParseBool, ParseInt, ParseUint, ParseFloat, ParseComplex)
	Num  string // the input
	Err  error  // the reason the conversion failed (e.g. ErrRange, ErrSyntax, etc.)
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error { return e.Err }

func syntaxError(fn, s string) *NumError { return &NumError{fn, s, ErrSyntax} }
func rangeError(fn, s string) *NumError  { return &NumError{fn, s, ErrRange} }

func baseError(fn, s string, base int) *NumError {
	return &NumError{fn, s, errors.New("invalid base " + Itoa(base))}
}

func bitSizeError(fn, s string, bitSize int) *NumError {
	return &NumError{fn, s, errors.New("invalid bit size " + Itoa(bitSize))}
}

// IntSize is the size in bits of an int or uint value.
const IntSize = 64

// ParseUint is like ParseInt but for unsigned numbers. A sign prefix is not
// permitted.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	n, err := parseUint("ParseUint", s, s, base, bitSize)
	if err != nil {
		return n, err
	}
	return n, nil
}

// digitValue is the value of a digit in any base, 255 if c is none.
func digitValue(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'z':
		return c - 'a' + 10
	case 'A' <= c && c <= 'Z':
		return c - 'A' + 10
	}
	return 255
}

// parseUint parses s; whole is what an error shows.
func parseUint(fn, s, whole string, base, bitSize int) (uint64, *NumError) {
	if s == "" {
		return 0, syntaxError(fn, whole)
	}
	anyBase := base == 0
	digits := s
	switch {
	case 2 <= base && base <= 36:
	case base == 0:
		base = 10
		if s[0] == '0' {
			switch {
			case len(s) >= 3 && s[1]|0x20 == 'b':
				base, digits = 2, s[2:]
			case len(s) >= 3 && s[1]|0x20 == 'o':
				base, digits = 8, s[2:]
			case len(s) >= 3 && s[1]|0x20 == 'x':
				base, digits = 16, s[2:]
			default:
				base, digits = 8, s[1:]
			}
		}
	default:
		return 0, baseError(fn, whole, base)
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, bitSizeError(fn, whole, bitSize)
	}
	const maxUint64 = 1<<64 - 1
	max := uint64(maxUint64)
	if bitSize < 64 {
		max = 1<<uint(bitSize) - 1
	}
	b := uint64(base)
	limit := maxUint64 / b // n beyond it overflows when multiplied
	underscores := false
	var n uint64
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		if c == '_' && anyBase {
			underscores = true
			continue
		}
		d := digitValue(c)
		if int(d) >= base {
			return 0, syntaxError(fn, whole)
		}
		if n > limit {
			return max, rangeError(fn, whole)
		}
		n = n*b + uint64(d)
		if n < uint64(d) || n > max {
			return max, rangeError(fn, whole)
		}
	}
	if underscores && !underscoresOK(s) {
		return 0, syntaxError(fn, whole)
	}
	return n, nil
}

// ParseInt interprets a string s in the given base (0, 2 to 36) and bit size (0 to
// 64) and returns the corresponding value i. Base 0 takes the base from the
// string's prefix: "0b", "0" or "0o", "0x", and allows underscores as in Go.
//
// The errors have concrete type *NumError. For a value out of range the returned
// value is the nearest one of the size.
func ParseInt(s string, base int, bitSize int) (i int64, err error) {
	n, e := parseInt("ParseInt", s, base, bitSize)
	if e != nil {
		return n, e
	}
	return n, nil
}

func parseInt(fn, s string, base, bitSize int) (int64, *NumError) {
	if s == "" {
		return 0, syntaxError(fn, s)
	}
	digits, negative := s, false
	if s[0] == '+' || s[0] == '-' {
		digits, negative = s[1:], s[0] == '-'
	}
	n, err := parseUint(fn, digits, s, base, bitSize)
	if err != nil && err.Err != ErrRange {
		return 0, err
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	cutoff := uint64(1) << uint(bitSize-1)
	switch {
	case !negative && n >= cutoff:
		return int64(cutoff - 1), rangeError(fn, s)
	case negative && n > cutoff:
		return -int64(cutoff), rangeError(fn, s)
	case negative:
		return -int64(n), nil
	}
	return int64(n), nil
}

// Atoi is equivalent to ParseInt(s, 10, 0), converted to type int.
func Atoi(s string) (int, error) {
	n, err := parseInt("Atoi", s, 10, 0)
	if err != nil {
		return int(n), err
	}
	return int(n), nil
}

// underscoresOK reports whether each underscore in s stands between digits, or
// between a base prefix and a digit.
func underscoresOK(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	afterDigit, hex := false, false
	i := 0
	if len(s) >= 2 && s[0] == '0' {
		switch s[1] | 0x20 {
		case 'b', 'o', 'x':
			afterDigit = true // a prefix counts as one
			hex = s[1]|0x20 == 'x'
			i = 2
		}
	}
	afterUnderscore := false
	for ; i < len(s); i++ {
		c := s[i]
		if c == '_' {
			if !afterDigit {
				return false
			}
			afterDigit, afterUnderscore = false, true
			continue
		}
		digit := '0' <= c && c <= '9' || hex && 'a' <= c|0x20 && c|0x20 <= 'f'
		if !digit && afterUnderscore {
			return false
		}
		afterDigit, afterUnderscore = digit, false
	}
	return !afterUnderscore
}
