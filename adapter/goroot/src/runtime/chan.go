// Channels.
//
// A channel is a ring of dataqsiz elements and two queues of waiting goroutines,
// all guarded by one lock. At most one of the three has something in it that
// matters: receivers wait only while the ring is empty, senders only while it is
// full (without a ring: while nobody is on the other side).
//
// A sender that finds a waiting receiver hands the value over directly, by writing
// to where the receiver wants it — a variable or a slot on the receiver's stack
// (sudog.elem) — and makes it runnable. A receiver that finds a waiting sender
// takes the oldest value from the ring and puts the sender's at the end; without a
// ring it reads directly from the sender. So a goroutine that was woken finds its
// operation done: success tells whether by a partner, or by close.
//
// close wakes everybody: receivers get zero values, senders panic.
//
// A goroutine that waits in a select is in the queues of several channels. Whoever
// wants to wake it must first win its selectDone.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

type hchan struct {
	qcount   uint           // elements in the ring
	dataqsiz uint           // size of the ring
	buf      unsafe.Pointer // the ring
	elemsize uint16
	closed   uint32
	timer    *timer // unused: see time.go
	elemtype *_type
	sendx    uint  // next slot to fill
	recvx    uint  // next slot to empty
	recvq    waitq // receivers that wait
	sendq    waitq // senders that wait

	lock mutex
}

func init() {
	// The compiler reads qcount and dataqsiz, the debugger the rest.
	if unsafe.Sizeof(hchan{}) != 104 || unsafe.Offsetof(hchan{}.recvq) != 64 {
		throw("hchan has an unexpected layout")
	}
}

type waitq struct {
	first *sudog
	last  *sudog
}

const (
	maxAlign  = 8
	hchanSize = unsafe.Sizeof(hchan{}) + uintptr(-int(unsafe.Sizeof(hchan{}))&(maxAlign-1))
)

func makechan(t *chantype, size int) *hchan {
	elem := t.Elem
	if elem.Size_ >= 1<<16 {
		throw("makechan: invalid channel element type")
	}
	mem, overflow := mulUintptr(elem.Size_, uintptr(size))
	if overflow || mem > maxAlloc-hchanSize || size < 0 {
		panic(plainError("makechan: size out of range"))
	}
	var c *hchan
	switch {
	case mem == 0:
		c = (*hchan)(mallocgc(hchanSize, hchanType(), true))
		c.buf = unsafe.Pointer(&c.buf)
	default:
		c = (*hchan)(mallocgc(hchanSize, hchanType(), true))
		c.buf = mallocgc(mem, elem, true)
	}
	c.elemsize = uint16(elem.Size_)
	c.elemtype = elem
	c.dataqsiz = uint(size)
	return c
}

func makechan64(t *chantype, size int64) *hchan {
	return makechan(t, int(size))
}

// hchanType is the type descriptor of hchan.
func hchanType() *_type {
	var e any = (*hchan)(nil)
	return (*ptrtype)(unsafe.Pointer(efaceOf(&e)._type)).Elem
}

func chanbuf(c *hchan, i uint) unsafe.Pointer {
	return add(c.buf, uintptr(i)*uintptr(c.elemsize))
}

// chansend1 is c <- x.
func chansend1(c *hchan, elem unsafe.Pointer) {
	chansend(c, elem, true, getcallerpc())
}

// chansend sends the value at ep. Without block it returns false instead of waiting.
func chansend(c *hchan, ep unsafe.Pointer, block bool, callerpc uintptr) bool {
	if c == nil {
		if !block {
			return false
		}
		gopark(nil, nil, waitReasonChanSendNilChan, 0, 2)
		throw("unreachable")
	}
	// Without waiting it may fail fast: if the channel was open and full at one
	// moment, that was a moment at which this send could not go on.
	if !block && c.closed == 0 && full(c) {
		return false
	}

	lock(&c.lock)
	if c.closed != 0 {
		unlock(&c.lock)
		panic(plainError("send on closed channel"))
	}
	if sg := c.recvq.dequeue(); sg != nil {
		send(c, sg, ep)
		return true
	}
	if c.qcount < c.dataqsiz {
		memmove(chanbuf(c, c.sendx), ep, uintptr(c.elemsize))
		c.sendx++
		if c.sendx == c.dataqsiz {
			c.sendx = 0
		}
		c.qcount++
		unlock(&c.lock)
		return true
	}
	if !block {
		unlock(&c.lock)
		return false
	}

	// Wait for a receiver.
	gp := getg()
	mysg := acquireSudog()
	mysg.elem = ep
	mysg.g = gp
	mysg.c = c
	gp.waiting = mysg
	gp.param = nil
	c.sendq.enqueue(mysg)
	gp.parkingOnChan.Store(true)
	gopark(chanparkcommit, unsafe.Pointer(&c.lock), waitReasonChanSend, 0, 2)

	// Somebody woke us.
	if mysg != gp.waiting {
		throw("G waiting list is corrupted")
	}
	gp.waiting = nil
	gp.activeStackChans = false
	closed := !mysg.success
	gp.param = nil
	releaseSudog(mysg)
	if closed {
		if c.closed == 0 {
			throw("chansend: spurious wakeup")
		}
		panic(plainError("send on closed channel"))
	}
	return true
}

