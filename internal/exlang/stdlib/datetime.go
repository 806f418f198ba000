package stdlib

import (
	"math/big"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// dateTime is the module DateTime. There is no database of time zones: like
// Elixir without one it knows only UTC.
func (l *Library) dateTime() functions {
	build := moment.dateTime
	return functions{
		"new/2": dateTimeNew, "new/3": dateTimeNew, "new/4": dateTimeNew,
		"new!/2": dateTimeNewBang, "new!/3": dateTimeNewBang, "new!/4": dateTimeNewBang,
		"utc_now/0": l.dateTimeNow, "utc_now/1": l.dateTimeNow, "utc_now/2": l.dateTimeNow,
		"now/1": l.dateTimeNowIn(false), "now/2": l.dateTimeNowIn(false), "now!/1": l.dateTimeNowIn(true), "now!/2": l.dateTimeNowIn(true),
		"from_unix/1": fromUnix, "from_unix/2": fromUnix, "from_unix/3": fromUnix,
		"from_unix!/1": fromUnixBang, "from_unix!/2": fromUnixBang, "from_unix!/3": fromUnixBang,
		"to_unix/1": toUnix, "to_unix/2": toUnix,
		"from_naive/2": fromNaive(true), "from_naive/3": fromNaive(true), "from_naive!/2": fromNaive(false), "from_naive!/3": fromNaive(false),
		"to_naive/1":     onMoment(func(t moment) eval.Value { return t.naive() }),
		"to_date/1":      onMoment(func(t moment) eval.Value { return t.date() }),
		"to_time/1":      onMoment(func(t moment) eval.Value { return t.time() }),
		"from_iso8601/1": dateTimeFromISO, "from_iso8601/2": dateTimeFromISO, "from_iso8601/3": dateTimeFromISO,
		"to_iso8601/1": dateTimeToISO, "to_iso8601/2": dateTimeToISO, "to_iso8601/3": dateTimeToISO,
		"to_string/1": onMoment(func(t moment) eval.Value { return eval.String(t.isoText(" ", false)) }),
		"add/2":       addSpan(build), "add/3": addSpan(build), "add/4": addSpan(build),
		"diff/2": diffMoments(moment.utcMicros), "diff/3": diffMoments(moment.utcMicros),
		"shift/2": shiftMoment(build), "shift/3": shiftMoment(build),
		"truncate/2": truncateDateTime,
		"compare/2":  compareMoments(true, true, true), "before?/2": before(true, true, true, "lt"), "after?/2": before(true, true, true, "gt"),
		"shift_zone/2": shiftZone(true), "shift_zone/3": shiftZone(true), "shift_zone!/2": shiftZone(false), "shift_zone!/3": shiftZone(false),
		"convert/2": convertMoment(true, true, build), "convert!/2": convertMoment(true, false, build),
		"to_gregorian_seconds/1":   onMoment(gregorianSeconds),
		"from_gregorian_seconds/1": fromGregorianSeconds(build), "from_gregorian_seconds/2": fromGregorianSeconds(build),
		"from_gregorian_seconds/3": fromGregorianSeconds(build),
	}
}

// inUTC refuses every time zone but UTC, at argument i.
func inUTC(c *eval.Call, i int) error {
	if i >= len(c.Args) {
		return nil
	}
	zone, err := c.Text(i)
	if err != nil {
		return err
	}
	if zone == utc {
		return nil
	}
	return diag.Errorf(diag.Refused, c.Pos, "the time zone %s is not something that Whimbrel knows in a migration", zone).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("use Etc/UTC, or let the database convert: (now() AT TIME ZONE ...)")
}

func dateTimeNew(c *eval.Call) (eval.Value, error) {
	t, err := joined(c)
	if err == nil {
		err = inUTC(c, 2)
	}
	if err != nil {
		return nil, err
	}
	return okTuple(t.dateTime()), nil
}

func dateTimeNewBang(c *eval.Call) (eval.Value, error) {
	v, err := dateTimeNew(c)
	return bang(v, err, func(reason eval.Value) error {
		return c.Raise("ArgumentError", "cannot build datetime, reason: %s", eval.Inspect(reason))
	})
}

func (l *Library) dateTimeNow(c *eval.Call) (eval.Value, error) {
	t, err := l.nowAt(c)
	return t.dateTime(), err
}

// dateTimeNowIn is now/1 and now!/1.
func (l *Library) dateTimeNowIn(bare bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		if err := inUTC(c, 0); err != nil {
			return nil, err
		}
		now := ofTime(l.clock.now()).dateTime()
		if bare {
			return now, nil
		}
		return okTuple(now), nil
	}
}

