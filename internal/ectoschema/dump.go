package ectoschema

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Adapter is a database, by the name of its dialect.
type Adapter string

// The adapters.
const (
	Postgres Adapter = "postgres"
	MySQL    Adapter = "mysql"
	SQLite   Adapter = "sqlite"
	MSSQL    Adapter = "mssql"
)

// blob is what the SQLite adapter sends for a :binary.
const blob eval.Atom = "blob"

// Dump is Ecto.Type.adapter_dump/3: v as the adapter gives it to its driver.
// It reports whether v is a value of the type.
func (t Type) Dump(a Adapter, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	if v == eval.Nil || t.IsAny() {
		return v, true, nil
	}
	switch {
	case t.Of != nil:
		return t.dumpInner(a, v, invoke)
	case t.isCustom():
		return t.dumpCustom(a, v, invoke)
	case t.Name == embeddedType:
		return t.dumpEmbedded(a, v, invoke)
	}
	if t.Name == "decimal" && isNumber(v) {
		d, ok, err := castDecimal(v, invoke)
		if !ok || err != nil {
			return nil, false, err
		}
		v = d
	}
	if !t.accepts(v) {
		return nil, false, nil
	}
	switch t.Name {
	case "binary_id":
		return dumpUUID(a, v, a == MSSQL)
	case uuidType:
		return dumpUUID(a, v, false)
	case enumType:
		return t.dumpEnum(v)
	}
	if a == SQLite {
		return t.dumpSQLite(v, invoke)
	}
	return v, true, nil
}

// dumpCustom dumps a value of a type of the application's own, and then as what
// the database has for it.
func (t Type) dumpCustom(a Adapter, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	dumped, ok, err := t.custom("dump", v, invoke)
	if !ok || err != nil || a != SQLite {
		return dumped, ok, err
	}
	own, err := t.Database(invoke)
	if err != nil || !own.accepts(dumped) {
		return dumped, true, err
	}
	return own.dumpSQLite(dumped, invoke)
}

// dumpEmbedded makes a map of an embedded struct.
func (t Type) dumpEmbedded(a Adapter, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	m, ok := v.(*eval.Map)
	if !ok {
		return nil, false, nil
	}
	if m.Struct() != "" {
		dumped, err := invoke(t.Module, dumpFunction, m)
		if err != nil {
			return nil, false, err
		}
		if m, ok = dumped.(*eval.Map); !ok {
			return nil, false, nil
		}
	}
	if a == SQLite {
		text, err := encodeJSON(m, invoke)
		return text, true, err
	}
	return m, true, nil
}

func isNumber(v eval.Value) bool {
	switch v.(type) {
	case eval.Int, eval.Float:
		return true
	}
	return false
}

func (t Type) dumpInner(a Adapter, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	dumped, ok, err := t.inner(v, func(of Type, e eval.Value) (eval.Value, bool, error) { return of.Dump(a, e, invoke) })
	if !ok || err != nil || a != SQLite || (t.Name != "array" && t.Name != "map") {
		return dumped, ok, err
	}
	text, err := encodeJSON(dumped, invoke)
	return text, true, err
}

// accepts reports whether v is what a cast gives; a value is not cast again
// when it is dumped.
func (t Type) accepts(v eval.Value) bool {
	switch t.Name {
	case "integer", "id":
		_, ok := v.(eval.Int)
		return ok
	case "float":
		_, ok := v.(eval.Float)
		return ok
	case "boolean":
		return v == eval.True || v == eval.False
	case "string", "binary", "bitstring", "binary_id", uuidType:
		_, ok := v.(eval.String)
		return ok
	case "map", embeddedType:
		_, ok := v.(*eval.Map)
		return ok
	case "decimal":
		m, ok := v.(*eval.Map)
		return ok && m.Struct() == eval.Module("Decimal")
	}
	return t.acceptsCalendar(v)
}

// acceptsCalendar holds that a type without microseconds gets none.
func (t Type) acceptsCalendar(v eval.Value) bool {
	module := t.calendarModule()
	if module == "" {
		return true
	}
	m, ok := v.(*eval.Map)
	if !ok || m.Struct() != eval.Module(module) {
		return false
	}
	micro, ok := m.Get(eval.Atom("microsecond"))
	if !ok {
		return true
	}
	pair, ok := micro.(eval.Tuple)
	return ok && len(pair) == 2 && eval.Equal(pair[1], eval.IntValue(0)) != t.hasMicroseconds()
}

func dumpUUID(a Adapter, v eval.Value, mixed bool) (eval.Value, bool, error) {
	if a == SQLite {
		return v, true, nil
	}
	raw, ok := parseUUID(string(v.(eval.String)))
	if !ok {
		return nil, false, nil
	}
	if mixed {
		raw = mixedEndian(raw)
	}
	return eval.String(raw), true, nil
}

func (t Type) dumpEnum(v eval.Value) (eval.Value, bool, error) {
	for _, e := range t.Enum {
		if v == e.Atom {
			return e.Dumped, true, nil
		}
	}
	return nil, false, nil
}

// dumpSQLite writes what SQLite has no type for as text and numbers.
func (t Type) dumpSQLite(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	switch t.Name {
	case "binary":
		return eval.Tuple{blob, v}, true, nil
	case "boolean":
		if v == eval.True {
			return eval.IntValue(1), true, nil
		}
		return eval.IntValue(0), true, nil
	case "decimal":
		text, err := invoke(eval.Module("Decimal"), "to_string", v, eval.Atom("normal"))
		return text, true, err
	case "map", embeddedType:
		text, err := encodeJSON(v, invoke)
		return text, true, err
	case "naive_datetime", "naive_datetime_usec", "utc_datetime", "utc_datetime_usec":
		text, err := invoke(eval.Module(t.calendarModule()), "to_iso8601", v)
		return text, true, err
	}
	return v, true, nil
}

func encodeJSON(v eval.Value, invoke Invoke) (eval.Value, error) {
	return invoke(eval.Module("Jason"), "encode!", v)
}
