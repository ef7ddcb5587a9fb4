// The scheduler: which goroutine a thread runs next.
//
// Every processor (p) has a queue of runnable goroutines of its own; there is one
// common queue besides. A thread (m) that holds a processor takes from that
// processor's queue, now and then from the common one, and when both are empty
// it steals half of another processor's queue. A thread that finds nothing gives
// its processor back and sleeps.
//
// Waking threads. If every goroutine that becomes runnable woke a thread there
// would be too many; if none did, processors would idle. So there is at most one
// search at a time: whoever makes work available wakes one thread (wakep) unless
// some thread is already searching ("spinning"). A spinning thread that finds
// work wakes the next one before it starts on it. A thread that stops spinning
// looks at all queues once more after it has said so: work that was made
// available just before was not announced to anybody else.
//
// Timers are checked at each scheduling decision. When a thread is about to sleep
// and timers are pending, it sleeps only until the first one; one thread at a
// time does this (sched.lastpoll == 0), and adding an earlier timer wakes it.
//
// A goroutine made ready by the running one goes to runnext: it runs next, within
// the same time slice, so that two goroutines that talk over a channel do not
// wait behind everybody else each time.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// gQueue is a queue of goroutines linked by schedlink.
type gQueue struct {
	head guintptr
	tail guintptr
}

func (q *gQueue) empty() bool { return q.head == 0 }

func (q *gQueue) push(gp *g) {
	gp.schedlink = q.head
	q.head.set(gp)
	if q.tail == 0 {
		q.tail.set(gp)
	}
}

func (q *gQueue) pushBack(gp *g) {
	gp.schedlink = 0
	if q.tail != 0 {
		q.tail.ptr().schedlink.set(gp)
	} else {
		q.head.set(gp)
	}
	q.tail.set(gp)
}

func (q *gQueue) pop() *g {
	gp := q.head.ptr()
	if gp != nil {
		q.head = gp.schedlink
		if q.head == 0 {
			q.tail = 0
		}
		gp.schedlink = 0
	}
	return gp
}

// The common queue. sched.lock is held.

func globrunqput(gp *g) {
	sched.runq.pushBack(gp)
	sched.runqsize++
}

// globrunqget takes a share of the common queue: one goroutine to run, the others
// into pp's queue. max > 0 limits the share.
func globrunqget(pp *p, max int32) *g {
	if sched.runqsize == 0 {
		return nil
	}
	n := sched.runqsize/gomaxprocs + 1
	if n > sched.runqsize {
		n = sched.runqsize
	}
	if max > 0 && n > max {
		n = max
	}
	if n > int32(len(pp.runq))/2 {
		n = int32(len(pp.runq)) / 2
	}
	sched.runqsize -= n
	gp := sched.runq.pop()
	n--
	for ; n > 0; n-- {
		runqput(pp, sched.runq.pop(), false)
	}
	return gp
}

// A processor's queue: a ring of 256. Only the owner adds (at the tail); owner
// and thieves take (at the head), with a compare-and-swap.

func runqempty(pp *p) bool {
	for {
		head := atomic.Load(&pp.runqhead)
		tail := atomic.Load(&pp.runqtail)
		next := atomic.Loaduintptr((*uintptr)(unsafe.Pointer(&pp.runnext)))
		if tail == atomic.Load(&pp.runqtail) {
			return head == tail && next == 0
		}
	}
}

// runqput adds gp; next puts it into runnext and whoever was there at the end.
func runqput(pp *p, gp *g, next bool) {
	if next {
		for {
			old := pp.runnext
			var new guintptr
			new.set(gp)
			if pp.runnext.cas(old, new) {
				if old == 0 {
					return
				}
				gp = old.ptr()
				break
			}
		}
	}
	for {
		h := atomic.Load(&pp.runqhead)
		t := pp.runqtail
		if t-h < uint32(len(pp.runq)) {
			pp.runq[t%uint32(len(pp.runq))].set(gp)
			atomic.Store(&pp.runqtail, t+1)
			return
		}
		if runqputslow(pp, gp, h, t) {
			return
		}
		// Somebody stole meanwhile: there is room now.
	}
}

// runqputslow moves half of a full queue, and gp, to the common one.
func runqputslow(pp *p, gp *g, h, t uint32) bool {
	var batch [len(pp.runq)/2 + 1]guintptr
	n := (t - h) / 2
	for i := uint32(0); i < n; i++ {
		batch[i] = pp.runq[(h+i)%uint32(len(pp.runq))]
	}
	if !atomic.Cas(&pp.runqhead, h, h+n) {
		return false
	}
	batch[n].set(gp)
	lock(&sched.lock)
	for i := uint32(0); i <= n; i++ {
		globrunqput(batch[i].ptr())
	}
	unlock(&sched.lock)
	return true
}

