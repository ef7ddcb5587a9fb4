package reflect

import (
	"internal/abi"
	"unsafe"
)

// copyOf is the value at p, which may change, as a value of its own.
func copyOf(t *abi.Type, f flag, p unsafe.Pointer) Value {
	if t.IfaceIndir() {
		c := unsafe_New(t)
		typedmemmove(t, c, p)
		return Value{t, c, f | flagIndir | flag(t.Kind())}
	}
	return Value{t, *(*unsafe.Pointer)(p), f | flag(t.Kind())}
}

func (v Value) mapType() *abi.MapType { return (*abi.MapType)(unsafe.Pointer(v.typ)) }

// MapIndex returns the value associated with key in the map v, the zero Value if key
// is not found.
func (v Value) MapIndex(key Value) Value {
	v.must(Map, "MapIndex")
	t := v.mapType()
	key = key.assignTo("reflect.Value.MapIndex", t.Key)
	p := mapaccess(t, v.pointer(), key.memory())
	if p == nil {
		return Value{}
	}
	return copyOf(t.Elem, (v.flag | key.flag).readOnly(), p)
}

// MapKeys returns a slice containing all the keys present in the map, in unspecified
// order.
func (v Value) MapKeys() []Value {
	v.must(Map, "MapKeys")
	keys := make([]Value, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		keys = append(keys, it.Key())
	}
	return keys
}

// A MapIter is an iterator for ranging over a map.
type MapIter struct {
	m  Value
	it hiter
}

// MapRange returns a range iterator for a map.
func (v Value) MapRange() *MapIter {
	v.must(Map, "MapRange")
	return &MapIter{m: v}
}

// Next advances the map iterator and reports whether there is another entry.
func (it *MapIter) Next() bool {
	if !it.m.IsValid() {
		panic("MapIter.Next called on an iterator that does not have an associated map Value")
	}
	if it.it.t == nil {
		mapiterinit(it.m.mapType(), it.m.pointer(), &it.it)
		if it.it.t == nil { // of a nil map
			it.it.t = unsafe.Pointer(it.m.typ)
			return false
		}
	} else {
		if it.it.key == nil {
			panic("MapIter.Next called on exhausted iterator")
		}
		mapiternext(&it.it)
	}
	return it.it.key != nil
}

// Key returns the key of it's current map entry.
func (it *MapIter) Key() Value {
	if it.it.key == nil {
		panic("MapIter.Key called before Next")
	}
	return copyOf(it.m.mapType().Key, it.m.flag.readOnly(), it.it.key)
}

// Value returns the value of it's current map entry.
func (it *MapIter) Value() Value {
	if it.it.key == nil {
		panic("MapIter.Value called before Next")
	}
	return copyOf(it.m.mapType().Elem, it.m.flag.readOnly(), it.it.elem)
}

// Reset modifies it to iterate over v.
func (it *MapIter) Reset(v Value) {
	if v.IsValid() {
		v.must(Map, "MapRange")
	}
	it.m = v
	it.it = hiter{}
}

// SetMapIndex sets the element associated with key in the map v to elem. If elem is
// the zero Value, it deletes the key from the map.
func (v Value) SetMapIndex(key, elem Value) {
	v.must(Map, "SetMapIndex")
	v.mustBeExported("SetMapIndex")
	key.mustBeExported("SetMapIndex")
	t := v.mapType()
	key = key.assignTo("reflect.Value.SetMapIndex", t.Key)
	if elem.typ == nil {
		mapdelete(t, v.pointer(), key.memory())
		return
	}
	elem.mustBeExported("SetMapIndex")
	elem = elem.assignTo("reflect.Value.SetMapIndex", t.Elem)
	mapassign0(t, v.pointer(), key.memory(), elem.memory())
}

// Clear clears the contents of a map or zeros the contents of a slice.
func (v Value) Clear() {
	switch v.kind() {
	case Map:
		mapclear(v.mapType(), v.pointer())
	case Slice:
		s := (*sliceHeader)(v.ptr)
		typedarrayclear(v.typ.Elem(), s.Data, s.Len)
	default:
		v.fail("Clear")
	}
}

// MakeMap creates a new map with the specified type.
func MakeMap(typ Type) Value { return MakeMapWithSize(typ, 0) }

// MakeMapWithSize creates a new map with the specified type and initial space for
// approximately n elements.
func MakeMapWithSize(typ Type, n int) Value {
	if typ.Kind() != Map {
		panic("reflect.MakeMapWithSize of non-map type")
	}
	t := typ.common()
	return Value{t, makemap((*abi.MapType)(unsafe.Pointer(t)), n), flag(Map)}
}

// MakeSlice creates a new zero-initialized slice value for the specified slice type,
// length, and capacity.
func MakeSlice(typ Type, len, cap int) Value {
	if typ.Kind() != Slice {
		panic("reflect.MakeSlice of non-slice type")
	}
	if len < 0 {
		panic("reflect.MakeSlice: negative len")
	}
	if cap < len {
		panic("reflect.MakeSlice: len > cap")
	}
	t := typ.common()
	return makeSlice(t, sliceHeader{unsafe_NewArray(t.Elem(), cap), len, cap})
}

func makeSlice(t *abi.Type, s sliceHeader) Value {
	p := unsafe_New(t)
	*(*sliceHeader)(p) = s
	return Value{t, p, flagIndir | flag(Slice)}
}

