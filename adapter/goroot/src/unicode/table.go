// Package unicode provides data and functions to test some properties of Unicode
// code points. tables.go has the data, packed into strings; this file unpacks it.
package unicode

import (
	"sync/atomic"
	"unsafe"
)

const (
	MaxRune         = '\U0010FFFF' // maximum valid Unicode code point
	ReplacementChar = '\uFFFD'     // represents invalid code points
	MaxASCII        = '\u007F'     // maximum ASCII value
	MaxLatin1       = '\u00FF'     // maximum Latin-1 value
)

// RangeTable defines a set of Unicode code points by listing the ranges of code
// points within the set. The tables of this package are packed: their slices are
// empty.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int // number of entries in R16 with Hi <= MaxLatin1

	packed   string
	unpacked unsafe.Pointer // *[]Range32, once somebody has asked
}

// Range16 represents of a range of 16-bit Unicode code points. The range runs from
// Lo to Hi inclusive and has the specified stride.
type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

// Range32 represents of a range of Unicode code points and is used when one or more
// of the values will not fit in 16 bits.
type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

// unpacker reads numbers from a string: five bits in each character from ' ' on, the
// lowest first; a sixth bit says that there are more.
type unpacker struct {
	text string
	at   int
}

func (u *unpacker) number() (n uint32) {
	for shift := uint(0); ; shift += 5 {
		c := u.text[u.at] - ' '
		u.at++
		n |= uint32(c&31) << shift
		if c < 32 {
			return n
		}
	}
}

// signed reads a number whose lowest bit is its sign.
func (u *unpacker) signed() int32 {
	n := u.number()
	if n&1 != 0 {
		return -int32(n/2) - 1
	}
	return int32(n / 2)
}

func (u *unpacker) more() bool { return u.at < len(u.text) }

// ranges unpacks the table: for each range the gap before it, then twice the number
// of its further runes, plus one if a stride follows.
func (t *RangeTable) ranges() []Range32 {
	if p := (*[]Range32)(atomic.LoadPointer(&t.unpacked)); p != nil {
		return *p
	}
	list := make([]Range32, 0, len(t.packed)/3)
	u := unpacker{text: t.packed}
	next := uint32(0)
	for u.more() {
		lo := next + u.number()
		n := u.number()
		stride := uint32(1)
		if n&1 != 0 {
			stride = u.number()
		}
		hi := lo + n/2*stride
		list = append(list, Range32{lo, hi, stride})
		next = hi + 1
	}
	atomic.StorePointer(&t.unpacked, unsafe.Pointer(&list))
	return list
}

// Is reports whether the rune is in the specified table of ranges.
func Is(rangeTab *RangeTable, r rune) bool {
	c := uint32(r)
	if rangeTab.packed != "" {
		return isIn(rangeTab.ranges(), c)
	}
	if c <= 0xFFFF {
		for _, in := range rangeTab.R16 {
			if uint16(c) < in.Lo {
				break
			}
			if uint16(c) <= in.Hi {
				return in.Stride <= 1 || (uint16(c)-in.Lo)%in.Stride == 0
			}
		}
	}
	return isIn(rangeTab.R32, c)
}

// isIn searches sorted ranges.
func isIn(ranges []Range32, r uint32) bool {
	low, high := 0, len(ranges)
	for low < high {
		mid := (low + high) / 2
		if ranges[mid].Hi < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(ranges) || r < ranges[low].Lo {
		return false
	}
	stride := ranges[low].Stride
	return stride <= 1 || (r-ranges[low].Lo)%stride == 0
}

// In reports whether the rune is a member of one of the ranges.
func In(r rune, ranges ...*RangeTable) bool {
	for _, in := range ranges {
		if Is(in, r) {
			return true
		}
	}
	return false
}

// IsOneOf is an old form of In.
func IsOneOf(ranges []*RangeTable, r rune) bool { return In(r, ranges...) }
