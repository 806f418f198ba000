package stdlib

import (
	"fmt"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// moment is a date and time of day of Calendar.ISO. Dates have no time, times
// no date.
type moment struct {
	year, month, day          int
	hour, minute, second      int
	microsecond, precision    int
	utcOffset, stdOffset      int
	timeZone, zoneAbbr        string
	hasDate, hasTime, hasZone bool
}

const (
	perSecond = 1_000_000
	perDay    = 86_400 * perSecond
	// unixEpoch is the day of 1970-01-01, counted from the year 0.
	unixEpoch = 719_528
)

// momentOf reads argument i: a map with the fields of a date, a time or both.
func momentOf(c *eval.Call, i int, date, time bool) (moment, error) {
	m, ok := c.Args[i].(*eval.Map)
	if !ok {
		return moment{}, c.WrongArgument(i, momentName(date, time))
	}
	t, ok := readMoment(m)
	if !ok || date && !t.hasDate || time && !t.hasTime {
		return moment{}, c.WrongArgument(i, momentName(date, time))
	}
	if calendar, ok := m.Get(eval.Atom("calendar")); ok && calendar != eval.Module("Calendar.ISO") {
		return moment{}, c.WrongArgument(i, momentName(date, time)+" of Calendar.ISO")
	}
	return t, nil
}

func momentName(date, time bool) string {
	switch {
	case date && time:
		return "a date with a time"
	case date:
		return "a date"
	}
	return "a time"
}

// readMoment reads the fields that a map has.
func readMoment(m *eval.Map) (moment, bool) {
	var t moment
	fields := func(names ...string) ([]int, bool) {
		values := make([]int, len(names))
		for i, name := range names {
			v, _ := m.Get(eval.Atom(name))
			n, ok := asInt(v)
			if !ok {
				return nil, false
			}
			values[i] = n
		}
		return values, true
	}
	if f, ok := fields("year", "month", "day"); ok {
		t.year, t.month, t.day, t.hasDate = f[0], f[1], f[2], true
	}
	if f, ok := fields("hour", "minute", "second"); ok {
		t.hour, t.minute, t.second = f[0], f[1], f[2]
		v, _ := m.Get(eval.Atom("microsecond"))
		t.microsecond, t.precision, t.hasTime = readMicrosecond(v)
	}
	if f, ok := fields("utc_offset", "std_offset"); ok {
		t.utcOffset, t.stdOffset, t.hasZone = f[0], f[1], true
		zone, _ := m.Get(eval.Atom("time_zone"))
		abbr, _ := m.Get(eval.Atom("zone_abbr"))
		name, _ := zone.(eval.String)
		short, _ := abbr.(eval.String)
		t.timeZone, t.zoneAbbr = string(name), string(short)
	}
	return t, t.hasDate || t.hasTime
}

// readMicrosecond reads {value, precision}.
func readMicrosecond(v eval.Value) (value, precision int, ok bool) {
	t, isTuple := v.(eval.Tuple)
	if !isTuple || len(t) != 2 {
		return 0, 0, false
	}
	value, okValue := asInt(t[0])
	precision, okPrecision := asInt(t[1])
	return value, precision, okValue && okPrecision && value >= 0 && value < perSecond && precision >= 0 && precision <= 6
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysInMonth(year, month int) int {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func (t moment) validDate() bool {
	return t.year >= -9999 && t.year <= 9999 && t.month >= 1 && t.month <= 12 && t.day >= 1 && t.day <= daysInMonth(t.year, t.month)
}

func (t moment) validTime() bool {
	return t.hour >= 0 && t.hour <= 23 && t.minute >= 0 && t.minute <= 59 && t.second >= 0 && t.second <= 59
}

// days counts from 0000-01-01.
func (t moment) days() int {
	unix := time.Date(t.year, time.Month(t.month), t.day, 0, 0, 0, 0, time.UTC).Unix()
	return int(divFloor(unix, 86_400)) + unixEpoch
}

// ofDays is the date of a day.
func ofDays(days int) moment {
	d := time.Unix(int64(days-unixEpoch)*86_400, 0).UTC()
	return moment{year: d.Year(), month: int(d.Month()), day: d.Day(), hasDate: true}
}

// inDay is the time of day in microseconds.
func (t moment) inDay() int64 {
	return int64((t.hour*60+t.minute)*60+t.second)*perSecond + int64(t.microsecond)
}

// micros counts microseconds from the year 0, in the moment's own zone.
func (t moment) micros() int64 { return int64(t.days())*perDay + t.inDay() }

// utcMicros is micros in UTC.
func (t moment) utcMicros() int64 { return t.micros() - int64(t.utcOffset+t.stdOffset)*perSecond }

// withInDay sets the time of day.
func (t moment) withInDay(micros int64, precision int) moment {
	seconds := int(micros / perSecond)
	t.hour, t.minute, t.second = seconds/3600, seconds/60%60, seconds%60
	t.microsecond, t.precision, t.hasTime = int(micros%perSecond), precision, true
	return t
}

// ofMicros is the moment of a count of microseconds.
func ofMicros(micros int64, precision int) moment {
	return ofDays(int(divFloor(micros, perDay))).withInDay(modFloor(micros, perDay), precision)
}

func divFloor(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func modFloor(a, b int64) int64 { return a - divFloor(a, b)*b }

// weekday is 1 for Monday to 7.
func (t moment) weekday() int { return int(modFloor(int64(t.days())+5, 7)) + 1 }

func (t moment) yearDay() int { return t.days() - moment{year: t.year, month: 1, day: 1}.days() + 1 }

// addMonths moves the date by months; a day that the month does not have
// becomes its last.
func (t moment) addMonths(months int) moment {
	total := int64(t.year)*12 + int64(t.month-1) + int64(months)
	t.year, t.month = int(divFloor(total, 12)), int(modFloor(total, 12))+1
	t.day = min(t.day, daysInMonth(t.year, t.month))
	return t
}

// truncated keeps at most precision digits of the second.
func (t moment) truncated(precision int) moment {
	if precision < t.precision {
		unit := 1
		for range 6 - precision {
			unit *= 10
		}
		t.microsecond, t.precision = t.microsecond/unit*unit, precision
	}
	return t
}

// The texts of a moment, as in ISO 8601.

func (t moment) dateText(separator string) string {
	sign, year := "", t.year
	if year < 0 {
		sign, year = "-", -year
	}
	return fmt.Sprintf("%s%04d%s%02d%s%02d", sign, year, separator, t.month, separator, t.day)
}

func (t moment) timeText(separator string) string {
	text := fmt.Sprintf("%02d%s%02d%s%02d", t.hour, separator, t.minute, separator, t.second)
	if t.precision > 0 {
		text += "." + fmt.Sprintf("%06d", t.microsecond)[:t.precision]
	}
	return text
}

func (t moment) zoneText(separator string) string {
	offset := t.utcOffset + t.stdOffset
	if offset == 0 && t.timeZone == utc {
		return "Z"
	}
	return offsetText(offset, separator)
}

func offsetText(offset int, separator string) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	return fmt.Sprintf("%s%02d%s%02d", sign, offset/3600, separator, offset/60%60)
}

// isoText is the moment with all that it has.
func (t moment) isoText(between string, basic bool) string {
	dash, colon := "-", ":"
	if basic {
		dash, colon = "", ""
	}
	var parts []string
	if t.hasDate {
		parts = append(parts, t.dateText(dash))
	}
	if t.hasTime {
		parts = append(parts, t.timeText(colon))
	}
	text := strings.Join(parts, between)
	if t.hasZone {
		text += t.zoneText(colon)
	}
	return text
}

// utc is the only time zone: others need a database of them.
const utc = "Etc/UTC"

// The structs.

func isoCalendar() eval.Pair { return pair("calendar", eval.Module("Calendar.ISO")) }

func (t moment) dateFields() []eval.Pair {
	return []eval.Pair{pair("year", integer(t.year)), pair("month", integer(t.month)), pair("day", integer(t.day))}
}

func (t moment) timeFields() []eval.Pair {
	return []eval.Pair{
		pair("hour", integer(t.hour)), pair("minute", integer(t.minute)), pair("second", integer(t.second)),
		pair("microsecond", tupleOf(integer(t.microsecond), integer(t.precision))),
	}
}

func (t moment) date() *eval.Map {
	return eval.NewStruct(eval.Module("Date"), append(t.dateFields(), isoCalendar())...)
}

func (t moment) time() *eval.Map {
	return eval.NewStruct(eval.Module("Time"), append(t.timeFields(), isoCalendar())...)
}

func (t moment) naive() *eval.Map {
	return eval.NewStruct(eval.Module("NaiveDateTime"), append(append(t.dateFields(), t.timeFields()...), isoCalendar())...)
}

// dateTime is the moment as a DateTime in UTC.
func (t moment) dateTime() *eval.Map {
	fields := append(append(t.dateFields(), t.timeFields()...), isoCalendar(),
		pair("utc_offset", integer(0)), pair("std_offset", integer(0)),
		pair("time_zone", eval.String(utc)), pair("zone_abbr", eval.String("UTC")))
	return eval.NewStruct(eval.Module("DateTime"), fields...)
}

// ofTime is a reading of the clock.
func ofTime(t time.Time) moment {
	t = t.UTC()
	return moment{
		year: t.Year(), month: int(t.Month()), day: t.Day(), hour: t.Hour(), minute: t.Minute(), second: t.Second(),
		microsecond: t.Nanosecond() / 1000, precision: 6, hasDate: true, hasTime: true,
	}
}

// orderOf is :lt, :eq or :gt.
func orderOf(a, b int64) eval.Atom {
	switch {
	case a < b:
		return "lt"
	case a > b:
		return "gt"
	}
	return "eq"
}
