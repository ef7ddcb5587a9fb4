// Package reflect implements run-time reflection, allowing a program to manipulate
// objects with arbitrary types.
package reflect

import (
	"internal/abi"
	"unsafe"
)

// Type is the representation of a Go type. Not all methods apply to all kinds of
// types: they panic where they do not. Type values are comparable, such as with the
// == operator.
type Type interface {
	// Align returns the alignment in bytes of a value of this type when allocated
	// in memory, FieldAlign when used as a field in a struct.
	Align() int
	FieldAlign() int

	// Method returns the i'th method in the type's method set, sorted by name.
	Method(int) Method
	MethodByName(string) (Method, bool)
	NumMethod() int

	// Name returns the type's name within its package for a defined type, "" for
	// others; PkgPath the package that defines it.
	Name() string
	PkgPath() string

	// Size returns the number of bytes needed to store a value of the given type.
	Size() uintptr

	// String returns a string representation of the type.
	String() string
	Kind() Kind

	Implements(u Type) bool
	AssignableTo(u Type) bool
	ConvertibleTo(u Type) bool
	Comparable() bool

	Bits() int
	ChanDir() ChanDir
	IsVariadic() bool
	Elem() Type
	Field(i int) StructField
	FieldByIndex(index []int) StructField
	FieldByName(name string) (StructField, bool)
	FieldByNameFunc(match func(string) bool) (StructField, bool)
	In(i int) Type
	Key() Type
	Len() int
	NumField() int
	NumIn() int
	NumOut() int
	Out(i int) Type

	common() *abi.Type
}

// A Kind represents the specific kind of type that a Type represents. The zero Kind
// is not a valid kind.
type Kind uint

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

// Ptr is the old name for the Pointer kind.
const Ptr = Pointer

// String returns the name of k.
func (k Kind) String() string {
	if k <= UnsafePointer {
		return abi.Kind(k).String()
	}
	digits := []byte{}
	for ; k > 0; k /= 10 {
		digits = append([]byte{'0' + byte(k%10)}, digits...)
	}
	return "kind" + string(digits)
}

// ChanDir represents a channel type's direction.
type ChanDir int

const (
	RecvDir ChanDir             = 1 << iota // <-chan
	SendDir                                 // chan<-
	BothDir = RecvDir | SendDir             // chan
)

func (d ChanDir) String() string {
	switch d {
	case SendDir:
		return "chan<-"
	case RecvDir:
		return "<-chan"
	case BothDir:
		return "chan"
	}
	return "ChanDir" + Kind(d).String()[4:]
}

// rtype is a type descriptor as a Type.
type rtype struct {
	t abi.Type
}

func toType(t *abi.Type) Type {
	if t == nil {
		return nil
	}
	return (*rtype)(unsafe.Pointer(t))
}

// TypeOf returns the reflection Type that represents the dynamic type of i. If i is
// a nil interface value, TypeOf returns nil.
func TypeOf(i any) Type {
	return toType((*abi.EmptyInterface)(unsafe.Pointer(&i)).Type)
}

// typeString is the type as Go writes it.
func typeString(t *abi.Type) string { return resolveName(t.Str).Name() }

func (t *rtype) common() *abi.Type { return &t.t }
func (t *rtype) String() string    { return typeString(&t.t) }
func (t *rtype) Size() uintptr     { return t.t.Size_ }
func (t *rtype) Align() int        { return int(t.t.Align_) }
func (t *rtype) FieldAlign() int   { return int(t.t.FieldAlign_) }
func (t *rtype) Kind() Kind        { return Kind(t.t.Kind()) }
func (t *rtype) Comparable() bool  { return t.t.Equal != nil }

func (t *rtype) Name() string {
	if !t.t.HasName() {
		return ""
	}
	s := t.String()
	depth := 0 // of brackets: type arguments have dots too
	for i := len(s) - 1; i >= 0; i-- {
		switch s[i] {
		case ']':
			depth++
		case '[':
			depth--
		case '.':
			if depth == 0 {
				return s[i+1:]
			}
		}
	}
	return s
}

func (t *rtype) PkgPath() string {
	if !t.t.HasName() {
		return ""
	}
	if u := t.t.Uncommon(); u != nil {
		return resolveName(u.PkgPath).Name()
	}
	return ""
}

func (t *rtype) must(k Kind, method string) {
	if t.Kind() != k {
		panic("reflect: " + method + " of non-" + k.String() + " type " + t.String())
	}
}

func (t *rtype) Bits() int {
	if k := t.Kind(); k < Int || k > Complex128 {
		panic("reflect: Bits of non-arithmetic Type " + t.String())
	}
	return int(t.t.Size_) * 8
}

func (t *rtype) ChanDir() ChanDir {
	t.must(Chan, "ChanDir")
	return ChanDir((*abi.ChanType)(unsafe.Pointer(t)).Dir)
}

func (t *rtype) Elem() Type {
	elem := t.t.Elem()
	if elem == nil {
		panic("reflect: Elem of invalid type " + t.String())
	}
	return toType(elem)
}

func (t *rtype) Key() Type {
	t.must(Map, "Key")
	return toType((*abi.MapType)(unsafe.Pointer(t)).Key)
}

