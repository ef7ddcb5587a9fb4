package time

// ParseError describes a problem parsing a time string.
type ParseError struct {
	Layout     string
	Value      string
	LayoutElem string
	ValueElem  string
	Message    string
}

// Error returns the string representation of a ParseError.
func (e *ParseError) Error() string {
	if e.Message != "" {
		return "parsing time " + quote(e.Value) + e.Message
	}
	return "parsing time " + quote(e.Value) + " as " + quote(e.Layout) + ": cannot parse " + quote(e.ValueElem) + " as " + quote(e.LayoutElem)
}

// Parse parses a formatted string and returns the time value it represents. Elements
// omitted from the layout are assumed to be zero or, when zero is impossible, one. In
// the absence of a time zone indicator, Parse returns a time in UTC.
func Parse(layout, value string) (Time, error) { return parse(layout, value, UTC, Local) }

// ParseInLocation is like Parse, but in the absence of time zone information it
// interprets the time as in the given location.
func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	return parse(layout, value, loc, loc)
}

// parts are what Parse finds, as it goes.
type parts struct {
	year, month, day, yearDay int
	hour, min, sec, nsec      int
	hasPM, isPM               bool
	zoneOffset                int
	hasOffset                 bool
	zoneText                  string
	utc                       bool
	outOfRange                string
}

func parse(layout, value string, defaultLoc, local *Location) (Time, error) {
	wholeLayout, wholeValue := layout, value
	p := parts{month: -1, day: -1, yearDay: -1}
	for {
		prefix, is, text, suffix := nextElement(layout)
		rest, ok := skip(value, prefix)
		if !ok {
			return Time{}, &ParseError{wholeLayout, wholeValue, prefix, rest, ""}
		}
		value = rest
		if is == noElement {
			if value != "" {
				return Time{}, &ParseError{wholeLayout, wholeValue, "", value, ": extra text: " + quote(value)}
			}
			break
		}
		layout = suffix
		hold := value
		value, ok = p.element(is, text, value, layout)
		if p.outOfRange != "" {
			return Time{}, &ParseError{wholeLayout, wholeValue, text, value, ": " + p.outOfRange + " out of range"}
		}
		if !ok {
			return Time{}, &ParseError{wholeLayout, wholeValue, text, hold, ""}
		}
	}
	return p.time(wholeLayout, wholeValue, defaultLoc, local)
}

// time puts the parts together.
func (p *parts) time(layout, value string, defaultLoc, local *Location) (Time, error) {
	if p.isPM && p.hour < 12 {
		p.hour += 12
	} else if p.hasPM && !p.isPM && p.hour == 12 {
		p.hour = 0
	}
	wrong := func(what string) (Time, error) {
		return Time{}, &ParseError{layout, value, "", value, ": " + what}
	}
	if p.yearDay >= 0 {
		if p.yearDay < 1 || p.yearDay > 366 || p.yearDay == 366 && !isLeap(p.year) {
			return wrong("day-of-year out of range")
		}
		_, month, day := civil(dayNumber(p.year, January, p.yearDay))
		if p.month >= 0 && p.month != int(month) {
			return wrong("day-of-year does not match month")
		}
		if p.day >= 0 && p.day != day {
			return wrong("day-of-year does not match day")
		}
		p.month, p.day = int(month), day
	} else {
		if p.month < 0 {
			p.month = 1
		}
		if p.day < 0 {
			p.day = 1
		}
	}
	if p.day < 1 || p.day > daysIn(Month(p.month), p.year) {
		return wrong("day out of range")
	}
	date := func(loc *Location) Time {
		return Date(p.year, Month(p.month), p.day, p.hour, p.min, p.sec, p.nsec, loc)
	}
	switch {
	case p.utc:
		return date(UTC), nil
	case p.hasOffset:
		// The local zone if it fits, else one that is made up.
		l := local.get()
		if p.zoneOffset == l.offset && (p.zoneText == "" || p.zoneText == l.zone) {
			t := date(UTC).Add(-Duration(p.zoneOffset) * Second)
			t.setLoc(local)
			return t, nil
		}
		return date(FixedZone(p.zoneText, p.zoneOffset)), nil
	case p.zoneText != "":
		if l := local.get(); p.zoneText == l.zone {
			return date(local), nil
		}
		offset := 0
		if len(p.zoneText) > 3 && p.zoneText[:3] == "GMT" {
			n, _, _ := number(p.zoneText[4:], 1, 2)
			offset = n * 3600
			if p.zoneText[3] == '-' {
				offset = -offset
			}
		}
		return date(FixedZone(p.zoneText, offset)), nil
	}
	return date(defaultLoc), nil
}

