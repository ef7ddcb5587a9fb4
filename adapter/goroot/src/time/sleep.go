package time

// In package runtime (time.go). A runtime timer lies in each Timer and Ticker,
// behind the fields that are declared here: only the runtime makes them.

// Sleep pauses the current goroutine for at least the duration d. A negative or
// zero duration causes Sleep to return immediately.
func Sleep(d Duration)

func newTimer(when, period int64, f func(any, uintptr, int64), arg any, c chan Time) *Timer
func stopTimer(*Timer) bool
func resetTimer(t *Timer, when, period int64) bool
func runtimeNano() int64

// when is the time on the runtime's clock at which a timer of duration d is due.
func when(d Duration) int64 {
	if d <= 0 {
		return runtimeNano()
	}
	t := runtimeNano() + int64(d)
	if t < 0 {
		t = 1<<63 - 1 // for ever
	}
	return t
}

// The Timer type represents a single event. When the Timer expires, the current
// time will be sent on C, unless the Timer was created by AfterFunc. A Timer must
// be created with NewTimer or AfterFunc.
type Timer struct {
	C         <-chan Time
	initTimer bool
}

// Stop prevents the Timer from firing. It returns true if the call stops the timer,
// false if the timer has already expired or been stopped. After Stop returns no
// stale value will be received from C.
func (t *Timer) Stop() bool {
	if !t.initTimer {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(t)
}

// NewTimer creates a new Timer that will send the current time on its channel after
// at least duration d.
func NewTimer(d Duration) *Timer {
	c := make(chan Time, 1)
	t := newTimer(when(d), 0, sendTime, c, c)
	t.C = c
	return t
}

// Reset changes the timer to expire after duration d. It returns true if the timer
// had been active, false if the timer had expired or been stopped.
func (t *Timer) Reset(d Duration) bool {
	if !t.initTimer {
		panic("time: Reset called on uninitialized Timer")
	}
	return resetTimer(t, when(d), 0)
}

// sendTime is the function of a timer with a channel. It runs on a system stack and
// must not wait: if the last time is still unread, this one is dropped.
func sendTime(c any, seq uintptr, delta int64) {
	select {
	case c.(chan Time) <- Now().Add(Duration(-delta)):
	default:
	}
}

// After waits for the duration to elapse and then sends the current time on the
// returned channel. It is equivalent to NewTimer(d).C.
func After(d Duration) <-chan Time {
	return NewTimer(d).C
}

// AfterFunc waits for the duration to elapse and then calls f in its own goroutine.
// It returns a Timer that can be used to cancel the call using its Stop method.
func AfterFunc(d Duration, f func()) *Timer {
	return newTimer(when(d), 0, goFunc, f, nil)
}

func goFunc(arg any, seq uintptr, delta int64) {
	go arg.(func())()
}