// send hands the value at ep to the waiting receiver sg and unlocks c.
func send(c *hchan, sg *sudog, ep unsafe.Pointer) {
	if sg.elem != nil {
		memmove(sg.elem, ep, uintptr(c.elemsize))
		sg.elem = nil
	}
	gp := sg.g
	unlock(&c.lock)
	gp.param = unsafe.Pointer(sg)
	sg.success = true
	goready(gp, 4)
}

func full(c *hchan) bool {
	if c.dataqsiz == 0 {
		return c.recvq.first == nil
	}
	return c.qcount == c.dataqsiz
}

func empty(c *hchan) bool {
	if c.dataqsiz == 0 {
		return atomic.Loadp(unsafe.Pointer(&c.sendq.first)) == nil
	}
	return c.qcount == 0
}

func closechan(c *hchan) {
	if c == nil {
		panic(plainError("close of nil channel"))
	}
	lock(&c.lock)
	if c.closed != 0 {
		unlock(&c.lock)
		panic(plainError("close of closed channel"))
	}
	c.closed = 1

	// Collect everybody first, wake them when the lock is free.
	var glist gList
	for {
		sg := c.recvq.dequeue()
		if sg == nil {
			break
		}
		if sg.elem != nil {
			memclrNoHeapPointers(sg.elem, uintptr(c.elemsize))
			sg.elem = nil
		}
		gp := sg.g
		gp.param = unsafe.Pointer(sg)
		sg.success = false
		glist.push(gp)
	}
	for {
		sg := c.sendq.dequeue()
		if sg == nil {
			break
		}
		sg.elem = nil
		gp := sg.g
		gp.param = unsafe.Pointer(sg)
		sg.success = false
		glist.push(gp)
	}
	unlock(&c.lock)
	for !glist.empty() {
		goready(glist.pop(), 3)
	}
}

// chanrecv1 is <-c, chanrecv2 is v, ok := <-c.

func chanrecv1(c *hchan, elem unsafe.Pointer) {
	chanrecv(c, elem, true)
}

func chanrecv2(c *hchan, elem unsafe.Pointer) (received bool) {
	_, received = chanrecv(c, elem, true)
	return
}

// chanrecv receives into ep (nil: throw the value away). selected is false only
// without block, when nothing was there; received is false when the channel is
// closed and empty.
func chanrecv(c *hchan, ep unsafe.Pointer, block bool) (selected, received bool) {
	if c == nil {
		if !block {
			return
		}
		gopark(nil, nil, waitReasonChanReceiveNilChan, 0, 2)
		throw("unreachable")
	}
	if !block && empty(c) {
		// Empty, then open: since a closed channel stays closed it was both at
		// the moment of the second look.
		if atomic.Load(&c.closed) == 0 {
			return
		}
		if empty(c) {
			if ep != nil {
				memclrNoHeapPointers(ep, uintptr(c.elemsize))
			}
			return true, false
		}
	}

	lock(&c.lock)
	if c.closed != 0 {
		if c.qcount == 0 {
			unlock(&c.lock)
			if ep != nil {
				memclrNoHeapPointers(ep, uintptr(c.elemsize))
			}
			return true, false
		}
		// Closed, but values are left.
	} else if sg := c.sendq.dequeue(); sg != nil {
		recv(c, sg, ep)
		return true, true
	}
	if c.qcount > 0 {
		qp := chanbuf(c, c.recvx)
		if ep != nil {
			memmove(ep, qp, uintptr(c.elemsize))
		}
		memclrNoHeapPointers(qp, uintptr(c.elemsize))
		c.recvx++
		if c.recvx == c.dataqsiz {
			c.recvx = 0
		}
		c.qcount--
		unlock(&c.lock)
		return true, true
	}
	if !block {
		unlock(&c.lock)
		return false, false
	}

	// Wait for a sender.
	gp := getg()
	mysg := acquireSudog()
	mysg.elem = ep
	mysg.g = gp
	mysg.c = c
	gp.waiting = mysg
	gp.param = nil
	c.recvq.enqueue(mysg)
	gp.parkingOnChan.Store(true)
	gopark(chanparkcommit, unsafe.Pointer(&c.lock), waitReasonChanReceive, 0, 2)

	if mysg != gp.waiting {
		throw("G waiting list is corrupted")
	}
	gp.waiting = nil
	gp.activeStackChans = false
	success := mysg.success
	gp.param = nil
	releaseSudog(mysg)
	return true, success
}

