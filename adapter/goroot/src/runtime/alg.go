// Hashing and equality.
//
// A map's type says how its keys are hashed, and every comparable type how two
// values are compared; the compiler generates functions for structs and arrays
// and uses those below for the rest. All hash functions have the form
// hash(pointer to value, seed) and the promise that equal values hash alike. So
// floats need care (+0 == -0, NaN != NaN), and interfaces are hashed by the type
// they hold, which may turn out not to be comparable: that panics.
//
// memhash multiplies 64-bit halves of the input into 128 bits and folds the
// result, 16 bytes a step. Its keys differ in every process, as far as the seed
// does.
package runtime

import (
	"internal/abi"
	"unsafe"
)

// hashkey makes hashes differ from process to process.
var hashkey [4]uint64

func alginit() {
	for i := range hashkey {
		hashkey[i] = hashRand.next() | 1
	}
}

// mulfold is the xor of the two halves of the 128-bit product. In asm.s.
func mulfold(a, b uint64) uint64

func readUnaligned32(p unsafe.Pointer) uint64 { return uint64(*(*uint32)(p)) }
func readUnaligned64(p unsafe.Pointer) uint64 { return *(*uint64)(p) }

func memhash(p unsafe.Pointer, seed, s uintptr) uintptr {
	h := uint64(seed) ^ hashkey[0]
	n := s
	for n > 16 {
		h = mulfold(readUnaligned64(p)^hashkey[1], readUnaligned64(add(p, 8))^h)
		p = add(p, 16)
		n -= 16
	}
	// At most 16 bytes are left; the two reads may overlap.
	var a, b uint64
	switch {
	case n == 0:
		return uintptr(mulfold(h, hashkey[3]))
	case n < 4:
		a = uint64(*(*byte)(p))<<16 | uint64(*(*byte)(add(p, n>>1)))<<8 | uint64(*(*byte)(add(p, n-1)))
	case n < 8:
		a = readUnaligned32(p)
		b = readUnaligned32(add(p, n-4))
	default:
		a = readUnaligned64(p)
		b = readUnaligned64(add(p, n-8))
	}
	return uintptr(mulfold(hashkey[3]^uint64(s), mulfold(a^hashkey[2], b^h)))
}

func memhash0(p unsafe.Pointer, h uintptr) uintptr   { return h }
func memhash8(p unsafe.Pointer, h uintptr) uintptr   { return memhash(p, h, 1) }
func memhash16(p unsafe.Pointer, h uintptr) uintptr  { return memhash(p, h, 2) }
func memhash128(p unsafe.Pointer, h uintptr) uintptr { return memhash(p, h, 16) }

// memhash32 and memhash64 are what most maps use, so they are written out, in asm.s:
//
//	mulfold(hashkey[3]^size, mulfold(a^hashkey[2], a^seed^hashkey[0]))
func memhash32(p unsafe.Pointer, seed uintptr) uintptr
func memhash64(p unsafe.Pointer, seed uintptr) uintptr

// memhash_varlen hashes the value of a type whose size the closure carries.
func memhash_varlen(p unsafe.Pointer, h uintptr) uintptr {
	size := *(*uintptr)(unsafe.Pointer(getclosureptr() + 8))
	return memhash(p, h, size)
}

func strhash(p unsafe.Pointer, h uintptr) uintptr {
	s := (*stringStruct)(p)
	return memhash(s.str, h, uintptr(s.len))
}

// floatHashMask: any constants do.
const (
	hashMul0 = 0x9e3779b97f4a7c15
	hashMul1 = 0xbf58476d1ce4e5b9
)

func f32hash(p unsafe.Pointer, h uintptr) uintptr {
	f := *(*float32)(p)
	switch {
	case f == 0:
		return uintptr(mix64(uint64(h) ^ hashMul0)) // +0, -0
	case f != f:
		return uintptr(mix64(uint64(h) ^ hashMul1 ^ hashRand.next())) // a NaN equals nothing
	default:
		return memhash(p, h, 4)
	}
}

func f64hash(p unsafe.Pointer, h uintptr) uintptr {
	f := *(*float64)(p)
	switch {
	case f == 0:
		return uintptr(mix64(uint64(h) ^ hashMul0))
	case f != f:
		return uintptr(mix64(uint64(h) ^ hashMul1 ^ hashRand.next()))
	default:
		return memhash(p, h, 8)
	}
}

func c64hash(p unsafe.Pointer, h uintptr) uintptr {
	return f32hash(add(p, 4), f32hash(p, h))
}

func c128hash(p unsafe.Pointer, h uintptr) uintptr {
	return f64hash(add(p, 8), f64hash(p, h))
}

func interhash(p unsafe.Pointer, h uintptr) uintptr {
	a := (*iface)(p)
	if a.tab == nil {
		return h
	}
	return datahash(a.tab.Type, &a.data, h)
}

