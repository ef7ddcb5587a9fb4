// Semaphores: what sync.Mutex and its relatives sleep on.
//
// A semaphore is a uint32 of the program. semacquire waits until it is above 0
// and takes 1; semrelease adds 1 and wakes one waiter. The waiters are not in the
// word but in a table, found by its address: each of its lists holds the waiters
// of several words, in the order of their arrival.
//
// A released semaphore can be taken by somebody who never slept; the waiter then
// sleeps again. With handoff it is given to the waiter directly.
//
// notifyList, further down, is the queue of sync.Cond.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

const semTabSize = 251

type semaRoot struct {
	lock  mutex
	head  *sudog // waiters, linked by next and prev
	tail  *sudog
	nwait atomic.Uint32 // read without the lock
	_     [40]byte
}

var semtable [semTabSize]semaRoot

func semaRootFor(addr *uint32) *semaRoot {
	return &semtable[uintptr(unsafe.Pointer(addr))>>3%semTabSize]
}

func cansemacquire(addr *uint32) bool {
	for {
		v := atomic.Load(addr)
		if v == 0 {
			return false
		}
		if atomic.Cas(addr, v, v-1) {
			return true
		}
	}
}

// semacquire1 takes the semaphore. lifo: in front of those that wait already.
func semacquire1(addr *uint32, lifo bool, skipframes int, reason waitReason) {
	gp := getg()
	if gp != gp.m.curg {
		throw("semacquire not on the G stack")
	}
	if cansemacquire(addr) {
		return
	}
	s := acquireSudog()
	root := semaRootFor(addr)
	for {
		lock(&root.lock)
		// Announce oneself, then look again: semrelease adds, then looks for waiters.
		root.nwait.Add(1)
		if cansemacquire(addr) {
			root.nwait.Add(-1)
			unlock(&root.lock)
			break
		}
		root.queue(addr, s, lifo)
		goparkunlock(&root.lock, reason, 0, 4+skipframes)
		if s.ticket != 0 || cansemacquire(addr) {
			break
		}
	}
	releaseSudog(s)
}

func semrelease1(addr *uint32, handoff bool, skipframes int) {
	root := semaRootFor(addr)
	atomic.Xadd(addr, 1)
	if root.nwait.Load() == 0 {
		return
	}
	lock(&root.lock)
	if root.nwait.Load() == 0 {
		unlock(&root.lock)
		return
	}
	s := root.dequeue(addr)
	if s != nil {
		root.nwait.Add(-1)
	}
	unlock(&root.lock)
	if s == nil {
		return
	}
	if handoff && cansemacquire(addr) {
		s.ticket = 1
	}
	gp := s.g
	goready(gp, 5+skipframes)
	if s.ticket == 1 && getg().m.locks == 0 {
		// The waiter owns it now. Let it run at once, in the rest of this time slice.
		goyield()
	}
}

// queue adds s to the waiters for addr.
func (root *semaRoot) queue(addr *uint32, s *sudog, lifo bool) {
	s.g = getg()
	s.elem = unsafe.Pointer(addr)
	s.ticket = 0
	s.next = nil
	s.prev = nil
	if root.head == nil {
		root.head = s
		root.tail = s
		return
	}
	if lifo {
		s.next = root.head
		root.head.prev = s
		root.head = s
		return
	}
	s.prev = root.tail
	root.tail.next = s
	root.tail = s
}

// dequeue removes the first waiter for addr.
func (root *semaRoot) dequeue(addr *uint32) *sudog {
	s := root.head
	for s != nil && s.elem != unsafe.Pointer(addr) {
		s = s.next
	}
	if s == nil {
		return nil
	}
	if s.prev == nil {
		root.head = s.next
	} else {
		s.prev.next = s.next
	}
	if s.next == nil {
		root.tail = s.prev
	} else {
		s.next.prev = s.prev
	}
	s.next = nil
	s.prev = nil
	s.elem = nil
	s.ticket = 0
	return s
}

// Doors for package sync. Their names are what a traceback shows.

//go:linkname sync_runtime_Semacquire sync.runtime_Semacquire
func sync_runtime_Semacquire(addr *uint32) {
	semacquire1(addr, false, 0, waitReasonSemacquire)
}

//go:linkname sync_runtime_SemacquireMutex sync.runtime_SemacquireMutex
func sync_runtime_SemacquireMutex(addr *uint32, lifo bool, skipframes int) {
	semacquire1(addr, lifo, skipframes, waitReasonSyncMutexLock)
}

