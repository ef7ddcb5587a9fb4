package reflect

import (
	"internal/abi"
	"unsafe"
)

// flag says what a Value is besides its type.
type flag uintptr

const (
	flagKindMask flag = 1<<5 - 1
	flagStickyRO flag = 1 << 5 // got through an unexported field that is not embedded
	flagEmbedRO  flag = 1 << 6 // got through an unexported embedded field
	flagIndir    flag = 1 << 7 // ptr points to the value; else it is the value
	flagAddr     flag = 1 << 8 // the value is a variable that can be set
	flagRO            = flagStickyRO | flagEmbedRO
)

// Value is the reflection interface to a Go value. The zero Value represents no
// value: its IsValid method returns false, its Kind method returns Invalid, its
// String method returns "<invalid Value>", and all other methods panic.
type Value struct {
	typ *abi.Type
	ptr unsafe.Pointer
	flag
}

// A ValueError occurs when a Value method is invoked on a Value that does not
// support it.
type ValueError struct {
	Method string
	Kind   Kind
}

func (e *ValueError) Error() string {
	if e.Kind == Invalid {
		return "reflect: call of " + e.Method + " on zero Value"
	}
	return "reflect: call of " + e.Method + " on " + e.Kind.String() + " Value"
}

func (v Value) kind() Kind { return Kind(v.flag & flagKindMask) }

// must panics unless v is of the kind.
func (v Value) must(k Kind, method string) {
	if v.kind() != k {
		panic(&ValueError{"reflect.Value." + method, v.kind()})
	}
}

func (v Value) fail(method string) {
	panic(&ValueError{"reflect.Value." + method, v.kind()})
}

func (v Value) mustBeExported(method string) {
	if v.flag == 0 {
		panic(&ValueError{"reflect.Value." + method, Invalid})
	}
	if v.flag&flagRO != 0 {
		panic("reflect: reflect.Value." + method + " using value obtained using unexported field")
	}
}

func (v Value) mustBeAssignable(method string) {
	v.mustBeExported(method)
	if v.flag&flagAddr == 0 {
		panic("reflect: reflect.Value." + method + " using unaddressable value")
	}
}

// pointer is what a value of pointer shape points to.
func (v Value) pointer() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return *(*unsafe.Pointer)(v.ptr)
	}
	return v.ptr
}

// memory is where the value lies; it makes a place for one that lies nowhere.
func (v *Value) memory() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return v.ptr
	}
	p := unsafe_New(v.typ)
	*(*unsafe.Pointer)(p) = v.ptr
	return p
}

// ValueOf returns a new Value initialized to the concrete value stored in the
// interface i. ValueOf(nil) returns the zero Value.
func ValueOf(i any) Value {
	e := (*abi.EmptyInterface)(unsafe.Pointer(&i))
	if e.Type == nil {
		return Value{}
	}
	f := flag(e.Type.Kind())
	if e.Type.IfaceIndir() {
		f |= flagIndir
	}
	return Value{e.Type, e.Data, f}
}

// toEmpty is the value as an any; the value of a variable is copied.
func (v Value) toEmpty() (i any) {
	e := (*abi.EmptyInterface)(unsafe.Pointer(&i))
	switch {
	case v.typ.IfaceIndir():
		p := v.ptr
		if v.flag&flagAddr != 0 {
			p = unsafe_New(v.typ)
			typedmemmove(v.typ, p, v.ptr)
		}
		e.Data = p
	case v.flag&flagIndir != 0:
		e.Data = *(*unsafe.Pointer)(v.ptr)
	default:
		e.Data = v.ptr
	}
	e.Type = v.typ
	return i
}

// Interface returns v's current value as an interface{}. It panics if the Value was
// obtained by accessing unexported struct fields.
func (v Value) Interface() (i any) {
	if v.flag == 0 {
		v.fail("Interface")
	}
	if v.flag&flagRO != 0 {
		panic("reflect.Value.Interface: cannot return value obtained from unexported field or method")
	}
	return v.anyway()
}

// anyway is Interface without asking for permission.
func (v Value) anyway() any {
	if v.kind() != Interface {
		return v.toEmpty()
	}
	if v.typ.Uncommon() == nil && len((*abi.InterfaceType)(unsafe.Pointer(v.typ)).Methods) == 0 {
		return *(*any)(v.ptr)
	}
	return interfaceAt(v.typ, v.ptr)
}

