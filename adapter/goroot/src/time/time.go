// Package time provides functionality for measuring and displaying time. The
// calendrical calculations always assume a Gregorian calendar, with no leap seconds.
package time

// A Time represents an instant in time with nanosecond precision. If it was made by
// Now it also has a reading of the monotonic clock, which is what differences of two
// such times are computed from.
type Time struct {
	// wall: 1 bit hasMonotonic, 33 bits seconds since 1885, 30 bits nanoseconds; ext
	// is then the monotonic reading. Without hasMonotonic the seconds are 0, and ext
	// is the seconds since year 1.
	wall uint64
	ext  int64

	// nil means UTC.
	loc *Location
}

const (
	hasMonotonic = 1 << 63
	wallShift    = 30
	nsecMask     = 1<<30 - 1

	secondsPerMinute = 60
	secondsPerHour   = 60 * secondsPerMinute
	secondsPerDay    = 24 * secondsPerHour

	// Seconds from the beginning of year 1 to those of 1970 and 1885.
	unixToInternal int64 = (1969*365 + 1969/4 - 1969/100 + 1969/400) * secondsPerDay
	wallToInternal int64 = (1884*365 + 1884/4 - 1884/100 + 1884/400) * secondsPerDay
)

// now is package runtime's.
func now() (sec int64, nsec int32, mono int64)

// startNano makes monotonic readings of the first moment 1: 0 means there is none.
var startNano int64 = runtimeNano() - 1

// Now returns the current local time.
func Now() Time {
	sec, nsec, mono := now()
	mono -= startNano
	sec += unixToInternal - wallToInternal
	if uint64(sec)>>33 != 0 { // before 1885 or after 2157
		return Time{uint64(nsec), sec + wallToInternal, Local}
	}
	return Time{hasMonotonic | uint64(sec)<<wallShift | uint64(nsec), mono, Local}
}

func (t *Time) sec() int64 {
	if t.wall&hasMonotonic != 0 {
		return wallToInternal + int64(t.wall<<1>>(wallShift+1))
	}
	return t.ext
}

func (t *Time) nsec() int32 { return int32(t.wall & nsecMask) }

func (t *Time) stripMono() {
	if t.wall&hasMonotonic != 0 {
		t.ext = t.sec()
		t.wall &= nsecMask
	}
}

func (t *Time) setLoc(loc *Location) {
	if loc == &utcLoc {
		loc = nil
	}
	t.stripMono()
	t.loc = loc
}

// Unix returns the local Time corresponding to the given Unix time, sec seconds and
// nsec nanoseconds since January 1, 1970 UTC.
func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= 1e9 {
		n := nsec / 1e9
		sec += n
		nsec -= n * 1e9
		if nsec < 0 {
			nsec += 1e9
			sec--
		}
	}
	return Time{uint64(nsec), sec + unixToInternal, Local}
}

// UnixMilli returns the local Time corresponding to the given Unix time in
// milliseconds.
func UnixMilli(msec int64) Time { return Unix(msec/1e3, (msec%1e3)*1e6) }

// UnixMicro returns the local Time corresponding to the given Unix time in
// microseconds.
func UnixMicro(usec int64) Time { return Unix(usec/1e6, (usec%1e6)*1e3) }

// Unix returns t as a Unix time, the number of seconds elapsed since January 1, 1970
// UTC.
func (t Time) Unix() int64 { return t.sec() - unixToInternal }

// UnixMilli returns t as a Unix time in milliseconds.
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.nsec())/1e6 }

// UnixMicro returns t as a Unix time in microseconds.
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + int64(t.nsec())/1e3 }

// UnixNano returns t as a Unix time in nanoseconds.
func (t Time) UnixNano() int64 { return t.Unix()*1e9 + int64(t.nsec()) }

// IsZero reports whether t represents the zero time instant, January 1, year 1,
// 00:00:00 UTC.
func (t Time) IsZero() bool { return t.sec() == 0 && t.nsec() == 0 }

// Add returns the time t+d.
func (t Time) Add(d Duration) Time {
	dsec := int64(d / 1e9)
	nsec := t.nsec() + int32(d%1e9)
	if nsec >= 1e9 {
		dsec++
		nsec -= 1e9
	} else if nsec < 0 {
		dsec--
		nsec += 1e9
	}
	if t.wall&hasMonotonic != 0 {
		sec := int64(t.wall<<1>>(wallShift+1)) + dsec
		mono := t.ext + int64(d)
		overflow := d < 0 && mono > t.ext || d > 0 && mono < t.ext
		if 0 <= sec && sec < 1<<33 && !overflow {
			return Time{hasMonotonic | uint64(sec)<<wallShift | uint64(nsec), mono, t.loc}
		}
	}
	return Time{uint64(nsec), t.sec() + dsec, t.loc}
}