//go:linkname sync_runtime_SemacquireRWMutexR sync.runtime_SemacquireRWMutexR
func sync_runtime_SemacquireRWMutexR(addr *uint32, lifo bool, skipframes int) {
	semacquire1(addr, lifo, skipframes, waitReasonSyncRWMutexRLock)
}

//go:linkname sync_runtime_SemacquireRWMutex sync.runtime_SemacquireRWMutex
func sync_runtime_SemacquireRWMutex(addr *uint32, lifo bool, skipframes int) {
	semacquire1(addr, lifo, skipframes, waitReasonSyncRWMutexLock)
}

//go:linkname sync_runtime_Semrelease sync.runtime_Semrelease
func sync_runtime_Semrelease(addr *uint32, handoff bool, skipframes int) {
	semrelease1(addr, handoff, skipframes)
}

//go:linkname poll_runtime_Semacquire internal/poll.runtime_Semacquire
func poll_runtime_Semacquire(addr *uint32) {
	semacquire1(addr, false, 0, waitReasonSemacquire)
}

//go:linkname poll_runtime_Semrelease internal/poll.runtime_Semrelease
func poll_runtime_Semrelease(addr *uint32) {
	semrelease1(addr, false, 0)
}

// notifyList: each waiter draws a number; notifying serves the lowest number that
// has not been served. The layout is shared with package sync.
type notifyList struct {
	wait   atomic.Uint32 // next number to draw
	notify uint32        // next number to serve
	lock   mutex
	head   *sudog
	tail   *sudog
}

// less compares numbers that may have wrapped around.
func less(a, b uint32) bool { return int32(a-b) < 0 }

//go:linkname notifyListAdd sync.runtime_notifyListAdd
func notifyListAdd(l *notifyList) uint32 {
	return l.wait.Add(1) - 1
}

//go:linkname notifyListWait sync.runtime_notifyListWait
func notifyListWait(l *notifyList, t uint32) {
	lock(&l.lock)
	if less(t, l.notify) {
		unlock(&l.lock) // served already
		return
	}
	s := acquireSudog()
	s.g = getg()
	s.ticket = t
	if l.tail == nil {
		l.head = s
	} else {
		l.tail.next = s
	}
	l.tail = s
	goparkunlock(&l.lock, waitReasonSyncCondWait, 0, 3)
	releaseSudog(s)
}

//go:linkname notifyListNotifyAll sync.runtime_notifyListNotifyAll
func notifyListNotifyAll(l *notifyList) {
	if l.wait.Load() == atomic.Load(&l.notify) {
		return
	}
	lock(&l.lock)
	s := l.head
	l.head = nil
	l.tail = nil
	atomic.Store(&l.notify, l.wait.Load())
	unlock(&l.lock)
	for s != nil {
		next := s.next
		s.next = nil
		goready(s.g, 4)
		s = next
	}
}

//go:linkname notifyListNotifyOne sync.runtime_notifyListNotifyOne
func notifyListNotifyOne(l *notifyList) {
	if l.wait.Load() == atomic.Load(&l.notify) {
		return
	}
	lock(&l.lock)
	t := l.notify
	if t == l.wait.Load() {
		unlock(&l.lock)
		return
	}
	atomic.Store(&l.notify, t+1)
	// The holder of t may not have come to the list yet; then it will find that
	// it has been served.
	var prev *sudog
	for s := l.head; s != nil; prev, s = s, s.next {
		if s.ticket != t {
			continue
		}
		if prev == nil {
			l.head = s.next
		} else {
			prev.next = s.next
		}
		if l.tail == s {
			l.tail = prev
		}
		unlock(&l.lock)
		s.next = nil
		goready(s.g, 4)
		return
	}
	unlock(&l.lock)
}

//go:linkname notifyListCheck sync.runtime_notifyListCheck
func notifyListCheck(sz uintptr) {
	if sz != unsafe.Sizeof(notifyList{}) {
		throw("bad notifyList size")
	}
}

// acquireSudog takes a sudog from the processor's cache.
func acquireSudog() *sudog {
	mp := acquirem()
	pp := mp.p.ptr()
	var s *sudog
	if n := len(pp.sudogcache); n > 0 {
		s = pp.sudogcache[n-1]
		pp.sudogcache[n-1] = nil
		pp.sudogcache = pp.sudogcache[:n-1]
	} else {
		s = new(sudog)
	}
	releasem(mp)
	return s
}

func releaseSudog(s *sudog) {
	*s = sudog{}
	mp := acquirem()
	pp := mp.p.ptr()
	if len(pp.sudogcache) < cap(pp.sudogcache) {
		pp.sudogcache = append(pp.sudogcache, s)
	}
	releasem(mp)
}