// interfaceAt reads the interface of type t at p as an any.
func interfaceAt(t *abi.Type, p unsafe.Pointer) (i any) {
	if len((*abi.InterfaceType)(unsafe.Pointer(t)).Methods) == 0 {
		return *(*any)(p)
	}
	n := (*abi.NonEmptyInterface)(p)
	if n.ITab == nil {
		return nil
	}
	e := (*abi.EmptyInterface)(unsafe.Pointer(&i))
	e.Type, e.Data = n.ITab.Type, n.Data
	return i
}

// IsValid reports whether v represents a value.
func (v Value) IsValid() bool { return v.flag != 0 }

// Kind returns v's Kind.
func (v Value) Kind() Kind { return v.kind() }

// Type returns v's type.
func (v Value) Type() Type {
	if v.flag == 0 {
		v.fail("Type")
	}
	return toType(v.typ)
}

// CanAddr reports whether the value's address can be obtained with Addr.
func (v Value) CanAddr() bool { return v.flag&flagAddr != 0 }

// CanSet reports whether the value of v can be changed.
func (v Value) CanSet() bool { return v.flag&(flagAddr|flagRO) == flagAddr }

// CanInterface reports whether Interface can be used without panicking.
func (v Value) CanInterface() bool {
	if v.flag == 0 {
		v.fail("CanInterface")
	}
	return v.flag&flagRO == 0
}

// CanInt reports whether Int can be used without panicking.
func (v Value) CanInt() bool { return Int <= v.kind() && v.kind() <= Int64 }

// CanUint reports whether Uint can be used without panicking.
func (v Value) CanUint() bool { return Uint <= v.kind() && v.kind() <= Uintptr }

// CanFloat reports whether Float can be used without panicking.
func (v Value) CanFloat() bool { return v.kind() == Float32 || v.kind() == Float64 }

// Addr returns a pointer value representing the address of v.
func (v Value) Addr() Value {
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.Addr of unaddressable value")
	}
	return Value{pointerTo(v.typ), v.ptr, v.flag&flagRO | flag(Pointer)}
}

// UnsafeAddr returns a pointer to v's data, as a uintptr.
func (v Value) UnsafeAddr() uintptr {
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.UnsafeAddr of unaddressable value")
	}
	return uintptr(v.ptr)
}

// Bool returns v's underlying value.
func (v Value) Bool() bool {
	v.must(Bool, "Bool")
	return *(*bool)(v.ptr)
}

// Int returns v's underlying value, as an int64.
func (v Value) Int() int64 {
	switch v.kind() {
	case Int:
		return int64(*(*int)(v.ptr))
	case Int8:
		return int64(*(*int8)(v.ptr))
	case Int16:
		return int64(*(*int16)(v.ptr))
	case Int32:
		return int64(*(*int32)(v.ptr))
	case Int64:
		return *(*int64)(v.ptr)
	}
	v.fail("Int")
	return 0
}

// Uint returns v's underlying value, as a uint64.
func (v Value) Uint() uint64 {
	switch v.kind() {
	case Uint:
		return uint64(*(*uint)(v.ptr))
	case Uint8:
		return uint64(*(*uint8)(v.ptr))
	case Uint16:
		return uint64(*(*uint16)(v.ptr))
	case Uint32:
		return uint64(*(*uint32)(v.ptr))
	case Uint64:
		return *(*uint64)(v.ptr)
	case Uintptr:
		return uint64(*(*uintptr)(v.ptr))
	}
	v.fail("Uint")
	return 0
}

// Float returns v's underlying value, as a float64.
func (v Value) Float() float64 {
	switch v.kind() {
	case Float32:
		return float64(*(*float32)(v.ptr))
	case Float64:
		return *(*float64)(v.ptr)
	}
	v.fail("Float")
	return 0
}

// String returns the string v's underlying value, as a string. Unlike the other
// getters, it does not panic if v's Kind is not String: it returns a string of the
// form "<T value>" where T is v's type.
func (v Value) String() string {
	switch v.kind() {
	case String:
		return *(*string)(v.ptr)
	case Invalid:
		return "<invalid Value>"
	}
	return "<" + typeString(v.typ) + " Value>"
}