func nilinterhash(p unsafe.Pointer, h uintptr) uintptr {
	a := (*eface)(p)
	if a._type == nil {
		return h
	}
	return datahash(a._type, &a.data, h)
}

// datahash hashes what an interface holds.
func datahash(t *_type, data *unsafe.Pointer, h uintptr) uintptr {
	if t.Equal == nil {
		panic(errorString("hash of unhashable type " + toRType(t).string()))
	}
	if isDirectIface(t) {
		return typehash(t, unsafe.Pointer(data), h)
	}
	return typehash(t, *data, h)
}

// typehash hashes a value of any comparable type. Equal values of a type must
// hash as the function does that the compiler put into maps with that key.
func typehash(t *_type, p unsafe.Pointer, h uintptr) uintptr {
	if t.TFlag&abi.TFlagRegularMemory != 0 {
		switch t.Size_ {
		case 4:
			return memhash32(p, h)
		case 8:
			return memhash64(p, h)
		}
		return memhash(p, h, t.Size_)
	}
	switch t.Kind() {
	case abi.Float32:
		return f32hash(p, h)
	case abi.Float64:
		return f64hash(p, h)
	case abi.Complex64:
		return c64hash(p, h)
	case abi.Complex128:
		return c128hash(p, h)
	case abi.String:
		return strhash(p, h)
	case abi.Interface:
		if len((*interfacetype)(unsafe.Pointer(t)).Methods) == 0 {
			return nilinterhash(p, h)
		}
		return interhash(p, h)
	case abi.Array:
		a := (*arraytype)(unsafe.Pointer(t))
		for i := uintptr(0); i < a.Len; i++ {
			h = typehash(a.Elem, add(p, i*a.Elem.Size_), h)
		}
		return h
	case abi.Struct:
		s := (*structtype)(unsafe.Pointer(t))
		for i := range s.Fields {
			f := &s.Fields[i]
			if f.Name.IsBlank() {
				continue
			}
			h = typehash(f.Typ, add(p, f.Offset), h)
		}
		return h
	}
	panic(errorString("hash of unhashable type " + toRType(t).string()))
}

//go:linkname reflect_typehash reflect.typehash
func reflect_typehash(t *_type, p unsafe.Pointer, h uintptr) uintptr {
	return typehash(t, p, h)
}

func memequal0(p, q unsafe.Pointer) bool  { return true }
func memequal8(p, q unsafe.Pointer) bool  { return *(*int8)(p) == *(*int8)(q) }
func memequal16(p, q unsafe.Pointer) bool { return *(*int16)(p) == *(*int16)(q) }
func memequal32(p, q unsafe.Pointer) bool { return *(*int32)(p) == *(*int32)(q) }
func memequal64(p, q unsafe.Pointer) bool { return *(*int64)(p) == *(*int64)(q) }
func memequal128(p, q unsafe.Pointer) bool {
	return *(*[2]int64)(p) == *(*[2]int64)(q)
}

// memequal_varlen is memequal with the size in the closure.
func memequal_varlen(p, q unsafe.Pointer) bool {
	size := *(*uintptr)(unsafe.Pointer(getclosureptr() + 8))
	return memequal(p, q, size)
}

func f32equal(p, q unsafe.Pointer) bool  { return *(*float32)(p) == *(*float32)(q) }
func f64equal(p, q unsafe.Pointer) bool  { return *(*float64)(p) == *(*float64)(q) }
func c64equal(p, q unsafe.Pointer) bool  { return f32equal(p, q) && f32equal(add(p, 4), add(q, 4)) }
func c128equal(p, q unsafe.Pointer) bool { return f64equal(p, q) && f64equal(add(p, 8), add(q, 8)) }
func strequal(p, q unsafe.Pointer) bool  { return *(*string)(p) == *(*string)(q) }

func interequal(p, q unsafe.Pointer) bool {
	x, y := (*iface)(p), (*iface)(q)
	return x.tab == y.tab && ifaceeq(x.tab, x.data, y.data)
}

func nilinterequal(p, q unsafe.Pointer) bool {
	x, y := (*eface)(p), (*eface)(q)
	return x._type == y._type && efaceeq(x._type, x.data, y.data)
}

// efaceeq compares what two interfaces of the same dynamic type hold.
func efaceeq(t *_type, x, y unsafe.Pointer) bool {
	if t == nil {
		return true
	}
	eq := t.Equal
	if eq == nil {
		panic(errorString("comparing uncomparable type " + toRType(t).string()))
	}
	if isDirectIface(t) {
		return x == y
	}
	return eq(x, y)
}

func ifaceeq(tab *itab, x, y unsafe.Pointer) bool {
	if tab == nil {
		return true
	}
	return efaceeq(tab.Type, x, y)
}
