package stdlib

import (
	"math"
	"time"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// erlangMath is the module :math.
func erlangMath() functions {
	table := functions{"pi/0": func(*eval.Call) (eval.Value, error) { return eval.Float(math.Pi), nil },
		"tau/0": func(*eval.Call) (eval.Value, error) { return eval.Float(2 * math.Pi), nil },
		"pow/2": ofNumbers(math.Pow), "atan2/2": ofNumbers(math.Atan2), "fmod/2": ofNumbers(math.Mod)}
	for name, f := range map[string]func(float64) float64{
		"sqrt": math.Sqrt, "exp": math.Exp, "log": math.Log, "log2": math.Log2, "log10": math.Log10, "sin": math.Sin, "cos": math.Cos,
		"tan": math.Tan, "asin": math.Asin, "acos": math.Acos, "atan": math.Atan, "sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh,
		"ceil": math.Ceil, "floor": math.Floor, "asinh": math.Asinh, "acosh": math.Acosh, "atanh": math.Atanh,
	} {
		table[name+"/1"] = ofNumbers(func(x, _ float64) float64 { return f(x) })
	}
	return table
}

// ofNumbers is a function of one or two numbers. A result that is no number is
// an error, as in Erlang.
func ofNumbers(f func(x, y float64) float64) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		var values [2]float64
		for i, v := range c.Args {
			var ok bool
			if values[i], ok = asFloat(v); !ok {
				return nil, badArgument(c, i+1, "not a number")
			}
		}
		result := f(values[0], values[1])
		if math.IsNaN(result) || math.IsInf(result, 0) {
			return nil, arithmeticError(c)
		}
		return eval.Float(result), nil
	}
}

// timer is the module :timer: lengths of time, and waiting.
func (l *Library) timer() functions {
	return functions{
		"seconds/1": milliseconds(1000), "minutes/1": milliseconds(60_000), "hours/1": milliseconds(3_600_000), "hms/3": timerHMS,
		"sleep/1": l.sleep,
	}
}

func milliseconds(unit int64) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		return c.Invoke(eval.Module("Kernel"), "*", c.Args[0], eval.IntValue(unit))
	}
}

func timerHMS(c *eval.Call) (eval.Value, error) {
	f, err := indexes(c, 0, 3)
	if err != nil {
		return nil, err
	}
	return integer(((f[0]*60+f[1])*60 + f[2]) * 1000), nil
}

// sleep waits if the host does: while planning it does not.
func (l *Library) sleep(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 0)
	if err != nil || l.clock.options.Sleep == nil {
		return eval.OK, err
	}
	return eval.OK, l.clock.options.Sleep(time.Duration(n) * time.Millisecond)
}

// os is the module :os: its clock, and which system it is.
func (l *Library) os() functions {
	return functions{
		"system_time/0": l.systemTime, "system_time/1": l.systemTime, "perf_counter/0": l.systemTime, "timestamp/0": l.timestamp,
		"type/0": func(*eval.Call) (eval.Value, error) { return tupleOf(eval.Atom("unix"), eval.Atom("linux")), nil },
	}
}

// erlangCalendar is the module :calendar.
func (l *Library) erlangCalendar() functions {
	return functions{
		"universal_time/0": l.universalTime, "local_time/0": l.universalTime,
		"datetime_to_gregorian_seconds/1": calendarSeconds, "gregorian_seconds_to_datetime/1": calendarDateTime,
		"date_to_gregorian_days/1": calendarDays, "gregorian_days_to_date/1": calendarDate,
		"is_leap_year/1": func(c *eval.Call) (eval.Value, error) { n, err := c.Index(0); return eval.Boolean(isLeap(n)), err },
		"day_of_the_week/1": func(c *eval.Call) (eval.Value, error) {
			t, err := erlArgument(c, c.Args[0])
			return integer(t.weekday()), err
		},
		"last_day_of_the_month/2": func(c *eval.Call) (eval.Value, error) {
			f, err := indexes(c, 0, 2)
			if err != nil {
				return nil, err
			}
			return integer(daysInMonth(f[0], f[1])), nil
		},
	}
}

// erlArgument reads {year, month, day}.
func erlArgument(c *eval.Call, v eval.Value) (moment, error) {
	f, ok := readErl(v)
	t := moment{year: f[0], month: f[1], day: f[2], hasDate: true}
	if !ok || !t.validDate() {
		return moment{year: 1, month: 1, day: 1}, c.WrongArgument(0, "a date {year, month, day}")
	}
	return t, nil
}

func calendarSeconds(c *eval.Call) (eval.Value, error) {
	both, ok := c.Args[0].(eval.Tuple)
	if !ok || len(both) != 2 {
		return nil, c.WrongArgument(0, "a date and time")
	}
	t, err := erlArgument(c, both[0])
	if err != nil {
		return nil, err
	}
	h, ok := readErl(both[1])
	if !ok {
		return nil, c.WrongArgument(0, "a date and time")
	}
	t.hour, t.minute, t.second = h[0], h[1], h[2]
	return eval.IntValue(t.micros() / perSecond), nil
}

func calendarDateTime(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 0)
	if err != nil || n > 1<<39 {
		return nil, c.WrongArgument(0, "seconds since the year 0")
	}
	t := ofMicros(int64(n)*perSecond, 0)
	return tupleOf(erlDate(t), erlTime(t)), nil
}

func calendarDays(c *eval.Call) (eval.Value, error) {
	t, err := erlArgument(c, c.Args[0])
	return integer(t.days()), err
}

func calendarDate(c *eval.Call) (eval.Value, error) {
	n, err := smallInt(c, 0)
	return erlDate(ofDays(n)), err
}

// erlangBase64 is the module :base64.
func erlangBase64() functions {
	base := func(name string, text bool) eval.Native {
		return func(c *eval.Call) (eval.Value, error) {
			s, err := iodata(c, c.Args[0])
			if err != nil {
				return nil, textError(err, badArgument(c, 1, "not an iodata term"))
			}
			v, err := c.Invoke(eval.Module("Base"), name, eval.String(s))
			if err != nil || !text {
				return v, err
			}
			out, _ := v.(eval.String)
			return toCharlist(c, string(out))
		}
	}
	return functions{
		"encode/1": base("encode64", false), "decode/1": base("decode64!", false), "mime_decode/1": base("decode64!", false),
		"encode_to_string/1": base("encode64", true), "decode_to_string/1": base("decode64!", true),
	}
}
