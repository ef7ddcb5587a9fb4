// Package bytealg holds the searches and comparisons of bytes that strings and
// bytes share.
package bytealg

import "unsafe"

// MakeNoZero makes a slice of n bytes with anything in it. It is in package
// runtime.
func MakeNoZero(n int) []byte

// String is b as a string without a copy: for as long as nobody writes to b.
func String(b []byte) string { return *(*string)(unsafe.Pointer(&b)) }

// IndexByte is the index of the first c in b, or -1.
func IndexByte(b []byte, c byte) int {
	for i := 0; i < len(b); i++ {
		if b[i] == c {
			return i
		}
	}
	return -1
}

// IndexByteString is the index of the first c in s, or -1.
func IndexByteString(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// LastIndexByteString is the index of the last c in s, or -1.
func LastIndexByteString(s string, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// CountString is how often c is in s.
func CountString(s string, c byte) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	return n
}

// IndexString is the index of the first sub in s, or -1. It looks for sub's first
// byte, then compares; when that fails too often it hashes instead, so that the
// time stays linear.
func IndexString(s, sub string) int {
	n := len(sub)
	switch {
	case n == 0:
		return 0
	case n == 1:
		return IndexByteString(s, sub[0])
	case n > len(s):
		return -1
	case n == len(s):
		if s == sub {
			return 0
		}
		return -1
	}
	first, second := sub[0], sub[1]
	last := len(s) - n
	failures := 0
	for i := 0; i <= last; i++ {
		if s[i] != first || s[i+1] != second {
			continue
		}
		if s[i:i+n] == sub {
			return i
		}
		failures++
		if failures > 8+i/16 {
			at := indexByHash(s[i:], sub)
			if at >= 0 {
				at += i
			}
			return at
		}
	}
	return -1
}

// LastIndexString is the index of the last sub in s, or -1.
func LastIndexString(s, sub string) int {
	n := len(sub)
	for i := len(s) - n; i >= 0; i-- {
		if s[i:i+n] == sub {
			return i
		}
	}
	return -1
}

const hashPrime = 16777619

// indexByHash is the algorithm of Rabin and Karp: a hash of each window of s, of
// which only the byte that leaves and the one that comes need be counted.
func indexByHash(s, sub string) int {
	n := len(sub)
	var want, got, top uint32 = 0, 0, 1
	for i := 0; i < n; i++ {
		want = want*hashPrime + uint32(sub[i])
		got = got*hashPrime + uint32(s[i])
		top *= hashPrime
	}
	for i := n; ; i++ {
		if got == want && s[i-n:i] == sub {
			return i - n
		}
		if i >= len(s) {
			return -1
		}
		got = got*hashPrime + uint32(s[i]) - top*uint32(s[i-n])
	}
}