// Sub returns the duration t-u. If the result exceeds the maximum (or minimum) value
// that can be stored in a Duration, the maximum (or minimum) duration will be
// returned.
func (t Time) Sub(u Time) Duration {
	if t.wall&u.wall&hasMonotonic != 0 {
		d := Duration(t.ext - u.ext)
		switch {
		case d < 0 && t.ext > u.ext:
			return maxDuration
		case d > 0 && t.ext < u.ext:
			return minDuration
		}
		return d
	}
	d := Duration(t.sec()-u.sec())*Second + Duration(t.nsec()-u.nsec())
	switch {
	case u.Add(d).Equal(t):
		return d
	case t.Before(u):
		return minDuration
	}
	return maxDuration
}

// Since returns the time elapsed since t. It is shorthand for time.Now().Sub(t).
func Since(t Time) Duration { return Now().Sub(t) }

// Until returns the duration until t. It is shorthand for t.Sub(time.Now()).
func Until(t Time) Duration { return t.Sub(Now()) }

// After reports whether the time instant t is after u.
func (t Time) After(u Time) bool { return t.Compare(u) > 0 }

// Before reports whether the time instant t is before u.
func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }

// Equal reports whether t and u represent the same time instant, in whatever
// location.
func (t Time) Equal(u Time) bool { return t.Compare(u) == 0 }

// Compare compares the time instant t with u. If t is before u, it returns -1; if t
// is after u, it returns +1; if they're the same, it returns 0.
func (t Time) Compare(u Time) int {
	a, b := t.sec(), u.sec()
	if t.wall&u.wall&hasMonotonic != 0 {
		a, b = t.ext, u.ext
	} else if a == b {
		a, b = int64(t.nsec()), int64(u.nsec())
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// UTC returns t with the location set to UTC.
func (t Time) UTC() Time {
	t.setLoc(&utcLoc)
	return t
}

// Local returns t with the location set to local time.
func (t Time) Local() Time {
	t.setLoc(Local)
	return t
}

// In returns a copy of t representing the same time instant, but with the copy's
// location information set to loc for display purposes.
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.setLoc(loc)
	return t
}

// Location returns the time zone information associated with t.
func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

// Zone computes the time zone in effect at time t, returning the abbreviated name of
// the zone (such as "CET") and its offset in seconds east of UTC.
func (t Time) Zone() (name string, offset int) {
	l := t.loc.get()
	return l.zone, l.offset
}

// IsDST reports whether the time in the configured location is in Daylight Savings
// Time. No location of this machine has it.
func (t Time) IsDST() bool { return false }

// abs is the time as seconds on the clock of t's location.
func (t Time) abs() int64 { return t.sec() + int64(t.loc.get().offset) }

// Truncate returns the result of rounding t down to a multiple of d (since the zero
// time), without the monotonic reading. If d <= 0, that is all it does.
func (t Time) Truncate(d Duration) Time {
	t.stripMono()
	if d <= 0 {
		return t
	}
	return t.Add(-t.beyond(d))
}

// Round returns the result of rounding t to the nearest multiple of d (since the zero
// time), halfway values up.
func (t Time) Round(d Duration) Time {
	t.stripMono()
	if d <= 0 {
		return t
	}
	r := t.beyond(d)
	if r+r >= 0 && r+r < d {
		return t.Add(-r)
	}
	return t.Add(d - r)
}

// beyond is how much t is beyond the last multiple of d.
func (t Time) beyond(d Duration) Duration {
	sec, nsec := t.sec(), int64(t.nsec())
	n := uint64(d)
	// (sec * 1e9 + nsec) mod d, with a product too large for 64 bits: double and add,
	// never exceeding twice d.
	negative := sec < 0
	if negative {
		sec = -sec
	}
	rest := uint64(0)
	for bit := 62; bit >= 0; bit-- {
		rest <<= 1
		if rest >= n {
			rest -= n
		}
		if sec>>uint(bit)&1 != 0 {
			rest += 1e9 % n
			if rest >= n {
				rest -= n
			}
		}
	}
	if negative && rest != 0 {
		rest = n - rest
	}
	rest = (rest + uint64(nsec)%n) % n
	return Duration(rest)
}
