package reflect

import (
	"internal/abi"
	"strconv"
	"unsafe"
)

// A StructField describes a single field in a struct.
type StructField struct {
	Name      string    // the field name
	PkgPath   string    // the package path that qualifies a lower case (unexported) field name
	Type      Type      // field type
	Tag       StructTag // field tag string
	Offset    uintptr   // offset within struct, in bytes
	Index     []int     // index sequence for Type.FieldByIndex
	Anonymous bool      // is an embedded field
}

// IsExported reports whether the field is exported.
func (f StructField) IsExported() bool { return f.PkgPath == "" }

// A StructTag is the tag string in a struct field: by convention key:"value" pairs,
// separated by spaces.
type StructTag string

// Get returns the value associated with key in the tag string, "" if there is none.
func (tag StructTag) Get(key string) string {
	v, _ := tag.Lookup(key)
	return v
}

// Lookup returns the value associated with key in the tag string, and whether the
// key is there.
func (tag StructTag) Lookup(key string) (value string, ok bool) {
	s := string(tag)
	for s != "" {
		i := 0
		for i < len(s) && s[i] == ' ' {
			i++
		}
		s = s[i:]
		i = 0
		for i < len(s) && s[i] > ' ' && s[i] != ':' && s[i] != '"' && s[i] != 0x7f {
			i++
		}
		if i == 0 || i+1 >= len(s) || s[i] != ':' || s[i+1] != '"' {
			break
		}
		name := s[:i]
		s = s[i+1:]
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			break
		}
		s = s[len(quoted):]
		if name == key {
			value, err := strconv.Unquote(quoted)
			return value, err == nil
		}
	}
	return "", false
}

func (t *rtype) structType(method string) *abi.StructType {
	t.must(Struct, method)
	return (*abi.StructType)(unsafe.Pointer(t))
}

func (t *rtype) NumField() int { return len(t.structType("NumField").Fields) }

func (t *rtype) Field(i int) StructField {
	st := t.structType("Field")
	if i < 0 || i >= len(st.Fields) {
		panic("reflect: Field index out of bounds")
	}
	p := &st.Fields[i]
	f := StructField{
		Name:      p.Name.Name(),
		Type:      toType(p.Typ),
		Tag:       StructTag(p.Name.Tag()),
		Offset:    p.Offset,
		Index:     []int{i},
		Anonymous: p.Embedded(),
	}
	if !p.Name.IsExported() {
		f.PkgPath = st.PkgPath.Name()
	}
	return f
}

func (t *rtype) FieldByIndex(index []int) StructField {
	var f StructField
	at := Type(t)
	for i, x := range index {
		if i > 0 && at.Kind() == Pointer && at.Elem().Kind() == Struct {
			at = at.Elem()
		}
		f = at.Field(x)
		at = f.Type
	}
	f.Index = append([]int(nil), index...)
	return f
}

func (t *rtype) FieldByName(name string) (StructField, bool) {
	return t.FieldByNameFunc(func(s string) bool { return s == name })
}

// FieldByNameFunc searches the struct and then what it embeds, a level at a time.
// Two matches at the same level hide each other.
func (t *rtype) FieldByNameFunc(match func(string) bool) (StructField, bool) {
	t.structType("FieldByNameFunc")
	type place struct {
		t     Type
		index []int
	}
	level := []place{{t, nil}}
	seen := map[Type]bool{t: true}
	for len(level) > 0 {
		var found StructField
		matches := 0
		var next []place
		for _, p := range level {
			for i := 0; i < p.t.NumField(); i++ {
				f := p.t.Field(i)
				index := append(append([]int(nil), p.index...), i)
				if match(f.Name) {
					matches++
					found = f
					found.Index = index
					continue
				}
				if !f.Anonymous {
					continue
				}
				ft := f.Type
				if ft.Kind() == Pointer {
					ft = ft.Elem()
				}
				if ft.Kind() == Struct && !seen[ft] {
					next = append(next, place{ft, index})
				}
			}
		}
		if matches > 0 {
			return found, matches == 1
		}
		for _, p := range next {
			seen[p.t] = true
		}
		level = next
	}
	return StructField{}, false
}

// VisibleFields returns all the visible fields in t, which must be a struct type:
// its own, and those that embedding promotes.
func VisibleFields(t Type) []StructField {
	if t == nil {
		panic("reflect: VisibleFields(nil)")
	}
	if t.Kind() != Struct {
		panic("reflect.VisibleFields of non-struct type")
	}
	var fields []StructField
	var walk func(at Type, index []int)
	walk = func(at Type, index []int) {
		for i := 0; i < at.NumField(); i++ {
			f := at.Field(i)
			f.Index = append(append([]int(nil), index...), i)
			if seen, ok := t.FieldByName(f.Name); ok && sameIndex(seen.Index, f.Index) {
				fields = append(fields, f)
			}
			if f.Anonymous {
				ft := f.Type
				if ft.Kind() == Pointer {
					ft = ft.Elem()
				}
				if ft.Kind() == Struct && len(f.Index) < 16 {
					walk(ft, f.Index)
				}
			}
		}
	}
	walk(t, nil)
	return fields
}

func sameIndex(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
