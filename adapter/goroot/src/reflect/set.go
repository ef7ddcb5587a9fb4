package reflect

import (
	"internal/abi"
	"unsafe"
)

// assignTo is v as a value of type t, to which it must be assignable.
func (v Value) assignTo(context string, t *abi.Type) Value {
	if v.typ != nil && v.typ != t && t.Kind() == abi.Interface && implements(t, v.typ) {
		return v.inInterface(t)
	}
	if v.typ == nil || !assignable(t, v.typ) {
		panic(context + ": value of type " + typeString(v.typ) + " is not assignable to type " + typeString(t))
	}
	v.typ = t
	return v
}

// inInterface is v in a new interface of type t.
func (v Value) inInterface(t *abi.Type) Value {
	p := unsafe_New(t)
	x := v.anyway()
	if len((*abi.InterfaceType)(unsafe.Pointer(t)).Methods) == 0 {
		*(*any)(p) = x
	} else if x != nil {
		ifaceE2I((*abi.InterfaceType)(unsafe.Pointer(t)), *(*abi.EmptyInterface)(unsafe.Pointer(&x)), p)
	}
	return Value{t, p, flagIndir | flag(Interface) | v.flag&flagRO}
}

// store copies v to memory of its type.
func (v Value) store(p unsafe.Pointer) {
	if v.flag&flagIndir != 0 {
		typedmemmove(v.typ, p, v.ptr)
	} else {
		*(*unsafe.Pointer)(p) = v.ptr
	}
}

// Set assigns x to the value v.
func (v Value) Set(x Value) {
	v.mustBeAssignable("Set")
	x.mustBeExported("Set")
	x.assignTo("reflect.Set", v.typ).store(v.ptr)
}

// SetZero sets v to be the zero value of v's type.
func (v Value) SetZero() {
	v.mustBeAssignable("SetZero")
	typedmemclr(v.typ, v.ptr)
}

// SetBool sets v's underlying value.
func (v Value) SetBool(x bool) {
	v.mustBeAssignable("SetBool")
	v.must(Bool, "SetBool")
	*(*bool)(v.ptr) = x
}

// SetInt sets v's underlying value to x.
func (v Value) SetInt(x int64) {
	v.mustBeAssignable("SetInt")
	switch v.kind() {
	case Int:
		*(*int)(v.ptr) = int(x)
	case Int8:
		*(*int8)(v.ptr) = int8(x)
	case Int16:
		*(*int16)(v.ptr) = int16(x)
	case Int32:
		*(*int32)(v.ptr) = int32(x)
	case Int64:
		*(*int64)(v.ptr) = x
	default:
		v.fail("SetInt")
	}
}

// SetUint sets v's underlying value to x.
func (v Value) SetUint(x uint64) {
	v.mustBeAssignable("SetUint")
	switch v.kind() {
	case Uint:
		*(*uint)(v.ptr) = uint(x)
	case Uint8:
		*(*uint8)(v.ptr) = uint8(x)
	case Uint16:
		*(*uint16)(v.ptr) = uint16(x)
	case Uint32:
		*(*uint32)(v.ptr) = uint32(x)
	case Uint64:
		*(*uint64)(v.ptr) = x
	case Uintptr:
		*(*uintptr)(v.ptr) = uintptr(x)
	default:
		v.fail("SetUint")
	}
}

// SetFloat sets v's underlying value to x.
func (v Value) SetFloat(x float64) {
	v.mustBeAssignable("SetFloat")
	switch v.kind() {
	case Float32:
		*(*float32)(v.ptr) = float32(x)
	case Float64:
		*(*float64)(v.ptr) = x
	default:
		v.fail("SetFloat")
	}
}

// SetString sets v's underlying value to x.
func (v Value) SetString(x string) {
	v.mustBeAssignable("SetString")
	v.must(String, "SetString")
	*(*string)(v.ptr) = x
}

// SetBytes sets v's underlying value.
func (v Value) SetBytes(x []byte) {
	v.mustBeAssignable("SetBytes")
	v.must(Slice, "SetBytes")
	if v.typ.Elem().Kind() != abi.Uint8 {
		panic("reflect.Value.SetBytes of non-byte slice")
	}
	*(*[]byte)(v.ptr) = x
}

// SetLen sets v's length to n, which must be within its capacity.
func (v Value) SetLen(n int) {
	v.mustBeAssignable("SetLen")
	v.must(Slice, "SetLen")
	s := (*sliceHeader)(v.ptr)
	if uint(n) > uint(s.Cap) {
		panic("reflect: slice length out of range in SetLen")
	}
	s.Len = n
}

// OverflowInt reports whether the int64 x cannot be represented by v's type.
func (v Value) OverflowInt(x int64) bool {
	if !v.CanInt() {
		v.fail("OverflowInt")
	}
	unused := 64 - 8*uint(v.typ.Size_)
	return x<<unused>>unused != x
}

// OverflowUint reports whether the uint64 x cannot be represented by v's type.
func (v Value) OverflowUint(x uint64) bool {
	if !v.CanUint() {
		v.fail("OverflowUint")
	}
	unused := 64 - 8*uint(v.typ.Size_)
	return x<<unused>>unused != x
}

