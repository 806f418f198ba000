package exs

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// fields reads the fields of a struct, keeping the first mistake.
type fields struct {
	m   *eval.Map
	pos diag.Pos
	err error
}

func (f *fields) value(name eval.Atom) eval.Value {
	v, _ := f.m.Get(name)
	return v
}

// text reads a name or SQL: a string or an atom; nil is "".
func (f *fields) text(name eval.Atom) string {
	switch v := f.value(name).(type) {
	case eval.String:
		return string(v)
	case eval.Atom:
		if v == eval.Nil || v == eval.False {
			return ""
		}
		return string(v)
	case nil:
		return ""
	default:
		f.fail(name, "a string or an atom", v)
	}
	return ""
}

func (f *fields) truth(name eval.Atom) bool { return eval.Truthy(f.value(name)) }

func (f *fields) fail(name eval.Atom, want string, got eval.Value) {
	if f.err == nil {
		f.err = diag.Errorf(diag.Invalid, f.pos, "the option %s must be %s, got: %s",
			eval.Inspect(name), want, eval.Inspect(got))
	}
}

// isStruct reports whether v is a struct of the module, and returns it.
func isStruct(v eval.Value, module string) (*eval.Map, bool) {
	m, ok := v.(*eval.Map)
	return m, ok && m.Struct() == eval.Module(module)
}

// tableCommand turns a table struct into a command's table, its prefix as
// given.
func tableCommand(m *eval.Map, pos diag.Pos) (command.Table, error) {
	f := &fields{m: m, pos: pos}
	t := command.Table{
		Object:  command.Object{Prefix: f.text("prefix"), Name: f.text("name")},
		Comment: f.text("comment"),
		Engine:  f.text("engine"),
	}
	if list, ok := f.value("options").(eval.List); ok {
		f.fail("options", "SQL in a string", list)
	} else {
		t.Options = f.text("options")
	}
	return t, f.err
}

func indexCommand(m *eval.Map, pos diag.Pos) (command.Index, error) {
	columns, err := indexColumns(m, "columns", pos)
	if err != nil {
		return command.Index{}, err
	}
	include, err := indexColumns(m, "include", pos)
	if err != nil {
		return command.Index{}, err
	}
	f := &fields{m: m, pos: pos}
	i := command.Index{
		Prefix: f.text("prefix"), Table: f.text("table"), Name: f.text("name"),
		Columns: columns, Include: include,
		Unique: f.truth("unique"), Concurrently: f.truth("concurrently"), Only: f.truth("only"),
		Using: f.text("using"), Where: f.text("where"), Comment: f.text("comment"), Options: f.text("options"),
	}
	if v := f.value("nulls_distinct"); v != eval.Nil {
		distinct := eval.Truthy(v)
		i.NullsDistinct = &distinct
	}
	return i, f.err
}

// indexColumns reads the columns of an index: atoms are columns, strings are
// expressions, {direction, either} adds a direction.
func indexColumns(m *eval.Map, name eval.Atom, pos diag.Pos) ([]command.IndexColumn, error) {
	v, _ := m.Get(name)
	list, ok := v.(eval.List)
	if !ok && v != eval.Nil {
		list = eval.List{v}
	}
	var columns []command.IndexColumn
	for _, e := range list {
		column := command.IndexColumn{}
		if t, ok := e.(eval.Tuple); ok && len(t) == 2 {
			if direction, ok := t[0].(eval.Atom); ok {
				column.Direction, e = command.IndexDirection(direction), t[1]
			}
		}
		switch e := e.(type) {
		case eval.Atom:
			column.Column = string(e)
		case eval.String:
			column.Expr = string(e)
		default:
			return nil, diag.Errorf(diag.Invalid, pos, "a column of an index must be an atom, or an expression in a string, got: %s", eval.Inspect(e))
		}
		columns = append(columns, column)
	}
	return columns, nil
}

func constraintCommand(m *eval.Map, pos diag.Pos) (command.Constraint, error) {
	f := &fields{m: m, pos: pos}
	c := command.Constraint{
		Prefix: f.text("prefix"), Table: f.text("table"), Name: f.text("name"),
		Comment:        f.text("comment"),
		SkipValidation: f.value("validate") == eval.False,
	}
	// To drop a constraint its name is enough; see checkConstraintSQL.
	check, _ := f.value("check").(eval.String)
	exclude, _ := f.value("exclude").(eval.String)
	c.Check, c.Exclude = string(check), string(exclude)
	return c, f.err
}

// checkConstraintSQL refuses to create a constraint whose :check or :exclude
// is not SQL in a string.
func checkConstraintSQL(m *eval.Map, pos diag.Pos) error {
	f := &fields{m: m, pos: pos}
	for _, name := range []eval.Atom{"check", "exclude"} {
		v := f.value(name)
		if _, ok := v.(eval.String); !ok && v != eval.Nil {
			f.fail(name, "SQL in a string", v)
		}
	}
	return f.err
}

// columnType reads a type: an atom, {:array, type} or {:map, type}.
func columnType(v eval.Value, pos diag.Pos) (command.Type, error) {
	switch v := v.(type) {
	case eval.Atom:
		return command.NewType(string(v)), nil
	case eval.Tuple:
		name, ok := eval.Value(nil), len(v) == 2
		if ok {
			name = v[0]
		}
		outer, isAtom := name.(eval.Atom)
		if !isAtom {
			break
		}
		switch v[1].(type) {
		case eval.Atom, eval.Tuple:
			inner, err := columnType(v[1], pos)
			return command.Type{Name: string(outer), Of: &inner}, err
		}
	}
	return command.Type{}, command.InvalidType(eval.Inspect(v), pos)
}

// literal turns a term into a default.
func literal(v eval.Value) (command.Value, bool) {
	switch v := v.(type) {
	case eval.Atom:
		switch v {
		case eval.Nil:
			return command.Null{}, true
		case eval.True, eval.False:
			return command.Bool(v == eval.True), true
		}
		return command.Atom(v), true
	case eval.Int:
		return command.BigInt(v.Int), true
	case eval.Float:
		return command.Float(v), true
	case eval.String:
		return command.String(v), true
	case eval.List:
		list, ok := literals(v)
		return command.List(list), ok
	case eval.Tuple:
		if len(v) == 2 && v[0] == eval.Atom("fragment") {
			if sql, ok := v[1].(eval.String); ok {
				return command.Fragment(sql), true
			}
		}
		tuple, ok := literals(v)
		return command.Tuple(tuple), ok
	case *eval.Map:
		return literalMap(v)
	}
	return nil, false
}

func literals(values []eval.Value) ([]command.Value, bool) {
	list := make([]command.Value, len(values))
	for i, v := range values {
		l, ok := literal(v)
		if !ok {
			return nil, false
		}
		list[i] = l
	}
	return list, true
}

func literalMap(m *eval.Map) (command.Value, bool) {
	if m.Struct() != "" {
		return nil, false
	}
	pairs := make(command.Map, 0, m.Len())
	for _, p := range m.Pairs() {
		both, ok := literals([]eval.Value{p.Key, p.Value})
		if !ok {
			return nil, false
		}
		pairs = append(pairs, command.Pair{Key: both[0], Value: both[1]})
	}
	return pairs, true
}
