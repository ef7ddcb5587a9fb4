package atomic

import "unsafe"

// A Value provides an atomic load and store of a consistently typed value. The
// zero value for a Value returns nil from Load.
type Value struct {
	v any
}

// efaceWords is the memory of an any.
type efaceWords struct {
	typ  unsafe.Pointer
	data unsafe.Pointer
}

// firstStoreInProgress is the type while the first value is being stored.
var firstStoreInProgress byte

func runtime_procPin() int
func runtime_procUnpin()

// Load returns the value set by the most recent Store.
func (v *Value) Load() (val any) {
	vp := (*efaceWords)(unsafe.Pointer(v))
	typ := LoadPointer(&vp.typ)
	if typ == nil || typ == unsafe.Pointer(&firstStoreInProgress) {
		return nil
	}
	data := LoadPointer(&vp.data)
	vlp := (*efaceWords)(unsafe.Pointer(&val))
	vlp.typ = typ
	vlp.data = data
	return
}

// Store sets the value of the Value v to val. All calls must use values of the same
// concrete type.
func (v *Value) Store(val any) {
	if val == nil {
		panic("sync/atomic: store of nil value into Value")
	}
	v.update(val, nil, false, "store")
}

// Swap stores new into Value and returns the previous value.
func (v *Value) Swap(new any) (old any) {
	if new == nil {
		panic("sync/atomic: swap of nil value into Value")
	}
	old, _ = v.update(new, nil, false, "swap")
	return old
}

// CompareAndSwap executes the compare-and-swap operation for the Value.
func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	if new == nil {
		panic("sync/atomic: compare and swap of nil value into Value")
	}
	if old != nil && (*efaceWords)(unsafe.Pointer(&old)).typ != (*efaceWords)(unsafe.Pointer(&new)).typ {
		panic("sync/atomic: compare and swap of inconsistently typed values")
	}
	_, swapped = v.update(new, old, true, "compare and swap")
	return swapped
}

// update stores new, if compare is set only when the present value equals want.
func (v *Value) update(new, want any, compare bool, op string) (old any, ok bool) {
	vp := (*efaceWords)(unsafe.Pointer(v))
	np := (*efaceWords)(unsafe.Pointer(&new))
	for {
		typ := LoadPointer(&vp.typ)
		if typ == nil {
			if compare && want != nil {
				return nil, false
			}
			// The first value: two words must be stored. Others wait, so we must not
			// be put aside.
			runtime_procPin()
			if !CompareAndSwapPointer(&vp.typ, nil, unsafe.Pointer(&firstStoreInProgress)) {
				runtime_procUnpin()
				continue
			}
			StorePointer(&vp.data, np.data)
			StorePointer(&vp.typ, np.typ)
			runtime_procUnpin()
			return nil, true
		}
		if typ == unsafe.Pointer(&firstStoreInProgress) {
			continue
		}
		if typ != np.typ {
			if compare {
				panic("sync/atomic: compare and swap of inconsistently typed value into Value")
			}
			panic("sync/atomic: " + op + " of inconsistently typed value into Value")
		}
		data := LoadPointer(&vp.data)
		op := (*efaceWords)(unsafe.Pointer(&old))
		op.typ = typ
		op.data = data
		if compare && old != want {
			return old, false
		}
		if CompareAndSwapPointer(&vp.data, data, np.data) {
			return old, true
		}
	}
}