// OverflowFloat reports whether the float64 x cannot be represented by v's type.
func (v Value) OverflowFloat(x float64) bool {
	switch v.kind() {
	case Float32:
		if x < 0 {
			x = -x
		}
		const largest = 0x1p127 * (1 + (1 - 0x1p-23))
		return x > largest && x <= 0x1p1023*(1+(1-0x1p-52))
	case Float64:
		return false
	}
	v.fail("OverflowFloat")
	return false
}

// New returns a Value representing a pointer to a new zero value for the specified
// type.
func New(typ Type) Value {
	if typ == nil {
		panic("reflect: New(nil)")
	}
	t := typ.common()
	return Value{pointerTo(t), unsafe_New(t), flag(Pointer)}
}

// NewAt returns a Value representing a pointer to a value of the specified type,
// using p as that pointer.
func NewAt(typ Type, p unsafe.Pointer) Value {
	return Value{pointerTo(typ.common()), p, flag(Pointer)}
}

// Zero returns a Value representing the zero value for the specified type. It is
// neither addressable nor settable.
func Zero(typ Type) Value {
	if typ == nil {
		panic("reflect: Zero(nil)")
	}
	t := typ.common()
	if t.IfaceIndir() {
		return Value{t, unsafe_New(t), flag(t.Kind()) | flagIndir}
	}
	return Value{t, nil, flag(t.Kind())}
}

// conversionOf finds how a value of type from becomes one of type to; nil if it
// cannot.
func conversionOf(to, from *abi.Type) func(v Value, to *abi.Type) Value {
	f, t := Kind(from.Kind()), Kind(to.Kind())
	fromNumber := Int <= f && f <= Float64
	toNumber := Int <= t && t <= Float64
	switch {
	case fromNumber && toNumber:
		return convertNumber
	case t == String && Int <= f && f <= Uintptr:
		return func(v Value, to *abi.Type) Value {
			r := rune(0xFFFD)
			if v.CanInt() && int64(rune(v.Int())) == v.Int() {
				r = rune(v.Int())
			} else if v.CanUint() && v.Uint() < 1<<31 {
				r = rune(v.Uint())
			}
			return makeString(to, string(r))
		}
	case t == String && f == Slice && from.Elem().Kind() == abi.Uint8:
		return func(v Value, to *abi.Type) Value { return makeString(to, string(*(*[]byte)(v.ptr))) }
	case t == String && f == Slice && from.Elem().Kind() == abi.Int32:
		return func(v Value, to *abi.Type) Value { return makeString(to, string(*(*[]rune)(v.ptr))) }
	case f == String && t == Slice && to.Elem().Kind() == abi.Uint8:
		return func(v Value, to *abi.Type) Value {
			p := unsafe_New(to)
			*(*[]byte)(p) = []byte(*(*string)(v.ptr))
			return Value{to, p, flagIndir | flag(Slice)}
		}
	case f == String && t == Slice && to.Elem().Kind() == abi.Int32:
		return func(v Value, to *abi.Type) Value {
			p := unsafe_New(to)
			*(*[]rune)(p) = []rune(*(*string)(v.ptr))
			return Value{to, p, flagIndir | flag(Slice)}
		}
	case t == Interface && implements(to, from):
		return func(v Value, to *abi.Type) Value { return v.inInterface(to) }
	case f == t && sameUnderlying(to, from),
		f == Pointer && t == Pointer && !to.HasName() && !from.HasName() && sameUnderlying(to.Elem(), from.Elem()):
		return func(v Value, to *abi.Type) Value {
			if v.flag&flagAddr != 0 {
				p := unsafe_New(to)
				typedmemmove(to, p, v.ptr)
				v.ptr = p
				v.flag &^= flagAddr
			}
			v.typ = to
			return v
		}
	}
	return nil
}

func makeString(t *abi.Type, s string) Value {
	p := unsafe_New(t)
	*(*string)(p) = s
	return Value{t, p, flagIndir | flag(String)}
}

func convertNumber(v Value, to *abi.Type) Value {
	out := Value{to, unsafe_New(to), flagIndir | flagAddr | flag(to.Kind())}
	switch {
	case out.CanInt() && v.CanInt():
		out.SetInt(v.Int())
	case out.CanInt() && v.CanUint():
		out.SetInt(int64(v.Uint()))
	case out.CanInt():
		out.SetInt(int64(v.Float()))
	case out.CanUint() && v.CanInt():
		out.SetUint(uint64(v.Int()))
	case out.CanUint() && v.CanUint():
		out.SetUint(v.Uint())
	case out.CanUint():
		out.SetUint(uint64(v.Float()))
	case v.CanInt():
		out.SetFloat(float64(v.Int()))
	case v.CanUint():
		out.SetFloat(float64(v.Uint()))
	default:
		out.SetFloat(v.Float())
	}
	out.flag &^= flagAddr
	return out
}

// CanConvert reports whether the value v can be converted to type t.
func (v Value) CanConvert(t Type) bool { return v.Type().ConvertibleTo(t) }

// Convert returns the value v converted to type t.
func (v Value) Convert(t Type) Value {
	convert := conversionOf(t.common(), v.typ)
	if convert == nil {
		panic("reflect.Value.Convert: value of type " + typeString(v.typ) + " cannot be converted to type " + t.String())
	}
	out := convert(v, t.common())
	out.flag |= v.flag.readOnly()
	return out
}
