package reflect

import (
	"internal/abi"
	"sync"
	"unsafe"
)

// Types that the program did not have before reflection made them, by their element.
var made struct {
	lock     sync.Mutex
	pointers map[*abi.Type]*abi.Type
}

// PointerTo returns the pointer type with element t.
func PointerTo(t Type) Type { return toType(pointerTo(t.common())) }

// PtrTo is the old name of PointerTo.
func PtrTo(t Type) Type { return PointerTo(t) }

// pointerTo finds the descriptor of *t, or makes one.
func pointerTo(t *abi.Type) *abi.Type {
	if p := resolveType(t.PtrToThis); p != nil {
		return p
	}
	made.lock.Lock()
	defer made.lock.Unlock()
	if p := made.pointers[t]; p != nil {
		return p
	}
	// All pointer types are alike but for their element; they have no name here,
	// so they print as this one does: String is the only thing that is wrong.
	like := TypeOf((*unsafe.Pointer)(nil)).common()
	p := &abi.PtrType{Type: *like, Elem: t}
	p.Hash = t.Hash*16777619 ^ '*'
	p.TFlag &^= abi.TFlagUncommon | abi.TFlagNamed
	p.PtrToThis = 0
	if made.pointers == nil {
		made.pointers = map[*abi.Type]*abi.Type{}
	}
	made.pointers[t] = &p.Type
	return &p.Type
}
