package sync

import (
	"sync/atomic"
	"unsafe"
)

// Map is like a Go map[any]any but is safe for concurrent use by multiple
// goroutines without additional locking or coordination.
//
// There are two maps. read is never changed, only replaced as a whole, so looking
// something up in it needs no lock. dirty holds what came later, and everything
// that is in read as well; it is guarded by mu. The values are in entries that both
// maps share: changing the value of a key that is in read is one atomic operation.
// When lookups have missed read as often as dirty is large, dirty becomes read.
//
// An entry's p is nil when the key has been deleted, expunged when it has been
// deleted and is not in dirty, and otherwise points to the value.
type Map struct {
	mu     Mutex
	read   unsafe.Pointer // *readOnly
	dirty  map[any]*entry
	misses int
}

type readOnly struct {
	m       map[any]*entry
	amended bool // dirty has keys that m has not
}

type entry struct {
	p unsafe.Pointer // *any
}

// expunged is an address that no value has.
var expunged = unsafe.Pointer(new(any))

func newEntry(i any) *entry {
	return &entry{unsafe.Pointer(&i)}
}

func (m *Map) loadReadOnly() readOnly {
	if p := (*readOnly)(atomic.LoadPointer(&m.read)); p != nil {
		return *p
	}
	return readOnly{}
}

func (m *Map) storeReadOnly(r readOnly) {
	atomic.StorePointer(&m.read, unsafe.Pointer(&r))
}

func (e *entry) load() (value any, ok bool) {
	p := atomic.LoadPointer(&e.p)
	if p == nil || p == expunged {
		return nil, false
	}
	return *(*any)(p), true
}

// Load returns the value stored in the map for a key, or nil if no value is
// present.
func (m *Map) Load(key any) (value any, ok bool) {
	read := m.loadReadOnly()
	e, ok := read.m[key]
	if !ok && read.amended {
		m.mu.Lock()
		// dirty may have become read while we waited.
		read = m.loadReadOnly()
		e, ok = read.m[key]
		if !ok && read.amended {
			e, ok = m.dirty[key]
			m.missLocked()
		}
		m.mu.Unlock()
	}
	if !ok {
		return nil, false
	}
	return e.load()
}

// Store sets the value for a key.
func (m *Map) Store(key, value any) {
	m.Swap(key, value)
}

// Clear deletes all the entries.
func (m *Map) Clear() {
	read := m.loadReadOnly()
	if len(read.m) == 0 && !read.amended {
		return
	}
	m.mu.Lock()
	read = m.loadReadOnly()
	if len(read.m) > 0 || read.amended {
		m.storeReadOnly(readOnly{})
	}
	m.dirty = nil
	m.misses = 0
	m.mu.Unlock()
}

// trySwap replaces the value unless the entry is expunged.
func (e *entry) trySwap(i *any) (*any, bool) {
	for {
		p := atomic.LoadPointer(&e.p)
		if p == expunged {
			return nil, false
		}
		if atomic.CompareAndSwapPointer(&e.p, p, unsafe.Pointer(i)) {
			return (*any)(p), true
		}
	}
}

func (e *entry) unexpungeLocked() (wasExpunged bool) {
	return atomic.CompareAndSwapPointer(&e.p, expunged, nil)
}

// Swap swaps the value for a key and returns the previous value if any.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	read := m.loadReadOnly()
	if e, ok := read.m[key]; ok {
		if v, ok := e.trySwap(&value); ok {
			if v == nil {
				return nil, false
			}
			return *v, true
		}
	}
	m.mu.Lock()
	read = m.loadReadOnly()
	if e, ok := read.m[key]; ok {
		if e.unexpungeLocked() {
			m.dirty[key] = e // expunged meant that it is not there
		}
		if v := (*any)(atomic.SwapPointer(&e.p, unsafe.Pointer(&value))); v != nil {
			previous, loaded = *v, true
		}
	} else if e, ok := m.dirty[key]; ok {
		if v := (*any)(atomic.SwapPointer(&e.p, unsafe.Pointer(&value))); v != nil {
			previous, loaded = *v, true
		}
	} else {
		if !read.amended {
			m.dirtyLocked()
			m.storeReadOnly(readOnly{m: read.m, amended: true})
		}
		m.dirty[key] = newEntry(value)
	}
	m.mu.Unlock()
	return previous, loaded
}