// skip removes the prefix from the value. A space in the prefix stands for any number
// of them, also none at the end of the value.
func skip(value, prefix string) (rest string, ok bool) {
	for prefix != "" {
		if prefix[0] == ' ' {
			if value != "" && value[0] != ' ' {
				return value, false
			}
			for prefix != "" && prefix[0] == ' ' {
				prefix = prefix[1:]
			}
			for value != "" && value[0] == ' ' {
				value = value[1:]
			}
			continue
		}
		if value == "" || value[0] != prefix[0] {
			return value, false
		}
		prefix, value = prefix[1:], value[1:]
	}
	return value, true
}

func isDigit(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// number reads a number of min to max digits.
func number(s string, min, max int) (n int, rest string, ok bool) {
	i := 0
	for i < max && isDigit(s, i) {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= min
}

// lookup finds the name that the value begins with, in any case.
func lookup(names []string, length int, value string) (index int, rest string, ok bool) {
	for i, name := range names {
		if length > 0 {
			name = name[:length]
		}
		if len(value) < len(name) {
			continue
		}
		same := true
		for j := 0; j < len(name); j++ {
			same = same && (value[j] == name[j] || value[j]|0x20 == name[j]|0x20 && 'a' <= value[j]|0x20 && value[j]|0x20 <= 'z')
		}
		if same {
			return i, value[len(name):], true
		}
	}
	return 0, value, false
}

// element reads one element of the layout from the value; further is the layout
// behind it.
func (p *parts) element(is element, text, value, further string) (rest string, ok bool) {
	var n int
	rest = value
	switch is {
	case longYear:
		if len(value) < 4 || !isDigit(value, 0) {
			return value, false
		}
		p.year, rest, ok = number(value, 4, 4)
	case shortYear:
		n, rest, ok = number(value, 2, 2)
		p.year = n + 1900
		if n < 69 {
			p.year = n + 2000
		}
	case longMonth:
		n, rest, ok = lookup(longMonthNames, 0, value)
		p.month = n + 1
	case shortMonth:
		n, rest, ok = lookup(longMonthNames, 3, value)
		p.month = n + 1
	case numMonth, zeroMonth:
		p.month, rest, ok = number(value, digitsOf(is == zeroMonth), 2)
		if ok && (p.month < 1 || p.month > 12) {
			p.outOfRange = "month"
		}
	case longWeekday:
		_, rest, ok = lookup(longDayNames, 0, value)
	case shortWeekday:
		_, rest, ok = lookup(longDayNames, 3, value)
	case numDay, underDay, zeroDay:
		if is == underDay && value != "" && value[0] == ' ' {
			value = value[1:]
		}
		p.day, rest, ok = number(value, digitsOf(is == zeroDay), 2)
	case underYearDay, zeroYearDay:
		min := 3
		if is == underYearDay {
			min = 1
			for i := 0; i < 2 && value != "" && value[0] == ' '; i++ {
				value = value[1:]
			}
		}
		p.yearDay, rest, ok = number(value, min, 3)
	case hour24:
		p.hour, rest, ok = number(value, 1, 2)
		if p.hour >= 24 {
			p.outOfRange = "hour"
		}
	case hour12, zeroHour12:
		p.hour, rest, ok = number(value, digitsOf(is == zeroHour12), 2)
		if p.hour > 12 {
			p.outOfRange = "hour"
		}
	case numMinute, zeroMinute:
		p.min, rest, ok = number(value, digitsOf(is == zeroMinute), 2)
		if p.min >= 60 {
			p.outOfRange = "minute"
		}
	case numSecond, zeroSecond:
		p.sec, rest, ok = number(value, digitsOf(is == zeroSecond), 2)
		if p.sec >= 60 {
			p.outOfRange = "second"
			break
		}
		// A fraction may follow though the layout has none.
		if ok && len(rest) >= 2 && (rest[0] == '.' || rest[0] == ',') && isDigit(rest, 1) {
			if _, next, _, _ := nextElement(further); next == fractionZeros || next == fractionNines {
				break
			}
			rest = p.fraction(rest)
		}
	case upperPM, lowerPM:
		if len(value) < 2 {
			return value, false
		}
		half := value[:2]
		am, pm := "AM", "PM"
		if is == lowerPM {
			am, pm = "am", "pm"
		}
		p.hasPM, p.isPM = true, half == pm
		rest, ok = value[2:], half == pm || half == am
	case zone:
		return p.zone(text, value)
	case zoneName:
		if len(value) >= 3 && value[:3] == "UTC" {
			p.utc = true
			return value[3:], true
		}
		n := zoneLength(value)
		p.zoneText = value[:n]
		return value[n:], n > 0
	case fractionZeros:
		if len(value) < len(text) || value[0] != '.' && value[0] != ',' {
			return value, false
		}
		for i := 1; i < len(text); i++ {
			if !isDigit(value, i) {
				return value, false
			}
		}
		p.fraction(value[:len(text)])
		return value[len(text):], true
	case fractionNines:
		if len(value) < 2 || value[0] != '.' && value[0] != ',' || !isDigit(value, 1) {
			return value, true // it may be missing
		}
		return p.fraction(value), true
	}
	return rest, ok
}

func digitsOf(two bool) int {
	if two {
		return 2
	}
	return 1
}

// fraction reads a point and all digits behind it.
func (p *parts) fraction(value string) (rest string) {
	p.nsec = 0
	unit := 100000000
	i := 1
	for ; isDigit(value, i); i++ {
		p.nsec += int(value[i]-'0') * unit
		unit /= 10
	}
	return value[i:]
}

// zone reads an offset as the text of the layout shows it.
func (p *parts) zone(text, value string) (rest string, ok bool) {
	if text[0] == 'Z' && len(text) <= len("Z07:00") && value != "" && value[0] == 'Z' {
		p.utc = true
		return value[1:], true
	}
	if value == "" || value[0] != '+' && value[0] != '-' {
		return value, false
	}
	sign := 1
	if value[0] == '-' {
		sign = -1
	}
	rest = value[1:]
	seconds, unit := 0, 3600
	for i := 1; i < len(text); {
		if text[i] == ':' {
			if rest == "" || rest[0] != ':' {
				return value, false
			}
			rest = rest[1:]
			i++
			continue
		}
		n := 0
		n, rest, ok = number(rest, 2, 2)
		if !ok {
			return value, false
		}
		switch {
		case unit == 3600 && n > 24:
			p.outOfRange = "time zone offset hour"
		case unit == 60 && n > 60:
			p.outOfRange = "time zone offset minute"
		case unit == 1 && n > 60:
			p.outOfRange = "time zone offset second"
		}
		seconds += n * unit
		unit /= 60
		i += 2
	}
	p.hasOffset = true
	p.zoneOffset = sign * seconds
	return rest, true
}

// zoneLength is how long the name of a zone at the beginning of the value is: three to
// five capital letters, an offset in hours, or GMT and one.
func zoneLength(value string) int {
	if len(value) < 3 {
		return 0
	}
	if len(value) >= 4 && (value[:4] == "ChST" || value[:4] == "MeST") {
		return 4
	}
	if value[:3] == "GMT" {
		return 3 + hoursLength(value[3:])
	}
	if value[0] == '+' || value[0] == '-' {
		return hoursLength(value)
	}
	n := 0
	for n < len(value) && n < 6 && 'A' <= value[n] && value[n] <= 'Z' {
		n++
	}
	switch {
	case n == 5 && value[4] == 'T', n == 3:
		return n
	case n == 4 && (value[3] == 'T' || value[:4] == "WITA"):
		return 4
	}
	return 0
}

// hoursLength is how long the signed number of hours at the beginning of the value is,
// 0 if it is none.
func hoursLength(value string) int {
	if value == "" || value[0] != '+' && value[0] != '-' {
		return 0
	}
	n, rest, ok := number(value[1:], 1, 9)
	if !ok || n > 23 || isDigit(rest, 0) {
		return 0
	}
	return len(value) - len(rest)
}
