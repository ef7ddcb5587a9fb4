package reflect

import "unsafe"

// Swapper returns a function that swaps the elements in the provided slice. Swapper
// panics if the provided interface is not a slice.
func Swapper(slice any) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		panic(&ValueError{Method: "Swapper", Kind: v.Kind()})
	}
	s := (*sliceHeader)(v.ptr)
	elem := v.typ.Elem()
	size := elem.Size_
	if size == 8 {
		words := *(*[]unsafe.Pointer)(v.ptr)
		return func(i, j int) { words[i], words[j] = words[j], words[i] }
	}
	if size == 16 {
		pairs := *(*[][2]unsafe.Pointer)(v.ptr)
		return func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] }
	}
	spare := unsafe_New(elem)
	length, data := s.Len, s.Data
	return func(i, j int) {
		if uint(i) >= uint(length) || uint(j) >= uint(length) {
			panic("reflect: slice index out of range")
		}
		x, y := add(data, uintptr(i)*size), add(data, uintptr(j)*size)
		typedmemmove(elem, spare, x)
		typedmemmove(elem, x, y)
		typedmemmove(elem, y, spare)
	}
}
