package ectoschema

import (
	"math/big"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Invoke calls a function of Elixir's standard library.
type Invoke func(module eval.Atom, name string, args ...eval.Value) (eval.Value, error)

// Cast is Ecto.Type.cast/2: what v is as a value of the type. It reports
// whether v can be cast.
func (t Type) Cast(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	if v == eval.Nil || t.IsAny() {
		return v, true, nil
	}
	switch {
	case t.Of != nil:
		return t.castInner(v, invoke)
	case t.isCustom():
		return t.custom("cast", v, invoke)
	}
	switch t.Name {
	case "integer", "id":
		n, ok := castInteger(v)
		return n, ok, nil
	case "float":
		f, ok := castFloat(v)
		return f, ok, nil
	case "boolean":
		b, ok := castBoolean(v)
		return b, ok, nil
	case "string", "binary", "bitstring", "binary_id":
		s, ok := v.(eval.String)
		return s, ok, nil
	case "map", embeddedType:
		m, ok := v.(*eval.Map)
		return m, ok, nil
	case "atom":
		a, ok := v.(eval.Atom)
		return a, ok, nil
	case uuidType:
		s, ok := castUUID(v)
		return s, ok, nil
	case enumType:
		a, ok := t.castEnum(v)
		return a, ok, nil
	case "decimal":
		return castDecimal(v, invoke)
	}
	return t.castCalendar(v, invoke)
}

// custom calls a function of a type of the application's own.
func (t Type) custom(function string, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	answer, err := invoke(t.Module, function, v)
	if err != nil {
		return nil, false, err
	}
	return okTuple(answer)
}

// castInner casts the elements of a list, or the values of a map.
func (t Type) castInner(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	return t.inner(v, func(of Type, e eval.Value) (eval.Value, bool, error) { return of.Cast(e, invoke) })
}

// inner converts what is within a list or a map.
func (t Type) inner(v eval.Value, convert func(Type, eval.Value) (eval.Value, bool, error)) (eval.Value, bool, error) {
	if v == eval.Nil {
		return v, true, nil
	}
	if t.Name == "map" {
		m, ok := v.(*eval.Map)
		if !ok {
			return nil, false, nil
		}
		done := eval.NewMap()
		for _, p := range m.Pairs() {
			e, ok, err := convert(*t.Of, p.Value)
			if !ok || err != nil {
				return nil, false, err
			}
			done = done.Put(p.Key, e)
		}
		return done, true, nil
	}
	if t.Name == "out" {
		return convert(*t.Of, v)
	}
	list, ok := v.(eval.List)
	if !ok {
		return nil, false, nil
	}
	done := make(eval.List, len(list))
	for i, e := range list {
		e, ok, err := convert(*t.Of, e)
		if !ok || err != nil {
			return nil, false, err
		}
		done[i] = e
	}
	return done, true, nil
}

func castInteger(v eval.Value) (eval.Value, bool) {
	switch v := v.(type) {
	case eval.Int:
		return v, true
	case eval.String:
		n, ok := new(big.Int).SetString(strings.TrimPrefix(string(v), "+"), 10)
		return eval.Int{Int: n}, ok
	}
	return nil, false
}

func castFloat(v eval.Value) (eval.Value, bool) {
	switch v := v.(type) {
	case eval.Float:
		return v, true
	case eval.Int:
		f, _ := new(big.Float).SetInt(v.Int).Float64()
		return eval.Float(f), true
	case eval.String:
		f, ok := new(big.Float).SetString(string(v))
		if !ok {
			return nil, false
		}
		n, _ := f.Float64()
		return eval.Float(n), true
	}
	return nil, false
}

func castBoolean(v eval.Value) (eval.Value, bool) {
	switch v {
	case eval.True, eval.String("true"), eval.String("1"):
		return eval.True, true
	case eval.False, eval.String("false"), eval.String("0"):
		return eval.False, true
	}
	return nil, false
}

func (t Type) castEnum(v eval.Value) (eval.Value, bool) {
	for _, e := range t.Enum {
		if v == e.Atom || v == eval.String(e.Atom) || eval.Equal(v, e.Dumped) {
			return e.Atom, true
		}
	}
	return nil, false
}

func castDecimal(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	switch v := v.(type) {
	case *eval.Map:
		return v, v.Struct() == eval.Module("Decimal"), nil
	case eval.Int:
		d, err := invoke(eval.Module("Decimal"), "new", v)
		return d, true, err
	case eval.Float:
		d, err := invoke(eval.Module("Decimal"), "from_float", v)
		return d, true, err
	case eval.String:
		d, err := invoke(eval.Module("Decimal"), "cast", v)
		if err != nil {
			return nil, false, err
		}
		return okTuple(d)
	}
	return nil, false, nil
}

// okTuple takes the value out of {:ok, value}.
func okTuple(v eval.Value) (eval.Value, bool, error) {
	if t, ok := v.(eval.Tuple); ok && len(t) >= 2 && t[0] == eval.OK {
		return t[1], true, nil
	}
	return nil, false, nil
}

// hasMicroseconds reports whether the type keeps them.
func (t Type) hasMicroseconds() bool { return strings.HasSuffix(t.Name, "_usec") }

// calendarModule is the module of the type's values, or "".
func (t Type) calendarModule() string {
	switch strings.TrimSuffix(t.Name, "_usec") {
	case "date":
		return "Date"
	case "time":
		return "Time"
	case "naive_datetime":
		return "NaiveDateTime"
	case "utc_datetime":
		return "DateTime"
	case "duration":
		return "Duration"
	}
	return ""
}

// castCalendar casts dates and times. A type of another name, which only the
// database knows, takes any value.
func (t Type) castCalendar(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	module := t.calendarModule()
	if module == "" {
		return v, true, nil
	}
	if text, ok := v.(eval.String); ok {
		parsed, err := invoke(eval.Module(module), "from_iso8601", text)
		if err != nil {
			return nil, false, err
		}
		value, ok, err := okTuple(parsed)
		if !ok || err != nil {
			return nil, false, err
		}
		v = value
	}
	m, ok := v.(*eval.Map)
	if !ok {
		return nil, false, nil
	}
	given, _ := eval.ModuleName(m.Struct())
	converted, ok, err := convertCalendar(m, given, module, invoke)
	if !ok || err != nil {
		return nil, false, err
	}
	return t.precision(converted), true, nil
}

// convertCalendar makes a date of a datetime and the like, as casts do.
func convertCalendar(m *eval.Map, given, module string, invoke Invoke) (*eval.Map, bool, error) {
	if given == module {
		return m, true, nil
	}
	var v eval.Value
	var err error
	switch {
	case module == "NaiveDateTime" && given == "DateTime":
		v, err = invoke(eval.Module("DateTime"), "to_naive", m)
	case module == "DateTime" && given == "NaiveDateTime":
		v, err = invoke(eval.Module("DateTime"), "from_naive!", m, eval.String("Etc/UTC"))
	case module == "Date" && (given == "DateTime" || given == "NaiveDateTime"):
		v, err = invoke(eval.Module(given), "to_date", m)
	case module == "Time" && (given == "DateTime" || given == "NaiveDateTime"):
		v, err = invoke(eval.Module(given), "to_time", m)
	default:
		return nil, false, nil
	}
	converted, ok := v.(*eval.Map)
	return converted, ok, err
}

// precision cuts microseconds off, or says that there are six digits of them.
func (t Type) precision(m *eval.Map) eval.Value {
	micro, ok := m.Get(eval.Atom("microsecond"))
	if !ok {
		return m
	}
	zero := eval.Tuple{eval.IntValue(0), eval.IntValue(0)}
	if !t.hasMicroseconds() {
		return m.Put(eval.Atom("microsecond"), zero)
	}
	if pair, ok := micro.(eval.Tuple); ok && len(pair) == 2 {
		return m.Put(eval.Atom("microsecond"), eval.Tuple{pair[0], eval.IntValue(6)})
	}
	return m
}
