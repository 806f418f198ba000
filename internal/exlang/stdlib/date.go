package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// date is the module Date.
func (l *Library) date() functions {
	return functions{
		"new/3": dateNew, "new/4": dateNew, "new!/3": dateNewBang, "new!/4": dateNewBang,
		"utc_today/0": l.utcToday, "utc_today/1": l.utcToday,
		"from_iso8601/1": dateFromISO, "from_iso8601/2": dateFromISO,
		"from_iso8601!/1": dateFromISOBang, "from_iso8601!/2": dateFromISOBang,
		"to_iso8601/1": momentToISO(true, false), "to_iso8601/2": momentToISO(true, false),
		"to_string/1": momentToISO(true, false),
		"from_erl/1":  dateFromErl(false), "from_erl/2": dateFromErl(false), "from_erl!/1": dateFromErl(true), "from_erl!/2": dateFromErl(true),
		"to_erl/1": onDate(func(t moment) eval.Value { return erlDate(t) }),
		"add/2":    dateAdd, "diff/2": dateDiff, "shift/2": dateShift,
		"compare/2": compareMoments(true, false, false), "before?/2": before(true, false, false, "lt"), "after?/2": before(true, false, false, "gt"),
		"leap_year?/1":        onDate(func(t moment) eval.Value { return eval.Boolean(isLeap(t.year)) }),
		"days_in_month/1":     onDate(func(t moment) eval.Value { return integer(daysInMonth(t.year, t.month)) }),
		"months_in_year/1":    onDate(func(moment) eval.Value { return integer(12) }),
		"day_of_week/1":       dayOfWeek,
		"day_of_week/2":       dayOfWeek,
		"day_of_year/1":       onDate(func(t moment) eval.Value { return integer(t.yearDay()) }),
		"quarter_of_year/1":   onDate(func(t moment) eval.Value { return integer((t.month + 2) / 3) }),
		"year_of_era/1":       onDate(yearOfEra),
		"day_of_era/1":        onDate(dayOfEra),
		"beginning_of_week/1": weekBoundary(0), "beginning_of_week/2": weekBoundary(0),
		"end_of_week/1": weekBoundary(6), "end_of_week/2": weekBoundary(6),
		"beginning_of_month/1":  onDate(func(t moment) eval.Value { t.day = 1; return t.date() }),
		"end_of_month/1":        onDate(func(t moment) eval.Value { t.day = daysInMonth(t.year, t.month); return t.date() }),
		"to_gregorian_days/1":   onDate(func(t moment) eval.Value { return integer(t.days()) }),
		"from_gregorian_days/1": dateFromDays, "from_gregorian_days/2": dateFromDays,
		"range/2": dateRange, "range/3": dateRange,
		"convert/2": convertMoment(true, true, moment.date), "convert!/2": convertMoment(true, false, moment.date),
	}
}

// onDate is a function of one date, or of what has one.
func onDate(f func(moment) eval.Value) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, false)
		if err != nil {
			return nil, err
		}
		return f(t), nil
	}
}

// indexes reads arguments from i on.
func indexes(c *eval.Call, i, n int) ([]int, error) {
	values := make([]int, n)
	for j := range values {
		v, err := c.Index(i + j)
		if err != nil {
			return nil, err
		}
		values[j] = v
	}
	return values, nil
}

func dateNew(c *eval.Call) (eval.Value, error) {
	f, err := indexes(c, 0, 3)
	if err != nil {
		return nil, err
	}
	t := moment{year: f[0], month: f[1], day: f[2], hasDate: true}
	if !t.validDate() {
		return errorTuple(invalidDate), nil
	}
	return okTuple(t.date()), nil
}

// bang turns {:error, reason} into an exception with a message.
func bang(v eval.Value, err error, raise func(reason eval.Value) error) (eval.Value, error) {
	t, isTuple := v.(eval.Tuple)
	if err != nil || !isTuple || len(t) < 2 {
		return v, err
	}
	if t[0] == eval.Atom("error") {
		return nil, raise(t[1])
	}
	return t[1], nil
}

