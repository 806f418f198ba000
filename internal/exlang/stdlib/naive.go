package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// naiveDateTime is the module NaiveDateTime.
func (l *Library) naiveDateTime() functions {
	build := moment.naive
	table := functions{
		"new/2": naiveJoin, "new/6": naiveNew, "new/7": naiveNew, "new/8": naiveNew,
		"new!/2": naiveBang(naiveJoin), "new!/6": naiveBang(naiveNew), "new!/7": naiveBang(naiveNew), "new!/8": naiveBang(naiveNew),
		"utc_now/0": l.naiveNow, "utc_now/1": l.naiveNow, "local_now/0": l.naiveLocalNow, "local_now/1": l.naiveLocalNow,
		"from_iso8601/1": naiveFromISO, "from_iso8601/2": naiveFromISO,
		"from_iso8601!/1": naiveFromISOBang, "from_iso8601!/2": naiveFromISOBang,
		"to_iso8601/1": momentToISO(true, true), "to_iso8601/2": momentToISO(true, true),
		"to_string/1": onMoment(func(t moment) eval.Value { t.hasZone = false; return eval.String(t.isoText(" ", false)) }),
		"from_erl/1":  naiveFromErl(false), "from_erl/2": naiveFromErl(false), "from_erl!/1": naiveFromErl(true), "from_erl!/2": naiveFromErl(true),
		"to_erl/1":  onMoment(func(t moment) eval.Value { return tupleOf(erlDate(t), erlTime(t)) }),
		"to_date/1": onMoment(func(t moment) eval.Value { return t.date() }),
		"to_time/1": onMoment(func(t moment) eval.Value { return t.time() }),
		"add/2":     addSpan(build), "add/3": addSpan(build), "diff/2": diffMoments(moment.micros), "diff/3": diffMoments(moment.micros),
		"shift/2": shiftMoment(build), "truncate/2": truncateMoment(build),
		"compare/2": compareMoments(true, true, false), "before?/2": before(true, true, false, "lt"), "after?/2": before(true, true, false, "gt"),
		"beginning_of_day/1": onMoment(func(t moment) eval.Value { return t.withInDay(0, t.precision).naive() }),
		"end_of_day/1":       onMoment(endOfDay),
		"day_of_week/1":      dayOfWeek,
		"day_of_week/2":      dayOfWeek,
		"convert/2":          convertMoment(true, true, build), "convert!/2": convertMoment(true, false, build),
		"to_gregorian_seconds/1":   onMoment(gregorianSeconds),
		"from_gregorian_seconds/1": fromGregorianSeconds(build), "from_gregorian_seconds/2": fromGregorianSeconds(build),
		"from_gregorian_seconds/3": fromGregorianSeconds(build),
	}
	return table
}

// onMoment is a function of what has a date and a time.
func onMoment(f func(moment) eval.Value) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, true)
		if err != nil {
			return nil, err
		}
		return f(t), nil
	}
}

func naiveNew(c *eval.Call) (eval.Value, error) {
	f, err := indexes(c, 0, 3)
	if err != nil {
		return nil, err
	}
	t, valid, err := timeFields(c, 3)
	if err != nil {
		return nil, err
	}
	t.year, t.month, t.day, t.hasDate = f[0], f[1], f[2], true
	switch {
	case !t.validDate():
		return errorTuple(invalidDate), nil
	case !valid:
		return errorTuple(invalidTime), nil
	}
	return okTuple(t.naive()), nil
}

// naiveJoin is new(date, time).
func naiveJoin(c *eval.Call) (eval.Value, error) {
	t, err := joined(c)
	if err != nil {
		return nil, err
	}
	return okTuple(t.naive()), nil
}

// joined puts a date and a time together.
func joined(c *eval.Call) (moment, error) {
	d, err := momentOf(c, 0, true, false)
	if err != nil {
		return d, err
	}
	t, err := momentOf(c, 1, false, true)
	if err != nil {
		return d, err
	}
	d.hour, d.minute, d.second, d.microsecond, d.precision, d.hasTime = t.hour, t.minute, t.second, t.microsecond, t.precision, true
	return d, nil
}

func naiveBang(build eval.Native) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		v, err := build(c)
		return bang(v, err, func(reason eval.Value) error {
			return c.Raise("ArgumentError", "cannot build naive datetime, reason: %s", eval.Inspect(reason))
		})
	}
}