// Bytes returns v's underlying value: a slice of bytes or an addressable array of
// bytes.
func (v Value) Bytes() []byte {
	switch v.kind() {
	case Slice:
		if v.typ.Elem().Kind() != abi.Uint8 {
			panic("reflect.Value.Bytes of non-byte slice")
		}
		return *(*[]byte)(v.ptr)
	case Array:
		if v.typ.Elem().Kind() != abi.Uint8 {
			panic("reflect.Value.Bytes of non-byte array")
		}
		if !v.CanAddr() {
			panic("reflect.Value.Bytes of unaddressable byte array")
		}
		s := sliceHeader{v.ptr, v.typ.Len(), v.typ.Len()}
		return *(*[]byte)(unsafe.Pointer(&s))
	}
	v.fail("Bytes")
	return nil
}

// IsNil reports whether its argument v is nil: a chan, func, interface, map,
// pointer, or slice value.
func (v Value) IsNil() bool {
	switch v.kind() {
	case Chan, Func, Map, Pointer, UnsafePointer:
		return v.pointer() == nil
	case Interface, Slice:
		return *(*unsafe.Pointer)(v.ptr) == nil
	}
	v.fail("IsNil")
	return false
}

// Pointer returns v's value as a uintptr.
func (v Value) Pointer() uintptr {
	switch v.kind() {
	case Chan, Map, Pointer, UnsafePointer:
		return uintptr(v.pointer())
	case Func: // the code, not the closure
		p := v.pointer()
		if p == nil {
			return 0
		}
		return *(*uintptr)(p)
	case Slice, String:
		return *(*uintptr)(v.ptr)
	}
	v.fail("Pointer")
	return 0
}

// UnsafePointer returns v's value as an unsafe.Pointer.
func (v Value) UnsafePointer() unsafe.Pointer { return unsafe.Pointer(v.Pointer()) }

// Elem returns the value that the interface v contains or that the pointer v points
// to. It returns the zero Value if v is nil.
func (v Value) Elem() Value {
	switch v.kind() {
	case Interface:
		e := ValueOf(interfaceAt(v.typ, v.ptr))
		if e.flag != 0 {
			e.flag |= v.flag.readOnly()
		}
		return e
	case Pointer:
		p := v.pointer()
		if p == nil {
			return Value{}
		}
		t := v.typ.Elem()
		return Value{t, p, v.flag&flagRO | flagIndir | flagAddr | flag(t.Kind())}
	}
	v.fail("Elem")
	return Value{}
}

// readOnly is what values reached through f inherit.
func (f flag) readOnly() flag {
	if f&flagRO != 0 {
		return flagStickyRO
	}
	return 0
}

// Indirect returns the value that v points to. If v is not a pointer, Indirect
// returns v.
func Indirect(v Value) Value {
	if v.Kind() != Pointer {
		return v
	}
	return v.Elem()
}

// NumField returns the number of fields in the struct v.
func (v Value) NumField() int {
	v.must(Struct, "NumField")
	return len((*abi.StructType)(unsafe.Pointer(v.typ)).Fields)
}

// Field returns the i'th field of the struct v.
func (v Value) Field(i int) Value {
	v.must(Struct, "Field")
	st := (*abi.StructType)(unsafe.Pointer(v.typ))
	if uint(i) >= uint(len(st.Fields)) {
		panic("reflect: Field index out of range")
	}
	f := &st.Fields[i]
	fl := v.flag&(flagStickyRO|flagIndir|flagAddr) | flag(f.Typ.Kind())
	if !f.Name.IsExported() {
		if f.Embedded() {
			fl |= flagEmbedRO
		} else {
			fl |= flagStickyRO
		}
	}
	// A struct that is held directly has one field that takes all of it, besides
	// fields without size.
	p := v.ptr
	if v.flag&flagIndir != 0 {
		p = add(v.ptr, f.Offset)
	}
	return Value{f.Typ, p, fl}
}

