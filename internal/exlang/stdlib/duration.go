package stdlib

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// durationFunctions is the module Duration, of Elixir 1.17.
func durationFunctions() functions {
	return functions{
		"new!/1": durationNew, "add/2": durationCombine(1), "subtract/2": durationCombine(-1), "multiply/2": durationMultiply,
		"negate/1": durationNegate, "to_iso8601/1": durationToISO,
		"from_iso8601/1": durationFromISO, "from_iso8601!/1": durationFromISOBang,
	}
}

// span is a duration: its parts by the places of durationUnits.
type span struct {
	parts     [7]int
	micros    int
	precision int
}

// durationUnits are the fields of Duration but for the microsecond.
func durationUnits() [7]string {
	return [7]string{"year", "month", "week", "day", "hour", "minute", "second"}
}

// durationOf reads argument i: a Duration or a keyword list.
func durationOf(c *eval.Call, i int, allowed string) (span, error) {
	var pairs []eval.Pair
	if m, ok := c.Args[i].(*eval.Map); ok && m.Struct() == eval.Module("Duration") {
		pairs = m.Delete(eval.Atom("__struct__")).Pairs()
	} else if pairs, ok = eval.Keyword(c.Args[i]); !ok {
		return span{}, c.WrongArgument(i, "a Duration or a keyword list")
	}
	var d span
	for _, p := range pairs {
		key, _ := p.Key.(eval.Atom)
		if err := d.read(c, key, p.Value, allowed); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (d *span) read(c *eval.Call, key eval.Atom, v eval.Value, allowed string) error {
	if key == "microsecond" {
		t, ok := v.(eval.Tuple)
		if !ok || len(t) != 2 {
			return c.Raise("ArgumentError", "unsupported value %s for :microsecond. Expected a tuple {ms, precision} where precision is an integer from 0 to 6", eval.Inspect(v))
		}
		d.micros, _ = asInt(t[0])
		d.precision, _ = asInt(t[1])
		if allowed == "date" && d.micros != 0 {
			return unsupportedUnit(c, key, allowed)
		}
		return nil
	}
	for place, unit := range durationUnits() {
		if string(key) != unit {
			continue
		}
		n, ok := asInt(v)
		if !ok || n > 1<<32 || n < -1<<32 {
			return c.Raise("ArgumentError", "unsupported value %s for %s. Expected an integer", eval.Inspect(v), eval.Inspect(key))
		}
		if n != 0 && (allowed == "date" && place > 3 || allowed == "time" && place < 4) {
			return unsupportedUnit(c, key, allowed)
		}
		d.parts[place] = n
		return nil
	}
	return c.Raise("ArgumentError", "unknown unit %s. Expected :year, :month, :week, :day, :hour, :minute, :second, :microsecond", eval.Inspect(key))
}

func unsupportedUnit(c *eval.Call, key eval.Atom, allowed string) error {
	if allowed == "date" {
		return c.Raise("ArgumentError", "unsupported unit %s. Expected :year, :month, :week, :day", eval.Inspect(key))
	}
	return c.Raise("ArgumentError", "unsupported unit %s. Expected :hour, :minute, :second, :microsecond", eval.Inspect(key))
}

func (d span) fields() []eval.Pair {
	var fields []eval.Pair
	for place, unit := range durationUnits() {
		fields = append(fields, pair(unit, integer(d.parts[place])))
	}
	return append(fields, pair("microsecond", tupleOf(integer(d.micros), integer(d.precision))))
}

func (d span) value() *eval.Map { return eval.NewStruct(eval.Module("Duration"), d.fields()...) }

// durationFields are the fields of %Duration{} and their defaults.
func durationFields() []eval.Pair { return span{}.fields() }

func (d span) months() int { return d.parts[0]*12 + d.parts[1] }

// inMicros is what a duration adds after years and months.
func (d span) inMicros() int64 {
	days := int64(d.parts[2])*7 + int64(d.parts[3])
	seconds := int64(d.parts[4])*3600 + int64(d.parts[5])*60 + int64(d.parts[6])
	return boundedMicros(days, perDay) + boundedMicros(seconds, perSecond) + int64(d.micros)
}

func dateShift(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, true, false)
	if err != nil {
		return nil, err
	}
	d, err := durationOf(c, 1, "date")
	if err != nil {
		return nil, err
	}
	t = t.addMonths(d.months())
	return ofDays(t.days() + d.parts[2]*7 + d.parts[3]).date(), nil
}

func timeShift(c *eval.Call) (eval.Value, error) {
	t, err := momentOf(c, 0, false, true)
	if err != nil {
		return nil, err
	}
	d, err := durationOf(c, 1, "time")
	if err != nil {
		return nil, err
	}
	return t.withInDay(modFloor(t.inDay()+d.inMicros()%perDay, perDay), max(t.precision, d.precision)).time(), nil
}

func shiftMoment(build func(moment) *eval.Map) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		t, err := momentOf(c, 0, true, true)
		if err != nil {
			return nil, err
		}
		d, err := durationOf(c, 1, "")
		if err != nil {
			return nil, err
		}
		t = t.addMonths(d.months())
		return build(ofMicros(t.utcMicros()+d.inMicros(), max(t.precision, d.precision))), nil
	}
}

