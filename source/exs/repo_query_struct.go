package exs

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/sqltext"
)

// row is one row that is inserted, updated or deleted through its struct.
type row struct {
	*session
	call      *eval.Call
	action    string
	changeset *eval.Map
	data      *eval.Map
	schema    *ectoschema.Schema
	table     string
	prefix    string
	options   []eval.Pair
	// columns and values are what is written; written has the fields.
	columns []string
	values  []eval.Value
	written []eval.Pair
	// returning are the fields that the database tells.
	returning []query.Column
	sources   []string
}

// newRow reads the struct or the changeset of an insert, update or delete.
func (s *session) newRow(c *eval.Call, action string) (*row, error) {
	if err := eval.LookInto(c.Args[0], c.Pos); err != nil {
		return nil, err
	}
	r := &row{session: s, call: c, action: action}
	m, ok := c.Args[0].(*eval.Map)
	if !ok {
		return nil, c.WrongArgument(0, "a struct or a changeset")
	}
	if !ectoschema.IsChangeset(m) {
		if action == "update" {
			return nil, c.Raise("ArgumentError", "giving a struct to Ecto.Repo.update/2 is not supported. Ecto is unable to properly track "+
				"changes when a struct is given, an Ecto.Changeset must be given instead")
		}
		r.data, r.changeset = m, ectoschema.NewChangeset(m)
	} else {
		r.changeset = m
		data, _ := m.Get(eval.Atom("data"))
		if r.data, ok = data.(*eval.Map); !ok {
			return nil, c.Raise("ArgumentError", "cannot %s a changeset without :data", action)
		}
	}
	var err error
	if r.schema, r.table, r.prefix, err = schemaOf(c, r.data); err != nil {
		return nil, err
	}
	if r.options, err = repoOptions(c, 1); err != nil {
		return nil, err
	}
	if v, ok := eval.Option(r.options, "prefix"); ok {
		if r.prefix = ""; v != eval.Nil {
			r.prefix, _ = eval.Text(v)
		}
	}
	r.changeset = r.changeset.Put(eval.Atom("action"), eval.Atom(action)).Put(eval.Atom("repo"), s.repoAtom())
	return r, nil
}

func (r *row) changes() *eval.Map {
	v, _ := r.changeset.Get(eval.Atom("changes"))
	m, ok := v.(*eval.Map)
	if !ok {
		return eval.NewMap()
	}
	return m
}

// invalid is the answer to a changeset that is not valid, or nil.
func (r *row) invalid() (eval.Value, error) {
	if valid, _ := r.changeset.Get(eval.Atom("valid?")); valid == eval.True {
		return nil, nil
	}
	if isBang(r.call) {
		return nil, r.invalidError(r.changeset)
	}
	return eval.Tuple{eval.Atom("error"), r.changeset}, nil
}

func (r *row) invalidError(changeset *eval.Map) *eval.Raised {
	errors, _ := changeset.Get(eval.Atom("errors"))
	return eval.NewRaised(r.call.Pos, "Ecto.InvalidChangesetError", "could not perform %s because changeset is invalid.\n\nErrors\n\n    %s",
		r.action, eval.Inspect(errors))
}

// write dumps a field's value and remembers it.
func (r *row) write(f ectoschema.Field, v eval.Value) error {
	if f.Type.IsEmbedded() {
		var err error
		if v, err = r.embedded(v); err != nil {
			return err
		}
	}
	dumped, err := dumpAs(r.session, r.call, r.action, r.schema, f.Name, f.Type, v)
	if err != nil {
		return err
	}
	r.columns, r.values = append(r.columns, f.Source), append(r.values, dumped)
	r.written = append(r.written, eval.Pair{Key: eval.Atom(f.Name), Value: v})
	return nil
}

