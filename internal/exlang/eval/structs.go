package eval

import (
	"fmt"
	"slices"
	"strings"
)

// knownStruct shows the structs of the standard library that have a form of
// their own.
func (o InspectOptions) knownStruct(m *Map) (string, bool) {
	module, _ := ModuleName(m.Struct())
	switch module {
	case "Range":
		return o.rangeText(m), true
	case "MapSet":
		if members, ok := field(m, "map").(*Map); ok {
			return "MapSet.new(" + o.list(mapKeys(members)) + ")", true
		}
	case "Date.Range":
		return o.dateRange(m), true
	case "Date", "Time", "NaiveDateTime", "DateTime":
		if text, ok := structText(m); ok {
			return inspectTime(m, module, text), true
		}
	case "Decimal":
		if text, ok := structText(m); ok {
			return `Decimal.new("` + text + `")`, true
		}
	case "Regex":
		return inspectRegex(m), true
	case "Ecto.Schema.Metadata", "Ecto.Association.NotLoaded", "Ecto.Changeset", "Ecto.Query", "Ecto.SubQuery", "Ecto.Query.DynamicExpr":
		return o.ecto(module, m), true
	case "Version":
		return o.version(m), true
	}
	return "", false
}

// field returns a struct's field, or nil.
func field(m *Map, name Atom) Value {
	v, ok := m.Get(name)
	if !ok {
		return Nil
	}
	return v
}

func mapKeys(m *Map) List {
	keys := make(List, 0, m.Len())
	for _, p := range m.pairs {
		keys = append(keys, p.Key)
	}
	return keys
}

// fieldOrder is the order in which the fields of some structs are defined.
func fieldOrder(module Atom) []Value {
	switch module {
	case "Elixir.URI":
		return []Value{Atom("scheme"), Atom("authority"), Atom("userinfo"), Atom("host"), Atom("port"), Atom("path"), Atom("query"), Atom("fragment")}
	case "Elixir.KeyError":
		return []Value{Atom("key"), Atom("term"), Atom("message")}
	case "Elixir.Version":
		return []Value{Atom("major"), Atom("minor"), Atom("patch"), Atom("pre"), Atom("build")}
	case "Elixir.UndefinedFunctionError":
		return []Value{Atom("module"), Atom("function"), Atom("arity"), Atom("reason"), Atom("message")}
	}
	return nil
}

// rangeText shows the step unless it is the one that is meant without.
func (o InspectOptions) rangeText(m *Map) string {
	first, last, step := field(m, "first"), field(m, "last"), field(m, "step")
	text := o.inspect(first) + ".." + o.inspect(last)
	if Compare(step, IntValue(1)) == 0 && Compare(first, last) <= 0 {
		return text
	}
	return text + "//" + o.inspect(step)
}

func (o InspectOptions) dateRange(m *Map) string {
	text := "Date.range(" + o.inspect(field(m, "first")) + ", " + o.inspect(field(m, "last"))
	if step, ok := field(m, "step").(Int); ok && step.Cmp(IntValue(1).Int) != 0 {
		text += ", " + step.String()
	}
	return text + ")"
}

// version leaves out what a version need not have.
func (o InspectOptions) version(m *Map) string {
	pairs := slices.DeleteFunc(o.structPairs(m), func(p Pair) bool {
		list, ok := p.Value.(List)
		return p.Key == Atom("pre") && ok && len(list) == 0 || p.Key == Atom("build") && p.Value == Nil
	})
	return "%Version{" + o.keywordPairs(pairs) + "}"
}

func inspectTime(m *Map, module, text string) string {
	switch module {
	case "Date":
		return "~D[" + text + "]"
	case "Time":
		return "~T[" + text + "]"
	case "NaiveDateTime":
		return "~N[" + text + "]"
	}
	if field(m, "time_zone") == String("Etc/UTC") {
		return "~U[" + text + "]"
	}
	return "#DateTime<" + text + ">"
}

func inspectRegex(m *Map) string {
	source, _ := field(m, "source").(String)
	return "~r/" + escapeSlashes(string(source)) + "/" + regexModifiers(field(m, "opts"))
}

