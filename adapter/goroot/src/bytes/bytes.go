// Package bytes implements functions for the manipulation of byte slices. It is
// analogous to the facilities of the strings package, and shares their code: bytes can
// be seen as a string for as long as nobody changes them.
package bytes

import (
	"internal/bytealg"
	"strings"
	"unicode"
	"unicode/utf8"
)

func view(b []byte) string { return bytealg.String(b) }

// Equal reports whether a and b are the same length and contain the same bytes. A nil
// argument is equivalent to an empty slice.
func Equal(a, b []byte) bool { return view(a) == view(b) }

// Compare returns an integer comparing two byte slices lexicographically.
func Compare(a, b []byte) int { return strings.Compare(view(a), view(b)) }

// Clone returns a copy of b[:len(b)]; nil for nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// The searches of package strings, for bytes.

func Contains(b, subslice []byte) bool                { return Index(b, subslice) >= 0 }
func ContainsAny(b []byte, chars string) bool         { return IndexAny(b, chars) >= 0 }
func ContainsRune(b []byte, r rune) bool              { return IndexRune(b, r) >= 0 }
func ContainsFunc(b []byte, f func(rune) bool) bool   { return IndexFunc(b, f) >= 0 }
func Count(s, sep []byte) int                         { return strings.Count(view(s), view(sep)) }
func Index(s, sep []byte) int                         { return strings.Index(view(s), view(sep)) }
func IndexByte(b []byte, c byte) int                  { return bytealg.IndexByte(b, c) }
func IndexRune(s []byte, r rune) int                  { return strings.IndexRune(view(s), r) }
func IndexAny(s []byte, chars string) int             { return strings.IndexAny(view(s), chars) }
func IndexFunc(s []byte, f func(r rune) bool) int     { return strings.IndexFunc(view(s), f) }
func LastIndex(s, sep []byte) int                     { return strings.LastIndex(view(s), view(sep)) }
func LastIndexByte(s []byte, c byte) int              { return strings.LastIndexByte(view(s), c) }
func LastIndexAny(s []byte, chars string) int         { return strings.LastIndexAny(view(s), chars) }
func LastIndexFunc(s []byte, f func(r rune) bool) int { return strings.LastIndexFunc(view(s), f) }
func HasPrefix(s, prefix []byte) bool                 { return strings.HasPrefix(view(s), view(prefix)) }
func HasSuffix(s, suffix []byte) bool                 { return strings.HasSuffix(view(s), view(suffix)) }
func EqualFold(s, t []byte) bool                      { return strings.EqualFold(view(s), view(t)) }

// Cut slices s around the first instance of sep, returning the text before and after
// sep, and whether sep appears in s.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// CutPrefix returns s without the provided leading prefix, and whether it found it.
func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// CutSuffix returns s without the provided ending suffix, and whether it found it.
func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// split finds the parts of s, of which each keeps the first `keep` bytes behind it.
func split(s, sep []byte, keep, n int) [][]byte {
	var parts []string
	if keep > 0 {
		parts = strings.SplitAfterN(view(s), view(sep), n)
	} else {
		parts = strings.SplitN(view(s), view(sep), n)
	}
	if parts == nil {
		return nil
	}
	out := make([][]byte, len(parts))
	at := 0
	for i, part := range parts {
		end := at + len(part)
		out[i] = s[at:end:end]
		at = end
		if keep == 0 {
			at += len(sep)
		}
	}
	return out
}

// Split slices s into all subslices separated by sep.
func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

// SplitN is Split into at most n subslices.
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

// SplitAfter slices s into all subslices after each instance of sep.
func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitAfter into at most n subslices.
func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

// Fields splits s around each instance of one or more consecutive white space
// characters.
func Fields(s []byte) [][]byte { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc splits s at each run of code points c satisfying f(c).
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	out := [][]byte{}
	start := -1
	for i, r := range view(s) {
		if f(r) {
			if start >= 0 {
				out = append(out, s[start:i:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:len(s):len(s)])
	}
	return out
}

// Join concatenates the elements of s to create a new byte slice, with sep between
// them.
func Join(s [][]byte, sep []byte) []byte {
	out := []byte{}
	for i, elem := range s {
		if i > 0 {
			out = append(out, sep...)
		}
		out = append(out, elem...)
	}
	return out
}

// Map returns a copy of s with all its characters modified according to the mapping
// function.
func Map(mapping func(r rune) rune, s []byte) []byte {
	out := make([]byte, 0, len(s))
	for _, c := range view(s) {
		if r := mapping(c); r >= 0 {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// Copies with another case, or repeated, or with replacements.

func Repeat(b []byte, count int) []byte    { return []byte(strings.Repeat(view(b), count)) }
func ToUpper(s []byte) []byte              { return Map(unicode.ToUpper, s) }
func ToLower(s []byte) []byte              { return Map(unicode.ToLower, s) }
func ToTitle(s []byte) []byte              { return Map(unicode.ToTitle, s) }
func Title(s []byte) []byte                { return []byte(strings.Title(view(s))) }
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }
func Runes(s []byte) []rune                { return []rune(view(s)) }

func ToValidUTF8(s, replacement []byte) []byte {
	return []byte(strings.ToValidUTF8(view(s), view(replacement)))
}

func Replace(s, old, new []byte, n int) []byte {
	return []byte(strings.Replace(view(s), view(old), view(new), n))
}

// Trimming gives a part of the slice, not a copy.

func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	rest := strings.TrimLeftFunc(view(s), f)
	if rest == "" {
		return nil
	}
	return s[len(s)-len(rest):]
}

func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(view(s), f))]
}

func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }
func TrimSpace(s []byte) []byte                     { return TrimFunc(s, unicode.IsSpace) }

func TrimLeft(s []byte, cutset string) []byte {
	return TrimLeftFunc(s, func(r rune) bool { return strings.ContainsRune(cutset, r) })
}

func TrimRight(s []byte, cutset string) []byte {
	return TrimRightFunc(s, func(r rune) bool { return strings.ContainsRune(cutset, r) })
}

func Trim(s []byte, cutset string) []byte { return TrimRight(TrimLeft(s, cutset), cutset) }

// TrimPrefix returns s without the provided leading prefix.
func TrimPrefix(s, prefix []byte) []byte {
	s, _ = CutPrefix(s, prefix)
	return s
}

// TrimSuffix returns s without the provided trailing suffix.
func TrimSuffix(s, suffix []byte) []byte {
	s, _ = CutSuffix(s, suffix)
	return s
}
