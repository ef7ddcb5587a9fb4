// Timers: time.Sleep, time.Timer, time.Ticker.
//
// All timers are in one heap ordered by when they are due (a four-way heap: less
// deep than a binary one). timers.next is when the first is due, 0 if there is
// none; the scheduler compares it with the clock at each decision and calls
// checkTimers, which runs the functions of those that are due. They run on a
// system stack and must be short: make a goroutine ready, send without waiting,
// start a goroutine.
//
// The channel of a timer never holds a stale value: stopping or resetting the
// timer takes a value that nobody has received out of the channel again. sendLock
// is held while such a timer's function runs, so that this cannot overtake it.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

type timer struct {
	when   int64
	period int64
	f      func(arg any, seq uintptr, delta int64)
	arg    any
	seq    uintptr
	index  int  // 1 + place in the heap, 0: not in it
	isChan bool // f sends on the channel arg
}

// timeTimer is what package time knows as Timer and Ticker.
type timeTimer struct {
	c    unsafe.Pointer
	init bool
	timer
}

var timers struct {
	lock     mutex
	sendLock mutex
	heap     []*timer
	next     atomic.Int64
}

const maxWhen = 1<<63 - 1

func timerUp(i int) {
	h := timers.heap
	t := h[i]
	for i > 0 {
		parent := (i - 1) / 4
		if h[parent].when <= t.when {
			break
		}
		h[i] = h[parent]
		h[i].index = i + 1
		i = parent
	}
	h[i] = t
	t.index = i + 1
}

func timerDown(i int) {
	h := timers.heap
	t := h[i]
	for {
		first := 4*i + 1
		if first >= len(h) {
			break
		}
		least := first
		for c := first + 1; c < first+4 && c < len(h); c++ {
			if h[c].when < h[least].when {
				least = c
			}
		}
		if t.when <= h[least].when {
			break
		}
		h[i] = h[least]
		h[i].index = i + 1
		i = least
	}
	h[i] = t
	t.index = i + 1
}

// addTimer and deleteTimer are called with timers.lock held.

func addTimer(t *timer) {
	if t.when <= 0 {
		t.when = 1
	}
	timers.heap = append(timers.heap, t)
	timerUp(len(timers.heap) - 1)
	updateNextTimer()
}

func deleteTimer(t *timer) {
	i := t.index - 1
	last := len(timers.heap) - 1
	moved := timers.heap[last]
	timers.heap[last] = nil
	timers.heap = timers.heap[:last]
	t.index = 0
	if i != last {
		timers.heap[i] = moved
		moved.index = i + 1
		timerDown(i)
		timerUp(moved.index - 1)
	}
	updateNextTimer()
}

func updateNextTimer() {
	if len(timers.heap) == 0 {
		timers.next.Store(0)
	} else {
		timers.next.Store(timers.heap[0].when)
	}
}

// stop says whether t was waiting to run.
func (t *timer) stop() bool {
	lock(&timers.lock)
	pending := t.index != 0
	if pending {
		deleteTimer(t)
	}
	unlock(&timers.lock)
	if t.isChan && t.drain() {
		pending = true
	}
	return pending
}

// reset makes t run at when and then every period.
func (t *timer) reset(when, period int64) bool {
	pending := t.stop()
	lock(&timers.lock)
	t.when = when
	t.period = period
	if t.index != 0 {
		deleteTimer(t) // somebody else reset it at the same time
	}
	addTimer(t)
	first := timers.heap[0] == t
	unlock(&timers.lock)
	if first {
		wakeTimerSleeper(t.when)
	}
	return pending
}

// drain takes the value out of the timer's channel.
func (t *timer) drain() bool {
	c := (*hchan)(efaceOf(&t.arg).data)
	lock(&timers.sendLock)
	had := c != nil && chanDiscard(c)
	unlock(&timers.sendLock)
	return had
}

// checkTimers runs the timers that are due.
func checkTimers() {
	next := timers.next.Load()
	if next == 0 {
		return
	}
	now := nanotime()
	if now < next {
		return
	}
	lock(&timers.lock)
	for len(timers.heap) > 0 {
		t := timers.heap[0]
		if t.when > now {
			break
		}
		delta := now - t.when
		deleteTimer(t)
		if t.period > 0 {
			// The next multiple of the period that is not over yet.
			t.when += t.period * (1 + delta/t.period)
			if t.when < 0 {
				t.when = maxWhen
			}
			addTimer(t)
		}
		f, arg, seq, isChan := t.f, t.arg, t.seq, t.isChan
		if isChan {
			lock(&timers.sendLock)
		}
		unlock(&timers.lock)
		f(arg, seq, delta)
		if isChan {
			unlock(&timers.sendLock)
		}
		lock(&timers.lock)
	}
	unlock(&timers.lock)
}

// timeSleep is time.Sleep.
//
//go:linkname timeSleep time.Sleep
func timeSleep(ns int64) {
	if ns <= 0 {
		return
	}
	gp := getg()
	t := gp.timer
	if t == nil {
		t = new(timer)
		t.f = goroutineReady
		t.arg = gp
		gp.timer = t
	}
	when := nanotime() + ns
	if when < 0 {
		when = maxWhen
	}
	gp.sleepWhen = when
	gopark(resetForSleep, nil, waitReasonSleep, 0, 1)
}

// resetForSleep starts the timer once the goroutine is parked: not before, for it
// might fire at once.
func resetForSleep(gp *g, _ unsafe.Pointer) bool {
	gp.timer.reset(gp.sleepWhen, 0)
	return true
}

func goroutineReady(arg any, _ uintptr, _ int64) {
	goready(arg.(*g), 2)
}

// Doors for package time.

//go:linkname newTimer time.newTimer
func newTimer(when, period int64, f func(arg any, seq uintptr, delta int64), arg any, c *hchan) *timeTimer {
	t := new(timeTimer)
	t.timer.f = f
	t.timer.arg = arg
	t.timer.isChan = c != nil
	t.timer.reset(when, period)
	t.init = true
	return t
}

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timeTimer) bool {
	return t.timer.stop()
}

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timeTimer, when, period int64) bool {
	return t.timer.reset(when, period)
}

//go:linkname time_now time.now
func time_now() (sec int64, nsec int32, mono int64) {
	sec, nsec = walltime()
	return sec, nsec, nanotime()
}

//go:linkname time_runtimeNano time.runtimeNano
func time_runtimeNano() int64 { return nanotime() }

//go:linkname time_runtimeNow time.runtimeNow
func time_runtimeNow() (sec int64, nsec int32, mono int64) {
	return time_now()
}

//go:linkname newTicker time.newTicker
func newTicker(when, period int64, f func(arg any, seq uintptr, delta int64), arg any, c *hchan) *timeTimer {
	return newTimer(when, period, f, arg, c)
}

//go:linkname stopTicker time.stopTicker
func stopTicker(t *timeTimer) bool { return t.timer.stop() }

//go:linkname resetTicker time.resetTicker
func resetTicker(t *timeTimer, when, period int64) bool {
	return t.timer.reset(when, period)
}