// nowAt is the clock's reading, with the digits that the arguments ask for.
func (l *Library) nowAt(c *eval.Call) (moment, error) {
	t := ofTime(l.clock.now())
	for i, v := range c.Args {
		if v == eval.Module("Calendar.ISO") {
			continue
		}
		precision, err := precisionOf(c, i)
		if err != nil {
			return t, err
		}
		t = t.truncated(precision)
	}
	return t, nil
}

func (l *Library) naiveNow(c *eval.Call) (eval.Value, error) {
	t, err := l.nowAt(c)
	return t.naive(), err
}

// naiveLocalNow is the time where the program runs.
func (l *Library) naiveLocalNow(*eval.Call) (eval.Value, error) {
	now := l.clock.now().Local()
	_, offset := now.Zone()
	t := ofTime(l.clock.now())
	return ofMicros(t.micros()+int64(offset)*perSecond, 6).truncated(0).naive(), nil
}

func naiveFromISO(c *eval.Call) (eval.Value, error) {
	return parsedMoment(c, func(s string, basic bool) (moment, eval.Atom) {
		t, _, reason := parseDateTime(s, basic)
		return t, reason
	}, moment.naive)
}

func naiveFromISOBang(c *eval.Call) (eval.Value, error) {
	v, err := naiveFromISO(c)
	return bang(v, err, cannotParse(c, "naive datetime"))
}

func naiveFromErl(raises bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		both, ok := c.Args[0].(eval.Tuple)
		if !ok || len(both) != 2 {
			return nil, c.WrongArgument(0, "{{year, month, day}, {hour, minute, second}}")
		}
		d, okDate := readErl(both[0])
		h, okTime := readErl(both[1])
		if !okDate || !okTime {
			return nil, c.WrongArgument(0, "{{year, month, day}, {hour, minute, second}}")
		}
		t := moment{year: d[0], month: d[1], day: d[2], hour: h[0], minute: h[1], second: h[2], hasDate: true, hasTime: true}
		if len(c.Args) > 1 && !microsecondOf(c.Args[1], &t) {
			return errorTuple(invalidTime), nil
		}
		v := okTuple(t.naive())
		if !t.validDate() {
			v = errorTuple(invalidDate)
		} else if !t.validTime() {
			v = errorTuple(invalidTime)
		}
		if !raises {
			return v, nil
		}
		return bang(v, nil, func(reason eval.Value) error {
			return c.Raise("ArgumentError", "cannot convert %s to naive datetime, reason: %s", eval.Inspect(c.Args[0]), eval.Inspect(reason))
		})
	}
}

// addSpan is add(moment, amount, unit).
func addSpan(build func(moment) *eval.Map) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, true)
		if err != nil {
			return nil, err
		}
		span, precision, err := spanOf(c, 1)
		if err != nil {
			return nil, err
		}
		moved := ofMicros(t.utcMicros()+span, max(t.precision, precision))
		if moved.year > 9999 || moved.year < -9999 {
			return nil, c.WrongArgument(1, "an amount that leads to a year from -9999 to 9999")
		}
		return build(moved), nil
	}
}

// diffMoments is diff(a, b, unit).
func diffMoments(micros func(moment) int64) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		a, err := momentOf(c, 0, true, true)
		if err != nil {
			return nil, err
		}
		b, err := momentOf(c, 1, true, true)
		if err != nil {
			return nil, err
		}
		return inUnit(c, 2, micros(a)-micros(b))
	}
}

func endOfDay(t moment) eval.Value {
	whole := moment{microsecond: perSecond - 1, precision: 6}.truncated(t.precision)
	return t.withInDay(perDay-perSecond+int64(whole.microsecond), t.precision).naive()
}

// gregorianSeconds is {seconds since the year 0, microseconds}.
func gregorianSeconds(t moment) eval.Value {
	return tupleOf(eval.IntValue(divFloor(t.utcMicros(), perSecond)), integer(t.microsecond))
}

func fromGregorianSeconds(build func(moment) *eval.Map) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		seconds, err := c.Index(0)
		if err != nil {
			return nil, err
		}
		t := moment{}
		if len(c.Args) > 1 && !microsecondOf(c.Args[1], &t) {
			return nil, c.WrongArgument(1, "{microsecond, precision}")
		}
		return build(ofMicros(int64(seconds)*perSecond+int64(t.microsecond), t.precision)), nil
	}
}