// runqget takes the next goroutine; inheritTime means it shares the time slice.
func runqget(pp *p) (gp *g, inheritTime bool) {
	next := pp.runnext
	// A thief can only clear runnext, so if this fails there is none.
	if next != 0 && pp.runnext.cas(next, 0) {
		return next.ptr(), true
	}
	for {
		h := atomic.Load(&pp.runqhead)
		t := pp.runqtail
		if t == h {
			return nil, false
		}
		gp := pp.runq[h%uint32(len(pp.runq))].ptr()
		if atomic.Cas(&pp.runqhead, h, h+1) {
			return gp, false
		}
	}
}

// runqgrab copies half of pp's queue into batch and removes it from there.
func runqgrab(pp *p, batch *[256]guintptr, batchHead uint32, stealRunNextG bool) uint32 {
	for {
		h := atomic.Load(&pp.runqhead)
		t := atomic.Load(&pp.runqtail)
		n := t - h
		n = n - n/2
		if n == 0 {
			if stealRunNextG {
				if next := pp.runnext; next != 0 {
					if pp.status == _Prunning {
						// Its owner probably runs it at once. Leave it a moment.
						osyield()
					}
					if !pp.runnext.cas(next, 0) {
						continue
					}
					batch[batchHead%uint32(len(batch))] = next
					return 1
				}
			}
			return 0
		}
		if n > uint32(len(pp.runq))/2 {
			continue // head and tail do not belong together
		}
		for i := uint32(0); i < n; i++ {
			batch[(batchHead+i)%uint32(len(batch))] = pp.runq[(h+i)%uint32(len(pp.runq))]
		}
		if atomic.Cas(&pp.runqhead, h, h+n) {
			return n
		}
	}
}

// runqsteal moves half of p2's queue to pp and returns one of them.
func runqsteal(pp, p2 *p, stealRunNextG bool) *g {
	t := pp.runqtail
	n := runqgrab(p2, &pp.runq, t, stealRunNextG)
	if n == 0 {
		return nil
	}
	n--
	gp := pp.runq[(t+n)%uint32(len(pp.runq))].ptr()
	if n != 0 {
		atomic.Store(&pp.runqtail, t+n)
	}
	return gp
}

// Idle processors. sched.lock is held.

func pidleput(pp *p) {
	if !runqempty(pp) {
		throw("pidleput: P has non-empty run queue")
	}
	pp.link = sched.pidle
	sched.pidle.set(pp)
	sched.npidle.Add(1)
}

func pidleget() *p {
	pp := sched.pidle.ptr()
	if pp != nil {
		sched.pidle = pp.link
		sched.npidle.Add(-1)
	}
	return pp
}

// pidlegetSpinning notes when there is none that somebody would have liked to
// spin: the next thread that goes to sleep will do it.
func pidlegetSpinning() *p {
	pp := pidleget()
	if pp == nil {
		sched.needspinning.Store(1)
	}
	return pp
}

// acquirep gives the thread a processor, releasep takes it away.

func acquirep(pp *p) {
	mp := getg().m
	if mp.p != 0 {
		throw("wirep: already in go")
	}
	if pp.m != 0 || pp.status != _Pidle {
		throw("wirep: invalid p state")
	}
	mp.p.set(pp)
	pp.m.set(mp)
	pp.status = _Prunning
}

func releasep() *p {
	mp := getg().m
	pp := mp.p.ptr()
	if pp == nil {
		throw("releasep: invalid arg")
	}
	if pp.m.ptr() != mp || pp.status != _Prunning {
		throw("releasep: invalid p state")
	}
	mp.p = 0
	pp.m = 0
	pp.status = _Pidle
	return pp
}

// Threads.

func mcount() int32 { return int32(sched.mnext - sched.nmfreed) }

// mReserveID takes the next thread id. sched.lock is held.
func mReserveID() int64 {
	id := sched.mnext
	sched.mnext++
	if mcount() > sched.maxmcount {
		print("runtime: program exceeds ", sched.maxmcount, "-thread limit\n")
		throw("thread exhaustion")
	}
	return id
}

func mcommoninit(mp *m, id int64) {
	lock(&sched.lock)
	if id < 0 {
		id = mReserveID()
	}
	mp.id = id
	unlock(&sched.lock)
	mpreinit(mp)
	lock(&sched.lock)
	mp.alllink = allm
	allm = mp
	unlock(&sched.lock)
}

// allocm makes an m that will run fn first. It needs a processor's memory cache;
// a thread without one borrows pp.
func allocm(pp *p, fn func(), id int64) *m {
	gp := getg()
	acquirem()
	borrowed := false
	if gp.m.p == 0 {
		acquirep(pp)
		borrowed = true
	}
	mp := new(m)
	mp.mstartfn = fn
	mcommoninit(mp, id)
	mp.g0 = malg(64 * 1024)
	mp.g0.m = mp
	if borrowed {
		releasep()
	}
	releasem(gp.m)
	return mp
}

// newm starts a thread, which takes pp if it is not nil.
func newm(fn func(), pp *p, id int64) {
	acquirem()
	mp := allocm(pp, fn, id)
	mp.nextp.set(pp)
	newosproc(mp)
	releasem(getg().m)
}

// mstart0 is the first Go code on a new thread.
func mstart0() {
	gp := getg()
	gp.stackguard0 = gp.stack.lo + stackGuard
	gp.stackguard1 = gp.stackguard0
	mstart1()
}

func mstart1() {
	gp := getg()
	mp := gp.m
	if gp != mp.g0 {
		throw("bad runtime·mstart")
	}
	// mcall and systemstack use the stack from here down.
	gp.sched.g = gp
	gp.sched.pc = getcallerpc()
	gp.sched.sp = getcallersp()

	minit()
	if mp == &m0 {
		initsig()
	}
	if fn := mp.mstartfn; fn != nil {
		fn()
	}
	if mp != &m0 {
		acquirep(mp.nextp.ptr())
		mp.nextp = 0
	}
	schedule()
}

// mput puts a sleeping thread on the idle list, mget takes one. sched.lock is held.

func mput(mp *m) {
	mp.schedlink = sched.midle
	sched.midle.set(mp)
	sched.nmidle++
	checkdead()
}

func mget() *m {
	mp := sched.midle.ptr()
	if mp != nil {
		sched.midle = mp.schedlink
		sched.nmidle--
	}
	return mp
}

// stopm sleeps until somebody has a processor for this thread.
func stopm() {
	gp := getg()
	if gp.m.locks != 0 {
		throw("stopm holding locks")
	}
	if gp.m.p != 0 {
		throw("stopm holding p")
	}
	if gp.m.spinning {
		throw("stopm spinning")
	}
	lock(&sched.lock)
	mput(gp.m)
	unlock(&sched.lock)
	mPark()
	acquirep(gp.m.nextp.ptr())
	gp.m.nextp = 0
}

func mPark() {
	mp := getg().m
	notesleep(&mp.park)
	noteclear(&mp.park)
}

// mspinning is what a thread started by startm(spinning) does first.
func mspinning() {
	getg().m.spinning = true
}

// startm lets some thread run pp (any idle processor if nil), creating the thread
// if all are busy. spinning: the caller has counted it in nmspinning.
func startm(pp *p, spinning bool) {
	mp := acquirem()
	lock(&sched.lock)
	if pp == nil {
		pp = pidleget()
		if pp == nil {
			unlock(&sched.lock)
			if spinning {
				throw("startm: P required for spinning=true")
			}
			releasem(mp)
			return
		}
	}
	nmp := mget()
	if nmp == nil {
		id := mReserveID()
		unlock(&sched.lock)
		var fn func()
		if spinning {
			fn = mspinning
		}
		newm(fn, pp, id)
		releasem(mp)
		return
	}
	unlock(&sched.lock)
	if nmp.spinning {
		throw("startm: m is spinning")
	}
	if nmp.nextp != 0 {
		throw("startm: m has p")
	}
	nmp.spinning = spinning
	nmp.nextp.set(pp)
	notewakeup(&nmp.park)
	releasem(mp)
}

// wakep starts one more thread if there is an idle processor and nobody searches.
func wakep() {
	if sched.nmspinning.Load() != 0 || !sched.nmspinning.CompareAndSwap(0, 1) {
		return
	}
	mp := acquirem()
	lock(&sched.lock)
	pp := pidlegetSpinning()
	unlock(&sched.lock)
	if pp == nil {
		if sched.nmspinning.Add(-1) < 0 {
			throw("wakep: negative nmspinning")
		}
		releasem(mp)
		return
	}
	startm(pp, true)
	releasem(mp)
}

// handoffp finds a use for a processor whose thread cannot go on with it.
func handoffp(pp *p) {
	if !runqempty(pp) || sched.runqsize != 0 {
		startm(pp, false)
		return
	}
	// No work here, but nobody is searching either: there may be some elsewhere.
	if sched.nmspinning.Load()+sched.npidle.Load() == 0 && sched.nmspinning.CompareAndSwap(0, 1) {
		sched.needspinning.Store(0)
		startm(pp, true)
		return
	}
	lock(&sched.lock)
	if sched.gcwaiting.Load() {
		pp.status = _Pgcstop
		sched.stopwait--
		if sched.stopwait == 0 {
			notewakeup(&sched.stopnote)
		}
		unlock(&sched.lock)
		return
	}
	if sched.runqsize != 0 {
		unlock(&sched.lock)
		startm(pp, false)
		return
	}
	pidleput(pp)
	unlock(&sched.lock)
	if when := timers.next.Load(); when != 0 {
		wakeTimerSleeper(when)
	}
}

// stoplockedm sleeps until the goroutine that is locked to this thread can run.
func stoplockedm() {
	gp := getg()
	if gp.m.lockedg == 0 || gp.m.lockedg.ptr().lockedm.ptr() != gp.m {
		throw("stoplockedm: inconsistent locking")
	}
	if gp.m.p != 0 {
		pp := releasep()
		handoffp(pp)
	}
	incidlelocked(1)
	mPark()
	acquirep(gp.m.nextp.ptr())
	gp.m.nextp = 0
}

// startlockedm gives the processor to the thread that gp is locked to.
func startlockedm(gp *g) {
	mp := gp.lockedm.ptr()
	if mp == getg().m {
		throw("startlockedm: locked to me")
	}
	if mp.nextp != 0 {
		throw("startlockedm: m has p")
	}
	incidlelocked(-1)
	pp := releasep()
	mp.nextp.set(pp)
	notewakeup(&mp.park)
	stopm()
}

func incidlelocked(v int32) {
	lock(&sched.lock)
	sched.nmidlelocked += v
	if v > 0 {
		checkdead()
	}
	unlock(&sched.lock)
}

// gcstopm stops this thread because the world is to stop.
func gcstopm() {
	mp := getg().m
	if !sched.gcwaiting.Load() {
		throw("gcstopm: not waiting for gc")
	}
	if mp.spinning {
		mp.spinning = false
		if sched.nmspinning.Add(-1) < 0 {
			throw("gcstopm: negative nmspinning")
		}
	}
	pp := releasep()
	lock(&sched.lock)
	pp.status = _Pgcstop
	sched.stopwait--
	if sched.stopwait == 0 {
		notewakeup(&sched.stopnote)
	}
	unlock(&sched.lock)
	stopm()
}

func (mp *m) becomeSpinning() {
	mp.spinning = true
	sched.nmspinning.Add(1)
	sched.needspinning.Store(0)
}

func resetspinning() {
	mp := getg().m
	if !mp.spinning {
		throw("resetspinning: not a spinning m")
	}
	mp.spinning = false
	if sched.nmspinning.Add(-1) < 0 {
		throw("findRunnable: negative nmspinning")
	}
	// One searcher less, one more at work. There may be work for others.
	wakep()
}

// schedule finds a goroutine and runs it. It never returns.
func schedule() {
	mp := getg().m
	if mp.locks != 0 {
		throw("schedule: holding locks")
	}
	if mp.lockedg != 0 {
		stoplockedm()
		execute(mp.lockedg.ptr(), false)
	}
	for {
		mp.p.ptr().preempt = false
		gp, inheritTime := findRunnable()
		if mp.spinning {
			resetspinning()
		}
		if gp.lockedm != 0 {
			// It must run on another thread. Give that one the processor.
			startlockedm(gp)
			continue
		}
		execute(gp, inheritTime)
	}
}

// execute runs gp on this thread.
func execute(gp *g, inheritTime bool) {
	mp := getg().m
	mp.curg = gp
	gp.m = mp
	casgstatus(gp, _Grunnable, _Grunning)
	gp.waitsince = 0
	gp.preempt = false
	gp.stackguard0 = gp.stack.lo + stackGuard
	if !inheritTime {
		mp.p.ptr().schedtick++
	}
	if hz := sched.profilehz; mp.profilehz != hz {
		setThreadCPUProfiler(hz)
	}
	gogo(&gp.sched)
}

// findRunnable waits until there is a goroutine to run.
func findRunnable() (gp *g, inheritTime bool) {
	mp := getg().m
	for {
		pp := mp.p.ptr()
		if sched.gcwaiting.Load() {
			gcstopm()
			continue
		}
		checkTimers()

		// Look into the common queue now and then, lest two goroutines that keep
		// waking each other starve it.
		if pp.schedtick%61 == 0 && sched.runqsize > 0 {
			lock(&sched.lock)
			gp := globrunqget(pp, 1)
			unlock(&sched.lock)
			if gp != nil {
				return gp, false
			}
		}
		if gp, inheritTime := runqget(pp); gp != nil {
			return gp, inheritTime
		}
		if sched.runqsize != 0 {
			lock(&sched.lock)
			gp := globrunqget(pp, 0)
			unlock(&sched.lock)
			if gp != nil {
				return gp, false
			}
		}

		// At most half of the busy processors search at once.
		if mp.spinning || 2*sched.nmspinning.Load() < gomaxprocs-sched.npidle.Load() {
			if !mp.spinning {
				mp.becomeSpinning()
			}
			if gp := stealWork(pp); gp != nil {
				return gp, false
			}
			if sched.gcwaiting.Load() {
				continue
			}
		}

		// Nothing. Give the processor back.
		lock(&sched.lock)
		if sched.gcwaiting.Load() {
			unlock(&sched.lock)
			continue
		}
		if sched.runqsize != 0 {
			gp := globrunqget(pp, 0)
			unlock(&sched.lock)
			return gp, false
		}
		if !mp.spinning && sched.needspinning.Load() == 1 {
			mp.becomeSpinning()
			unlock(&sched.lock)
			continue
		}
		if releasep() != pp {
			throw("findRunnable: wrong p")
		}
		pidleput(pp)
		unlock(&sched.lock)

		if mp.spinning {
			mp.spinning = false
			if sched.nmspinning.Add(-1) < 0 {
				throw("findRunnable: negative nmspinning")
			}
			// Only now can others see that nobody searches. What was queued before
			// that was perhaps not announced, so look once more.
			if pp := checkQueuesNoP(); pp != nil {
				acquirep(pp)
				mp.becomeSpinning()
				continue
			}
		}

		if when := timers.next.Load(); when != 0 {
			if sched.lastpoll.Swap(0) != 0 {
				sleepForTimers(when)
				lock(&sched.lock)
				pp := pidleget()
				unlock(&sched.lock)
				if pp != nil {
					acquirep(pp)
					continue
				}
			} else {
				wakeTimerSleeper(when)
			}
		}
		stopm()
	}
}

// stealWork looks through the other processors, in random order, four times; the
// last time it also takes what is about to run.
func stealWork(pp *p) *g {
	n := uint32(gomaxprocs)
	if n <= 1 {
		return nil
	}
	for i := 0; i < 4; i++ {
		last := i == 3
		start := scheduleRand.nextn(n)
		for k := uint32(0); k < n; k++ {
			if sched.gcwaiting.Load() {
				return nil
			}
			p2 := allp[(start+k)%n]
			if p2 == pp || p2.status == _Pidle {
				continue
			}
			if gp := runqsteal(pp, p2, last); gp != nil {
				return gp
			}
		}
	}
	return nil
}

// checkQueuesNoP: is there work that a thread without processor should get one for?
func checkQueuesNoP() *p {
	work := sched.runqsize != 0
	for _, p2 := range allp[:gomaxprocs] {
		if !runqempty(p2) {
			work = true
		}
	}
	if !work {
		return nil
	}
	lock(&sched.lock)
	pp := pidlegetSpinning()
	unlock(&sched.lock)
	return pp
}

// sleepForTimers sleeps until when, or until wakeTimerSleeper. The caller has set
// sched.lastpoll to 0.
func sleepForTimers(when int64) {
	sched.pollUntil.Store(when)
	// A timer added before pollUntil was visible did not wake anybody.
	if next := timers.next.Load(); next != 0 && next < when {
		when = next
		sched.pollUntil.Store(when)
	}
	if delay := when - nanotime(); delay > 0 {
		futexsleep(&sched.pollnote, 0, delay)
	}
	atomic.Store(&sched.pollnote, 0)
	sched.pollUntil.Store(0)
	sched.lastpoll.Store(nanotime())
}

// wakeTimerSleeper is told that a timer is due at when.
func wakeTimerSleeper(when int64) {
	if sched.lastpoll.Load() == 0 {
		// Somebody sleeps. Long enough for this timer?
		until := sched.pollUntil.Load()
		if until == 0 || until > when {
			if atomic.Xchg(&sched.pollnote, 1) == 0 {
				futexwakeup(&sched.pollnote, 1)
			}
		}
		return
	}
	// Nobody does. A thread that looks for work and finds none will.
	systemstack(wakep)
}