func (t *rtype) Len() int {
	t.must(Array, "Len")
	return t.t.Len()
}

func (t *rtype) function(method string) *abi.FuncType {
	t.must(Func, method)
	return (*abi.FuncType)(unsafe.Pointer(t))
}

func (t *rtype) IsVariadic() bool { return t.function("IsVariadic").IsVariadic() }
func (t *rtype) NumIn() int       { return t.function("NumIn").NumIn() }
func (t *rtype) NumOut() int      { return t.function("NumOut").NumOut() }
func (t *rtype) In(i int) Type    { return toType(t.function("In").In(i)) }
func (t *rtype) Out(i int) Type   { return toType(t.function("Out").Out(i)) }

// Method represents a single method.
type Method struct {
	Name    string
	PkgPath string
	Type    Type  // method type
	Func    Value // func with receiver as first argument: always the zero Value here
	Index   int   // index for Type.Method
}

// IsExported reports whether the method is exported.
func (m Method) IsExported() bool { return m.PkgPath == "" }

func (t *rtype) NumMethod() int {
	if t.Kind() == Interface {
		return (*abi.InterfaceType)(unsafe.Pointer(t)).NumMethod()
	}
	if u := t.t.Uncommon(); u != nil {
		return int(u.Xcount)
	}
	return 0
}

func (t *rtype) Method(i int) Method {
	if i < 0 || i >= t.NumMethod() {
		panic("reflect: Method index out of range")
	}
	if t.Kind() == Interface {
		m := (*abi.InterfaceType)(unsafe.Pointer(t)).Methods[i]
		name := resolveName(m.Name)
		method := Method{Name: name.Name(), Type: toType(resolveType(m.Typ)), Index: i}
		if !name.IsExported() {
			method.PkgPath = resolveName(name.PkgPathOff()).Name()
		}
		return method
	}
	m := t.t.Uncommon().ExportedMethods()[i]
	return Method{Name: resolveName(m.Name).Name(), Type: toType(resolveType(m.Mtyp)), Index: i}
}

func (t *rtype) MethodByName(name string) (Method, bool) {
	for i := 0; i < t.NumMethod(); i++ {
		if m := t.Method(i); m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}

func (t *rtype) Implements(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.Implements")
	}
	if u.Kind() != Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	return implements(u.common(), &t.t)
}

func implements(inter, t *abi.Type) bool {
	want := (*abi.InterfaceType)(unsafe.Pointer(inter))
	if t.Kind() != abi.Interface {
		return runtime_implements(want, t)
	}
	// An interface has the methods that it lists, in the order of their names.
	have := (*abi.InterfaceType)(unsafe.Pointer(t)).Methods
	j := 0
	for _, m := range want.Methods {
		name := resolveName(m.Name).Name()
		for j < len(have) && resolveName(have[j].Name).Name() != name {
			j++
		}
		if j == len(have) || resolveType(have[j].Typ) != resolveType(m.Typ) {
			return false
		}
		j++
	}
	return true
}

func (t *rtype) AssignableTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.AssignableTo")
	}
	return assignable(u.common(), &t.t)
}

// assignable reports whether a value of type t can be assigned to a variable of type
// to.
func assignable(to, t *abi.Type) bool {
	if to == t {
		return true
	}
	if to.Kind() == abi.Interface {
		return implements(to, t)
	}
	if to.HasName() && t.HasName() || to.Kind() != t.Kind() {
		return false
	}
	return sameUnderlying(to, t)
}

func (t *rtype) ConvertibleTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.ConvertibleTo")
	}
	return conversionOf(u.common(), &t.t) != nil
}

// sameUnderlying reports whether two types of the same kind have the same underlying
// type.
func sameUnderlying(t, u *abi.Type) bool {
	if t == u {
		return true
	}
	if t.Kind() != u.Kind() {
		return false
	}
	a, b := toType(t), toType(u)
	switch a.Kind() {
	case Array:
		return a.Elem() == b.Elem() && a.Len() == b.Len()
	case Chan:
		return a.Elem() == b.Elem() && (a.ChanDir() == b.ChanDir() || b.ChanDir() == BothDir)
	case Pointer, Slice:
		return a.Elem() == b.Elem()
	case Map:
		return a.Elem() == b.Elem() && a.Key() == b.Key()
	case Func:
		if a.NumIn() != b.NumIn() || a.NumOut() != b.NumOut() || a.IsVariadic() != b.IsVariadic() {
			return false
		}
		for i := 0; i < a.NumIn(); i++ {
			if a.In(i) != b.In(i) {
				return false
			}
		}
		for i := 0; i < a.NumOut(); i++ {
			if a.Out(i) != b.Out(i) {
				return false
			}
		}
		return true
	case Interface:
		return a.NumMethod() == b.NumMethod() && implements(t, u)
	case Struct:
		if a.NumField() != b.NumField() {
			return false
		}
		for i := 0; i < a.NumField(); i++ {
			f, g := a.Field(i), b.Field(i)
			if f.Name != g.Name || f.Type != g.Type || f.Tag != g.Tag || f.Anonymous != g.Anonymous {
				return false
			}
		}
		return true
	}
	return true // basic
}