// recv takes a value for ep when the sender sg waits, and unlocks c.
func recv(c *hchan, sg *sudog, ep unsafe.Pointer) {
	if c.dataqsiz == 0 {
		if ep != nil {
			memmove(ep, sg.elem, uintptr(c.elemsize))
		}
	} else {
		// The ring is full: its head is ours, the sender's value goes to the tail,
		// and both are the same slot.
		qp := chanbuf(c, c.recvx)
		if ep != nil {
			memmove(ep, qp, uintptr(c.elemsize))
		}
		memmove(qp, sg.elem, uintptr(c.elemsize))
		c.recvx++
		if c.recvx == c.dataqsiz {
			c.recvx = 0
		}
		c.sendx = c.recvx
	}
	sg.elem = nil
	gp := sg.g
	unlock(&c.lock)
	gp.param = unsafe.Pointer(sg)
	sg.success = true
	goready(gp, 4)
}

// chanparkcommit unlocks the channel once the goroutine is off its stack. From
// then on others may write to that stack.
func chanparkcommit(gp *g, chanLock unsafe.Pointer) bool {
	gp.activeStackChans = true
	gp.parkingOnChan.Store(false)
	unlock((*mutex)(chanLock))
	return true
}

// chanDiscard takes a value out of the ring, if there is one.
func chanDiscard(c *hchan) bool {
	lock(&c.lock)
	had := c.qcount > 0
	if had {
		memclrNoHeapPointers(chanbuf(c, c.recvx), uintptr(c.elemsize))
		c.recvx++
		if c.recvx == c.dataqsiz {
			c.recvx = 0
		}
		c.qcount--
	}
	unlock(&c.lock)
	return had
}

// A select with one case and a default becomes one of these.

func selectnbsend(c *hchan, elem unsafe.Pointer) (selected bool) {
	return chansend(c, elem, false, getcallerpc())
}

func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool) {
	return chanrecv(c, elem, false)
}

func (q *waitq) enqueue(s *sudog) {
	s.next = nil
	x := q.last
	if x == nil {
		s.prev = nil
		q.first = s
		q.last = s
		return
	}
	s.prev = x
	x.next = s
	q.last = s
}

func (q *waitq) dequeue() *sudog {
	for {
		s := q.first
		if s == nil {
			return nil
		}
		y := s.next
		if y == nil {
			q.first = nil
			q.last = nil
		} else {
			y.prev = nil
			q.first = y
			s.next = nil // tells dequeueSudoG that it is out
		}
		// A select is woken by the first channel only. The others find it done.
		if s.isSelect && !s.g.selectDone.CompareAndSwap(0, 1) {
			continue
		}
		return s
	}
}

// dequeueSudoG takes s out of the middle.
func (q *waitq) dequeueSudoG(s *sudog) {
	x, y := s.prev, s.next
	if x != nil {
		x.next = y
		if y != nil {
			y.prev = x
			s.next = nil
		} else {
			q.last = x
		}
		s.prev = nil
		return
	}
	if y != nil {
		y.prev = nil
		q.first = y
		s.next = nil
		return
	}
	// Alone, or not in the queue any more.
	if q.first == s {
		q.first = nil
		q.last = nil
	}
}

// Doors for reflection.

//go:linkname reflect_makechan reflect.makechan
func reflect_makechan(t *chantype, size int) *hchan { return makechan(t, size) }

//go:linkname reflect_chansend reflect.chansend0
func reflect_chansend(c *hchan, elem unsafe.Pointer, nb bool) bool {
	return chansend(c, elem, !nb, getcallerpc())
}

//go:linkname reflect_chanrecv reflect.chanrecv
func reflect_chanrecv(c *hchan, nb bool, elem unsafe.Pointer) (selected, received bool) {
	return chanrecv(c, elem, !nb)
}

//go:linkname reflect_chanlen reflect.chanlen
func reflect_chanlen(c *hchan) int {
	if c == nil {
		return 0
	}
	return int(c.qcount)
}

//go:linkname reflect_chancap reflect.chancap
func reflect_chancap(c *hchan) int {
	if c == nil {
		return 0
	}
	return int(c.dataqsiz)
}

//go:linkname reflect_chanclose reflect.chanclose
func reflect_chanclose(c *hchan) { closechan(c) }
