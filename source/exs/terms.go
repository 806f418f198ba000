package exs

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// term turns a value that a database gives into a term.
func term(v command.Value) eval.Value {
	switch v := v.(type) {
	case nil, command.Null:
		return eval.Nil
	case command.Bool:
		return eval.Boolean(bool(v))
	case command.String:
		return eval.String(v)
	case command.Atom:
		return eval.Atom(v)
	case command.Float:
		return eval.Float(v)
	case command.Integer:
		n, _ := new(big.Int).SetString(v.String(), 10)
		return eval.Int{Int: n}
	case command.Decimal:
		return decimalTerm(string(v))
	case command.Date:
		return dayTerm("Date", string(v))
	case command.Time:
		return dayTerm("Time", string(v))
	case command.NaiveDateTime:
		return dayTerm("NaiveDateTime", string(v))
	case command.DateTime:
		return dayTerm("DateTime", strings.TrimSuffix(string(v), "Z"))
	case command.List:
		return eval.List(terms(v))
	case command.Tuple:
		return eval.Tuple(terms(v))
	case command.Map:
		pairs := make([]eval.Pair, len(v))
		for i, p := range v {
			pairs[i] = eval.Pair{Key: term(p.Key), Value: term(p.Value)}
		}
		return eval.NewMap(pairs...)
	}
	return eval.Opaque{What: "a query with a value that scripts cannot hold, " + v.Inspect()}
}

func terms(values []command.Value) []eval.Value {
	list := make([]eval.Value, len(values))
	for i, v := range values {
		list[i] = term(v)
	}
	return list
}

// decimalTerm is %Decimal{} of digits such as "-12.50".
func decimalTerm(text string) eval.Value {
	digits, negative := strings.CutPrefix(text, "-")
	sign := int64(1)
	if negative {
		sign = -1
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	var coef eval.Value = eval.Atom(digits)
	switch n, ok := new(big.Int).SetString(whole+fraction, 10); {
	case ok:
		coef = eval.Int{Int: n}
	case digits == "Inf":
		coef = eval.Atom("inf")
	}
	return eval.NewStruct(eval.Module("Decimal"), eval.Pair{Key: eval.Atom("sign"), Value: eval.IntValue(sign)},
		eval.Pair{Key: eval.Atom("coef"), Value: coef},
		eval.Pair{Key: eval.Atom("exp"), Value: eval.IntValue(-int64(len(fraction)))})
}

// dayTerm is the struct of a day, a time, or both, of a text of ISO 8601.
func dayTerm(module, text string) eval.Value {
	layout := "2006-01-02T15:04:05"
	switch module {
	case "Date":
		layout = time.DateOnly
	case "Time":
		layout = time.TimeOnly
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		return eval.Opaque{What: "a query with " + text + ", which is no " + module}
	}
	pairs := []eval.Pair{{Key: eval.Atom("calendar"), Value: eval.Module("Calendar.ISO")}}
	add := func(name string, v eval.Value) { pairs = append(pairs, eval.Pair{Key: eval.Atom(name), Value: v}) }
	number := func(name string, n int) { add(name, eval.IntValue(int64(n))) }
	if module != "Time" {
		number("year", at.Year())
		number("month", int(at.Month()))
		number("day", at.Day())
	}
	if module != "Date" {
		_, fraction, _ := strings.Cut(text, ".")
		number("hour", at.Hour())
		number("minute", at.Minute())
		number("second", at.Second())
		add("microsecond", eval.Tuple{eval.IntValue(int64(at.Nanosecond() / 1000)), eval.IntValue(int64(len(fraction)))})
	}
	if module == "DateTime" {
		add("time_zone", eval.String("Etc/UTC"))
		add("zone_abbr", eval.String("UTC"))
		number("utc_offset", 0)
		number("std_offset", 0)
	}
	return eval.NewStruct(eval.Module(module), pairs...)
}

// param turns a term into a parameter of a query; false if no database takes
// it.
func param(v eval.Value) (command.Value, bool) {
	switch v := v.(type) {
	case eval.List:
		list, ok := eachParam(v)
		return command.List(list), ok
	case eval.Tuple:
		list, ok := eachParam(v)
		return command.Tuple(list), ok
	case *eval.Map:
		module, isStruct := eval.ModuleName(v.Struct())
		if isStruct {
			return structParam(module, v)
		}
		pairs := make(command.Map, 0, v.Len())
		for _, p := range v.Pairs() {
			both, ok := eachParam([]eval.Value{p.Key, p.Value})
			if !ok {
				return nil, false
			}
			pairs = append(pairs, command.Pair{Key: both[0], Value: both[1]})
		}
		return pairs, true
	}
	return literal(v)
}

func eachParam(values []eval.Value) ([]command.Value, bool) {
	list := make([]command.Value, len(values))
	for i, v := range values {
		var ok bool
		if list[i], ok = param(v); !ok {
			return nil, false
		}
	}
	return list, true
}

// structParam reads the structs that databases have a type for. Any other one
// is JSON to them, if it is to Jason.
func structParam(module string, m *eval.Map) (command.Value, bool) {
	if module == "Decimal" {
		return decimalParam(m)
	}
	text := ""
	if module != "Time" {
		text = fmt.Sprintf("%04d-%02d-%02d", whole(m, "year"), whole(m, "month"), whole(m, "day"))
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", whole(m, "hour"), whole(m, "minute"), whole(m, "second"))
	micro, _ := m.Get(eval.Atom("microsecond"))
	if pair, ok := micro.(eval.Tuple); ok && len(pair) == 2 {
		n, okN := pair[0].(eval.Int)
		digits, okDigits := pair[1].(eval.Int)
		if okN && okDigits && digits.Sign() > 0 && digits.Int64() <= 6 {
			clock += "." + fmt.Sprintf("%06d", n.Int64())[:digits.Int64()]
		}
	}
	switch module {
	case "Date":
		return command.Date(text), true
	case "Time":
		return command.Time(clock), true
	case "NaiveDateTime":
		return command.NaiveDateTime(text + "T" + clock), true
	case "DateTime":
		zone, _ := m.Get(eval.Atom("time_zone"))
		return command.DateTime(text + "T" + clock + "Z"), zone == eval.Value(eval.String("Etc/UTC"))
	}
	return nil, false
}

func whole(m *eval.Map, name string) int64 {
	v, _ := m.Get(eval.Atom(name))
	if n, ok := v.(eval.Int); ok && n.IsInt64() {
		return n.Int64()
	}
	return 0
}

// maxExponent bounds the digits of a decimal.
const maxExponent = 10_000

// decimalParam writes a decimal without an exponent.
func decimalParam(m *eval.Map) (command.Value, bool) {
	sign := ""
	if whole(m, "sign") < 0 {
		sign = "-"
	}
	coef, _ := m.Get(eval.Atom("coef"))
	n, ok := coef.(eval.Int)
	if !ok {
		switch coef {
		case eval.Value(eval.Atom("NaN")):
			return command.Decimal("NaN"), true
		case eval.Value(eval.Atom("inf")):
			return command.Decimal(sign + "Inf"), true
		}
		return nil, false
	}
	exp := whole(m, "exp")
	if exp > maxExponent || exp < -maxExponent {
		return nil, false
	}
	digits := n.String()
	if exp >= 0 {
		return command.Decimal(sign + digits + strings.Repeat("0", int(exp))), true
	}
	places := int(-exp)
	if len(digits) <= places {
		digits = strings.Repeat("0", places-len(digits)+1) + digits
	}
	return command.Decimal(sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]), true
}
