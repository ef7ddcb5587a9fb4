package runtime

import (
	"internal/abi"
	"unsafe"
)

// Finalizers: functions to call when an object can no longer be reached.
//
// The table holds the objects' addresses inverted, so that it does not itself
// keep them alive. When a collection finds one unmarked, it marks the object
// after all, for the function will get it, and queues the call. A goroutine of its
// own makes the calls.

type finalizer struct {
	obj uintptr // ^address
	fn  *funcval
	arg *_type // the function's parameter: a pointer or an interface
	ot  *_type // the pointer's type
}

var finalizers struct {
	lock mutex
	list []finalizer
}

var finq struct {
	lock  mutex
	list  []finalizer
	count int
	wait  bool // the goroutine is parked
	fing  *g
	begun bool
}

// SetFinalizer sets the finalizer of the object that obj points to, or removes it
// if finalizer is nil.
func SetFinalizer(obj any, fin any) {
	e := efaceOf(&obj)
	etyp := e._type
	if etyp == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if etyp.Kind() != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + toRType(etyp).string() + ", not pointer")
	}
	ot := (*ptrtype)(unsafe.Pointer(etyp))
	if ot.Elem == nil {
		throw("nil elem type!")
	}
	if e.data == nil {
		throw("nil pointer dereference in SetFinalizer")
	}
	p := uintptr(e.data)
	s := spanOf(p)
	if s == nil || s.state != mSpanInUse {
		// Variables of the program and what has no size never go away.
		if ot.Elem.Size_ == 0 || p < arenaBaseOffset {
			return
		}
		throw("runtime.SetFinalizer: pointer not in heap")
	}
	base := s.base() + s.objIndex(p)*s.elemsize
	if s.elemsize > minSizeForMallocHeader && s.spanclass.sizeclass() != 0 && !s.spanclass.noscan() {
		base += mallocHeaderSize
	}
	if p != base {
		// Tiny objects share a block.
		if ot.Elem.Pointers() || ot.Elem.Size_ >= maxTinySize {
			throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
		}
	}

	f := efaceOf(&fin)
	ftyp := f._type
	if ftyp == nil {
		removefinalizer(p)
		return
	}
	if ftyp.Kind() != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + toRType(ftyp).string() + ", not a function")
	}
	ft := (*functype)(unsafe.Pointer(ftyp))
	if ft.IsVariadic() {
		throw("runtime.SetFinalizer: cannot pass " + toRType(etyp).string() + " to finalizer " + toRType(ftyp).string() + " because dotdotdot")
	}
	if ft.NumIn() != 1 {
		throw("runtime.SetFinalizer: cannot pass " + toRType(etyp).string() + " to finalizer " + toRType(ftyp).string())
	}
	fint := ft.In(0)
	switch {
	case fint == etyp:
	case fint.Kind() == abi.Pointer && (fint.Uncommon() == nil || etyp.Uncommon() == nil) && (*ptrtype)(unsafe.Pointer(fint)).Elem == ot.Elem:
	case fint.Kind() == abi.Interface && len((*interfacetype)(unsafe.Pointer(fint)).Methods) == 0:
	case fint.Kind() == abi.Interface && assertE2I2((*interfacetype)(unsafe.Pointer(fint)), etyp) != nil:
	default:
		throw("runtime.SetFinalizer: cannot pass " + toRType(etyp).string() + " to finalizer " + toRType(ftyp).string())
	}
	createfing()
	if !addfinalizer(finalizer{^p, (*funcval)(f.data), fint, etyp}) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
}

func addfinalizer(f finalizer) bool {
	lock(&finalizers.lock)
	for i := range finalizers.list {
		if finalizers.list[i].obj == f.obj {
			unlock(&finalizers.lock)
			return false
		}
	}
	finalizers.list = append(finalizers.list, f)
	unlock(&finalizers.lock)
	return true
}

func removefinalizer(p uintptr) {
	lock(&finalizers.lock)
	for i := range finalizers.list {
		if finalizers.list[i].obj == ^p {
			last := len(finalizers.list) - 1
			finalizers.list[i] = finalizers.list[last]
			finalizers.list[last] = finalizer{}
			finalizers.list = finalizers.list[:last]
			break
		}
	}
	unlock(&finalizers.lock)
}

// gcFinalizers runs in the collection, after marking.
func gcFinalizers() {
	n := 0
	dead := 0
	for _, f := range finalizers.list {
		if gcIsMarked(^f.obj) {
			finalizers.list[n] = f
			n++
			continue
		}
		dead++
		// No memory can be allocated here: the entry moves to the end of its own
		// list, and the goroutine takes it from there.
		gcMark(^f.obj)
		gcDrain()
		f.obj = ^f.obj
		if len(finq.list) < cap(finq.list) {
			finq.list = append(finq.list, f)
			finq.count++
		} else {
			f.obj = ^f.obj // no room: next time
			finalizers.list[n] = f
			n++
		}
	}
	for i := n; i < len(finalizers.list); i++ {
		finalizers.list[i] = finalizer{}
	}
	finalizers.list = finalizers.list[:n]
}

func createfing() {
	if finq.begun {
		return
	}
	finq.begun = true
	finq.list = make([]finalizer, 0, 1024)
	go runfinq()
}

func wakefing() {
	lock(&finq.lock)
	gp := finq.fing
	wake := finq.wait && gp != nil
	finq.wait = false
	unlock(&finq.lock)
	if wake {
		goready(gp, 2)
	}
}

func runfinq() {
	finq.fing = getg()
	for {
		lock(&finq.lock)
		if finq.count == 0 {
			finq.wait = true
			goparkunlock(&finq.lock, waitReasonFinalizerWait, 0, 1)
			continue
		}
		finq.count--
		last := len(finq.list) - 1
		f := finq.list[last]
		finq.list[last] = finalizer{}
		finq.list = finq.list[:last]
		unlock(&finq.lock)

		fn := unsafe.Pointer(f.fn)
		obj := unsafe.Pointer(f.obj)
		switch {
		case f.arg.Kind() != abi.Interface:
			call := *(*func(unsafe.Pointer))(unsafe.Pointer(&fn))
			call(obj)
		case len((*interfacetype)(unsafe.Pointer(f.arg)).Methods) == 0:
			e := eface{f.ot, obj}
			call := *(*func(any))(unsafe.Pointer(&fn))
			call(*(*any)(unsafe.Pointer(&e)))
		default:
			i := iface{assertE2I((*interfacetype)(unsafe.Pointer(f.arg)), f.ot), obj}
			call := *(*func(stringer))(unsafe.Pointer(&fn))
			call(*(*stringer)(unsafe.Pointer(&i)))
		}
	}
}

// KeepAlive marks its argument as currently reachable.
//
//go:noinline
func KeepAlive(x any) {
}
