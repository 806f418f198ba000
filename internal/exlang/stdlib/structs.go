package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// structFieldsOf returns the fields that %Module{} has, in the order of their
// definition, with their defaults.
func structFieldsOf(name string) []eval.Pair {
	switch name {
	case "Date":
		return fieldsWithout("calendar", "year", "month", "day")
	case "Time":
		return fieldsWithout("calendar", "hour", "minute", "second", "microsecond")
	case "NaiveDateTime":
		return fieldsWithout("calendar", "year", "month", "day", "hour", "minute", "second", "microsecond")
	case "DateTime":
		return fieldsWithout("calendar", "year", "month", "day", "hour", "minute", "second", "microsecond",
			"time_zone", "zone_abbr", "utc_offset", "std_offset")
	case "Date.Range":
		return fieldsWithout("first", "last", "first_in_iso_days", "last_in_iso_days", "step")
	case "URI":
		return fieldsWithout("scheme", "authority", "userinfo", "host", "port", "path", "query", "fragment")
	case "Version":
		return fieldsWithout("major", "minor", "patch", "pre", "build")
	case "Regex":
		return fieldsWithout("re_pattern", "source", "opts", "re_version")
	case "Duration":
		return durationFields()
	case "Decimal":
		return []eval.Pair{pair("sign", integer(1)), pair("coef", integer(0)), pair("exp", integer(0))}
	}
	return nil
}

// fieldsWithout are fields without a default. The calendar is always ISO's.
func fieldsWithout(names ...string) []eval.Pair {
	fields := make([]eval.Pair, len(names))
	for i, name := range names {
		fields[i] = pair(name, eval.Nil)
		if name == "calendar" {
			fields[i] = isoCalendar()
		}
	}
	return fields
}
