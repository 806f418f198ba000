package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// time is the module Time.
func (l *Library) time() functions {
	return functions{
		"new/3": timeNew, "new/4": timeNew, "new/5": timeNew, "new!/3": timeNewBang, "new!/4": timeNewBang, "new!/5": timeNewBang,
		"utc_now/0": l.timeNow, "utc_now/1": l.timeNow,
		"from_iso8601/1": timeFromISO, "from_iso8601/2": timeFromISO,
		"from_iso8601!/1": timeFromISOBang, "from_iso8601!/2": timeFromISOBang,
		"to_iso8601/1": momentToISO(false, true), "to_iso8601/2": momentToISO(false, true), "to_string/1": momentToISO(false, true),
		"from_erl/1": timeFromErl(false), "from_erl/2": timeFromErl(false), "from_erl/3": timeFromErl(false),
		"from_erl!/1": timeFromErl(true), "from_erl!/2": timeFromErl(true), "from_erl!/3": timeFromErl(true),
		"to_erl/1": onTime(func(t moment) eval.Value { return erlTime(t) }),
		"add/2":    timeAdd, "add/3": timeAdd, "diff/2": timeDiff, "diff/3": timeDiff, "shift/2": timeShift,
		"compare/2": compareMoments(false, true, false), "before?/2": before(false, true, false, "lt"), "after?/2": before(false, true, false, "gt"),
		"truncate/2":                    truncateMoment(moment.time),
		"from_seconds_after_midnight/1": timeFromSeconds, "from_seconds_after_midnight/2": timeFromSeconds, "from_seconds_after_midnight/3": timeFromSeconds,
		"to_seconds_after_midnight/1": onTime(func(t moment) eval.Value {
			return tupleOf(integer(int(t.inDay()/perSecond)), integer(t.microsecond))
		}),
		"convert/2": convertMoment(false, true, moment.time), "convert!/2": convertMoment(false, false, moment.time),
	}
}

// onTime is a function of one time, or of what has one.
func onTime(f func(moment) eval.Value) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, false, true)
		if err != nil {
			return nil, err
		}
		return f(t), nil
	}
}

// timeFields reads hour, minute and second from argument i on, and the
// optional microsecond after them.
func timeFields(c *eval.Call, i int) (moment, bool, error) {
	f, err := indexes(c, i, 3)
	if err != nil {
		return moment{}, false, err
	}
	t := moment{hour: f[0], minute: f[1], second: f[2], hasTime: true}
	valid := t.validTime()
	if i+3 < len(c.Args) && c.Args[i+3] != eval.Module("Calendar.ISO") {
		ok := microsecondOf(c.Args[i+3], &t)
		valid = valid && ok
	}
	return t, valid, nil
}

// microsecondOf reads {value, precision} or an integer, which has all digits.
func microsecondOf(v eval.Value, t *moment) bool {
	if n, ok := asInt(v); ok {
		t.microsecond, t.precision = n, 6
		return n >= 0 && n < perSecond
	}
	var ok bool
	t.microsecond, t.precision, ok = readMicrosecond(v)
	return ok
}

func timeNew(c *eval.Call) (eval.Value, error) {
	t, valid, err := timeFields(c, 0)
	if err != nil {
		return nil, err
	}
	if !valid {
		return errorTuple(invalidTime), nil
	}
	return okTuple(t.time()), nil
}

func timeNewBang(c *eval.Call) (eval.Value, error) {
	v, err := timeNew(c)
	return bang(v, err, func(reason eval.Value) error {
		return c.Raise("ArgumentError", "cannot build time, reason: %s", eval.Inspect(reason))
	})
}

func (l *Library) timeNow(c *eval.Call) (eval.Value, error) {
	t, err := l.nowAt(c)
	return t.time(), err
}

func timeFromISO(c *eval.Call) (eval.Value, error) { return parsedMoment(c, parseTime, moment.time) }

func timeFromISOBang(c *eval.Call) (eval.Value, error) {
	v, err := timeFromISO(c)
	return bang(v, err, cannotParse(c, "time"))
}

// erlTime is {hour, minute, second}.
func erlTime(t moment) eval.Tuple {
	return tupleOf(integer(t.hour), integer(t.minute), integer(t.second))
}

func timeFromErl(raises bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		f, ok := readErl(c.Args[0])
		if !ok {
			return nil, c.WrongArgument(0, "{hour, minute, second}")
		}
		t := moment{hour: f[0], minute: f[1], second: f[2], hasTime: true}
		valid := t.validTime()
		if len(c.Args) > 1 {
			valid = microsecondOf(c.Args[1], &t) && valid
		}
		v := okTuple(t.time())
		if !valid {
			v = errorTuple(invalidTime)
		}
		if !raises {
			return v, nil
		}
		return bang(v, nil, func(reason eval.Value) error {
			return c.Raise("ArgumentError", "cannot convert %s to time, reason: %s", eval.Inspect(c.Args[0]), eval.Inspect(reason))
		})
	}
}

