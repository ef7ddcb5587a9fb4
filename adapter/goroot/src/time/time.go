// Package time provides functionality for measuring and displaying time.
package time

// A Duration represents the elapsed time between two instants as an int64
// nanosecond count.
type Duration int64

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

// Nanoseconds returns the duration as an integer nanosecond count.
func (d Duration) Nanoseconds() int64 { return int64(d) }

// Microseconds returns the duration as an integer microsecond count.
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }

// Milliseconds returns the duration as an integer millisecond count.
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

// Seconds returns the duration as a floating point number of seconds.
func (d Duration) Seconds() float64 { return float64(d/Second) + float64(d%Second)/1e9 }

// Minutes returns the duration as a floating point number of minutes.
func (d Duration) Minutes() float64 { return float64(d/Minute) + float64(d%Minute)/(60*1e9) }

// Hours returns the duration as a floating point number of hours.
func (d Duration) Hours() float64 { return float64(d/Hour) + float64(d%Hour)/(60*60*1e9) }

// A Time represents an instant in time with nanosecond precision. If it was made by
// Now it also has a reading of the monotonic clock, which is what differences of two
// such times are computed from.
//
// wall: 1 bit hasMonotonic, 33 bits seconds since 1885, 30 bits nanoseconds; ext is
// the monotonic reading. Without hasMonotonic, ext is seconds since year 1.
type Time struct {
	wall uint64
	ext  int64
	loc  *Location
}

// A Location maps time instants to the zone in use at that time.
type Location struct {
	name string
}

const (
	hasMonotonic = 1 << 63
	wallShift    = 30
	nsecMask     = 1<<30 - 1

	secondsPerDay  = 86400
	unixToInternal = (1969*365 + 1969/4 - 1969/100 + 1969/400) * secondsPerDay
	wallToInternal = (1884*365 + 1884/4 - 1884/100 + 1884/400) * secondsPerDay
)

var localLoc Location

// Local represents the system's local time zone.
var Local = &localLoc

func now() (sec int64, nsec int32, mono int64)

// Now returns the current local time.
func Now() Time {
	sec, nsec, mono := now()
	sec += unixToInternal - wallToInternal
	return Time{hasMonotonic | uint64(sec)<<wallShift | uint64(nsec), mono, Local}
}

func (t *Time) sec() int64 {
	if t.wall&hasMonotonic != 0 {
		return wallToInternal + int64(t.wall<<1>>(wallShift+1))
	}
	return t.ext
}

func (t *Time) nsec() int32 { return int32(t.wall & nsecMask) }

// Unix returns t as a Unix time in seconds.
func (t Time) Unix() int64 { return t.sec() - unixToInternal }

// UnixMilli returns t as a Unix time in milliseconds.
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.nsec())/1e6 }

// UnixNano returns t as a Unix time in nanoseconds.
func (t Time) UnixNano() int64 { return t.Unix()*1e9 + int64(t.nsec()) }

// Nanosecond returns the nanosecond offset within the second specified by t.
func (t Time) Nanosecond() int { return int(t.nsec()) }

// IsZero reports whether t represents the zero time instant.
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
		if sec >= 0 && sec < 1<<33 {
			return Time{hasMonotonic | uint64(sec)<<wallShift | uint64(nsec), t.ext + int64(d), t.loc}
		}
	}
	return Time{uint64(nsec), t.sec() + dsec, t.loc}
}

// Sub returns the duration t-u.
func (t Time) Sub(u Time) Duration {
	if t.wall&u.wall&hasMonotonic != 0 {
		return Duration(t.ext - u.ext)
	}
	return Duration(t.sec()-u.sec())*Second + Duration(t.nsec()-u.nsec())
}

// Since returns the time elapsed since t.
func Since(t Time) Duration { return Now().Sub(t) }

// Until returns the duration until t.
func Until(t Time) Duration { return t.Sub(Now()) }

// After reports whether the time instant t is after u.
func (t Time) After(u Time) bool { return t.compare(u) > 0 }

// Before reports whether the time instant t is before u.
func (t Time) Before(u Time) bool { return t.compare(u) < 0 }

// Equal reports whether t and u represent the same time instant.
func (t Time) Equal(u Time) bool { return t.compare(u) == 0 }

// Compare compares the time instant t with u: -1, 0 or +1.
func (t Time) Compare(u Time) int { return t.compare(u) }

func (t Time) compare(u Time) int {
	if t.wall&u.wall&hasMonotonic != 0 {
		return sign(t.ext, u.ext)
	}
	if t.sec() != u.sec() {
		return sign(t.sec(), u.sec())
	}
	return sign(int64(t.nsec()), int64(u.nsec()))
}

func sign(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