// escapeSlashes puts a backslash before every slash that has none.
func escapeSlashes(source string) string {
	var b strings.Builder
	escaped := false
	for _, r := range source {
		if r == '/' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	return b.String()
}

// regexModifiers are the letters of a regex's options, which are a string, or
// a list of their names.
func regexModifiers(options Value) string {
	if text, ok := options.(String); ok {
		return string(text)
	}
	list, _ := options.(List)
	letters := ""
	for _, option := range list {
		switch option {
		case Atom("caseless"):
			letters += "i"
		case Atom("unicode"):
			letters += "u"
		case Atom("dotall"):
			letters += "s"
		case Atom("multiline"):
			letters += "m"
		case Atom("extended"):
			letters += "x"
		case Atom("firstline"):
			letters += "f"
		case Atom("ungreedy"):
			letters += "U"
		}
	}
	return letters
}

// structText returns a struct of the standard library as to_string/1 does.
func structText(m *Map) (string, bool) {
	module, _ := ModuleName(m.Struct())
	switch module {
	case "Date":
		return dateText(m)
	case "Time":
		return timeText(m)
	case "NaiveDateTime":
		return dateTimeText(m)
	case "DateTime":
		text, ok := dateTimeText(m)
		return text + zoneText(m), ok
	case "Decimal":
		return decimalText(m)
	case "Version":
		return versionText(m)
	case "URI":
		return uriText(m), true
	}
	return "", false
}

// numbers returns fields that are integers.
func numbers(m *Map, names ...Atom) ([]int64, bool) {
	found := make([]int64, len(names))
	for i, name := range names {
		n, ok := field(m, name).(Int)
		if !ok || !n.IsInt64() {
			return nil, false
		}
		found[i] = n.Int64()
	}
	return found, true
}

func dateText(m *Map) (string, bool) {
	n, ok := numbers(m, "year", "month", "day")
	if !ok {
		return "", false
	}
	sign := ""
	if n[0] < 0 {
		sign, n[0] = "-", -n[0]
	}
	return fmt.Sprintf("%s%04d-%02d-%02d", sign, n[0], n[1], n[2]), true
}

func timeText(m *Map) (string, bool) {
	n, ok := numbers(m, "hour", "minute", "second")
	if !ok {
		return "", false
	}
	text := fmt.Sprintf("%02d:%02d:%02d", n[0], n[1], n[2])
	fraction, ok := field(m, "microsecond").(Tuple)
	if !ok || len(fraction) != 2 {
		return text, true
	}
	micro, okMicro := fraction[0].(Int)
	precision, okPrecision := fraction[1].(Int)
	if !okMicro || !okPrecision || precision.Sign() <= 0 || precision.Int64() > 6 {
		return text, true
	}
	return text + "." + fmt.Sprintf("%06d", micro.Int64())[:precision.Int64()], true
}

func dateTimeText(m *Map) (string, bool) {
	date, okDate := dateText(m)
	time, okTime := timeText(m)
	return date + " " + time, okDate && okTime
}

// zoneText is Z, or an offset with the names of the zone.
func zoneText(m *Map) string {
	offsets, ok := numbers(m, "utc_offset", "std_offset")
	zone, _ := field(m, "time_zone").(String)
	if !ok || zone == "Etc/UTC" {
		return "Z"
	}
	total, sign := offsets[0]+offsets[1], "+"
	if total < 0 {
		total, sign = -total, "-"
	}
	abbreviation, _ := field(m, "zone_abbr").(String)
	return fmt.Sprintf("%s%02d:%02d %s %s", sign, total/3600, total/60%60, abbreviation, zone)
}

func versionText(m *Map) (string, bool) {
	n, ok := numbers(m, "major", "minor", "patch")
	if !ok {
		return "", false
	}
	text := fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2])
	if pre, ok := field(m, "pre").(List); ok && len(pre) > 0 {
		parts := make([]string, len(pre))
		for i, p := range pre {
			if text, ok := p.(String); ok {
				parts[i] = string(text)
			} else if n, ok := p.(Int); ok {
				parts[i] = n.String()
			}
		}
		text += "-" + strings.Join(parts, ".")
	}
	if build, ok := field(m, "build").(String); ok {
		text += "+" + string(build)
	}
	return text, true
}

// decimalText writes a Decimal with an exponent only where it is large.
func decimalText(m *Map) (string, bool) {
	sign := ""
	if n, ok := field(m, "sign").(Int); ok && n.Sign() < 0 {
		sign = "-"
	}
	switch coefficient := field(m, "coef").(type) {
	case Atom:
		if coefficient == "NaN" {
			return sign + "NaN", true
		}
		return sign + "Infinity", true
	case Int:
		exponent, ok := numbers(m, "exp")
		if !ok {
			return "", false
		}
		return sign + decimalDigits(coefficient.String(), int(exponent[0])), true
	}
	return "", false
}

func decimalDigits(digits string, exponent int) string {
	adjusted := exponent + len(digits) - 1
	switch {
	case exponent == 0:
		return digits
	case exponent < 0 && adjusted >= -6:
		if missing := -exponent - len(digits) + 1; missing > 0 {
			digits = strings.Repeat("0", missing) + digits
		}
		point := len(digits) + exponent
		return digits[:point] + "." + digits[point:]
	}
	if len(digits) > 1 {
		digits = digits[:1] + "." + digits[1:]
	}
	return fmt.Sprintf("%sE%+d", digits, adjusted)
}

func uriText(m *Map) string {
	part := func(name Atom, before, after string) string {
		if text, ok := field(m, name).(String); ok {
			return before + string(text) + after
		}
		return ""
	}
	text := part("scheme", "", ":")
	if host, ok := field(m, "host").(String); ok {
		name := string(host)
		if strings.Contains(name, ":") {
			name = "[" + name + "]"
		}
		text += "//" + part("userinfo", "", "@") + name
		if port, ok := field(m, "port").(Int); ok && !defaultPort(field(m, "scheme"), port) {
			text += ":" + port.String()
		}
	} else {
		text += part("authority", "//", "")
	}
	return text + part("path", "", "") + part("query", "?", "") + part("fragment", "#", "")
}

// defaultPort reports whether a scheme implies the port.
func defaultPort(scheme Value, port Int) bool {
	ports := map[String]int64{"ftp": 21, "http": 80, "https": 443, "ldap": 389, "sftp": 22, "tftp": 69, "ws": 80, "wss": 443}
	name, _ := scheme.(String)
	return port.IsInt64() && ports[name] == port.Int64()
}