// unitOf reads a unit of time at argument i: how many there are in a second,
// or 0 and the seconds of a longer one.
func unitOf(c *eval.Call, i int, otherwise eval.Atom) (perSecondOf, seconds int, err error) {
	v := argument(c, i, otherwise)
	switch v {
	case eval.Atom("second"), eval.Atom("seconds"):
		return 1, 0, nil
	case eval.Atom("millisecond"), eval.Atom("milliseconds"):
		return 1000, 0, nil
	case eval.Atom("microsecond"), eval.Atom("microseconds"):
		return perSecond, 0, nil
	case eval.Atom("nanosecond"), eval.Atom("nanoseconds"), eval.Atom("native"):
		return 1000 * perSecond, 0, nil
	case eval.Atom("minute"):
		return 0, 60, nil
	case eval.Atom("hour"):
		return 0, 3600, nil
	case eval.Atom("day"):
		return 0, 86_400, nil
	}
	if n, ok := asInt(v); ok && n > 0 && n <= 1000*perSecond {
		return n, 0, nil
	}
	return 0, 0, c.Raise("ArgumentError", "unsupported time unit. Expected :day, :hour, :minute, :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got %s", eval.Inspect(v))
}

// spanOf reads an amount at argument i and its unit after it, in microseconds,
// and the digits of a second that the unit has.
func spanOf(c *eval.Call, i int) (micros int64, precision int, err error) {
	amount, err := c.Index(i)
	if err != nil {
		return 0, 0, err
	}
	per, seconds, err := unitOf(c, i+1, "second")
	if err != nil {
		return 0, 0, err
	}
	if amount > 1<<40 || amount < -1<<40 {
		return 0, 0, c.WrongArgument(i, "a smaller integer")
	}
	switch {
	case per == 0 && amount < 1<<30 && amount > -1<<30:
		return int64(amount) * int64(seconds) * perSecond, 0, nil
	case per == 0:
		return 0, 0, c.WrongArgument(i, "a smaller integer")
	case per > perSecond:
		return divFloor(int64(amount), int64(per/perSecond)), 6, nil
	case perSecond%per == 0:
		return boundedMicros(int64(amount), int64(perSecond/per)), digitsOf(per), nil
	}
	return divFloor(int64(amount)*perSecond, int64(per)), digitsOf(per), nil
}

// boundedMicros multiplies and stays within ten thousand years.
func boundedMicros(amount, by int64) int64 {
	const most = 20_000 * 366 * int64(perDay)
	if amount > most/by {
		return most
	}
	if amount < -most/by {
		return -most
	}
	return amount * by
}

// digitsOf is the number of digits that a unit has after the second's point.
func digitsOf(per int) int {
	digits := 0
	for n := 1; n < per && digits < 6; n *= 10 {
		digits++
	}
	return digits
}

func timeAdd(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, false, true)
	if err != nil {
		return nil, err
	}
	if argument(c, 2, eval.Nil) == eval.Atom("day") {
		return nil, c.Raise("ArgumentError", "unsupported time unit :day. Expected :hour, :minute, :second, :millisecond, :microsecond, :nanosecond, or a positive integer")
	}
	span, precision, err := spanOf(c, 1)
	if err != nil {
		return nil, err
	}
	return t.withInDay(modFloor(t.inDay()+span%perDay, perDay), max(t.precision, precision)).time(), nil
}

// inUnit expresses microseconds in the unit of argument i, rounded down; a unit
// that is longer than a second has as many as fit into the seconds.
func inUnit(c *eval.Call, i int, micros int64) (eval.Value, error) {
	per, seconds, err := unitOf(c, i, "second")
	if err != nil {
		return nil, err
	}
	n := eval.IntValue(micros).Int
	n.Mul(n, eval.IntValue(int64(max(per, 1))).Int)
	n.Div(n, eval.IntValue(perSecond).Int)
	if per == 0 {
		n.Quo(n, eval.IntValue(int64(seconds)).Int)
	}
	return eval.Int{Int: n}, nil
}

func timeDiff(c *eval.Call) (eval.Value, error) {
	a, err := momentOf(c, 0, false, true)
	if err != nil {
		return nil, err
	}
	b, err := momentOf(c, 1, false, true)
	if err != nil {
		return nil, err
	}
	return inUnit(c, 2, a.inDay()-b.inDay())
}

// precisionOf reads :second, :millisecond or :microsecond.
func precisionOf(c *eval.Call, i int) (int, error) {
	switch c.Args[i] {
	case eval.Atom("second"):
		return 0, nil
	case eval.Atom("millisecond"):
		return 3, nil
	case eval.Atom("microsecond"):
		return 6, nil
	}
	return 0, c.WrongArgument(i, ":second, :millisecond or :microsecond")
}

func truncateMoment(build func(moment) *eval.Map) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, false, true)
		if err != nil {
			return nil, err
		}
		precision, err := precisionOf(c, 1)
		if err != nil {
			return nil, err
		}
		return build(t.truncated(precision)), nil
	}
}

func timeFromSeconds(c *eval.Call) (eval.Value, error) {
	seconds, err := c.Index(0)
	if err != nil {
		return nil, err
	}
	t := moment{}
	if len(c.Args) > 1 && !microsecondOf(c.Args[1], &t) || seconds < 0 || seconds >= 86_400 {
		return nil, c.WrongArgument(0, "the seconds of one day")
	}
	return t.withInDay(int64(seconds)*perSecond+int64(t.microsecond), t.precision).time(), nil
}
