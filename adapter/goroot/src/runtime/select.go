// The select statement.
//
// selectgo gets the cases, sends first, and works with two orders of them. The
// poll order is random: with several cases ready, each has the same chance. The
// lock order is by the address of the channel, so that two selects never wait for
// each other's locks.
//
// With all channels locked it looks for a case that can go on. If there is none
// and no default, it puts one sudog into the queue of each channel and parks. Who
// wakes it has won selectDone and left the sudog in g.param; then all channels are
// locked again and the other sudogs taken out.
package runtime

import "unsafe"

// scase is one case; the compiler fills an array of them.
type scase struct {
	c    *hchan
	elem unsafe.Pointer
}

func sellock(scases []scase, lockorder []uint16) {
	var c *hchan
	for _, o := range lockorder {
		c0 := scases[o].c
		if c0 != c {
			c = c0
			lock(&c.lock)
		}
	}
}

// selunlock goes backwards: after the last unlock the select may have been woken
// and its cases, which are on its stack, be gone.
func selunlock(scases []scase, lockorder []uint16) {
	for i := len(lockorder) - 1; i >= 0; i-- {
		c := scases[lockorder[i]].c
		if i > 0 && c == scases[lockorder[i-1]].c {
			continue // will be unlocked by the next one
		}
		unlock(&c.lock)
	}
}

// selparkcommit unlocks the channels once the goroutine is off its stack. It
// follows g.waiting, which is in lock order, not the cases: see selunlock.
func selparkcommit(gp *g, _ unsafe.Pointer) bool {
	gp.activeStackChans = true
	gp.parkingOnChan.Store(false)
	var lastc *hchan
	for sg := gp.waiting; sg != nil; sg = sg.waitlink {
		if sg.c != lastc && lastc != nil {
			unlock(&lastc.lock)
		}
		lastc = sg.c
	}
	if lastc != nil {
		unlock(&lastc.lock)
	}
	return true
}

// block is select {}.
func block() {
	gopark(nil, nil, waitReasonSelectNoCases, 0, 1)
}

