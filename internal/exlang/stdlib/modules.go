package stdlib

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// elixirs makes the table of a module of Elixir or of a library for it.
func (l *Library) elixirs(name string) (functions, bool) {
	switch name {
	case "String":
		return stringFunctions(), true
	case "Regex":
		return regexFunctions(), true
	case "Base":
		return baseFunctions(), true
	case "URI":
		return uriFunctions(), true
	case "JSON":
		return jsonFunctions(), true
	case "Jason":
		return jasonFunctions(), true
	case "Decimal":
		return decimalFunctions(), true
	case "Ecto.UUID":
		return ectoUUIDFunctions(), true
	case "Bitwise":
		return bitwiseFunctions(), true
	case "Version":
		return versionFunctions(), true
	case "Path":
		return pathFunctions(), true
	case "IO":
		return l.io(), true
	case "IO.ANSI":
		return ansi(), true
	case "Logger":
		return l.logger(), true
	case "System":
		return l.system(), true
	}
	return l.calendars(name)
}

// texts makes the table of a module of strings, time, encodings or Erlang.
func (l *Library) texts(name string) (functions, bool) {
	if table, ok := l.elixirs(name); ok {
		return byFullName(table), true
	}
	return l.erlangs(name)
}

// byFullName makes the functions of a module of Elixir raise by the name that
// has all arguments: at/2 is at/3 with a default, and its errors say at/3.
func byFullName(table functions) functions {
	for key, f := range table {
		if full := fullName(table, key); full != key {
			table[key] = named(full, f)
		}
	}
	return table
}

// fullName counts up the arguments as long as there is a function. Some
// functions are not a default of their neighbour.
func fullName(table functions, key string) string {
	switch key {
	case "join/1", "trim/1", "trim_leading/1", "trim_trailing/1", "slice/2", "split/1", "basename/1", "rootname/1":
		return key
	}
	name, arity := nameAndArity(key)
	for table[name+"/"+strconv.Itoa(arity+1)] != nil {
		arity++
	}
	return name + "/" + strconv.Itoa(arity)
}

func nameAndArity(key string) (string, int) {
	slash := strings.LastIndexByte(key, '/')
	arity, _ := strconv.Atoi(key[slash+1:])
	return key[:slash], arity
}

// eachOf returns how a struct of a module is enumerated, or nil.
func eachOf(module string) func(*eval.Call, *eval.Map, eval.Yield) error {
	if module == "Date.Range" {
		return dateRangeEach
	}
	return nil
}

// calendars makes the table of a module of dates and times.
func (l *Library) calendars(name string) (functions, bool) {
	switch name {
	case "Date":
		return l.date(), true
	case "Date.Range":
		return functions{}, true
	case "Time":
		return l.time(), true
	case "NaiveDateTime":
		return l.naiveDateTime(), true
	case "DateTime":
		return l.dateTime(), true
	case "Calendar":
		return calendarFunctions(), true
	case "Calendar.ISO":
		return calendarISOFunctions(), true
	case "Duration":
		return durationFunctions(), true
	}
	return nil, false
}

// erlangs makes the table of a module of Erlang.
func (l *Library) erlangs(name string) (functions, bool) {
	switch name {
	case "erlang":
		return l.erlang(), true
	case "lists":
		return erlangLists(), true
	case "maps":
		return erlangMaps(), true
	case "crypto":
		return erlangCrypto(), true
	case "rand":
		return erlangRand(), true
	case "binary":
		return erlangBinary(), true
	case "string":
		return erlangString(), true
	case "unicode":
		return erlangUnicode(), true
	case "math":
		return erlangMath(), true
	case "calendar":
		return l.erlangCalendar(), true
	case "base64":
		return erlangBase64(), true
	case "io_lib":
		return erlangIOLib(), true
	case "io":
		return l.erlangIO(), true
	case "timer":
		return l.timer(), true
	case "os":
		return l.os(), true
	}
	return nil, false
}

// onText is a function of one string.
func onText(f func(c *eval.Call, s string) (eval.Value, error)) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		s, err := c.Text(0)
		if err != nil {
			return nil, err
		}
		return f(c, s)
	}
}

// onTexts is a function of two strings.
func onTexts(f func(c *eval.Call, a, b string) (eval.Value, error)) eval.Native {
	return onText(func(c *eval.Call, a string) (eval.Value, error) {
		b, err := c.Text(1)
		if err != nil {
			return nil, err
		}
		return f(c, a, b)
	})
}

// built is a new string, which counts as built.
func built(c *eval.Call, s string) (eval.Value, error) { return eval.String(s), c.Grow(len(s)) }

// stringList is a list of strings.
func stringList(c *eval.Call, parts []string) (eval.Value, error) {
	list, size := make(eval.List, len(parts)), 0
	for i, p := range parts {
		list[i] = eval.String(p)
		size += 8 + len(p)
	}
	return list, c.Grow(size)
}

// okTuple and errorTuple are the usual answers {:ok, value} and
// {:error, reason}.
func okTuple(v eval.Value) eval.Value { return tupleOf(eval.OK, v) }

func errorTuple(reason eval.Value) eval.Value { return tupleOf(eval.Atom("error"), reason) }