// FieldByIndex returns the nested field corresponding to index.
func (v Value) FieldByIndex(index []int) Value {
	v.must(Struct, "FieldByIndex")
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.Elem().Kind() == abi.Struct {
			if v.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct")
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}

// FieldByName returns the struct field with the given name, the zero Value if there
// is none.
func (v Value) FieldByName(name string) Value {
	v.must(Struct, "FieldByName")
	if f, ok := toType(v.typ).FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// Len returns v's length.
func (v Value) Len() int {
	switch v.kind() {
	case Slice:
		return (*sliceHeader)(v.ptr).Len
	case String:
		return (*stringHeader)(v.ptr).Len
	case Array:
		return v.typ.Len()
	case Map:
		return maplen(v.pointer())
	case Chan:
		return chanlen(v.pointer())
	case Pointer:
		if v.typ.Elem().Kind() == abi.Array {
			return v.typ.Elem().Len()
		}
	}
	v.fail("Len")
	return 0
}

// Cap returns v's capacity.
func (v Value) Cap() int {
	switch v.kind() {
	case Slice:
		return (*sliceHeader)(v.ptr).Cap
	case Array:
		return v.typ.Len()
	case Chan:
		return chancap(v.pointer())
	case Pointer:
		if v.typ.Elem().Kind() == abi.Array {
			return v.typ.Elem().Len()
		}
	}
	v.fail("Cap")
	return 0
}

var uint8Type = TypeOf(uint8(0)).common()

// Index returns v's i'th element.
func (v Value) Index(i int) Value {
	switch v.kind() {
	case Array:
		if uint(i) >= uint(v.typ.Len()) {
			panic("reflect: array index out of range")
		}
		elem := v.typ.Elem()
		p := v.ptr
		if v.flag&flagIndir != 0 {
			p = add(v.ptr, uintptr(i)*elem.Size_)
		}
		return Value{elem, p, v.flag&(flagIndir|flagAddr) | v.flag.readOnly() | flag(elem.Kind())}
	case Slice:
		s := (*sliceHeader)(v.ptr)
		if uint(i) >= uint(s.Len) {
			panic("reflect: slice index out of range")
		}
		elem := v.typ.Elem()
		return Value{elem, add(s.Data, uintptr(i)*elem.Size_), flagAddr | flagIndir | v.flag.readOnly() | flag(elem.Kind())}
	case String:
		s := (*stringHeader)(v.ptr)
		if uint(i) >= uint(s.Len) {
			panic("reflect: string index out of range")
		}
		return Value{uint8Type, add(s.Data, uintptr(i)), v.flag.readOnly() | flagIndir | flag(Uint8)}
	}
	v.fail("Index")
	return Value{}
}

// IsZero reports whether v is the zero value for its type.
func (v Value) IsZero() bool {
	switch v.kind() {
	case Float32:
		return *(*uint32)(v.ptr) == 0 // -0 is not
	case Float64:
		return *(*uint64)(v.ptr) == 0
	case Chan, Func, Interface, Map, Pointer, Slice, UnsafePointer:
		return v.IsNil()
	case String:
		return v.Len() == 0
	case Array:
		for i := 0; i < v.Len(); i++ {
			if !v.Index(i).IsZero() {
				return false
			}
		}
		return true
	case Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).IsZero() {
				return false
			}
		}
		return true
	case Bool:
		return !v.Bool()
	case Invalid:
		v.fail("IsZero")
	}
	if v.CanInt() {
		return v.Int() == 0
	}
	return v.Uint() == 0
}

// NumMethod returns the number of methods in the value's method set.
func (v Value) NumMethod() int {
	if v.typ == nil {
		v.fail("NumMethod")
	}
	return toType(v.typ).NumMethod()
}

// Comparable reports whether the value v is comparable: also what interfaces in it
// hold.
func (v Value) Comparable() bool {
	switch v.kind() {
	case Invalid:
		return true
	case Interface:
		return v.IsNil() || v.Elem().Comparable()
	case Array:
		for i := 0; i < v.Len(); i++ {
			if !v.Index(i).Comparable() {
				return false
			}
		}
		return v.typ.Equal != nil
	case Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).Comparable() {
				return false
			}
		}
		return true
	}
	return v.typ.Equal != nil
}

// Equal reports whether v is equal to u.
func (v Value) Equal(u Value) bool {
	if v.Kind() == Interface {
		v = v.Elem()
	}
	if u.Kind() == Interface {
		u = u.Elem()
	}
	if !v.IsValid() || !u.IsValid() {
		return v.IsValid() == u.IsValid()
	}
	if v.typ != u.typ {
		return false
	}
	if v.typ.Equal == nil {
		panic("reflect.Value.Equal: values of type " + typeString(v.typ) + " are not comparable")
	}
	return v.typ.Equal(v.memory(), u.memory())
}
