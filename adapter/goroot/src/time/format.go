package time

// Layouts for use in Time.Format and time.Parse. They show how the reference time,
//
//	01/02 03:04:05PM '06 -0700
//
// is written in the format.
const (
	Layout      = "01/02 03:04:05PM '06 -0700" // The reference time, in numerical order.
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700" // RFC822 with numeric zone
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700" // RFC1123 with numeric zone
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	// Handy time stamps.
	Stamp      = "Jan _2 15:04:05"
	StampMilli = "Jan _2 15:04:05.000"
	StampMicro = "Jan _2 15:04:05.000000"
	StampNano  = "Jan _2 15:04:05.000000000"
	DateTime   = "2006-01-02 15:04:05"
	DateOnly   = "2006-01-02"
	TimeOnly   = "15:04:05"
)

// An element is a part of a layout that stands for a part of the time.
type element int

const (
	noElement element = iota
	longMonth
	shortMonth
	numMonth
	zeroMonth
	longWeekday
	shortWeekday
	numDay
	underDay
	zeroDay
	underYearDay
	zeroYearDay
	hour24
	hour12
	zeroHour12
	numMinute
	zeroMinute
	numSecond
	zeroSecond
	longYear
	shortYear
	upperPM
	lowerPM
	zoneName
	zone          // -0700, and with Z for UTC: Z0700 and so on
	fractionZeros // .000: all digits
	fractionNines // .999: no trailing zeros
)

// elements lists how the elements look, those first that others are the beginning
// of. Names of zones and fractions have more forms: see nextElement.
var elements = []struct {
	text string
	is   element
}{
	{"January", longMonth}, {"Jan", shortMonth}, {"Monday", longWeekday}, {"Mon", shortWeekday}, {"MST", zoneName},
	{"01", zeroMonth}, {"002", zeroYearDay}, {"02", zeroDay}, {"03", zeroHour12}, {"04", zeroMinute}, {"05", zeroSecond}, {"06", shortYear},
	{"15", hour24}, {"1", numMonth}, {"2006", longYear}, {"2", numDay}, {"__2", underYearDay}, {"_2", underDay},
	{"3", hour12}, {"4", numMinute}, {"5", numSecond}, {"PM", upperPM}, {"pm", lowerPM},
	{"-070000", zone}, {"-07:00:00", zone}, {"-0700", zone}, {"-07:00", zone}, {"-07", zone},
	{"Z070000", zone}, {"Z07:00:00", zone}, {"Z0700", zone}, {"Z07:00", zone}, {"Z07", zone},
}

// nextElement splits a layout at its first element.
func nextElement(layout string) (prefix string, is element, text, suffix string) {
	for i := 0; i < len(layout); i++ {
		switch layout[i] {
		case 'J', 'M', '0', '1', '2', '_', '3', '4', '5', 'P', 'p', '-', 'Z', '.', ',':
		default:
			continue
		}
		rest := layout[i:]
		if c := rest[0]; (c == '.' || c == ',') && len(rest) > 1 && (rest[1] == '0' || rest[1] == '9') {
			n := 1
			for n < len(rest) && rest[n] == rest[1] {
				n++
			}
			// Digits behind it would make it something else.
			if n == len(rest) || rest[n] < '0' || rest[n] > '9' {
				is = fractionZeros
				if rest[1] == '9' {
					is = fractionNines
				}
				return layout[:i], is, rest[:n], rest[n:]
			}
			continue
		}
		if len(rest) >= 5 && rest[:5] == "_2006" { // an underscore and a year
			return layout[:i+1], longYear, rest[1:5], rest[5:]
		}
		for j := range elements {
			e := &elements[j]
			n := len(e.text)
			if e.text[0] != rest[0] || len(rest) < n || rest[:n] != e.text {
				continue
			}
			if (e.is == shortMonth || e.is == shortWeekday) && startsLower(rest[n:]) {
				break // a word that only begins like it: "Janet", "Month"
			}
			return layout[:i], e.is, e.text, rest[n:]
		}
	}
	return layout, noElement, "", ""
}

func startsLower(s string) bool { return s != "" && 'a' <= s[0] && s[0] <= 'z' }

// appendInt writes n with at least width digits.
func appendInt(b []byte, n int, width int) []byte {
	u := uint(n)
	if n < 0 {
		b = append(b, '-')
		u = -u
	}
	digits := 1
	for v := u; v >= 10; v /= 10 {
		digits++
	}
	for ; width > digits; width-- {
		b = append(b, '0')
	}
	at := len(b) + digits
	for i := 0; i < digits; i++ {
		b = append(b, '0')
	}
	for ; u > 0; u /= 10 {
		at--
		b[at] = '0' + byte(u%10)
	}
	return b
}

// String returns the time formatted using the format string
//
//	"2006-01-02 15:04:05.999999999 -0700 MST"
//
// If the time has a monotonic clock reading, the returned string includes a final
// field "m=±<value>", in seconds.
func (t Time) String() string {
	b := t.AppendFormat(nil, "2006-01-02 15:04:05.999999999 -0700 MST")
	if t.wall&hasMonotonic != 0 {
		n := uint64(t.ext)
		sign := byte('+')
		if t.ext < 0 {
			sign = '-'
			n = -n
		}
		b = append(b, " m="...)
		b = append(b, sign)
		b = appendInt(b, int(n/1e9), 0)
		b = append(b, '.')
		b = appendInt(b, int(n%1e9), 9)
	}
	return string(b)
}