// LoadOrStore returns the existing value for the key if present. Otherwise, it
// stores and returns the given value.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	read := m.loadReadOnly()
	if e, ok := read.m[key]; ok {
		actual, loaded, ok := e.tryLoadOrStore(value)
		if ok {
			return actual, loaded
		}
	}
	m.mu.Lock()
	read = m.loadReadOnly()
	if e, ok := read.m[key]; ok {
		if e.unexpungeLocked() {
			m.dirty[key] = e
		}
		actual, loaded, _ = e.tryLoadOrStore(value)
	} else if e, ok := m.dirty[key]; ok {
		actual, loaded, _ = e.tryLoadOrStore(value)
		m.missLocked()
	} else {
		if !read.amended {
			m.dirtyLocked()
			m.storeReadOnly(readOnly{m: read.m, amended: true})
		}
		m.dirty[key] = newEntry(value)
		actual, loaded = value, false
	}
	m.mu.Unlock()
	return actual, loaded
}

// tryLoadOrStore: ok is false if the entry is expunged.
func (e *entry) tryLoadOrStore(i any) (actual any, loaded, ok bool) {
	ic := i
	for {
		p := atomic.LoadPointer(&e.p)
		if p == expunged {
			return nil, false, false
		}
		if p != nil {
			return *(*any)(p), true, true
		}
		if atomic.CompareAndSwapPointer(&e.p, nil, unsafe.Pointer(&ic)) {
			return i, false, true
		}
	}
}

// LoadAndDelete deletes the value for a key, returning the previous value if any.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	read := m.loadReadOnly()
	e, ok := read.m[key]
	if !ok && read.amended {
		m.mu.Lock()
		read = m.loadReadOnly()
		e, ok = read.m[key]
		if !ok && read.amended {
			e, ok = m.dirty[key]
			delete(m.dirty, key)
			m.missLocked()
		}
		m.mu.Unlock()
	}
	if ok {
		return e.delete()
	}
	return nil, false
}

// Delete deletes the value for a key.
func (m *Map) Delete(key any) {
	m.LoadAndDelete(key)
}

func (e *entry) delete() (value any, ok bool) {
	for {
		p := atomic.LoadPointer(&e.p)
		if p == nil || p == expunged {
			return nil, false
		}
		if atomic.CompareAndSwapPointer(&e.p, p, nil) {
			return *(*any)(p), true
		}
	}
}

// find is the entry for a key, from either map, with dirty counted as a miss.
func (m *Map) find(key any) (e *entry, ok bool) {
	read := m.loadReadOnly()
	if e, ok = read.m[key]; ok || !read.amended {
		return e, ok
	}
	m.mu.Lock()
	read = m.loadReadOnly()
	if e, ok = read.m[key]; !ok && read.amended {
		e, ok = m.dirty[key]
		m.missLocked()
	}
	m.mu.Unlock()
	return e, ok
}

// CompareAndSwap swaps the old and new values for key if the value stored in the
// map is equal to old. The old value must be of a comparable type.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	e, ok := m.find(key)
	if !ok {
		return false
	}
	for {
		p := atomic.LoadPointer(&e.p)
		if p == nil || p == expunged || *(*any)(p) != old {
			return false
		}
		if atomic.CompareAndSwapPointer(&e.p, p, unsafe.Pointer(&new)) {
			return true
		}
	}
}

// CompareAndDelete deletes the entry for key if its value is equal to old.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	e, ok := m.find(key)
	for ok {
		p := atomic.LoadPointer(&e.p)
		if p == nil || p == expunged || *(*any)(p) != old {
			return false
		}
		if atomic.CompareAndSwapPointer(&e.p, p, nil) {
			return true
		}
	}
	return false
}

// Range calls f sequentially for each key and value present in the map. If f
// returns false, range stops the iteration.
func (m *Map) Range(f func(key, value any) bool) {
	read := m.loadReadOnly()
	if read.amended {
		// All keys are wanted, so dirty becomes read at once.
		m.mu.Lock()
		read = m.loadReadOnly()
		if read.amended {
			read = readOnly{m: m.dirty}
			m.storeReadOnly(read)
			m.dirty = nil
			m.misses = 0
		}
		m.mu.Unlock()
	}
	for k, e := range read.m {
		v, ok := e.load()
		if !ok {
			continue
		}
		if !f(k, v) {
			break
		}
	}
}

func (m *Map) missLocked() {
	m.misses++
	if m.misses < len(m.dirty) {
		return
	}
	m.storeReadOnly(readOnly{m: m.dirty})
	m.dirty = nil
	m.misses = 0
}

// dirtyLocked makes a new dirty map from what is in read and not deleted.
func (m *Map) dirtyLocked() {
	if m.dirty != nil {
		return
	}
	read := m.loadReadOnly()
	m.dirty = make(map[any]*entry, len(read.m))
	for k, e := range read.m {
		if !e.tryExpungeLocked() {
			m.dirty[k] = e
		}
	}
}

func (e *entry) tryExpungeLocked() (isExpunged bool) {
	p := atomic.LoadPointer(&e.p)
	for p == nil {
		if atomic.CompareAndSwapPointer(&e.p, nil, expunged) {
			return true
		}
		p = atomic.LoadPointer(&e.p)
	}
	return p == expunged
}