func dateNewBang(c *eval.Call) (eval.Value, error) {
	v, err := dateNew(c)
	return bang(v, err, func(reason eval.Value) error {
		return c.Raise("ArgumentError", "cannot build date, reason: %s", eval.Inspect(reason))
	})
}

func (l *Library) utcToday(*eval.Call) (eval.Value, error) { return ofTime(l.clock.now()).date(), nil }

func dateFromISO(c *eval.Call) (eval.Value, error) {
	return parsedMoment(c, parseDate, moment.date)
}

// parsedMoment reads a date or time.
func parsedMoment(c *eval.Call, parse func(string, bool) (moment, eval.Atom), build func(moment) *eval.Map) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	basic, err := parseFormat(c, 1)
	if err != nil {
		return nil, err
	}
	t, reason := parse(s, basic)
	if reason != "" {
		return errorTuple(reason), nil
	}
	return okTuple(build(t)), nil
}

func dateFromISOBang(c *eval.Call) (eval.Value, error) {
	v, err := dateFromISO(c)
	return bang(v, err, cannotParse(c, "date"))
}

// cannotParse is the exception of the from_iso8601! functions.
func cannotParse(c *eval.Call, what string) func(eval.Value) error {
	return func(reason eval.Value) error {
		return c.Raise("ArgumentError", "cannot parse %s as %s, reason: %s", eval.Inspect(c.Args[0]), what, eval.Inspect(reason))
	}
}

// momentToISO writes only the date, only the time, or both with a T between.
func momentToISO(date, time bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, date, time)
		if err != nil {
			return nil, err
		}
		basic, err := parseFormat(c, 1)
		if err != nil {
			return nil, err
		}
		t.hasDate, t.hasTime, t.hasZone = date, time, false
		return eval.String(t.isoText("T", basic)), nil
	}
}

// erlDate is {year, month, day}.
func erlDate(t moment) eval.Tuple {
	return tupleOf(integer(t.year), integer(t.month), integer(t.day))
}

// readErl reads a tuple of three integers.
func readErl(v eval.Value) ([3]int, bool) {
	var values [3]int
	t, ok := v.(eval.Tuple)
	if !ok || len(t) != 3 {
		return values, false
	}
	for i, e := range t {
		if values[i], ok = asInt(e); !ok {
			return values, false
		}
	}
	return values, true
}

func dateFromErl(raises bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		f, ok := readErl(c.Args[0])
		if !ok {
			return nil, c.WrongArgument(0, "{year, month, day}")
		}
		t := moment{year: f[0], month: f[1], day: f[2], hasDate: true}
		v := okTuple(t.date())
		if !t.validDate() {
			v = errorTuple(invalidDate)
		}
		if !raises {
			return v, nil
		}
		return bang(v, nil, func(reason eval.Value) error {
			return c.Raise("ArgumentError", "cannot convert %s to date, reason: %s", eval.Inspect(c.Args[0]), eval.Inspect(reason))
		})
	}
}

func dateAdd(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, true, false)
	if err != nil {
		return nil, err
	}
	days, err := smallInt(c, 1)
	if err != nil {
		return nil, err
	}
	return ofDays(t.days() + days).date(), nil
}

// smallInt returns argument i, a number that leads to no year beyond what the
// calendar knows.
func smallInt(c *eval.Call, i int) (int, error) {
	n, err := c.Index(i)
	if err == nil && (n > 1<<24 || n < -1<<24) {
		return 0, c.WrongArgument(i, "a smaller integer")
	}
	return n, err
}

func dateDiff(c *eval.Call) (eval.Value, error) {
	a, err := momentOf(c, 0, true, false)
	if err != nil {
		return nil, err
	}
	b, err := momentOf(c, 1, true, false)
	if err != nil {
		return nil, err
	}
	return integer(a.days() - b.days()), nil
}

