package exs

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
	"github.com/whimbrel-go/whimbrel/internal/query/sqltext"
)

// insertion is an INSERT while its rows are read.
type insertion struct {
	*session
	call    *eval.Call
	schema  *ectoschema.Schema
	options []eval.Pair
	sql     sqltext.Insertion
	// params are the values of the rows, placeholders those before them.
	params, placeholders []eval.Value
	// numbers are the numbers of the placeholders, by their key.
	numbers map[string]int
	// returning are the fields that are returned.
	returning []query.Column
}

// insertAll is insert_all/2,3.
func (s *session) insertAll(c *eval.Call) (eval.Value, error) {
	i := &insertion{session: s, call: c, numbers: map[string]int{}}
	if err := i.target(); err != nil {
		return nil, err
	}
	var err error
	if i.options, err = repoOptions(c, 2); err != nil {
		return nil, err
	}
	if v, ok := eval.Option(i.options, "prefix"); ok {
		if i.sql.Prefix = ""; v != eval.Nil {
			i.sql.Prefix, _ = eval.Text(v)
		}
	}
	if err := i.returned(); err != nil {
		return nil, err
	}
	if list, ok := c.Args[1].(eval.List); ok && len(list) == 0 {
		return i.nothing(), nil
	}
	if err := i.contents(); err != nil {
		return nil, err
	}
	if err := i.conflict(); err != nil {
		return nil, err
	}
	sql, err := sqltext.Insert(s.ectoAdapter(), i.sql, c.Pos)
	if err != nil {
		return nil, err
	}
	a, err := s.ask(c, sql, slices.Concat(i.placeholders, i.params))
	if err != nil {
		return nil, err
	}
	if a == nil {
		return s.opaque(), nil
	}
	return i.result(a)
}

// target reads the table: "table", Schema or {"table", Schema}.
func (i *insertion) target() error {
	q, err := queryArgument(i.call, 0)
	if err != nil {
		return err
	}
	table, ok := q.From.Source.(query.Table)
	if !ok {
		return i.call.WrongArgument(0, "a table or a schema")
	}
	i.schema = table.Schema
	i.sql.Table, i.sql.Prefix = table.Name, q.From.Prefix
	return nil
}

// nothing is the answer where there are no rows.
func (i *insertion) nothing() eval.Value {
	if len(i.returning) > 0 {
		return eval.Tuple{eval.IntValue(0), eval.List{}}
	}
	return eval.Tuple{eval.IntValue(0), eval.Nil}
}

// returned reads returning:.
func (i *insertion) returned() error {
	v, _ := eval.Option(i.options, "returning")
	names, isList := v.(eval.List)
	switch {
	case v == nil || v == eval.False || v == eval.Nil:
		return nil
	case v == eval.True && i.schema == nil:
		return i.call.Raise("ArgumentError", ":returning option can only be set to true if a schema is given")
	case v == eval.True:
		for _, f := range i.schema.Stored() {
			names = append(names, eval.Atom(f.Name))
		}
	case !isList || len(names) == 0:
		return i.call.Raise("ArgumentError", ":returning expects at least one field to be given, got an empty list")
	}
	for _, name := range names {
		text, _ := eval.Text(name)
		column := query.Column{Name: text}
		source := text
		if i.schema != nil {
			f, ok := i.schema.Field(text)
			if !ok {
				return i.call.Raise("KeyError", "key %s not found in the fields of %s", eval.Inspect(name), i.schema.Name())
			}
			column.Type, source = f.Type, f.Source
		}
		i.returning = append(i.returning, column)
		i.sql.Returning = append(i.sql.Returning, source)
	}
	if i.schema != nil {
		// Ecto reads them from the last to the first.
		slices.Reverse(i.returning)
		slices.Reverse(i.sql.Returning)
	}
	return nil
}

// contents reads the rows, or the query that selects them.
func (i *insertion) contents() error {
	if q, ok := build.Of(i.call.Args[1]); ok {
		return i.selected(q)
	}
	rows, err := i.call.Elements(1)
	if err != nil {
		return err
	}
	var all []map[string]eval.Value
	for _, row := range rows {
		fields, err := i.row(row)
		if err != nil {
			return err
		}
		for name := range fields {
			if !slices.Contains(i.sql.Header, name) {
				i.sql.Header = append(i.sql.Header, name)
			}
		}
		all = append(all, fields)
	}
	slices.Sort(i.sql.Header)
	i.sql.Placeholders = len(i.placeholders)
	for _, fields := range all {
		cells := make([]sqltext.Cell, len(i.sql.Header))
		for n, name := range i.sql.Header {
			if cells[n], err = i.cell(fields, name); err != nil {
				return err
			}
		}
		i.sql.Rows = append(i.sql.Rows, cells)
	}
	return nil
}