// GoString implements fmt.GoStringer and formats t to be printed in Go source code.
func (t Time) GoString() string {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	b := append([]byte(nil), "time.Date("...)
	b = appendInt(b, year, 0)
	b = append(b, ", "...)
	if January <= month && month <= December {
		b = append(b, "time."...)
		b = append(b, month.String()...)
	} else {
		b = appendInt(b, int(month), 0)
	}
	for _, n := range []int{day, hour, min, sec, t.Nanosecond()} {
		b = append(b, ", "...)
		b = appendInt(b, n, 0)
	}
	switch loc := t.Location(); loc {
	case UTC:
		b = append(b, ", time.UTC)"...)
	case Local:
		b = append(b, ", time.Local)"...)
	default:
		b = append(b, ", time.Location("...)
		b = append(b, quote(loc.name)...)
		b = append(b, "))"...)
	}
	return string(b)
}

// Format returns a textual representation of the time value formatted according to
// the layout defined by the argument.
func (t Time) Format(layout string) string { return string(t.AppendFormat(nil, layout)) }

// AppendFormat is like Format but appends the textual representation to b and returns
// the extended buffer.
func (t Time) AppendFormat(b []byte, layout string) []byte {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	zoneText, offset := t.Zone()
	for layout != "" {
		prefix, is, text, suffix := nextElement(layout)
		b = append(b, prefix...)
		layout = suffix
		switch is {
		case longYear:
			b = appendInt(b, year, 4)
		case shortYear:
			y := year % 100
			if y < 0 {
				y = -y
			}
			b = appendInt(b, y, 2)
		case longMonth:
			b = append(b, month.String()...)
		case shortMonth:
			b = append(b, month.String()[:3]...)
		case numMonth:
			b = appendInt(b, int(month), 0)
		case zeroMonth:
			b = appendInt(b, int(month), 2)
		case longWeekday:
			b = append(b, t.Weekday().String()...)
		case shortWeekday:
			b = append(b, t.Weekday().String()[:3]...)
		case numDay:
			b = appendInt(b, day, 0)
		case underDay:
			if day < 10 {
				b = append(b, ' ')
			}
			b = appendInt(b, day, 0)
		case zeroDay:
			b = appendInt(b, day, 2)
		case underYearDay:
			n := t.YearDay()
			if n < 100 {
				b = append(b, ' ')
			}
			if n < 10 {
				b = append(b, ' ')
			}
			b = appendInt(b, n, 0)
		case zeroYearDay:
			b = appendInt(b, t.YearDay(), 3)
		case hour24:
			b = appendInt(b, hour, 2)
		case hour12, zeroHour12:
			h := hour % 12
			if h == 0 {
				h = 12
			}
			if is == hour12 {
				b = appendInt(b, h, 0)
			} else {
				b = appendInt(b, h, 2)
			}
		case numMinute:
			b = appendInt(b, min, 0)
		case zeroMinute:
			b = appendInt(b, min, 2)
		case numSecond:
			b = appendInt(b, sec, 0)
		case zeroSecond:
			b = appendInt(b, sec, 2)
		case upperPM, lowerPM:
			half := "AM"
			if hour >= 12 {
				half = "PM"
			}
			if is == lowerPM {
				half = string(half[0]|0x20) + "m"
			}
			b = append(b, half...)
		case zone:
			b = appendZone(b, text, offset)
		case zoneName:
			if zoneText != "" {
				b = append(b, zoneText...)
				break
			}
			b = appendZone(b, "-0700", offset)
		case fractionZeros, fractionNines:
			b = appendSubsecond(b, t.Nanosecond(), text, is == fractionNines)
		}
	}
	return b
}

// appendZone writes an offset as the text of the layout shows it.
func appendZone(b []byte, text string, offset int) []byte {
	if text[0] == 'Z' && offset == 0 {
		return append(b, 'Z')
	}
	if offset < 0 {
		b = append(b, '-')
		offset = -offset
	} else {
		b = append(b, '+')
	}
	colon := len(text) > 3 && text[3] == ':'
	b = appendInt(b, offset/3600, 2)
	if len(text) > 3 {
		if colon {
			b = append(b, ':')
		}
		b = appendInt(b, offset/60%60, 2)
	}
	if len(text) >= 7 {
		if colon {
			b = append(b, ':')
		}
		b = appendInt(b, offset%60, 2)
	}
	return b
}

// appendSubsecond writes as many digits of a second's fraction as the text of the
// layout has.
func appendSubsecond(b []byte, nsec int, text string, trim bool) []byte {
	digits := len(text) - 1
	n := nsec
	for i := digits; i < 9; i++ {
		n /= 10
	}
	if digits > 9 {
		digits = 9
	}
	if trim {
		for digits > 0 && n%10 == 0 {
			n /= 10
			digits--
		}
		if digits == 0 {
			return b
		}
	}
	b = append(b, text[0])
	return appendInt(b, n, digits)
}

// MarshalText implements the encoding.TextMarshaler interface: RFC 3339 with
// fractions of seconds.
func (t Time) MarshalText() ([]byte, error) {
	if y := t.Year(); y < 0 || y >= 10000 {
		return nil, errorText("Time.MarshalText: year outside of range [0,9999]")
	}
	return t.AppendFormat(nil, RFC3339Nano), nil
}

// UnmarshalText implements the encoding.TextUnmarshaler interface.
func (t *Time) UnmarshalText(data []byte) error {
	parsed, err := Parse(RFC3339, string(data))
	*t = parsed
	return err
}
