// Interfaces.
//
// An interface value is two words: what it holds, and what that is. For any the
// second is the type, for an interface with methods it is an itab: a table of
// the type's functions for exactly those methods. The compiler makes the itabs
// for the conversions it sees; assertions to interfaces need others at run time.
// They are made once and kept in a hash table that readers use without a lock:
// an entry, once stored, never changes, and a larger table replaces the old one
// as a whole. Failures are kept too, with fun[0] == 0.
package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

const itabInitSize = 512

type itabTableType struct {
	size    uintptr // a power of two
	count   uintptr
	entries [itabInitSize]*itab // really [size]
}

var (
	itabLock      mutex
	itabTable     unsafe.Pointer // *itabTableType
	itabTableInit itabTableType
)

func init() {
	if unsafe.Offsetof(itab{}.Fun) != 24 {
		throw("itab has an unexpected layout")
	}
}

func itabHash(inter *interfacetype, typ *_type) uintptr {
	return uintptr(inter.Type.Hash ^ typ.Hash)
}

// find probes quadratically; nil means it is not there.
func (t *itabTableType) find(inter *interfacetype, typ *_type) *itab {
	mask := t.size - 1
	h := itabHash(inter, typ) & mask
	for i := uintptr(1); ; i++ {
		p := (*unsafe.Pointer)(add(unsafe.Pointer(&t.entries), h*8))
		m := (*itab)(atomic.Loadp(unsafe.Pointer(p)))
		if m == nil {
			return nil
		}
		if m.Inter == inter && m.Type == typ {
			return m
		}
		h += i
		h &= mask
	}
}

func (t *itabTableType) add(m *itab) {
	mask := t.size - 1
	h := itabHash(m.Inter, m.Type) & mask
	for i := uintptr(1); ; i++ {
		p := (*unsafe.Pointer)(add(unsafe.Pointer(&t.entries), h*8))
		m2 := (*itab)(*p)
		if m2 == m {
			return
		}
		if m2 == nil {
			atomic.StorepNoWB(unsafe.Pointer(p), unsafe.Pointer(m))
			t.count++
			return
		}
		h += i
		h &= mask
	}
}

// itabsinit enters the tables that the compiler made.
func itabsinit() {
	itabTableInit.size = itabInitSize
	itabTable = unsafe.Pointer(&itabTableInit)
	lock(&itabLock)
	for _, m := range firstmoduledata.itablinks {
		itabAdd(m)
	}
	unlock(&itabLock)
}

// itabAdd is called with itabLock held.
func itabAdd(m *itab) {
	t := (*itabTableType)(itabTable)
	if t.count >= 3*(t.size/4) {
		bigger := (*itabTableType)(persistentalloc((2+2*t.size)*8, 8))
		bigger.size = t.size * 2
		for i := uintptr(0); i < t.size; i++ {
			old := *(**itab)(add(unsafe.Pointer(&t.entries), i*8))
			if old != nil {
				bigger.add(old)
			}
		}
		atomic.StorepNoWB(unsafe.Pointer(&itabTable), unsafe.Pointer(bigger))
		t = bigger
	}
	t.add(m)
}

// getitab is the table for typ as inter. If typ does not implement inter it
// panics, or returns nil when it may fail.
func getitab(inter *interfacetype, typ *_type, canfail bool) *itab {
	if len(inter.Methods) == 0 {
		throw("internal error - misuse of itab")
	}
	t := (*itabTableType)(atomic.Loadp(unsafe.Pointer(&itabTable)))
	m := t.find(inter, typ)
	if m == nil {
		if typ.TFlag&abi.TFlagUncommon == 0 {
			if canfail {
				return nil
			}
			panic(&TypeAssertionError{nil, typ, &inter.Type, resolveName(inter.Methods[0].Name).Name()})
		}
		lock(&itabLock)
		m = (*itabTableType)(itabTable).find(inter, typ)
		if m == nil {
			m = (*itab)(persistentalloc(unsafe.Sizeof(itab{})+uintptr(len(inter.Methods)-1)*8, 8))
			m.Inter = inter
			m.Type = typ
			m.Hash = typ.Hash
			itabInit(m)
			itabAdd(m)
		}
		unlock(&itabLock)
	}
	if m.Fun[0] != 0 {
		return m
	}
	if canfail {
		return nil
	}
	panic(&TypeAssertionError{nil, typ, &inter.Type, itabInit(m)})
}

