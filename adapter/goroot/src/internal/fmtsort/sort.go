// Package fmtsort sorts the keys of maps for printing: numbers and strings in their
// order, false before true, NaN before other floats, pointers and channels by
// address, structs and arrays by their parts, interfaces by type, then by value.
package fmtsort

import "reflect"

// SortedMap holds a map's keys, and the values in the same order.
type SortedMap struct {
	Key   []reflect.Value
	Value []reflect.Value
}

// Sort reads a map into a SortedMap.
func Sort(m reflect.Value) *SortedMap {
	n := m.Len()
	s := &SortedMap{make([]reflect.Value, 0, n), make([]reflect.Value, 0, n)}
	for it := m.MapRange(); it.Next(); {
		s.Key = append(s.Key, it.Key())
		s.Value = append(s.Value, it.Value())
	}
	other := &SortedMap{make([]reflect.Value, len(s.Key)), make([]reflect.Value, len(s.Key))}
	s.mergeSort(other, 0, len(s.Key))
	return s
}

// mergeSort sorts [low, high) by way of other.
func (s *SortedMap) mergeSort(other *SortedMap, low, high int) {
	if high-low < 2 {
		return
	}
	middle := (low + high) / 2
	s.mergeSort(other, low, middle)
	s.mergeSort(other, middle, high)
	if compare(s.Key[middle-1], s.Key[middle]) <= 0 {
		return
	}
	copy(other.Key[low:high], s.Key[low:high])
	copy(other.Value[low:high], s.Value[low:high])
	i, j := low, middle
	for at := low; at < high; at++ {
		if j >= high || i < middle && compare(other.Key[i], other.Key[j]) <= 0 {
			s.Key[at], s.Value[at] = other.Key[i], other.Value[i]
			i++
		} else {
			s.Key[at], s.Value[at] = other.Key[j], other.Value[j]
			j++
		}
	}
}

// compare returns -1, 0 or 1; values of different types keep their order.
func compare(a, b reflect.Value) int {
	if a.Type() != b.Type() {
		return -1
	}
	switch a.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		x, y := a.Int(), b.Int()
		return order(x < y, x > y)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		x, y := a.Uint(), b.Uint()
		return order(x < y, x > y)
	case reflect.String:
		x, y := a.String(), b.String()
		return order(x < y, x > y)
	case reflect.Float32, reflect.Float64:
		x, y := a.Float(), b.Float()
		return order(x < y || x != x && y == y, x > y || y != y && x == x)
	case reflect.Bool:
		x, y := a.Bool(), b.Bool()
		return order(!x && y, x && !y)
	case reflect.Pointer, reflect.UnsafePointer, reflect.Chan:
		x, y := a.Pointer(), b.Pointer()
		return order(x < y, x > y)
	case reflect.Struct:
		for i := 0; i < a.NumField(); i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Array:
		for i := 0; i < a.Len(); i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return order(a.IsNil() && !b.IsNil(), !a.IsNil() && b.IsNil())
		}
		x, y := a.Elem(), b.Elem()
		s, t := reflect.ValueOf(x.Type()).Pointer(), reflect.ValueOf(y.Type()).Pointer()
		if s != t {
			return order(s < t, s > t)
		}
		return compare(x, y)
	}
	panic("bad type in compare: " + a.Type().String())
}

func order(less, greater bool) int {
	switch {
	case less:
		return -1
	case greater:
		return 1
	}
	return 0
}
