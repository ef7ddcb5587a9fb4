// Package reflectlite answers the few questions about types that packages below
// reflect have to ask.
package reflectlite

import (
	"internal/abi"
	"unsafe"
)

// In package runtime.

func implements(inter *abi.InterfaceType, t *abi.Type) bool
func ifaceE2I(inter *abi.InterfaceType, e abi.EmptyInterface, dst unsafe.Pointer)
func typedmemmove(t *abi.Type, dst, src unsafe.Pointer)

func unpack(v *any) *abi.EmptyInterface { return (*abi.EmptyInterface)(unsafe.Pointer(v)) }

// Comparable reports whether values of v's type can be compared.
func Comparable(v any) bool {
	t := unpack(&v).Type
	return t != nil && t.Equal != nil
}

// A Pointer is a value of pointer type: where it points and to what.
type Pointer struct {
	to   unsafe.Pointer
	elem *abi.Type
}

// PointerOf takes v apart. ok is false if v is not a pointer, or nil.
func PointerOf(v any) (p Pointer, ok bool) {
	e := unpack(&v)
	if e.Type == nil || e.Type.Kind() != abi.Pointer || e.Data == nil {
		return Pointer{}, false
	}
	return Pointer{e.Data, e.Type.Elem()}, true
}

// IsInterface reports whether p points to an interface.
func (p Pointer) IsInterface() bool { return p.elem.Kind() == abi.Interface }

// Implements reports whether what p points to has the method sets of the interface
// that iface, a pointer to an interface, points to.
func (p Pointer) Implements(iface any) bool {
	t := unpack(&iface).Type.Elem()
	return p.elem == t || implements((*abi.InterfaceType)(unsafe.Pointer(t)), p.elem)
}

// Set stores v in *p if it is assignable, and reports whether it is.
func (p Pointer) Set(v any) bool {
	e := unpack(&v)
	if e.Type == nil {
		return false
	}
	if p.elem.Kind() == abi.Interface {
		inter := (*abi.InterfaceType)(unsafe.Pointer(p.elem))
		if len(inter.Methods) == 0 {
			*(*any)(p.to) = v
			return true
		}
		if !implements(inter, e.Type) {
			return false
		}
		ifaceE2I(inter, *e, p.to)
		return true
	}
	if e.Type != p.elem {
		return false
	}
	if e.Type.IsDirectIface() {
		*(*unsafe.Pointer)(p.to) = e.Data
	} else {
		typedmemmove(p.elem, p.to, e.Data)
	}
	return true
}
