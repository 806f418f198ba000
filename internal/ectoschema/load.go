package ectoschema

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Load is Ecto.Type.adapter_load/3: what the driver gave, as a value of the
// type. It reports whether the driver's value is one.
func (t Type) Load(a Adapter, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	if v == eval.Nil || t.IsAny() {
		return v, true, nil
	}
	switch {
	case t.Of != nil:
		return t.loadInner(a, v, invoke)
	case t.isCustom():
		return t.custom("load", v, invoke)
	case t.Name == embeddedType:
		return t.loadEmbedded(v, invoke)
	}
	switch t.Name {
	case "boolean":
		b, ok := loadBoolean(v)
		return b, ok, nil
	case "float":
		return loadFloat(v, invoke)
	case "map":
		return loadJSON(v, invoke)
	case "binary_id", uuidType:
		return loadUUID(a, v, t.Name == "binary_id" && a == MSSQL)
	case enumType:
		e, ok := t.castEnum(v)
		return e, ok, nil
	case "decimal":
		return castDecimal(v, invoke)
	case "integer", "id":
		n, ok := castInteger(v)
		return n, ok, nil
	case "string", "binary", "bitstring":
		s, ok := v.(eval.String)
		return s, ok, nil
	}
	return t.castCalendar(v, invoke)
}

func (t Type) loadInner(a Adapter, v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	if text, ok := v.(eval.String); ok {
		decoded, ok, err := loadJSON(text, invoke)
		if !ok || err != nil {
			return nil, false, err
		}
		v = decoded
	}
	return t.inner(v, func(of Type, e eval.Value) (eval.Value, bool, error) { return of.Load(a, e, invoke) })
}

func loadBoolean(v eval.Value) (eval.Value, bool) {
	if n, ok := v.(eval.Int); ok && n.IsInt64() && (n.Int64() == 0 || n.Int64() == 1) {
		return eval.Boolean(n.Int64() == 1), true
	}
	switch v {
	case eval.True, eval.String("1"), eval.String("TRUE"), eval.String("\x01"):
		return eval.True, true
	case eval.False, eval.String("0"), eval.String("FALSE"), eval.String("\x00"):
		return eval.False, true
	}
	return nil, false
}

func loadFloat(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	if m, ok := v.(*eval.Map); ok && m.Struct() == eval.Module("Decimal") {
		f, err := invoke(eval.Module("Decimal"), "to_float", m)
		return f, true, err
	}
	f, ok := castFloat(v)
	return f, ok, nil
}

func loadJSON(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	if text, ok := v.(eval.String); ok {
		decoded, err := invoke(eval.Module("Jason"), "decode!", text)
		return decoded, true, err
	}
	return v, true, nil
}

func loadUUID(a Adapter, v eval.Value, mixed bool) (eval.Value, bool, error) {
	text, ok := v.(eval.String)
	if !ok {
		return nil, false, nil
	}
	if len(text) == 16 && mixed {
		text = eval.String(mixedEndian([]byte(text)))
	}
	if a == SQLite && len(text) != 16 {
		return text, true, nil
	}
	loaded, ok := castUUID(text)
	return loaded, ok, nil
}

// loadEmbedded makes the embedded struct of a map.
func (t Type) loadEmbedded(v eval.Value, invoke Invoke) (eval.Value, bool, error) {
	decoded, ok, err := loadJSON(v, invoke)
	if !ok || err != nil {
		return nil, false, err
	}
	loaded, err := invoke(t.Module, loadFunction, decoded)
	return loaded, true, err
}