// compareMoments compares two dates, times or both; utc takes offsets into
// account.
func compareMoments(date, time, zoned bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		a, err := momentOf(c, 0, date, time)
		if err != nil {
			return nil, err
		}
		b, err := momentOf(c, 1, date, time)
		if err != nil {
			return nil, err
		}
		switch {
		case zoned:
			return orderOf(a.utcMicros(), b.utcMicros()), nil
		case date && time:
			return orderOf(a.micros(), b.micros()), nil
		case date:
			return orderOf(int64(a.days()), int64(b.days())), nil
		}
		return orderOf(a.inDay(), b.inDay()), nil
	}
}

// before is before?/2 or after?/2.
func before(date, time, zoned bool, wanted eval.Atom) eval.Native {
	compare := compareMoments(date, time, zoned)
	return func(c *eval.Call) (eval.Value, error) {
		order, err := compare(c)
		return eval.Boolean(order == wanted), err
	}
}

func yearOfEra(t moment) eval.Value {
	if t.year > 0 {
		return tupleOf(integer(t.year), integer(1))
	}
	return tupleOf(integer(1-t.year), integer(0))
}

func dayOfEra(t moment) eval.Value {
	if t.year > 0 {
		return tupleOf(integer(t.days()-365), integer(1))
	}
	return tupleOf(integer(366-t.days()), integer(0))
}

// firstDay returns the day that weeks begin with, 1 for Monday.
func firstDay(c *eval.Call, i int) (int, error) {
	if i >= len(c.Args) || c.Args[i] == eval.Atom("default") {
		return 1, nil
	}
	for n, day := range []eval.Atom{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if c.Args[i] == day {
			return n + 1, nil
		}
	}
	return 0, c.WrongArgument(i, "a day such as :monday")
}

func dayOfWeek(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, true, false)
	if err != nil {
		return nil, err
	}
	first, err := firstDay(c, 1)
	if err != nil {
		return nil, err
	}
	return integer((t.weekday()-first+7)%7 + 1), nil
}

// weekBoundary is the day of the week's beginning, plus an offset.
func weekBoundary(offset int) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, false)
		if err != nil {
			return nil, err
		}
		first, err := firstDay(c, 1)
		if err != nil {
			return nil, err
		}
		return ofDays(t.days() - (t.weekday()-first+7)%7 + offset).date(), nil
	}
}

func dateFromDays(c *eval.Call) (eval.Value, error) {
	days, err := smallInt(c, 0)
	if err != nil {
		return nil, err
	}
	return ofDays(days).date(), nil
}

func dateRange(c *eval.Call) (eval.Value, error) {
	a, err := momentOf(c, 0, true, false)
	if err != nil {
		return nil, err
	}
	b, err := momentOf(c, 1, true, false)
	if err != nil {
		return nil, err
	}
	step := 1
	if a.days() > b.days() {
		step = -1
	}
	if len(c.Args) > 2 {
		if step, err = c.Index(2); err != nil {
			return nil, err
		}
		if step == 0 {
			return nil, c.Raise("ArgumentError", "the step must be a non-zero integer, got: 0")
		}
	}
	return eval.NewStruct(eval.Module("Date.Range"),
		pair("first", c.Args[0]), pair("first_in_iso_days", integer(a.days())),
		pair("last", c.Args[1]), pair("last_in_iso_days", integer(b.days())), pair("step", integer(step))), nil
}

// dateRangeEach yields the dates of a Date.Range.
func dateRangeEach(_ *eval.Call, m *eval.Map, yield eval.Yield) error {
	first, last, step := intField(m, "first_in_iso_days"), intField(m, "last_in_iso_days"), intField(m, "step")
	for day := first; step > 0 && day <= last || step < 0 && day >= last; day += step {
		if more, err := yield(ofDays(day).date()); err != nil || !more {
			return err
		}
	}
	return nil
}

// convertMoment is convert/2, between calendars of which there is one.
func convertMoment(date, tuple bool, build func(moment) *eval.Map) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, date, false)
		if err != nil {
			return nil, err
		}
		if c.Args[1] != eval.Module("Calendar.ISO") {
			return nil, c.WrongArgument(1, "Calendar.ISO")
		}
		if tuple {
			return okTuple(build(t)), nil
		}
		return build(t), nil
	}
}