func durationNew(c *eval.Call) (eval.Value, error) {
	d, err := durationOf(c, 0, "")
	return d.value(), err
}

func durationCombine(sign int) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		a, err := durationOf(c, 0, "")
		if err != nil {
			return nil, err
		}
		b, err := durationOf(c, 1, "")
		if err != nil {
			return nil, err
		}
		for i := range a.parts {
			a.parts[i] += sign * b.parts[i]
		}
		a.micros += sign * b.micros
		a.precision = max(a.precision, b.precision)
		return a.value(), nil
	}
}

func (d span) times(n int) span {
	for i := range d.parts {
		d.parts[i] *= n
	}
	d.micros *= n
	return d
}

func durationMultiply(c *eval.Call) (eval.Value, error) {
	d, err := durationOf(c, 0, "")
	if err != nil {
		return nil, err
	}
	n, err := smallInt(c, 1)
	return d.times(n).value(), err
}

func durationNegate(c *eval.Call) (eval.Value, error) {
	d, err := durationOf(c, 0, "")
	return d.times(-1).value(), err
}

func durationToISO(c *eval.Call) (eval.Value, error) {
	d, err := durationOf(c, 0, "")
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString("P")
	for i, letter := range "YMWD" {
		d.write(&b, i, letter)
	}
	var t strings.Builder
	for i, letter := range "HM" {
		d.write(&t, i+4, letter)
	}
	t.WriteString(d.secondsText())
	if t.Len() > 0 {
		b.WriteString("T" + t.String())
	}
	if b.Len() == 1 {
		return eval.String("PT0S"), nil
	}
	return eval.String(b.String()), nil
}

func (d span) write(b *strings.Builder, place int, letter rune) {
	if n := d.parts[place]; n != 0 {
		b.WriteString(strconv.Itoa(n))
		b.WriteRune(letter)
	}
}

func (d span) secondsText() string {
	if d.parts[6] == 0 && d.micros == 0 {
		return ""
	}
	if d.micros == 0 {
		return strconv.Itoa(d.parts[6]) + "S"
	}
	total := big.NewInt(int64(d.parts[6])*perSecond + int64(d.micros))
	sign := ""
	if total.Sign() < 0 {
		sign = "-"
		total.Neg(total)
	}
	whole, part := new(big.Int).QuoRem(total, big.NewInt(perSecond), new(big.Int))
	digits := strings.Repeat("0", 6-len(part.String())) + part.String()
	return sign + whole.String() + "." + digits[:max(d.precision, 1)] + "S"
}

// durationFromISO reads P3Y6M4DT12H30M5.5S.
func durationFromISO(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	d, reason := parseDuration(s)
	if reason != "" {
		return errorTuple(reason), nil
	}
	return okTuple(d.value()), nil
}

func parseDuration(s string) (span, eval.Atom) {
	var d span
	rest, ok := strings.CutPrefix(s, "P")
	sign := 1
	if !ok {
		if rest, ok = strings.CutPrefix(s, "-P"); !ok {
			if rest, ok = strings.CutPrefix(s, "+P"); !ok {
				return d, "invalid_duration"
			}
		} else {
			sign = -1
		}
	}
	date, time, timed := strings.Cut(rest, "T")
	if rest == "" || timed && time == "" {
		return d, "invalid_duration"
	}
	if reason := d.parse(date, "YMWD", 0); reason != "" {
		return d, reason
	}
	reason := d.parse(time, "HMS", 4)
	return d.times(sign), reason
}

// parse reads numbers, each with the letter of its unit, in order.
func (d *span) parse(text, letters string, place int) eval.Atom {
	last := -1
	for text != "" {
		end := strings.IndexAny(text, letters)
		if end <= 0 {
			return "invalid_duration"
		}
		unit := strings.IndexByte(letters, text[end])
		if unit <= last {
			return "invalid_duration"
		}
		last = unit
		if reason := d.number(text[:end], place+unit); reason != "" {
			return reason
		}
		text = text[end+1:]
	}
	return ""
}

func (d *span) number(text string, place int) eval.Atom {
	whole, fraction, decimal := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	n, err := strconv.Atoi(whole)
	if err != nil || decimal && (place != 6 || !allDigits(fraction)) || n > 1<<32 || n < -1<<32 {
		return "invalid_duration"
	}
	d.parts[place] = n
	if decimal {
		d.precision = min(len(fraction), 6)
		d.micros, _ = strconv.Atoi((fraction + "000000")[:6])
		if strings.HasPrefix(whole, "-") {
			d.micros = -d.micros
		}
	}
	return ""
}

func durationFromISOBang(c *eval.Call) (eval.Value, error) {
	v, err := durationFromISO(c)
	return bang(v, err, func(reason eval.Value) error {
		return c.Raise("ArgumentError", "failed to parse duration %s. reason: %s", eval.Inspect(c.Args[0]), eval.Inspect(reason))
	})
}