// writeChanges writes the changes, in the order of their names.
func (r *row) writeChanges(changes *eval.Map) error {
	for _, p := range changes.Pairs() {
		name, _ := eval.Text(p.Key)
		f, ok := r.schema.Field(name)
		if !ok || f.Writable == "never" || (r.action == "update" && f.Writable == "insert") {
			continue
		}
		if err := r.write(f, p.Value); err != nil {
			return err
		}
	}
	return nil
}

// autogenerate writes the fields that get a value of their own.
func (r *row) autogenerate(changes *eval.Map, wanted func(ectoschema.Field) bool) error {
	for _, f := range r.schema.Stored() {
		if _, given := changes.Get(eval.Atom(f.Name)); given || !wanted(f) {
			continue
		}
		v, err := r.generated(f)
		if err != nil {
			return err
		}
		if err := r.write(f, v); err != nil {
			return err
		}
	}
	return nil
}

// generated is a new value: a UUID or the time.
func (r *row) generated(f ectoschema.Field) (eval.Value, error) {
	if f.Autogenerate == "uuid" {
		return ectoschema.NewUUID()
	}
	now, err := r.call.Invoke(eval.Module("DateTime"), "utc_now")
	if err != nil {
		return nil, err
	}
	v, ok, err := f.Type.Cast(now, r.call.Invoke)
	if err == nil && !ok {
		return nil, r.call.Raise("ArgumentError", "the type %s of %s cannot be a timestamp", f.Type, f.Name)
	}
	return v, err
}

// isKey reports whether a field is the primary key that Ecto generates last.
func isKey(f ectoschema.Field) bool { return f.PrimaryKey && f.Type.Name == "binary_id" }

// returned reads returning: and read_after_writes:.
func (r *row) returned() error {
	reader := &insertion{session: r.session, call: r.call, schema: r.schema, options: r.options}
	if err := reader.returned(); err != nil {
		return err
	}
	r.returning, r.sources = reader.returning, reader.sql.Returning
	for _, f := range r.schema.Stored() {
		if f.ReadAfterWrites && !slices.Contains(r.sources, f.Source) {
			r.returning = append(r.returning, query.Column{Name: f.Name, Type: f.Type})
			r.sources = append(r.sources, f.Source)
		}
	}
	return nil
}

// insert is insert/1,2 and insert!/1,2.
func (s *session) insert(c *eval.Call) (eval.Value, error) {
	r, err := s.newRow(c, "insert")
	if err != nil {
		return nil, err
	}
	return r.perform(r.insertRow)
}

func (r *row) insertRow() (eval.Value, error) {
	if err := r.inserted(); err != nil {
		return nil, err
	}
	reader := conflictReader{session: r.session, call: r.call, schema: r.schema, table: r.table, prefix: r.prefix, options: r.options}
	conflict, err := reader.read(len(r.values))
	if err != nil {
		return nil, err
	}
	if conflict.Query != nil {
		r.values = append(r.values, conflict.Query.Params...)
	}
	statement := sqltext.Insertion{Prefix: r.prefix, Table: r.table, Header: r.columns, Conflict: conflict,
		Rows: [][]sqltext.Cell{make([]sqltext.Cell, len(r.columns))}, Returning: r.sources}
	if r.dialect() == "mysql" {
		if err := r.onlyKeyReturned(); err != nil {
			return nil, err
		}
		statement.Returning = nil
	}
	sql, err := sqltext.Insert(r.ectoAdapter(), statement, r.call.Pos)
	if err != nil {
		return nil, err
	}
	return r.send(sql, conflict.Nothing, "loaded")
}

// onlyKeyReturned refuses what MySQL does not tell: anything but the number
// that it gave the row.
func (r *row) onlyKeyReturned() error {
	if len(r.returning) == 0 {
		return nil
	}
	if f, ok := r.schema.Field(r.returning[0].Name); ok && len(r.returning) == 1 && f.Autogenerate == "id" {
		return nil
	}
	names := make(eval.List, len(r.returning))
	for i, c := range r.returning {
		names[i] = eval.Atom(c.Name)
	}
	return r.call.Raise("ArgumentError", "MySQL does not support :read_after_writes in schemas for non-primary keys. "+
		"The following fields in %s are tagged as such: %s", r.schema.Name(), eval.Inspect(names))
}

// inserted collects what is inserted: the changes, what of the struct is not
// nil, and what is generated.
func (r *row) inserted() error {
	changes := r.changes()
	for _, f := range r.schema.Stored() {
		if _, changed := changes.Get(eval.Atom(f.Name)); changed {
			continue
		}
		if v, ok := r.data.Get(eval.Atom(f.Name)); ok && v != eval.Nil {
			changes = changes.Put(eval.Atom(f.Name), v)
		}
	}
	if err := r.writeChanges(changes); err != nil {
		return err
	}
	if err := r.autogenerate(changes, func(f ectoschema.Field) bool {
		return f.Autogenerate != "" && f.Autogenerate != "id" && !isKey(f)
	}); err != nil {
		return err
	}
	for _, f := range r.schema.Stored() {
		if _, given := changes.Get(eval.Atom(f.Name)); !given && f.PrimaryKey && f.Autogenerate == "id" {
			r.returning = append([]query.Column{{Name: f.Name, Type: f.Type}}, r.returning...)
			r.sources = append([]string{f.Source}, slices.DeleteFunc(r.sources, func(s string) bool { return s == f.Source })...)
		}
	}
	return r.autogenerate(changes, func(f ectoschema.Field) bool { return f.Autogenerate == "uuid" && isKey(f) })
}

// update is update/1,2 and update!/1,2.
func (s *session) update(c *eval.Call) (eval.Value, error) {
	r, err := s.newRow(c, "update")
	if err != nil {
		return nil, err
	}
	return r.perform(r.updateRow)
}

func (r *row) updateRow() (eval.Value, error) {
	changes := r.changes()
	if err := r.writeChanges(changes); err != nil {
		return nil, err
	}
	force, _ := eval.Option(r.options, "force")
	if len(r.columns) == 0 && (force == nil || !eval.Truthy(force)) {
		return r.answered(r.data), nil
	}
	if err := r.autogenerate(changes, func(f ectoschema.Field) bool { return f.AutoUpdate }); err != nil {
		return nil, err
	}
	columns := slices.Clone(r.columns)
	filters, err := r.filters()
	if err != nil {
		return nil, err
	}
	sql, err := sqltext.Update(r.ectoAdapter(), r.prefix, r.table, columns, filters, r.sources, r.call.Pos)
	if err != nil {
		return nil, err
	}
	return r.send(sql, false, "loaded")
}

// delete is delete/1,2 and delete!/1,2.
func (s *session) delete(c *eval.Call) (eval.Value, error) {
	r, err := s.newRow(c, "delete")
	if err != nil {
		return nil, err
	}
	return r.perform(r.deleteRow)
}

func (r *row) deleteRow() (eval.Value, error) {
	filters, err := r.filters()
	if err != nil {
		return nil, err
	}
	if err := r.deleteAssociated(); err != nil {
		return nil, err
	}
	sql, err := sqltext.Delete(r.ectoAdapter(), r.prefix, r.table, filters, r.sources, r.call.Pos)
	if err != nil {
		return nil, err
	}
	return r.send(sql, false, "deleted")
}

// insertOrUpdate is insert_or_update/1,2 and insert_or_update!/1,2.
func (s *session) insertOrUpdate(c *eval.Call) (eval.Value, error) {
	m, ok := c.Args[0].(*eval.Map)
	if !ok || !ectoschema.IsChangeset(m) {
		return nil, c.Raise("ArgumentError", "giving a struct to Repo.insert_or_update/2 or Repo.insert_or_update!/2 is not supported. "+
			"Please use an Ecto.Changeset")
	}
	if ectoschema.State(m) == "built" {
		return s.insert(c)
	}
	return s.update(c)
}

// filters find the row by its primary key.
func (r *row) filters() ([]sqltext.Filter, error) {
	keys := r.schema.PrimaryKey()
	if len(keys) == 0 {
		return nil, r.call.Raise("Ecto.NoPrimaryKeyFieldError", "schema `%s` has no primary key", r.schema.Name())
	}
	slices.Sort(keys)
	var filters []sqltext.Filter
	for _, key := range keys {
		v, _ := r.data.Get(eval.Atom(key))
		if v == nil || v == eval.Nil {
			return nil, r.call.Raise("Ecto.NoPrimaryKeyValueError", "struct `%s` is missing primary key value", eval.Inspect(r.data))
		}
		f, _ := r.schema.Field(key)
		dumped, err := dumpAs(r.session, r.call, r.action, r.schema, key, f.Type, v)
		if err != nil {
			return nil, err
		}
		r.values = append(r.values, dumped)
		filters = append(filters, sqltext.Filter{Column: f.Source})
	}
	return filters, nil
}

// send runs the statement and answers with the struct as it is afterwards.
// While there is no database that is known only if the database tells nothing.
func (r *row) send(sql string, mayBeNone bool, state eval.Atom) (eval.Value, error) {
	a, err := r.ask(r.call, sql, r.values)
	if err != nil {
		return r.violated(err)
	}
	if a == nil && (len(r.returning) > 0 || !isBang(r.call)) {
		return r.opaque(), nil
	}
	m := r.data
	for _, p := range append(slices.Clone(r.changes().Pairs()), r.written...) {
		if _, ok := m.Get(p.Key); ok {
			m = m.Put(p.Key, p.Value)
		}
	}
	m = m.Put(eval.Atom("__meta__"), r.schema.Meta(state, r.table, r.prefix))
	if a == nil {
		return r.answered(m), nil
	}
	if a.Count == 0 && !mayBeNone {
		if err := r.stale(); err != nil {
			return nil, err
		}
	}
	m, err = r.loaded(m, a)
	if err != nil {
		return nil, err
	}
	return r.answered(m), nil
}

// stale is the error for a statement that has changed no row. MySQL does not
// count a row that has the new values already, unless it was asked to.
func (r *row) stale() error {
	if r.dialect() == "mysql" && r.action == "insert" {
		return nil
	}
	if r.dialect() == "mysql" && r.action == "update" {
		q := query.FromTable(r.table, r.schema, r.call.Pos).Clone()
		q.From.Prefix, q.Select = r.prefix, &query.Select{Expr: query.Literal{Value: eval.IntValue(1)}}
		for _, key := range r.schema.PrimaryKey() {
			v, _ := r.data.Get(eval.Atom(key))
			q.Wheres = append(q.Wheres, query.Condition{Expr: query.Call{Name: "==", Args: []query.Expr{query.FieldOf(0, key),
				query.Param{Value: v, Type: query.FieldType(query.Binding{}, key), Pos: r.call.Pos}}}})
		}
		if found, _, err := r.rows(r.call, q, nil); err != nil || len(found) > 0 {
			return err
		}
	}
	return r.call.Raise("Ecto.StaleEntryError", "attempted to %s a stale struct:\n\n%s", r.action, eval.Inspect(r.data))
}

// loaded puts what the database told into the struct.
func (r *row) loaded(m *eval.Map, a *answer) (*eval.Map, error) {
	var values []eval.Value
	if len(a.Rows) > 0 {
		values = a.Rows[0]
	} else if r.dialect() == "mysql" && a.LastInsertID != 0 {
		values = []eval.Value{eval.IntValue(a.LastInsertID)}
	}
	for i, v := range values {
		if i >= len(r.returning) {
			break
		}
		loaded, err := loadAs(r.session, r.call, r.returning[i].Type, v)
		if err != nil {
			return nil, err
		}
		m = m.Put(eval.Atom(r.returning[i].Name), loaded)
	}
	return m, nil
}

// answered is {:ok, struct}, or the struct.
func (r *row) answered(m *eval.Map) eval.Value {
	if isBang(r.call) {
		return m
	}
	return eval.Tuple{eval.OK, m}
}