// row reads a row, by the names of its columns.
func (i *insertion) row(row eval.Value) (map[string]eval.Value, error) {
	if err := eval.LookInto(row, i.call.Pos); err != nil {
		return nil, err
	}
	pairs, ok := eval.Keyword(row)
	if m, isMap := row.(*eval.Map); isMap {
		pairs, ok = m.Pairs(), true
	}
	if !ok {
		return nil, i.call.Raise("ArgumentError", "expected a list of rows or a query, but got %s as rows_or_query argument in insert_all", eval.Inspect(row))
	}
	fields := map[string]eval.Value{}
	for _, p := range pairs {
		name, ok := eval.Text(p.Key)
		if !ok {
			return nil, i.call.Raise("ArgumentError", "the columns of a row must be atoms, got: %s", eval.Inspect(p.Key))
		}
		column, v, err := i.value(name, p.Value)
		if err != nil {
			return nil, err
		}
		fields[column] = v
	}
	return fields, i.autogenerate(fields)
}

// value dumps a value by its field's type; queries and placeholders stay.
func (i *insertion) value(name string, v eval.Value) (string, eval.Value, error) {
	t, column := ectoschema.Type{}, name
	if i.schema != nil {
		f, ok := i.schema.Field(name)
		if !ok || f.Writable == "never" {
			return "", nil, i.call.Raise("ArgumentError", "unknown field `:%s` in schema %s given to insert_all. Unwritable fields, such as virtual "+
				"and read only fields are not supported. Associations are also not supported", name, i.schema.Name())
		}
		t, column = f.Type, f.Source
	}
	if _, ok := build.Of(v); ok {
		return column, v, nil
	}
	if key, ok := placeholderKey(v); ok {
		placed, err := i.placeholder(key, name, t)
		return column, placed, err
	}
	dumped, err := i.dump("insert_all", i.schema, name, t, v)
	return column, dumped, err
}

// placeholderKey is the key of {:placeholder, key}.
func placeholderKey(v eval.Value) (eval.Value, bool) {
	t, ok := v.(eval.Tuple)
	if !ok || len(t) != 2 || t[0] != eval.Value(eval.Atom("placeholder")) {
		return nil, false
	}
	return t[1], true
}

// placed is a placeholder by its number, as a value of a row.
const placed eval.Atom = "placeholder number"

func (i *insertion) placeholder(key eval.Value, name string, t ectoschema.Type) (eval.Value, error) {
	text := eval.Inspect(key)
	number, ok := i.numbers[text]
	if !ok {
		given, _ := eval.Option(i.options, "placeholders")
		m, _ := given.(*eval.Map)
		if m == nil {
			m = eval.NewMap()
		}
		v, ok := m.Get(key)
		if !ok {
			return nil, i.call.Raise("KeyError", "placeholder key %s not found in %s", text, eval.Inspect(m))
		}
		dumped, err := i.dump("insert_all", i.schema, name, t, v)
		if err != nil {
			return nil, err
		}
		i.placeholders = append(i.placeholders, dumped)
		number = len(i.placeholders)
		i.numbers[text] = number
	}
	return eval.Tuple{placed, eval.IntValue(int64(number))}, nil
}

// autogenerate gives a row its primary key, if that is not the database's.
func (i *insertion) autogenerate(fields map[string]eval.Value) error {
	if i.schema == nil {
		return nil
	}
	for _, f := range i.schema.Stored() {
		if _, given := fields[f.Source]; given || f.Autogenerate != "uuid" || f.Type.Name != "binary_id" || !f.PrimaryKey {
			continue
		}
		id, err := ectoschema.NewUUID()
		if err != nil {
			return err
		}
		if fields[f.Source], err = i.dump("insert_all", i.schema, f.Name, f.Type, id); err != nil {
			return err
		}
	}
	return nil
}