// MakeChan creates a new channel with the specified type and buffer size.
func MakeChan(typ Type, buffer int) Value {
	if typ.Kind() != Chan {
		panic("reflect.MakeChan of non-chan type")
	}
	t := typ.common()
	return Value{t, makechan((*abi.ChanType)(unsafe.Pointer(t)), buffer), flag(Chan)}
}

// Slice returns v[i:j].
func (v Value) Slice(i, j int) Value {
	switch v.kind() {
	case String:
		s := *(*string)(v.ptr)
		if i < 0 || j < i || j > len(s) {
			panic("reflect.Value.Slice: string slice index out of bounds")
		}
		out := makeString(v.typ, s[i:j])
		out.flag |= v.flag.readOnly()
		return out
	case Array:
		if v.flag&flagAddr == 0 {
			panic("reflect.Value.Slice: slice of unaddressable array")
		}
	case Slice:
	default:
		v.fail("Slice")
	}
	return v.Slice3(i, j, v.Cap())
}

// Slice3 is the 3-index form of the slice operation: it returns v[i:j:k].
func (v Value) Slice3(i, j, k int) Value {
	t, base := v.typ, v.ptr
	switch v.kind() {
	case Array:
		t = (*abi.ArrayType)(unsafe.Pointer(v.typ)).Slice
	case Slice:
		base = (*sliceHeader)(v.ptr).Data
	default:
		v.fail("Slice3")
	}
	if i < 0 || j < i || k < j || k > v.Cap() {
		panic("reflect.Value.Slice3: slice index out of bounds")
	}
	s := sliceHeader{base, j - i, k - i}
	if k > i { // nothing may point behind an array
		s.Data = add(base, uintptr(i)*t.Elem().Size_)
	}
	out := makeSlice(t, s)
	out.flag |= v.flag.readOnly()
	return out
}

// Grow increases the slice's capacity, if necessary, to guarantee space for another
// n elements.
func (v Value) Grow(n int) {
	v.mustBeAssignable("Grow")
	v.must(Slice, "Grow")
	s := (*sliceHeader)(v.ptr)
	if n < 0 {
		panic("reflect.Value.Grow: negative len")
	}
	if s.Len+n > s.Cap {
		*s = growslice(v.typ.Elem(), *s, n)
	}
}

// Append appends the values x to a slice s and returns the resulting slice.
func Append(s Value, x ...Value) Value {
	s.must(Slice, "Append")
	n := s.Len()
	h := *(*sliceHeader)(s.ptr)
	if n+len(x) > h.Cap {
		h = growslice(s.typ.Elem(), h, len(x))
	}
	h.Len = n + len(x)
	out := makeSlice(s.typ, h)
	for i, elem := range x {
		out.Index(n + i).Set(elem)
	}
	return out
}

// AppendSlice appends a slice t to a slice s and returns the resulting slice.
func AppendSlice(s, t Value) Value {
	s.must(Slice, "AppendSlice")
	t.must(Slice, "AppendSlice")
	n := s.Len()
	h := *(*sliceHeader)(s.ptr)
	if n+t.Len() > h.Cap {
		h = growslice(s.typ.Elem(), h, t.Len())
	}
	h.Len = n + t.Len()
	out := makeSlice(s.typ, h)
	Copy(out.Slice(n, h.Len), t)
	return out
}

// Copy copies the contents of src into dst until either dst has been filled or src
// has been exhausted. It returns the number of elements copied.
func Copy(dst, src Value) int {
	return typedslicecopy(dst.typ.Elem(), headerOf(dst), headerOf(src))
}

func headerOf(v Value) sliceHeader {
	switch v.kind() {
	case Slice:
		return *(*sliceHeader)(v.ptr)
	case String:
		s := (*stringHeader)(v.ptr)
		return sliceHeader{s.Data, s.Len, s.Len}
	case Array:
		return sliceHeader{v.ptr, v.Len(), v.Len()}
	}
	v.fail("Copy")
	return sliceHeader{}
}

func (v Value) chanType() *abi.ChanType { return (*abi.ChanType)(unsafe.Pointer(v.typ)) }

// Send sends x on the channel v.
func (v Value) Send(x Value) { v.send(x, false) }

// TrySend attempts to send x on the channel v but will not block. It reports whether
// the value was sent.
func (v Value) TrySend(x Value) bool { return v.send(x, true) }

func (v Value) send(x Value, nonBlocking bool) bool {
	v.must(Chan, "Send")
	t := v.chanType()
	if t.Dir&abi.SendDir == 0 {
		panic("reflect: send on recv-only channel")
	}
	x = x.assignTo("reflect.Value.Send", t.Elem)
	return chansend0(v.pointer(), x.memory(), nonBlocking)
}

// Recv receives and returns a value from the channel v. ok is false if the channel
// is closed.
func (v Value) Recv() (x Value, ok bool) { return v.recv(false) }

// TryRecv attempts to receive a value from the channel v but will not block.
func (v Value) TryRecv() (x Value, ok bool) { return v.recv(true) }

func (v Value) recv(nonBlocking bool) (x Value, ok bool) {
	v.must(Chan, "Recv")
	t := v.chanType()
	if t.Dir&abi.RecvDir == 0 {
		panic("reflect: recv on send-only channel")
	}
	p := unsafe_New(t.Elem)
	selected, ok := chanrecv(v.pointer(), nonBlocking, p)
	if !selected {
		return Value{}, false
	}
	return copyOf(t.Elem, 0, p), ok
}

// Close closes the channel v.
func (v Value) Close() {
	v.must(Chan, "Close")
	chanclose(v.pointer())
}
