// Package strings implements simple functions to manipulate UTF-8 encoded strings.
// search.go finds, split.go takes apart, this file changes.
package strings

import (
	"unicode"
	"unicode/utf8"
)

// Map returns a copy of the string s with all its characters modified according to
// the mapping function. If mapping returns a negative value, the character is dropped
// from the string with no replacement.
func Map(mapping func(rune) rune, s string) string {
	// As long as nothing changes, nothing is copied.
	for i, c := range s {
		r := mapping(c)
		if r == c && c != utf8.RuneError {
			continue
		}
		width := 1
		if c == utf8.RuneError {
			_, width = utf8.DecodeRuneInString(s[i:])
			if width > 1 && r == c {
				continue
			}
		} else {
			width = utf8.RuneLen(c)
		}
		b := make([]byte, i, len(s)+utf8.UTFMax)
		copy(b, s)
		if r >= 0 {
			b = utf8.AppendRune(b, r)
		}
		for _, c := range s[i+width:] {
			if r := mapping(c); r >= 0 {
				b = utf8.AppendRune(b, r)
			}
		}
		return string(b)
	}
	return s
}

// Repeat returns a new string consisting of count copies of the string s. It panics
// if count is negative or if the result of (len(s) * count) overflows.
func Repeat(s string, count int) string {
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	if count == 0 || s == "" {
		return ""
	}
	if len(s) > (1<<63-1)/count {
		panic("strings: Repeat output length overflow")
	}
	var b Builder
	b.Grow(len(s) * count)
	for ; count > 0; count-- {
		b.WriteString(s)
	}
	return b.String()
}

// ToUpper returns s with all Unicode letters mapped to their upper case.
func ToUpper(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'a' <= c && c <= 'z' || c >= utf8.RuneSelf {
			return Map(unicode.ToUpper, s)
		}
	}
	return s
}

// ToLower returns s with all Unicode letters mapped to their lower case.
func ToLower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf {
			return Map(unicode.ToLower, s)
		}
	}
	return s
}

// ToTitle returns a copy of the string s with all Unicode letters mapped to their
// Unicode title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// ToValidUTF8 returns a copy of the string s with each run of invalid UTF-8 byte
// sequences replaced by the replacement string, which may be empty.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b Builder
	invalid := false // the last one was
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			if !invalid {
				b.WriteString(replacement)
			}
			invalid = true
		} else {
			invalid = false
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// Title returns a copy of the string s with all Unicode letters that begin words
// mapped to their Unicode title case. Its rule for word boundaries does not handle
// Unicode punctuation properly.
func Title(s string) string {
	prev := ' '
	return Map(func(r rune) rune {
		begins := isSeparator(prev)
		prev = r
		if begins {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// isSeparator reports whether the rune could mark a word boundary.
func isSeparator(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return !('0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' || r == '_')
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return false
	}
	return unicode.IsSpace(r)
}

// Replace returns a copy of the string s with the first n non-overlapping instances
// of old replaced by new; all if n < 0. If old is empty, it matches at the beginning
// of the string and after each UTF-8 sequence.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	count := Count(s, old)
	if count == 0 {
		return s
	}
	if n < 0 || count < n {
		n = count
	}
	var b Builder
	b.Grow(len(s) + n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		at := start
		if old != "" {
			at += Index(s[start:], old)
		} else if i > 0 {
			_, size := utf8.DecodeRuneInString(s[start:])
			at += size
		}
		b.WriteString(s[start:at])
		b.WriteString(new)
		start = at + len(old)
	}
	b.WriteString(s[start:])
	return b.String()
}

// ReplaceAll returns a copy of the string s with all non-overlapping instances of old
// replaced by new.
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }
