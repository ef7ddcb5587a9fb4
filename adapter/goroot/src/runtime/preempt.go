// Supervision: the thread that watches (sysmon), taking processors away from
// goroutines that run too long, stopping the world, noticing a deadlock.
//
// Asking a goroutine to yield has two parts. g.stackguard0 is set so that its next
// function call ends in newstack, which puts it aside. For loops without calls its
// thread gets the signal SIGURG as well, whose handler makes the goroutine call
// asyncPreempt (signal.go).
package runtime

import "internal/runtime/atomic"

const (
	forcePreemptNS = 10 * 1000 * 1000 // a goroutine's time slice
	freezeStopWait = 0x7fffffff
)

// sysmon runs on a thread of its own, without a processor.
func sysmon() {
	lock(&sched.lock)
	sched.nmsys++
	checkdead()
	unlock(&sched.lock)

	idle := 0 // rounds in which nothing was done
	delay := uint32(0)
	for {
		if idle == 0 {
			delay = 20
		} else if idle > 50 {
			delay *= 2
		}
		if delay > 10*1000 {
			delay = 10 * 1000
		}
		usleep(delay)

		now := nanotime()
		if sched.gcwaiting.Load() || sched.npidle.Load() == gomaxprocs {
			// Nobody to watch. Sleep until somebody works again, or a timer is due.
			lock(&sched.lock)
			if sched.gcwaiting.Load() || sched.npidle.Load() == gomaxprocs {
				sched.sysmonwait.Store(true)
				unlock(&sched.lock)
				notetsleep(&sched.sysmonnote, 60e9)
				lock(&sched.lock)
				sched.sysmonwait.Store(false)
				noteclear(&sched.sysmonnote)
				idle = 0
				delay = 20
			}
			unlock(&sched.lock)
			now = nanotime()
		}
		if next := timers.next.Load(); next != 0 && next < now && sched.npidle.Load() != 0 {
			startm(nil, false)
		}
		if retake(now) != 0 {
			idle = 0
		} else {
			idle++
		}
	}
}

// retake takes processors from threads that are in system calls, and asks
// goroutines that have had their time to yield.
func retake(now int64) int {
	n := 0
	lock(&allpLock)
	for i := 0; i < len(allp); i++ {
		pp := allp[i]
		if pp == nil {
			continue
		}
		tick := &pp.sysmontick
		s := atomic.Load(&pp.status)
		sysretake := false
		if s == _Prunning || s == _Psyscall {
			t := pp.schedtick
			if tick.schedtick != t {
				tick.schedtick = t
				tick.schedwhen = now
			} else if tick.schedwhen+forcePreemptNS <= now {
				preemptone(pp)
				sysretake = true
			}
		}
		if s == _Psyscall {
			t := pp.syscalltick
			if !sysretake && tick.syscalltick != t {
				tick.syscalltick = t
				tick.syscallwhen = now
				continue
			}
			// If nothing waits for it, leave it for a while: taking it is not free.
			if runqempty(pp) && sched.nmspinning.Load()+sched.npidle.Load() > 0 && tick.syscallwhen+forcePreemptNS > now {
				continue
			}
			unlock(&allpLock)
			incidle(-1) // the thread in the system call counts as running for checkdead
			if atomic.Cas(&pp.status, _Psyscall, _Pidle) {
				n++
				pp.syscalltick++
				handoffp(pp)
			}
			incidle(1)
			lock(&allpLock)
		}
	}
	unlock(&allpLock)
	return n
}

// incidle adjusts the count of idle threads while a processor is passed on, so
// that nobody believes in a deadlock.
func incidle(v int32) {
	lock(&sched.lock)
	sched.nmidlelocked += v
	unlock(&sched.lock)
}

// preemptone asks the goroutine that runs on pp to yield. Best effort: it may be
// another one by the time it notices, and it may not notice for long.
func preemptone(pp *p) bool {
	mp := pp.m.ptr()
	if mp == nil || mp == getg().m {
		return false
	}
	gp := mp.curg
	if gp == nil || gp == mp.g0 {
		return false
	}
	gp.preempt = true
	gp.stackguard0 = stackPreempt
	if preemptMSupported && debug.asyncpreemptoff == 0 {
		pp.preempt = true
		preemptM(mp)
	}
	return true
}

func preemptall() bool {
	res := false
	for _, pp := range allp {
		if pp.status == _Prunning && preemptone(pp) {
			res = true
		}
	}
	return res
}

// Stopping the world: no other goroutine runs until it is started again.

type stwReason uint

const (
	stwUnknown stwReason = iota
	stwGCMarkTerm
	stwGCSweepTerm
	stwGOMAXPROCS
	stwReadMemStats
	stwAllGoroutinesStack
	stwGoroutineProfile
)

// worldsema is held by whoever has stopped the world.
var worldsema uint32

func stopTheWorld(reason stwReason) {
	semacquire1(&worldsema, false, 0, waitReasonSemacquire)
	gp := getg()
	gp.m.preemptoff = "stopping the world"
	systemstack(func() {
		// While it waits its own stack may be looked at.
		gp.waitreason = waitReasonStoppingTheWorld
		casgstatus(gp, _Grunning, _Gwaiting)
		stopTheWorldWithSema()
		casgstatus(gp, _Gwaiting, _Grunning)
	})
}

func startTheWorld() {
	systemstack(func() { startTheWorldWithSema() })
	mp := acquirem()
	mp.preemptoff = ""
	releasem(mp)
	semrelease1(&worldsema, false, 0)
}

func stopTheWorldWithSema() {
	mp := getg().m
	if mp.locks > 0 {
		throw("stopTheWorld: holding locks")
	}
	lock(&sched.lock)
	sched.stopwait = gomaxprocs
	sched.gcwaiting.Store(true)
	preemptall()
	mp.p.ptr().status = _Pgcstop
	sched.stopwait--
	for _, pp := range allp {
		if atomic.Load(&pp.status) == _Psyscall && atomic.Cas(&pp.status, _Psyscall, _Pgcstop) {
			pp.syscalltick++
			sched.stopwait--
		}
	}
	for {
		pp := pidleget()
		if pp == nil {
			break
		}
		pp.status = _Pgcstop
		sched.stopwait--
	}
	wait := sched.stopwait > 0
	unlock(&sched.lock)

	if wait {
		for {
			if notetsleep(&sched.stopnote, 100*1000) {
				noteclear(&sched.stopnote)
				break
			}
			preemptall()
		}
	}
	if sched.stopwait != 0 {
		throw("stopTheWorld: not stopped (stopwait != 0)")
	}
	for _, pp := range allp {
		if pp.status != _Pgcstop {
			throw("stopTheWorld: not stopped (status != _Pgcstop)")
		}
	}
}

func startTheWorldWithSema() {
	mp := acquirem()
	lock(&sched.lock)
	procs := gomaxprocs
	if newprocs != 0 {
		procs = newprocs
		newprocs = 0
	}
	p1 := procresize(procs)
	sched.gcwaiting.Store(false)
	if sched.sysmonwait.Load() {
		sched.sysmonwait.Store(false)
		notewakeup(&sched.sysmonnote)
	}
	unlock(&sched.lock)

	for p1 != nil {
		pp := p1
		p1 = p1.link.ptr()
		startm(pp, false)
	}
	wakep()
	releasem(mp)
}

// procresize makes the number of processors n. The world is stopped (or does not
// exist yet) and sched.lock is held. It returns the processors that have work,
// linked; the others are idle, except this thread's.
func procresize(n int32) *p {
	old := gomaxprocs
	if n > int32(len(allp)) {
		// Records of earlier processors are still there, behind the end.
		bigger := allp[:cap(allp)]
		if n > int32(cap(allp)) {
			bigger = make([]*p, n)
			copy(bigger, allp[:cap(allp)])
		}
		bigger = bigger[:n]
		for i := int32(len(allp)); i < n; i++ {
			if bigger[i] != nil {
				bigger[i].status = _Pgcstop
				continue
			}
			pp := new(p)
			pp.id = i
			pp.status = _Pgcstop
			pp.deferpool = pp.deferpoolbuf[:0]
			pp.sudogcache = pp.sudogbuf[:0]
			if i == 0 && mcache0 != nil {
				pp.mcache = mcache0
			} else {
				pp.mcache = allocmcache()
			}
			bigger[i] = pp
		}
		lock(&allpLock) // sysmon does not stop with the world
		allp = bigger
		unlock(&allpLock)
	}
	for i := n; i < old; i++ {
		// Its goroutines go to the common queue. Its records stay for later.
		pp := allp[i]
		for pp.runqhead != pp.runqtail {
			pp.runqtail--
			gp := pp.runq[pp.runqtail%uint32(len(pp.runq))].ptr()
			sched.runq.push(gp)
			sched.runqsize++
		}
		if pp.runnext != 0 {
			sched.runq.push(pp.runnext.ptr())
			sched.runqsize++
			pp.runnext = 0
		}
		pp.mcache.tiny = 0
		pp.status = _Pdead
	}

	mp := getg().m
	if mp.p != 0 && mp.p.ptr().id < n {
		mp.p.ptr().status = _Prunning
	} else {
		// Take processor 0 instead.
		if mp.p != 0 {
			mp.p.ptr().m = 0
		}
		mp.p = 0
		pp := allp[0]
		pp.m = 0
		pp.status = _Pidle
		acquirep(pp)
	}
	mcache0 = nil

	lock(&allpLock)
	allp = allp[:n]
	unlock(&allpLock)
	gomaxprocs = n
	var runnablePs *p
	for i := n - 1; i >= 0; i-- {
		pp := allp[i]
		if mp.p.ptr() == pp {
			continue
		}
		pp.status = _Pidle
		if runqempty(pp) {
			pidleput(pp)
		} else {
			pp.link.set(runnablePs)
			runnablePs = pp
		}
	}
	return runnablePs
}

// freezetheworld stops the other goroutines as well as that can be done in a
// program that is dying: nobody's consent is waited for, and it cannot be undone.
func freezetheworld() {
	sched.freezing.Store(true)
	for i := 0; i < 5; i++ {
		sched.stopwait = freezeStopWait
		sched.gcwaiting.Store(true)
		if !preemptall() {
			break // nobody runs
		}
		usleep(1000)
	}
	// Those that were about to stop a moment ago.
	usleep(1000)
	preemptall()
	usleep(1000)
}

// checkdead ends the program when all threads sleep and nothing will ever wake
// them. sched.lock is held; it is called whenever a thread goes to sleep.
func checkdead() {
	if panicking.Load() > 0 {
		return // the program is ending anyway
	}
	run := mcount() - sched.nmidle - sched.nmidlelocked - sched.nmsys
	if run > 0 {
		return
	}
	if run < 0 {
		print("runtime: checkdead: nmidle=", sched.nmidle, " nmidlelocked=", sched.nmidlelocked, " mcount=", mcount(), " nmsys=", sched.nmsys, "\n")
		unlock(&sched.lock)
		throw("checkdead: inconsistent counts")
	}
	grunning := 0
	for _, gp := range allgs {
		if isSystemGoroutine(gp, false) {
			continue
		}
		switch s := readgstatus(gp); s &^ _Gscan {
		case _Gwaiting, _Gpreempted:
			grunning++
		case _Grunnable, _Grunning, _Gsyscall:
			print("runtime: checkdead: find g ", gp.goid, " in status ", s, "\n")
			unlock(&sched.lock)
			throw("checkdead: runnable g")
		}
	}
	if grunning == 0 {
		// Every goroutine is gone: main ended itself by Goexit.
		unlock(&sched.lock)
		fatal("no goroutines (main called runtime.Goexit) - deadlock!")
	}
	if timers.next.Load() != 0 {
		// A timer will wake somebody: see to it that a thread waits for it.
		pp := pidleget()
		nmp := mget()
		if pp != nil && nmp != nil {
			nmp.nextp.set(pp)
			notewakeup(&nmp.park)
			return
		}
	}
	unlock(&sched.lock)
	fatal("all goroutines are asleep - deadlock!")
}
