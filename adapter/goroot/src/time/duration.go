package time

// A Duration represents the elapsed time between two instants as an int64
// nanosecond count. The representation limits the largest representable duration to
// approximately 290 years.
type Duration int64

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

// Common durations. To count the number of units in a Duration, divide; to convert an
// integer number of units to a Duration, multiply.
const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

// String returns a string representing the duration in the form "72h3m0.5s". Leading
// zero units are omitted. Durations less than one second use a smaller unit to
// ensure that the leading digit is non-zero. The zero duration formats as 0s.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	n := uint64(d)
	out := make([]byte, 0, 32)
	if d < 0 {
		n = -n
		out = append(out, '-')
	}
	if n < uint64(Second) {
		switch {
		case n < uint64(Microsecond):
			out = append(appendInt(out, int(n), 0), 'n')
		case n < uint64(Millisecond):
			out = append(appendFraction(out, n, 3), "µ"...)
		default:
			out = append(appendFraction(out, n, 6), 'm')
		}
		return string(append(out, 's'))
	}
	seconds := n / uint64(Second)
	if seconds >= 60 {
		if hours := seconds / 3600; hours > 0 {
			out = append(appendInt(out, int(hours), 0), 'h')
		}
		out = append(appendInt(out, int(seconds/60%60), 0), 'm')
	}
	return string(append(appendFraction(out, n%uint64(Minute), 9), 's'))
}

// appendFraction writes v / 10^digits without trailing zeros.
func appendFraction(out []byte, v uint64, digits int) []byte {
	unit := uint64(1)
	for i := 0; i < digits; i++ {
		unit *= 10
	}
	out = appendInt(out, int(v/unit), 0)
	rest := v % unit
	if rest == 0 {
		return out
	}
	for rest%10 == 0 {
		rest /= 10
		digits--
	}
	return appendInt(append(out, '.'), int(rest), digits)
}

// Nanoseconds returns the duration as an integer nanosecond count.
func (d Duration) Nanoseconds() int64 { return int64(d) }

// Microseconds returns the duration as an integer microsecond count.
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }

// Milliseconds returns the duration as an integer millisecond count.
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

// Whole units and the rest are converted apart: together they could round.

// Seconds returns the duration as a floating point number of seconds.
func (d Duration) Seconds() float64 { return float64(d/Second) + float64(d%Second)/1e9 }

// Minutes returns the duration as a floating point number of minutes.
func (d Duration) Minutes() float64 { return float64(d/Minute) + float64(d%Minute)/(60*1e9) }

// Hours returns the duration as a floating point number of hours.
func (d Duration) Hours() float64 { return float64(d/Hour) + float64(d%Hour)/(60*60*1e9) }

// Truncate returns the result of rounding d toward zero to a multiple of m. If m <= 0,
// Truncate returns d unchanged.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round returns the result of rounding d to the nearest multiple of m, halfway values
// away from zero. A result that does not fit is the maximum or minimum duration. If m
// <= 0, Round returns d unchanged.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	rest := d % m
	if d < 0 {
		rest = -rest
		if rest+rest >= 0 && rest+rest < m {
			return d + rest
		}
		if down := d - m + rest; down < d {
			return down
		}
		return minDuration
	}
	if rest+rest >= 0 && rest+rest < m {
		return d - rest
	}
	if up := d + m - rest; up > d {
		return up
	}
	return maxDuration
}

// Abs returns the absolute value of d. As a special case, the smallest duration
// becomes the largest.
func (d Duration) Abs() Duration {
	switch {
	case d >= 0:
		return d
	case d == minDuration:
		return maxDuration
	}
	return -d
}

// ParseDuration parses a duration string: a possibly signed sequence of decimal
// numbers, each with optional fraction and a unit suffix, such as "300ms", "-1.5h" or
// "2h45m". Valid time units are "ns", "us" (or "µs"), "ms", "s", "m", "h".
func ParseDuration(s string) (Duration, error) {
	whole := s
	invalid := func() (Duration, error) {
		return 0, errorText("time: invalid duration " + quote(whole))
	}
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		s = s[1:]
	}
	if s == "0" {
		return 0, nil
	}
	if s == "" {
		return invalid()
	}
	var total uint64
	for s != "" {
		if s[0] != '.' && (s[0] < '0' || s[0] > '9') {
			return invalid()
		}
		var n uint64
		i := 0
		for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
			if n > 1<<63/10 {
				return invalid()
			}
			n = n*10 + uint64(s[i]-'0')
			if n > 1<<63 {
				return invalid()
			}
		}
		digits := i
		s = s[i:]
		fraction, scale := uint64(0), float64(1)
		if s != "" && s[0] == '.' {
			full := false
			for i = 1; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
				digits++
				if full || fraction > (1<<63-1)/10 {
					full = true // more digits do not count
					continue
				}
				f := fraction*10 + uint64(s[i]-'0')
				if f > 1<<63 {
					full = true
					continue
				}
				fraction = f
				scale *= 10
			}
			s = s[i:]
		}
		if digits == 0 {
			return invalid()
		}
		for i = 0; i < len(s) && s[i] != '.' && (s[i] < '0' || s[i] > '9'); i++ {
		}
		if i == 0 {
			return 0, errorText("time: missing unit in duration " + quote(whole))
		}
		unit := uint64(unitOf(s[:i]))
		if unit == 0 {
			return 0, errorText("time: unknown unit " + quote(s[:i]) + " in duration " + quote(whole))
		}
		s = s[i:]
		if n > 1<<63/unit {
			return invalid()
		}
		n *= unit
		if fraction > 0 {
			n += uint64(float64(fraction) * (float64(unit) / scale))
			if n > 1<<63 {
				return invalid()
			}
		}
		total += n
		if total > 1<<63 {
			return invalid()
		}
	}
	if negative {
		return -Duration(total), nil
	}
	if total > 1<<63-1 {
		return invalid()
	}
	return Duration(total), nil
}

func unitOf(s string) Duration {
	switch s {
	case "ns":
		return Nanosecond
	case "us", "µs", "μs": // the micro sign and the Greek letter
		return Microsecond
	case "ms":
		return Millisecond
	case "s":
		return Second
	case "m":
		return Minute
	case "h":
		return Hour
	}
	return 0
}

// errorText is an error that is its text.
type errorText string

func (e errorText) Error() string { return string(e) }

// quote is a string in quotes, with escapes for what could not be read.
func quote(s string) string {
	const hex = "0123456789abcdef"
	out := []byte{'"'}
	for i, c := range s {
		if c >= 0x80 || c < ' ' {
			// Each byte of it: the rune may be an invalid one.
			width := 1
			if c != 0xFFFD || i+3 <= len(s) && s[i:i+3] == "\uFFFD" {
				width = len(string(c))
			}
			for j := i; j < i+width; j++ {
				out = append(out, '\\', 'x', hex[s[j]>>4], hex[s[j]&15])
			}
			continue
		}
		if c == '"' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, byte(c))
	}
	return string(append(out, '"'))
}
