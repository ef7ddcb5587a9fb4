package time

// A Ticker holds a channel that delivers "ticks" of a clock at intervals.
type Ticker struct {
	C          <-chan Time
	initTicker bool
}

// NewTicker returns a new Ticker containing a channel that will send the current
// time on the channel after each tick. The duration d must be greater than zero; if
// not, NewTicker will panic.
func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c := make(chan Time, 1)
	t := newTicker(when(d), int64(d), sendTime, c, c)
	t.C = c
	return t
}

// Stop turns off a ticker. After Stop, no more ticks will be sent.
func (t *Ticker) Stop() {
	if !t.initTicker {
		return // stopping a zero Ticker is allowed
	}
	stopTicker(t)
}

// Reset stops a ticker and resets its period to the specified duration.
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if !t.initTicker {
		panic("time: Reset called on uninitialized Ticker")
	}
	resetTicker(t, when(d), int64(d))
}

// Tick is a convenience wrapper for NewTicker providing access to the ticking
// channel only.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}

// The same functions as for Timer: the two have the same layout.

func newTicker(when, period int64, f func(any, uintptr, int64), arg any, c chan Time) *Ticker
func stopTicker(*Ticker) bool
func resetTicker(t *Ticker, when, period int64) bool
