package unicode

import (
	"strconv"
	"sync/atomic"
	"unsafe"
)

// Bits of latin.
const (
	isLetter = 1 << iota
	isUpper
	isLower
	isDigit
	isNumber
	isPunct
	isSymbol
	isControl
)

// is looks a rune up in the Latin table if it is there, else in the category.
func is(r rune, bit byte, category *RangeTable) bool {
	if uint32(r) <= MaxLatin1 {
		return latin[r]&bit != 0
	}
	return Is(category, r)
}

// IsLetter reports whether the rune is a letter (category L).
func IsLetter(r rune) bool { return is(r, isLetter, L) }

// IsUpper reports whether the rune is an upper case letter.
func IsUpper(r rune) bool { return is(r, isUpper, Lu) }

// IsLower reports whether the rune is a lower case letter.
func IsLower(r rune) bool { return is(r, isLower, Ll) }

// IsTitle reports whether the rune is a title case letter.
func IsTitle(r rune) bool { return r > MaxLatin1 && Is(Lt, r) }

// IsDigit reports whether the rune is a decimal digit.
func IsDigit(r rune) bool { return is(r, isDigit, Nd) }

// IsNumber reports whether the rune is a number (category N).
func IsNumber(r rune) bool { return is(r, isNumber, N) }

// IsPunct reports whether the rune is a Unicode punctuation character (category P).
func IsPunct(r rune) bool { return is(r, isPunct, P) }

// IsSymbol reports whether the rune is a symbolic character.
func IsSymbol(r rune) bool { return is(r, isSymbol, S) }

// IsMark reports whether the rune is a mark character (category M).
func IsMark(r rune) bool { return uint32(r) > MaxLatin1 && Is(M, r) }

// IsControl reports whether the rune is a control character.
func IsControl(r rune) bool { return uint32(r) <= MaxLatin1 && latin[r]&isControl != 0 }

// IsGraphic reports whether the rune is defined as a Graphic by Unicode.
func IsGraphic(r rune) bool { return strconv.IsGraphic(r) }

// IsPrint reports whether the rune is defined as printable by Go: letters, marks,
// numbers, punctuation, symbols, and the ASCII space character.
func IsPrint(r rune) bool { return strconv.IsPrint(r) }

// IsSpace reports whether the rune is a space character as defined by Unicode's
// White Space property.
func IsSpace(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		switch r {
		case '\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xA0:
			return true
		}
		return false
	}
	return Is(White_Space, r)
}

// Cases of To.
const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// caseRun is a run of runes with the same distances to their cases.
type caseRun struct {
	lo, hi, stride uint32
	delta          [MaxCase]int32
}

var cases unsafe.Pointer // *[]caseRun

func caseRuns() []caseRun {
	if p := (*[]caseRun)(atomic.LoadPointer(&cases)); p != nil {
		return *p
	}
	var list []caseRun
	lo := int32(0)
	for u := (unpacker{text: packedCases}); u.more(); {
		lo += u.signed()
		n := u.number()
		run := caseRun{lo: uint32(lo), stride: n&1 + 1}
		run.hi = run.lo + n/2*run.stride
		run.delta[UpperCase] = u.signed()
		run.delta[LowerCase] = u.signed()
		run.delta[TitleCase] = u.signed()
		list = append(list, run)
	}
	atomic.StorePointer(&cases, unsafe.Pointer(&list))
	return list
}

// To maps the rune to the specified case: UpperCase, LowerCase, or TitleCase.
func To(_case int, r rune) rune {
	if _case < 0 || MaxCase <= _case {
		return ReplacementChar
	}
	runs := caseRuns()
	c := uint32(r)
	// The last run that begins at or before c; runs with gaps may interleave with
	// the one before.
	low, high := 0, len(runs)
	for low < high {
		mid := (low + high) / 2
		if runs[mid].lo <= c {
			low = mid + 1
		} else {
			high = mid
		}
	}
	for i := low - 1; i >= 0 && i >= low-2; i-- {
		run := &runs[i]
		if c <= run.hi && (c-run.lo)%run.stride == 0 {
			return r + run.delta[_case]
		}
	}
	return r
}

// ToUpper maps the rune to upper case.
func ToUpper(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(UpperCase, r)
}

// ToLower maps the rune to lower case.
func ToLower(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return To(LowerCase, r)
}

// ToTitle maps the rune to title case.
func ToTitle(r rune) rune {
	if uint32(r) <= MaxASCII {
		return ToUpper(r)
	}
	return To(TitleCase, r)
}

type fold struct {
	from rune
	to   rune
}

var folds unsafe.Pointer // *[]fold

func foldList() []fold {
	if p := (*[]fold)(atomic.LoadPointer(&folds)); p != nil {
		return *p
	}
	var list []fold
	r := rune(0)
	for u := (unpacker{text: packedFolds}); u.more(); {
		r += rune(u.number())
		list = append(list, fold{r, r + u.signed()})
	}
	atomic.StorePointer(&folds, unsafe.Pointer(&list))
	return list
}

// SimpleFold iterates over Unicode code points equivalent under the Unicode-defined
// simple case folding: it returns the smallest rune > r in the class if one exists,
// or else the smallest rune >= 0.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	list := foldList()
	low, high := 0, len(list)
	for low < high {
		mid := (low + high) / 2
		if list[mid].from < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(list) && list[low].from == r {
		return list[low].to
	}
	if l := ToLower(r); l != r {
		return l
	}
	return ToUpper(r)
}