// cell is a value of a row; what the row does not have is DEFAULT.
func (i *insertion) cell(fields map[string]eval.Value, name string) (sqltext.Cell, error) {
	v, ok := fields[name]
	if !ok {
		return sqltext.Cell{Default: true}, nil
	}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 && t[0] == eval.Value(placed) {
		return sqltext.Cell{Placeholder: int(t[1].(eval.Int).Int64())}, nil
	}
	if q, ok := build.Of(v); ok {
		planned, err := query.PlanAt(q, query.All, i.ectoAdapter(), "", len(i.placeholders)+len(i.params), i.call.Invoke)
		if err != nil {
			return sqltext.Cell{}, err
		}
		i.params = append(i.params, planned.Params...)
		return sqltext.Cell{Query: planned}, nil
	}
	i.params = append(i.params, v)
	return sqltext.Cell{}, nil
}

// selected inserts what a query selects.
func (i *insertion) selected(q *query.Query) error {
	planned, err := query.Plan(q, query.InsertAll, i.ectoAdapter(), prefixOption(i.options), i.call.Invoke)
	if err != nil {
		return err
	}
	names, ok := planned.Header(q)
	if !ok {
		return i.call.Raise("ArgumentError", "cannot generate a fields list for insert_all from the given source query: "+
			"its select must be a source, map/2, struct/2 or a literal map with atom keys")
	}
	for _, name := range names {
		if i.schema != nil {
			f, ok := i.schema.Field(name)
			if !ok || f.Writable == "never" {
				return i.call.Raise("ArgumentError", "cannot select unwritable field `:%s` for insert_all", name)
			}
			name = f.Source
		}
		i.sql.Header = append(i.sql.Header, name)
	}
	i.sql.Query, i.params = planned, planned.Params
	return nil
}

// conflict reads on_conflict: and conflict_target:.
func (i *insertion) conflict() error {
	reader := conflictReader{session: i.session, call: i.call, schema: i.schema, table: i.sql.Table, prefix: i.sql.Prefix, options: i.options}
	var err error
	i.sql.Conflict, err = reader.read(len(i.placeholders) + len(i.params))
	if err == nil && i.sql.Conflict.Query != nil {
		i.params = append(i.params, i.sql.Conflict.Query.Params...)
	}
	return err
}

// result is {count, rows}; rows is nil unless something is returned.
func (i *insertion) result(a *answer) (eval.Value, error) {
	count := eval.IntValue(a.Count)
	if len(i.returning) == 0 {
		return eval.Tuple{count, eval.Nil}, nil
	}
	list := make(eval.List, len(a.Rows))
	for n, row := range a.Rows {
		m := eval.NewMap()
		if i.schema != nil {
			m = i.schema.Loaded(i.sql.Table, i.sql.Prefix)
		}
		for k, column := range i.returning {
			v, err := i.load(column.Type, row[k])
			if err != nil {
				return nil, err
			}
			m = m.Put(eval.Atom(column.Name), v)
		}
		list[n] = m
	}
	return eval.Tuple{count, list}, nil
}

func (i *insertion) load(t ectoschema.Type, v eval.Value) (eval.Value, error) {
	return loadAs(i.session, i.call, t, v)
}

// loadAs loads a value that the database returned.
func loadAs(s *session, c *eval.Call, t ectoschema.Type, v eval.Value) (eval.Value, error) {
	loaded, ok, err := t.Load(s.ectoAdapter(), v, c.Invoke)
	if err == nil && !ok {
		return nil, c.Raise("ArgumentError", "cannot load `%s` as type %s", eval.Inspect(v), t)
	}
	return loaded, err
}

// dump dumps a field's value.
func (i *insertion) dump(action string, schema *ectoschema.Schema, name string, t ectoschema.Type, v eval.Value) (eval.Value, error) {
	return dumpAs(i.session, i.call, action, schema, name, t, v)
}

func dumpAs(s *session, c *eval.Call, action string, schema *ectoschema.Schema, name string, t ectoschema.Type, v eval.Value) (eval.Value, error) {
	if err := eval.LookInto(v, c.Pos); err != nil {
		return nil, err
	}
	dumped, ok, err := t.Dump(s.ectoAdapter(), v, c.Invoke)
	if err == nil && !ok {
		return nil, c.Raise("Ecto.ChangeError", "value `%s` for `%s.%s` in `%s` does not match type %s",
			eval.Inspect(v), schema.Name(), name, action, t)
	}
	return dumped, err
}