// selectgo runs a select of nsends sends and nrecvs receives. order0 is room for
// both orders. It returns the index of the chosen case (-1: default) and, for a
// receive, whether a value was received.
func selectgo(cas0 *scase, order0 *uint16, pc0 *uintptr, nsends, nrecvs int, block bool) (int, bool) {
	ncases := nsends + nrecvs
	casSlice := slice{unsafe.Pointer(cas0), ncases, ncases}
	orderSlice := slice{unsafe.Pointer(order0), 2 * ncases, 2 * ncases}
	scases := *(*[]scase)(unsafe.Pointer(&casSlice))
	order := *(*[]uint16)(unsafe.Pointer(&orderSlice))
	pollorder := order[:ncases:ncases]
	lockorder := order[ncases:]

	// The poll order: a random permutation of the cases with a channel.
	norder := 0
	for i := range scases {
		cas := &scases[i]
		if cas.c == nil {
			cas.elem = nil
			continue
		}
		j := int(selectRand.nextn(uint32(norder + 1)))
		pollorder[norder] = pollorder[j]
		pollorder[j] = uint16(i)
		norder++
	}
	pollorder = pollorder[:norder]
	lockorder = lockorder[:norder]

	// The lock order: heap sort by address.
	for i := range lockorder {
		j := i
		c := scases[pollorder[i]].c
		for j > 0 && uintptr(unsafe.Pointer(scases[lockorder[(j-1)/2]].c)) < uintptr(unsafe.Pointer(c)) {
			k := (j - 1) / 2
			lockorder[j] = lockorder[k]
			j = k
		}
		lockorder[j] = pollorder[i]
	}
	for i := len(lockorder) - 1; i >= 0; i-- {
		o := lockorder[i]
		c := scases[o].c
		lockorder[i] = lockorder[0]
		j := 0
		for {
			k := j*2 + 1
			if k >= i {
				break
			}
			if k+1 < i && uintptr(unsafe.Pointer(scases[lockorder[k]].c)) < uintptr(unsafe.Pointer(scases[lockorder[k+1]].c)) {
				k++
			}
			if uintptr(unsafe.Pointer(c)) < uintptr(unsafe.Pointer(scases[lockorder[k]].c)) {
				lockorder[j] = lockorder[k]
				j = k
				continue
			}
			break
		}
		lockorder[j] = o
	}

	sellock(scases, lockorder)

	// Pass 1: is a case ready?
	for _, casei := range pollorder {
		ci := int(casei)
		cas := &scases[ci]
		c := cas.c
		if ci >= nsends {
			if sg := c.sendq.dequeue(); sg != nil {
				unlockOthers(scases, lockorder, c)
				recv(c, sg, cas.elem)
				return ci, true
			}
			if c.qcount > 0 {
				qp := chanbuf(c, c.recvx)
				if cas.elem != nil {
					memmove(cas.elem, qp, uintptr(c.elemsize))
				}
				memclrNoHeapPointers(qp, uintptr(c.elemsize))
				c.recvx++
				if c.recvx == c.dataqsiz {
					c.recvx = 0
				}
				c.qcount--
				selunlock(scases, lockorder)
				return ci, true
			}
			if c.closed != 0 {
				selunlock(scases, lockorder)
				if cas.elem != nil {
					memclrNoHeapPointers(cas.elem, uintptr(c.elemsize))
				}
				return ci, false
			}
		} else {
			if c.closed != 0 {
				selunlock(scases, lockorder)
				panic(plainError("send on closed channel"))
			}
			if sg := c.recvq.dequeue(); sg != nil {
				unlockOthers(scases, lockorder, c)
				send(c, sg, cas.elem)
				return ci, false
			}
			if c.qcount < c.dataqsiz {
				memmove(chanbuf(c, c.sendx), cas.elem, uintptr(c.elemsize))
				c.sendx++
				if c.sendx == c.dataqsiz {
					c.sendx = 0
				}
				c.qcount++
				selunlock(scases, lockorder)
				return ci, false
			}
		}
	}
	if !block {
		selunlock(scases, lockorder)
		return -1, false
	}

	// Pass 2: wait on all of them.
	gp := getg()
	if gp.waiting != nil {
		throw("gp.waiting != nil")
	}
	nextp := &gp.waiting
	for _, casei := range lockorder {
		cas := &scases[casei]
		c := cas.c
		sg := acquireSudog()
		sg.g = gp
		sg.isSelect = true
		sg.elem = cas.elem
		sg.c = c
		*nextp = sg
		nextp = &sg.waitlink
		if int(casei) < nsends {
			c.sendq.enqueue(sg)
		} else {
			c.recvq.enqueue(sg)
		}
	}
	gp.param = nil
	gp.parkingOnChan.Store(true)
	gopark(selparkcommit, nil, waitReasonSelect, 0, 1)
	gp.activeStackChans = false

	sellock(scases, lockorder)
	gp.selectDone.Store(0)
	woken := (*sudog)(gp.param)
	gp.param = nil

	// Pass 3: leave the other queues.
	casi := -1
	success := false
	sglist := gp.waiting
	for sg := sglist; sg != nil; sg = sg.waitlink {
		sg.isSelect = false
		sg.elem = nil
	}
	gp.waiting = nil
	for _, casei := range lockorder {
		c := scases[casei].c
		sg := sglist
		if sg == woken {
			casi = int(casei)
			success = sg.success
		} else if int(casei) < nsends {
			c.sendq.dequeueSudoG(sg)
		} else {
			c.recvq.dequeueSudoG(sg)
		}
		sglist = sg.waitlink
		sg.waitlink = nil
		releaseSudog(sg)
	}
	if casi < 0 {
		throw("selectgo: bad wakeup")
	}
	selunlock(scases, lockorder)
	if casi < nsends {
		if !success {
			panic(plainError("send on closed channel"))
		}
		return casi, false
	}
	return casi, success
}

// unlockOthers unlocks all channels but c, which the caller still needs.
func unlockOthers(scases []scase, lockorder []uint16, c *hchan) {
	var last *hchan
	for i := len(lockorder) - 1; i >= 0; i-- {
		c0 := scases[lockorder[i]].c
		if c0 != c && c0 != last {
			unlock(&c0.lock)
		}
		last = c0
	}
}

// Reflection's Select.

type runtimeSelect struct {
	dir int            // 1 send, 2 receive, 3 default
	typ unsafe.Pointer // channel type, not used
	ch  *hchan
	val unsafe.Pointer
}

//go:linkname reflect_rselect reflect.rselect
func reflect_rselect(cases []runtimeSelect) (int, bool) {
	if len(cases) == 0 {
		block()
	}
	sel := make([]scase, len(cases))
	orig := make([]int, len(cases))
	nsends, nrecvs := 0, 0
	dflt := -1
	for i, rc := range cases {
		j := 0
		switch rc.dir {
		case 3:
			dflt = i
			continue
		case 1:
			j = nsends
			nsends++
		case 2:
			nrecvs++
			j = len(cases) - nrecvs
		}
		sel[j] = scase{c: rc.ch, elem: rc.val}
		orig[j] = i
	}
	if nsends+nrecvs == 0 {
		return dflt, false
	}
	if nsends+nrecvs < len(cases) {
		copy(sel[nsends:], sel[len(cases)-nrecvs:])
		copy(orig[nsends:], orig[len(cases)-nrecvs:])
	}
	order := make([]uint16, 2*(nsends+nrecvs))
	chosen, recvOK := selectgo(&sel[0], &order[0], nil, nsends, nrecvs, dflt == -1)
	if chosen < 0 {
		chosen = dflt
	} else {
		chosen = orig[chosen]
	}
	return chosen, recvOK
}
