package stdlib

import (
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

// calendarFunctions is the module Calendar.
func calendarFunctions() functions {
	return functions{
		"strftime/2": strftime, "strftime/3": strftime,
		"truncate/2":               calendarTruncate,
		"compatible_calendars?/2":  func(c *eval.Call) (eval.Value, error) { return areEqual(c, c.Args[0], c.Args[1]) },
		"get_time_zone_database/0": func(*eval.Call) (eval.Value, error) { return eval.Module("Calendar.UTCOnlyTimeZoneDatabase"), nil },
	}
}

// calendarISOFunctions is the module Calendar.ISO: the functions that scripts
// can have a use for.
func calendarISOFunctions() functions {
	date := func(f func(moment) eval.Value) eval.Native {
		return func(c *eval.Call) (eval.Value, error) {
			n := []int{1, 1, 1}
			given, err := indexes(c, 0, len(c.Args))
			copy(n, given)
			return f(moment{year: n[0], month: n[1], day: n[2]}), err
		}
	}
	return functions{
		"leap_year?/1":      date(func(t moment) eval.Value { return eval.Boolean(isLeap(t.year)) }),
		"days_in_month/2":   date(func(t moment) eval.Value { return integer(daysInMonth(t.year, t.month)) }),
		"months_in_year/1":  date(func(moment) eval.Value { return integer(12) }),
		"day_of_year/3":     date(func(t moment) eval.Value { return integer(t.yearDay()) }),
		"quarter_of_year/3": date(func(t moment) eval.Value { return integer((t.month + 2) / 3) }),
		"valid_date?/3":     date(func(t moment) eval.Value { return eval.Boolean(t.validDate()) }),
		"date_to_string/3":  date(func(t moment) eval.Value { return eval.String(t.dateText("-")) }),
		"day_of_era/3":      date(dayOfEra),
	}
}

func calendarTruncate(c *eval.Call) (eval.Value, error) {
	var t moment
	var ok bool
	if t.microsecond, t.precision, ok = readMicrosecond(c.Args[0]); !ok {
		return nil, c.WrongArgument(0, "{microsecond, precision}")
	}
	precision, err := precisionOf(c, 1)
	if err != nil {
		return nil, err
	}
	t = t.truncated(precision)
	return tupleOf(integer(t.microsecond), integer(t.precision)), nil
}

// formatter writes one moment as strftime does.
type formatter struct {
	c       *eval.Call
	t       moment
	options map[eval.Atom]eval.Value
	within  string
	out     strings.Builder
}

// strftimeOptions are the options and what they are without being given: the
// formats, and the names, which are looked up elsewhere.
func strftimeOptions() map[eval.Atom]eval.Value {
	return map[eval.Atom]eval.Value{
		"preferred_date": eval.String("%Y-%m-%d"), "preferred_time": eval.String("%H:%M:%S"),
		"preferred_datetime": eval.String("%Y-%m-%d %H:%M:%S"), "am_pm_names": nil, "month_names": nil,
		"day_of_week_names": nil, "abbreviated_month_names": nil, "abbreviated_day_of_week_names": nil,
	}
}

func strftime(c *eval.Call) (eval.Value, error) {
	m, err := c.Map(0)
	if err != nil {
		return nil, err
	}
	t, ok := readMoment(m)
	if !ok {
		return nil, c.WrongArgument(0, "a date or time")
	}
	format, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	pairs, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	f := &formatter{c: c, t: t, options: strftimeOptions()}
	for _, p := range pairs {
		key, _ := p.Key.(eval.Atom)
		if _, known := f.options[key]; !known {
			return nil, c.Raise("ArgumentError", "unknown option %s given to Calendar.strftime/3", eval.Inspect(p.Key))
		}
		f.options[key] = p.Value
	}
	if err := f.write(format); err != nil {
		return nil, err
	}
	return built(c, f.out.String())
}

func (f *formatter) write(format string) error {
	for format != "" {
		literal, rest, found := strings.Cut(format, "%")
		f.out.WriteString(literal)
		if !found {
			return nil
		}
		var err error
		if format, err = f.directive(rest); err != nil {
			return err
		}
	}
	return nil
}

// directive writes what stands behind a % and returns the rest.
func (f *formatter) directive(s string) (string, error) {
	width, pad, padded := -1, "0", false
	for s != "" {
		switch ch := s[0]; {
		case ch == '-' && !padded:
			pad, padded = "", true
		case ch == '_' && !padded:
			pad, padded = " ", true
		case ch == '0' && !padded && width < 0:
			pad, padded = "0", true
		case ch >= '0' && ch <= '9':
			width = min(max(width, 0)*10+int(ch-'0'), 1<<16)
		default:
			if !padded && strings.IndexByte("aAbBpPZ", ch) >= 0 {
				pad = " "
			}
			if width < 0 {
				width = defaultWidth(ch)
			}
			if err := f.c.Grow(width); err != nil {
				return "", err
			}
			return s[1:], f.letter(ch, width, pad)
		}
		s = s[1:]
	}
	return "", f.c.Raise("ArgumentError", "invalid strftime format: %%")
}

func defaultWidth(ch byte) int {
	switch {
	case strings.IndexByte("dHImMSy", ch) >= 0:
		return 2
	case ch == 'j':
		return 3
	case ch == 'Y' || ch == 'z':
		return 4
	}
	return 0
}

func (f *formatter) pad(s string, width int, pad string) {
	if n := width - unitext.Length(s); n > 0 && pad != "" {
		f.out.WriteString(strings.Repeat(pad, n))
	}
	f.out.WriteString(s)
}

func (f *formatter) letter(ch byte, width int, pad string) error {
	if n, ok := f.number(ch); ok {
		if n < 0 && (ch == 'Y' || ch == 'y') {
			f.out.WriteByte('-')
			n = -n
		}
		f.pad(strconv.Itoa(n), width, pad)
		return nil
	}
	switch ch {
	case '%':
		f.pad("%", width, pad)
	case 'f':
		digits := strconv.Itoa(perSecond + f.t.microsecond)[1:]
		f.out.WriteString(digits[:max(f.t.precision, 1)])
	case 's':
		f.out.WriteString(strconv.FormatInt(divFloor(f.t.utcMicros(), perSecond)-unixEpoch*86_400, 10))
	case 'z':
		f.zone(width, pad)
	case 'Z':
		f.pad(f.t.zoneAbbr, width, pad)
	case 'c', 'x', 'X':
		return f.preferred(ch, width, pad)
	default:
		return f.name(ch, width, pad)
	}
	return nil
}

// number returns what a letter stands for if that is a number.
func (f *formatter) number(ch byte) (int, bool) {
	switch ch {
	case 'd':
		return f.t.day, true
	case 'H':
		return f.t.hour, true
	case 'I':
		return (f.t.hour+23)%12 + 1, true
	case 'j':
		return f.t.yearDay(), true
	case 'm':
		return f.t.month, true
	case 'M':
		return f.t.minute, true
	case 'q':
		return (f.t.month + 2) / 3, true
	case 'S':
		return f.t.second, true
	case 'u':
		return f.t.weekday(), true
	case 'y':
		return f.t.year % 100, true
	case 'Y':
		return f.t.year, true
	}
	return 0, false
}

func (f *formatter) zone(width int, pad string) {
	if !f.t.hasZone {
		return
	}
	offset, sign := f.t.utcOffset+f.t.stdOffset, "+"
	if offset < 0 {
		offset, sign = -offset, "-"
	}
	f.out.WriteString(sign)
	f.pad(strconv.Itoa(offset/3600*100+offset/60%60), width, pad)
}

// preferred writes %c, %x and %X, which must not contain themselves.
func (f *formatter) preferred(ch byte, width int, pad string) error {
	option := map[byte]eval.Atom{'c': "preferred_datetime", 'x': "preferred_date", 'X': "preferred_time"}[ch]
	if strings.IndexByte(f.within, ch) >= 0 {
		return f.c.Raise("ArgumentError", "tried to format %s within another %s format", option, option)
	}
	format, ok := f.options[option].(eval.String)
	if !ok {
		return f.c.WrongArgument(2, string(option)+" as a string")
	}
	inner := &formatter{c: f.c, t: f.t, options: f.options, within: f.within + string(ch)}
	if err := inner.write(string(format)); err != nil {
		return err
	}
	f.pad(inner.out.String(), width, pad)
	return nil
}

// name writes the name of a day, a month or a half of the day.
func (f *formatter) name(ch byte, width int, pad string) error {
	var option eval.Atom
	var key eval.Value
	standard := ""
	switch ch {
	case 'a', 'A':
		names := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
		option, key, standard = "day_of_week_names", integer(f.t.weekday()), names[f.t.weekday()-1]
	case 'b', 'B':
		names := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"}
		option, key, standard = "month_names", integer(f.t.month), names[max(f.t.month-1, 0)]
	case 'p', 'P':
		standard = "am"
		if f.t.hour > 11 {
			standard = "pm"
		}
		option, key = "am_pm_names", eval.Atom(standard)
	default:
		return f.c.Raise("ArgumentError", "invalid strftime format: %%%s", string(rune(ch)))
	}
	if slices.Contains([]byte("ab"), ch) {
		option, standard = "abbreviated_"+option, standard[:3]
	}
	written, err := f.named(option, key, standard)
	switch ch {
	case 'p':
		written = unitext.Upper(written)
	case 'P':
		written = unitext.Lower(written)
	}
	f.pad(written, width, pad)
	return err
}

// named asks the function that an option gives for a name.
func (f *formatter) named(option eval.Atom, key eval.Value, standard string) (string, error) {
	switch fn := f.options[option].(type) {
	case nil:
		return standard, nil
	case *eval.Fun:
		if fn.Arity == 1 {
			return callText(f.c, fn, key)
		}
		if fn.Arity == 2 {
			return callText(f.c, fn, key, f.c.Args[0])
		}
	}
	return "", f.c.Raise("ArgumentError", "formatter functions must be of arity 1 or 2, got: %s", eval.Inspect(f.options[option]))
}
