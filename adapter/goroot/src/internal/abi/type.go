// Package abi describes what the compiler writes into the read-only data of a
// program so that the runtime, reflection and the debugger can find their way:
// type descriptors, interface tables and the numbers of special functions.
//
// A type descriptor is a Type followed by what its kind adds (ArrayType,
// MapType, …) and, for types with a name or methods, by an UncommonType. The
// descriptors are data, never code: whoever reads one casts the pointer to the
// kind's struct.
//
// Offsets instead of pointers (NameOff, TypeOff, TextOff) keep the descriptors
// free of relocations. NameOff and TypeOff count from the start of the type
// section, TextOff from the start of the text.
package abi

import "unsafe"

// Type is the part that every descriptor begins with. 48 bytes.
type Type struct {
	Size_       uintptr
	PtrBytes    uintptr // bytes at the front of the value that can hold pointers; 0: none
	Hash        uint32  // of the type's full name; a type switch compares it first
	TFlag       TFlag
	Align_      uint8
	FieldAlign_ uint8
	Kind_       Kind
	// Equal compares two values of the type. nil: the type cannot be compared.
	Equal     func(unsafe.Pointer, unsafe.Pointer) bool
	GCData    *byte // one bit a word, least significant first, for PtrBytes bytes
	Str       NameOff
	PtrToThis TypeOff // descriptor of *T, 0 when the program has none
}

// Kind is what a type is made of, and in its upper bits how interfaces hold it.
type Kind uint8

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

const (
	// KindDirectIface says that an interface's data word is the value itself:
	// pointers, maps, channels, functions and what holds exactly one of them.
	KindDirectIface Kind = 1 << 5
	KindMask        Kind = 1<<5 - 1
)

var kindNames = [...]string{
	"invalid", "bool", "int", "int8", "int16", "int32", "int64",
	"uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
	"float32", "float64", "complex64", "complex128",
	"array", "chan", "func", "interface", "map", "ptr", "slice", "string", "struct", "unsafe.Pointer",
}

func (k Kind) String() string {
	k &= KindMask
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[0]
}

// TFlag says what follows the descriptor and how its memory compares.
type TFlag uint8

const (
	TFlagUncommon      TFlag = 1 << 0 // an UncommonType follows
	TFlagExtraStar     TFlag = 1 << 1 // never set by our compiler
	TFlagNamed         TFlag = 1 << 2
	TFlagRegularMemory TFlag = 1 << 3 // equal exactly when the bytes are equal
)

type (
	NameOff int32
	TypeOff int32
	TextOff int32
)

//go:nosplit
func (t *Type) Kind() Kind      { return t.Kind_ & KindMask }
func (t *Type) Size() uintptr   { return t.Size_ }
func (t *Type) Align() int      { return int(t.Align_) }
func (t *Type) FieldAlign() int { return int(t.FieldAlign_) }
func (t *Type) HasName() bool   { return t.TFlag&TFlagNamed != 0 }

//go:nosplit
func (t *Type) Pointers() bool { return t.PtrBytes != 0 }

//go:nosplit
func (t *Type) IfaceIndir() bool { return t.Kind_&KindDirectIface == 0 }

//go:nosplit
func (t *Type) IsDirectIface() bool { return t.Kind_&KindDirectIface != 0 }

// Len is the length of an array type, 0 for others.
func (t *Type) Len() int {
	if t.Kind() == Array {
		return int((*ArrayType)(unsafe.Pointer(t)).Len)
	}
	return 0
}

// Elem is the element type of an array, channel, map, pointer or slice type.
func (t *Type) Elem() *Type {
	switch t.Kind() {
	case Array:
		return (*ArrayType)(unsafe.Pointer(t)).Elem
	case Chan:
		return (*ChanType)(unsafe.Pointer(t)).Elem
	case Map:
		return (*MapType)(unsafe.Pointer(t)).Elem
	case Pointer:
		return (*PtrType)(unsafe.Pointer(t)).Elem
	case Slice:
		return (*SliceType)(unsafe.Pointer(t)).Elem
	}
	return nil
}

