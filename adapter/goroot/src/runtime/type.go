package runtime

import (
	"internal/abi"
	"unsafe"
)

type (
	_type         = abi.Type
	maptype       = abi.MapType
	chantype      = abi.ChanType
	slicetype     = abi.SliceType
	functype      = abi.FuncType
	ptrtype       = abi.PtrType
	arraytype     = abi.ArrayType
	structtype    = abi.StructType
	interfacetype = abi.InterfaceType
	uncommontype  = abi.UncommonType
	nameOff       = abi.NameOff
	typeOff       = abi.TypeOff
	textOff       = abi.TextOff
	name          = abi.Name
)

// resolveName, resolveType and resolveText turn offsets of the type section into
// pointers. There is one module, so the type that owns the offset is not asked.

func resolveName(off nameOff) name {
	if off == 0 {
		return name{}
	}
	return name{Bytes: (*byte)(unsafe.Pointer(firstmoduledata.types + uintptr(off)))}
}

func resolveType(off typeOff) *_type {
	if off == 0 || off == -1 {
		return nil
	}
	return (*_type)(unsafe.Pointer(firstmoduledata.types + uintptr(off)))
}

func resolveText(off textOff) unsafe.Pointer {
	if off == -1 {
		return unsafe.Pointer(funcPC(unreachableMethod))
	}
	return unsafe.Pointer(firstmoduledata.text + uintptr(off))
}

// unreachableMethod stands in method tables for methods that the linker dropped.
func unreachableMethod() {
	throw("unreachable method called. linker bug?")
}

type rtype struct {
	*_type
}

func toRType(t *_type) rtype { return rtype{t} }

// string is the type as reflection prints it: *main.T, []int.
func (t rtype) string() string {
	return resolveName(t.Str).Name()
}

func (t rtype) uncommon() *uncommontype { return t.Uncommon() }

// name is the part of string behind the last dot outside brackets, "" for
// types without a name.
func (t rtype) name() string {
	if !t.HasName() {
		return ""
	}
	s := t.string()
	depth := 0
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

// pkgpath is the import path of the package that defines the type.
func (t rtype) pkgpath() string {
	if u := t.uncommon(); u != nil {
		return resolveName(u.PkgPath).Name()
	}
	return ""
}

func pkgPath(n name) string {
	if off := n.PkgPathOff(); off != 0 {
		return resolveName(off).Name()
	}
	return ""
}

func isDirectIface(t *_type) bool { return t.Kind_&abi.KindDirectIface != 0 }