// itabInit fills in the functions. Both method lists are sorted by name, so one
// walk over them is enough. It returns the name of a method that is missing.
func itabInit(m *itab) string {
	inter, typ := m.Inter, m.Type
	x := typ.Uncommon()
	if x == nil {
		return resolveName(inter.Methods[0].Name).Name()
	}
	methods := x.Methods()
	fun := (*[1 << 16]unsafe.Pointer)(unsafe.Pointer(&m.Fun[0]))
	var fun0 unsafe.Pointer
	j := 0
	for k := range inter.Methods {
		want := &inter.Methods[k]
		wantName := resolveName(want.Name)
		wantType := resolveType(want.Typ)
		wantPkg := pkgPath(wantName)
		if wantPkg == "" {
			wantPkg = inter.PkgPath.Name()
		}
		found := false
		for ; j < len(methods); j++ {
			have := &methods[j]
			haveName := resolveName(have.Name)
			if resolveType(have.Mtyp) != wantType || haveName.Name() != wantName.Name() {
				continue
			}
			if !haveName.IsExported() {
				havePkg := pkgPath(haveName)
				if havePkg == "" {
					havePkg = resolveName(x.PkgPath).Name()
				}
				if havePkg != wantPkg {
					continue
				}
			}
			ifn := resolveText(have.Ifn)
			if k == 0 {
				fun0 = ifn // stored last: fun[0] says that the table is complete
			} else {
				fun[k] = ifn
			}
			found = true
			j++
			break
		}
		if !found {
			m.Fun[0] = 0
			return wantName.Name()
		}
	}
	m.Fun[0] = uintptr(fun0)
	return ""
}

// Failed assertions. have is what the interface holds, want what was asked for.

func panicdottypeE(have, want, iface *_type) {
	panic(&TypeAssertionError{iface, have, want, ""})
}

func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have.Type
	}
	panicdottypeE(t, want, iface)
}

func panicnildottype(want *_type) {
	panic(&TypeAssertionError{nil, nil, want, ""})
}

// assertE2I is x.(I) for an interface type I with methods.
func assertE2I(inter *interfacetype, t *_type) *itab {
	if t == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	return getitab(inter, t, false)
}

// assertE2I2 is v, ok := x.(I): nil when it does not hold.
func assertE2I2(inter *interfacetype, t *_type) *itab {
	if t == nil {
		return nil
	}
	return getitab(inter, t, true)
}

// staticuint64s[v] holds the single byte v (or the little number v) for
// interfaces, so that they need no memory of their own.
var staticuint64s = [...]uint64{
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
	0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
	0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f,
	0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f,
	0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
	0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f,
	0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f,
	0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f,
	0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f,
	0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f,
	0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
	0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf,
	0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf,
	0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf,
	0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xef,
	0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
}

// convT and its friends put a value into an interface: they copy it to memory
// that the data word can point to. Small numbers and empty strings and slices
// share memory.

func convT(t *_type, v unsafe.Pointer) unsafe.Pointer {
	x := mallocgc(t.Size_, t, false)
	memmove(x, v, t.Size_)
	return x
}

func convT16(val uint16) unsafe.Pointer {
	if val < uint16(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[val])
	}
	x := mallocgc(2, nil, false)
	*(*uint16)(x) = val
	return x
}

func convT32(val uint32) unsafe.Pointer {
	if val < uint32(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[val])
	}
	x := mallocgc(4, nil, false)
	*(*uint32)(x) = val
	return x
}

func convT64(val uint64) unsafe.Pointer {
	if val < uint64(len(staticuint64s)) {
		return unsafe.Pointer(&staticuint64s[val])
	}
	x := mallocgc(8, nil, false)
	*(*uint64)(x) = val
	return x
}

func convTstring(val string) unsafe.Pointer {
	if val == "" {
		return unsafe.Pointer(&zeroVal[0])
	}
	var e any = ""
	x := mallocgc(unsafe.Sizeof(val), efaceOf(&e)._type, true)
	*(*string)(x) = val
	return x
}

func convTslice(val []byte) unsafe.Pointer {
	if (*slice)(unsafe.Pointer(&val)).array == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	var e any = ""
	// A slice has its one pointer where a string has it.
	x := mallocgc(unsafe.Sizeof(val), efaceOf(&e)._type, true)
	*(*[]byte)(x) = val
	return x
}

// Doors for reflection.

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	t := e._type
	if t == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	dst.tab = getitab(inter, t, false)
	dst.data = e.data
}

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *interfacetype, e eface, dst *iface) {
	reflect_ifaceE2I(inter, e, dst)
}

//go:linkname reflectlite_implements internal/reflectlite.implements
func reflectlite_implements(inter *interfacetype, t *_type) bool {
	return len(inter.Methods) == 0 || getitab(inter, t, true) != nil
}

//go:linkname reflect_implements reflect.runtime_implements
func reflect_implements(inter *interfacetype, t *_type) bool {
	return len(inter.Methods) == 0 || getitab(inter, t, true) != nil
}