// Method is one method of a type that is not an interface, sorted by name.
type Method struct {
	Name NameOff
	Mtyp TypeOff // the method's function type without receiver
	Ifn  TextOff // receiver is an interface's data word
	Tfn  TextOff // receiver is the value
}

// UncommonType lists the methods of a type.
type UncommonType struct {
	PkgPath NameOff
	Mcount  uint16
	Xcount  uint16 // how many of them are exported
	Moff    uint32 // from this struct to the first Method
	_       uint32
}

func (u *UncommonType) Methods() []Method {
	if u.Mcount == 0 {
		return nil
	}
	first := (*[1 << 16]Method)(unsafe.Pointer(uintptr(unsafe.Pointer(u)) + uintptr(u.Moff)))
	return first[:u.Mcount:u.Mcount]
}

func (u *UncommonType) ExportedMethods() []Method {
	if u.Xcount == 0 {
		return nil
	}
	first := (*[1 << 16]Method)(unsafe.Pointer(uintptr(unsafe.Pointer(u)) + uintptr(u.Moff)))
	return first[:u.Xcount:u.Xcount]
}

// Uncommon finds the UncommonType behind the kind's own struct.
func (t *Type) Uncommon() *UncommonType {
	if t.TFlag&TFlagUncommon == 0 {
		return nil
	}
	var size uintptr
	switch t.Kind() {
	case Array:
		size = unsafe.Sizeof(ArrayType{})
	case Chan:
		size = unsafe.Sizeof(ChanType{})
	case Func:
		size = unsafe.Sizeof(FuncType{})
	case Interface:
		size = unsafe.Sizeof(InterfaceType{})
	case Map:
		size = unsafe.Sizeof(MapType{})
	case Pointer:
		size = unsafe.Sizeof(PtrType{})
	case Slice:
		size = unsafe.Sizeof(SliceType{})
	case Struct:
		size = unsafe.Sizeof(StructType{})
	default:
		size = unsafe.Sizeof(Type{})
	}
	return (*UncommonType)(unsafe.Pointer(uintptr(unsafe.Pointer(t)) + size))
}

// Imethod is one method that an interface asks for, sorted by name.
type Imethod struct {
	Name NameOff
	Typ  TypeOff
}

type ArrayType struct {
	Type
	Elem  *Type
	Slice *Type
	Len   uintptr
}

type ChanDir int

const (
	RecvDir    ChanDir = 1 << iota // <-chan
	SendDir                        // chan<-
	BothDir            = RecvDir | SendDir
	InvalidDir ChanDir = 0
)

type ChanType struct {
	Type
	Elem *Type
	Dir  ChanDir
}

// FuncType is followed (after an UncommonType, if any) by its parameter and result types.
type FuncType struct {
	Type
	InCount  uint16
	OutCount uint16 // bit 15: the last parameter is variadic
}

func (t *FuncType) IsVariadic() bool { return t.OutCount&(1<<15) != 0 }
func (t *FuncType) NumIn() int       { return int(t.InCount) }
func (t *FuncType) NumOut() int      { return int(t.OutCount & (1<<15 - 1)) }

func (t *FuncType) all() *[1 << 16]*Type {
	at := uintptr(unsafe.Pointer(t)) + unsafe.Sizeof(FuncType{})
	if t.TFlag&TFlagUncommon != 0 {
		at += unsafe.Sizeof(UncommonType{})
	}
	return (*[1 << 16]*Type)(unsafe.Pointer(at))
}

func (t *FuncType) In(i int) *Type  { return t.all()[i] }
func (t *FuncType) Out(i int) *Type { return t.all()[int(t.InCount)+i] }

type InterfaceType struct {
	Type
	PkgPath Name
	Methods []Imethod
}

func (t *InterfaceType) NumMethod() int { return len(t.Methods) }

// MapType carries the sizes that the map functions need, so that they do not
// have to look at the key and element types for each operation.
type MapType struct {
	Type
	Key    *Type
	Elem   *Type
	Bucket *Type // the struct of one bucket: see runtime/map.go
	// Hasher hashes the key at the pointer, beginning from a seed.
	Hasher     func(unsafe.Pointer, uintptr) uintptr
	KeySize    uint8  // of a key slot: the key's size, or 8 when the bucket holds a pointer to it
	ValueSize  uint8  // of an element slot, likewise
	BucketSize uint16 // of a bucket
	Flags      uint32
}

