package time

// A Month specifies a month of the year (January = 1, ...).
type Month int

const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

var longMonthNames = []string{
	"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
}

// String returns the English name of the month ("January", "February", ...).
func (m Month) String() string {
	if January <= m && m <= December {
		return longMonthNames[m-1]
	}
	return "%!Month(" + string(appendInt(nil, int(m), 0)) + ")"
}

// A Weekday specifies a day of the week (Sunday = 0, ...).
type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

var longDayNames = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

// String returns the English name of the day ("Sunday", "Monday", ...).
func (d Weekday) String() string {
	if Sunday <= d && d <= Saturday {
		return longDayNames[d]
	}
	return "%!Weekday(" + string(appendInt(nil, int(d), 0)) + ")"
}

// A Location maps time instants to the zone in use at that time. On this machine
// each has one zone for all times.
type Location struct {
	name   string
	zone   string
	offset int // seconds east of UTC
}

var (
	utcLoc   = Location{"UTC", "UTC", 0}
	localLoc = Location{"Local", "UTC", 0}
)

// UTC represents Universal Coordinated Time (UTC).
var UTC *Location = &utcLoc

// Local represents the system's local time zone, which is UTC.
var Local *Location = &localLoc

func (l *Location) get() *Location {
	if l == nil {
		return &utcLoc
	}
	return l
}

// String returns a descriptive name for the time zone information, corresponding to
// the name argument to LoadLocation or FixedZone.
func (l *Location) String() string { return l.get().name }

// FixedZone returns a Location that always uses the given zone name and offset
// (seconds east of UTC).
func FixedZone(name string, offset int) *Location { return &Location{name, name, offset} }

// LoadLocation returns the Location with the given name. This machine knows "UTC"
// and "Local".
func LoadLocation(name string) (*Location, error) {
	switch name {
	case "", "UTC":
		return UTC, nil
	case "Local":
		return Local, nil
	}
	return nil, errorText("unknown time zone " + name)
}

// The year begins in March here: then leap days come last, and the days before a
// month follow a simple rule.
const (
	daysPer400Years = 400*365 + 97
	// From 1 March of year 0 to the zero time.
	daysToMarch = 306
)

// floorDiv is a / b rounded down.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// civil is the date of the day with the given number, counted from the zero time.
func civil(day int64) (year int, month Month, mday int) {
	day += daysToMarch
	era := floorDiv(day, daysPer400Years)
	d := int(day - era*daysPer400Years) // of 400 years
	// The years before it, without their leap days.
	y := (d - d/1460 + d/36524 - d/146096) / 365
	d -= 365*y + y/4 - y/100
	m := (5*d + 2) / 153 // from March
	mday = d - (153*m+2)/5 + 1
	year = y + int(era)*400
	month = Month(m + 3)
	if month > December {
		month -= 12
		year++
	}
	return year, month, mday
}

// dayNumber is the inverse of civil; the day may be any number.
func dayNumber(year int, month Month, day int) int64 {
	y, m := int64(year), int64(month)-3
	if m < 0 {
		m += 12
		y--
	}
	era := floorDiv(y, 400)
	y -= era * 400
	return era*daysPer400Years + y*365 + y/4 - y/100 + (153*m+2)/5 + int64(day) - 1 - daysToMarch
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(m Month, year int) int {
	switch m {
	case February:
		if isLeap(year) {
			return 29
		}
		return 28
	case April, June, September, November:
		return 30
	}
	return 31
}

// Date returns the year, month, and day in which t occurs.
func (t Time) Date() (year int, month Month, day int) {
	return civil(floorDiv(t.abs(), secondsPerDay))
}

// Year returns the year in which t occurs.
func (t Time) Year() int {
	year, _, _ := t.Date()
	return year
}

// Month returns the month of the year specified by t.
func (t Time) Month() Month {
	_, month, _ := t.Date()
	return month
}

// Day returns the day of the month specified by t.
func (t Time) Day() int {
	_, _, day := t.Date()
	return day
}

// Weekday returns the day of the week specified by t.
func (t Time) Weekday() Weekday {
	day := floorDiv(t.abs(), secondsPerDay) + 1 // the first one was a Monday
	return Weekday(day - 7*floorDiv(day, 7))
}

// YearDay returns the day of the year specified by t, in the range [1,365] for
// non-leap years, and [1,366] in leap years.
func (t Time) YearDay() int {
	day := floorDiv(t.abs(), secondsPerDay)
	year, _, _ := civil(day)
	return int(day-dayNumber(year, January, 1)) + 1
}

// ISOWeek returns the ISO 8601 year and week number in which t occurs. Week ranges
// from 1 to 53; a week belongs to the year of its Thursday.
func (t Time) ISOWeek() (year, week int) {
	day := floorDiv(t.abs(), secondsPerDay)
	thursday := day - int64(t.Weekday()+6)%7 + 3
	year, _, _ = civil(thursday)
	return year, int(thursday-dayNumber(year, January, 1))/7 + 1
}

// Clock returns the hour, minute, and second within the day specified by t.
func (t Time) Clock() (hour, min, sec int) {
	abs := t.abs()
	s := int(abs - secondsPerDay*floorDiv(abs, secondsPerDay))
	return s / secondsPerHour, s % secondsPerHour / secondsPerMinute, s % secondsPerMinute
}

// Hour returns the hour within the day specified by t, in the range [0, 23].
func (t Time) Hour() int {
	hour, _, _ := t.Clock()
	return hour
}

// Minute returns the minute offset within the hour specified by t, in the range [0,
// 59].
func (t Time) Minute() int {
	_, min, _ := t.Clock()
	return min
}

// Second returns the second offset within the minute specified by t, in the range
// [0, 59].
func (t Time) Second() int {
	_, _, sec := t.Clock()
	return sec
}

// Nanosecond returns the nanosecond offset within the second specified by t, in the
// range [0, 999999999].
func (t Time) Nanosecond() int { return int(t.nsec()) }

// carry moves whole units of low to high.
func carry(high, low, base int) (int, int) {
	n := int(floorDiv(int64(low), int64(base)))
	return high + n, low - n*base
}

// Date returns the Time corresponding to
//
//	yyyy-mm-dd hh:mm:ss + nsec nanoseconds
//
// in the given location. The month, day, hour, min, sec, and nsec values may be
// outside their usual ranges and will be normalized during the conversion: October 32
// converts to November 1.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	m := int(month) - 1
	year, m = carry(year, m, 12)
	sec, nsec = carry(sec, nsec, 1e9)
	min, sec = carry(min, sec, 60)
	hour, min = carry(hour, min, 60)
	day, hour = carry(day, hour, 24)
	abs := dayNumber(year, Month(m+1), day)*secondsPerDay + int64(hour*secondsPerHour+min*secondsPerMinute+sec)
	t := Time{uint64(nsec), abs - int64(loc.get().offset), nil}
	t.setLoc(loc)
	return t
}

// AddDate returns the time corresponding to adding the given number of years, months,
// and days to t, normalized as Date does.
func (t Time) AddDate(years int, months int, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, int(t.nsec()), t.Location())
}