func fromUnix(c *eval.Call) (eval.Value, error) {
	n, err := c.Int(0)
	if err != nil {
		return nil, err
	}
	per, _, err := unitOf(c, 1, "second")
	if err != nil {
		return nil, err
	}
	if per == 0 {
		return nil, c.WrongArgument(1, "a unit of time up to :second")
	}
	micros := new(big.Int).Mul(n, big.NewInt(perSecond))
	micros.Div(micros, big.NewInt(int64(per)))
	micros.Add(micros, big.NewInt(unixEpoch*perDay))
	if !micros.IsInt64() {
		return errorTuple(eval.Atom("invalid_unix_time")), nil
	}
	t := ofMicros(micros.Int64(), digitsOf(per))
	if t.year < -9999 || t.year > 9999 {
		return errorTuple(eval.Atom("invalid_unix_time")), nil
	}
	return okTuple(t.dateTime()), nil
}

func fromUnixBang(c *eval.Call) (eval.Value, error) {
	v, err := fromUnix(c)
	return bang(v, err, func(eval.Value) error {
		return c.Raise("ArgumentError", "invalid Unix time %s", eval.Inspect(c.Args[0]))
	})
}

func toUnix(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, true, true)
	if err != nil {
		return nil, err
	}
	per, _, err := unitOf(c, 1, "second")
	if err != nil {
		return nil, err
	}
	n := big.NewInt(t.utcMicros() - unixEpoch*perDay)
	n.Mul(n, big.NewInt(int64(max(per, 1))))
	return eval.Int{Int: n.Div(n, big.NewInt(perSecond))}, nil
}

func fromNaive(tuple bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, true)
		if err == nil {
			err = inUTC(c, 1)
		}
		if err != nil {
			return nil, err
		}
		if tuple {
			return okTuple(t.dateTime()), nil
		}
		return t.dateTime(), nil
	}
}

// dateTimeFromISO reads a date and time with an offset, and converts to UTC.
func dateTimeFromISO(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	basic, err := parseFormat(c, 1)
	if err != nil {
		return nil, err
	}
	t, offset, reason := parseDateTime(s, basic)
	switch {
	case reason != "":
		return errorTuple(reason), nil
	case offset == nil:
		return errorTuple(missingOffset), nil
	}
	t = ofMicros(t.micros()-int64(*offset)*perSecond, t.precision)
	return tupleOf(eval.OK, t.dateTime(), integer(*offset)), nil
}

func dateTimeToISO(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, true, true)
	if err != nil {
		return nil, err
	}
	if offset, ok := asInt(argument(c, 2, eval.Nil)); ok {
		local := ofMicros(t.utcMicros()+int64(offset)*perSecond, t.precision)
		local.hasZone = true
		local.utcOffset = offset
		if offset == 0 {
			local.timeZone = utc
		}
		t = local
	}
	return eval.String(t.isoText("T", argument(c, 1, eval.Nil) == eval.Atom("basic"))), nil
}

// truncateDateTime keeps the zone, which a struct written down may have.
func truncateDateTime(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, true, true)
	if err != nil {
		return nil, err
	}
	precision, err := precisionOf(c, 1)
	if err != nil {
		return nil, err
	}
	t = t.truncated(precision)
	return c.Args[0].(*eval.Map).Put(eval.Atom("microsecond"), tupleOf(integer(t.microsecond), integer(t.precision))), nil
}

func shiftZone(tuple bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, true)
		if err == nil {
			err = inUTC(c, 1)
		}
		if err != nil {
			return nil, err
		}
		shifted := ofMicros(t.utcMicros(), t.precision).dateTime()
		if tuple {
			return okTuple(shifted), nil
		}
		return shifted, nil
	}
}