// The map functions of the runtime call these all the time. Without a check for
// stack they are no place to be preempted at.

//go:nosplit
func (mt *MapType) IndirectKey() bool { return mt.Flags&1 != 0 } // the slot holds a pointer to the key
//go:nosplit
func (mt *MapType) IndirectElem() bool { return mt.Flags&2 != 0 } // the slot holds a pointer to the element
//go:nosplit
func (mt *MapType) ReflexiveKey() bool { return mt.Flags&4 != 0 } // k == k for every k: no floats, no interfaces
//go:nosplit
func (mt *MapType) NeedKeyUpdate() bool { return mt.Flags&8 != 0 } // overwriting must store the key again (+0 and -0)
//go:nosplit
func (mt *MapType) HashMightPanic() bool { return mt.Flags&16 != 0 } // an interface key may hold something unhashable

type PtrType struct {
	Type
	Elem *Type
}

type SliceType struct {
	Type
	Elem *Type
}

type StructField struct {
	Name   Name
	Typ    *Type
	Offset uintptr
}

func (f *StructField) Embedded() bool { return f.Name.IsEmbedded() }

type StructType struct {
	Type
	PkgPath Name
	Fields  []StructField
}

// Name points at a name: a flag byte, the length as a varint, the bytes, then a
// tag (length, bytes) and the offset of a package path if the flags say so.
type Name struct {
	Bytes *byte
}

func (n Name) at(i int) *byte {
	return (*byte)(unsafe.Pointer(uintptr(unsafe.Pointer(n.Bytes)) + uintptr(i)))
}

func (n Name) IsExported() bool { return *n.Bytes&1 != 0 }
func (n Name) HasTag() bool     { return *n.Bytes&2 != 0 }
func (n Name) HasPkgPath() bool { return *n.Bytes&4 != 0 }
func (n Name) IsEmbedded() bool { return *n.Bytes&8 != 0 }
func (n Name) IsBlank() bool    { return n.Name() == "_" }

// ReadVarint reads the varint at offset off: how many bytes it takes, its value.
func (n Name) ReadVarint(off int) (int, int) {
	v := 0
	for i := 0; ; i++ {
		b := *n.at(off + i)
		v += int(b&0x7f) << uint(7*i)
		if b&0x80 == 0 {
			return i + 1, v
		}
	}
}

type stringParts struct {
	ptr *byte
	len int
}

func (n Name) Name() string {
	if n.Bytes == nil {
		return ""
	}
	width, length := n.ReadVarint(1)
	s := stringParts{n.at(1 + width), length}
	return *(*string)(unsafe.Pointer(&s))
}

func (n Name) Tag() string {
	if n.Bytes == nil || !n.HasTag() {
		return ""
	}
	width, length := n.ReadVarint(1)
	width2, length2 := n.ReadVarint(1 + width + length)
	s := stringParts{n.at(1 + width + length + width2), length2}
	return *(*string)(unsafe.Pointer(&s))
}

// PkgPathOff is the offset of the package path's name, 0 when there is none.
func (n Name) PkgPathOff() NameOff {
	if n.Bytes == nil || !n.HasPkgPath() {
		return 0
	}
	width, length := n.ReadVarint(1)
	off := 1 + width + length
	if n.HasTag() {
		width, length = n.ReadVarint(off)
		off += width + length
	}
	var v uint32
	for i := 0; i < 4; i++ {
		v |= uint32(*n.at(off + i)) << uint(8*i)
	}
	return NameOff(v)
}

// ITab says how one concrete type implements one interface.
type ITab struct {
	Inter *InterfaceType
	Type  *Type
	Hash  uint32     // copy of Type.Hash, for type switches
	Fun   [1]uintptr // one entry a method; Fun[0] == 0: does not implement
}

// EmptyInterface is the memory of an any.
type EmptyInterface struct {
	Type *Type
	Data unsafe.Pointer
}

// NonEmptyInterface is the memory of an interface with methods.
type NonEmptyInterface struct {
	ITab *ITab
	Data unsafe.Pointer
}
