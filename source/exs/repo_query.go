package exs

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
	"github.com/whimbrel-go/whimbrel/internal/query/sqltext"
)

// repoQueries returns the functions of a repository that take queries and
// schemas.
func (s *session) repoQueries() map[string]eval.Native {
	natives := map[string]eval.Native{
		"all/1": s.all, "all/2": s.all, "all_by/2": s.allBy, "all_by/3": s.allBy,
		"one/1": s.one, "one/2": s.one, "one!/1": s.one, "one!/2": s.one,
		"get/2": s.get, "get/3": s.get, "get!/2": s.get, "get!/3": s.get,
		"get_by/2": s.getBy, "get_by/3": s.getBy, "get_by!/2": s.getBy, "get_by!/3": s.getBy,
		"exists?/1": s.exists, "exists?/2": s.exists,
		"aggregate/2": s.aggregate, "aggregate/3": s.aggregate, "aggregate/4": s.aggregate,
		"stream/1": s.all, "stream/2": s.all,
		"update_all/2": s.updateAll, "update_all/3": s.updateAll,
		"delete_all/1": s.deleteAll, "delete_all/2": s.deleteAll,
		"insert_all/2": s.insertAll, "insert_all/3": s.insertAll,
		"reload/1": s.reload, "reload/2": s.reload, "reload!/1": s.reload, "reload!/2": s.reload,
		"preload/2": s.preload, "preload/3": s.preload,
	}
	for name, native := range map[string]eval.Native{
		"insert": s.insert, "update": s.update, "delete": s.delete, "insert_or_update": s.insertOrUpdate,
	} {
		for _, arity := range []string{"/1", "/2", "!/1", "!/2"} {
			natives[name+arity] = native
		}
	}
	return natives
}

// queryModules are Ecto.Query and what else describes rows.
func (s *session) queryModules() eval.Library { return queryLibrary{} }

// queryLibrary has each module once it was asked for.
type queryLibrary map[string]eval.NativeModule

// Module implements eval.Library.
func (l queryLibrary) Module(name string) (eval.NativeModule, bool) {
	if m, ok := l[name]; ok || !strings.HasPrefix(name, "Ecto") {
		return m, ok
	}
	m, ok := queryModule(name)
	if ok {
		l[name] = m
	}
	return m, ok
}

func queryModule(name string) (eval.NativeModule, bool) {
	switch name {
	case "Ecto.Schema":
		return ectoschema.Native(), true
	case "Ecto.Changeset":
		return ectoschema.Changesets(), true
	case multiModule:
		return multiFunctions(), true
	case "Ecto.Repo":
		return eval.NativeModule{Macros: map[string]eval.Macro{"__using__/1": useRepo}}, true
	}
	return build.Module(name)
}

// useRepo is use Ecto.Repo in the application's own repository: what that
// defines beside the functions of every repository can call them by their
// names.
func useRepo(c *eval.MacroCall) (eval.Value, error) {
	c.Caller().Import(c.Caller().Name, nil, nil)
	return eval.Nil, nil
}

// queryArgument returns argument i as a query.
func queryArgument(c *eval.Call, i int) (*query.Query, error) {
	return build.Queryable(c, c.Args[i], c.Pos)
}

// repoOptions returns the options of a repository's function.
func repoOptions(c *eval.Call, i int) ([]eval.Pair, error) { return c.Keyword(i) }

// prefixOption returns the option prefix:.
func prefixOption(options []eval.Pair) string {
	v, ok := eval.Option(options, "prefix")
	if !ok || v == eval.Nil {
		return ""
	}
	text, _ := eval.Text(v)
	return text
}

func (s *session) ectoAdapter() ectoschema.Adapter { return ectoschema.Adapter(s.dialect()) }

// send plans a query, writes it and asks the database.
func (s *session) send(c *eval.Call, q *query.Query, op query.Operation, options []eval.Pair) (*answer, *query.Planned, error) {
	planned, err := query.Plan(q, op, s.ectoAdapter(), prefixOption(options), c.Invoke)
	if err != nil {
		return nil, nil, err
	}
	sql, err := sqltext.Write(planned)
	if err != nil {
		return nil, nil, err
	}
	a, err := s.ask(c, sql, planned.Params)
	return a, planned, err
}

// rows returns what a query selects. Without a database the answer is nil.
func (s *session) rows(c *eval.Call, q *query.Query, options []eval.Pair) (eval.List, bool, error) {
	q, err := query.EnsureSelect(q)
	if err != nil {
		return nil, false, err
	}
	a, planned, err := s.send(c, q, query.All, options)
	if err != nil {
		return nil, false, err
	}
	if a == nil {
		return nil, false, s.checkPreloads(c, q)
	}
	list, err := planned.Load(a.Rows, c.Invoke, s.preloadFor(c, q, options))
	return list, true, err
}

// all is all/1,2 and stream/1,2.
func (s *session) all(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	return s.allOf(c, q, 1)
}

func (s *session) allOf(c *eval.Call, q *query.Query, options int) (eval.Value, error) {
	pairs, err := repoOptions(c, options)
	if err != nil {
		return nil, err
	}
	list, ok, err := s.rows(c, q, pairs)
	if err != nil {
		return nil, err
	}
	if !ok {
		return s.opaque(), nil
	}
	return list, nil
}

func (s *session) allBy(c *eval.Call) (eval.Value, error) {
	q, err := s.filtered(c)
	if err != nil {
		return nil, err
	}
	return s.allOf(c, q, 2)
}

// filtered is the query of get_by and all_by: the columns have the values.
func (s *session) filtered(c *eval.Call) (*query.Query, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	pairs, err := clauses(c, 1)
	if err != nil {
		return nil, err
	}
	e, err := build.Equalities(pairs, query.Binding{}, c.Pos)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	if !query.IsTrue(e) {
		q.Wheres = append(q.Wheres, query.Condition{Expr: e})
	}
	return q, nil
}

// clauses reads a keyword list or a map of columns.
func clauses(c *eval.Call, i int) ([]eval.Pair, error) {
	if m, ok := c.Args[i].(*eval.Map); ok {
		return m.Pairs(), nil
	}
	return c.Keyword(i)
}

// one is one/1,2 and one!/1,2.
func (s *session) one(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	return s.oneOf(c, q, 1)
}

// oneOf returns the only row of a query, or nil.
func (s *session) oneOf(c *eval.Call, q *query.Query, options int) (eval.Value, error) {
	pairs, err := repoOptions(c, options)
	if err != nil {
		return nil, err
	}
	list, ok, err := s.rows(c, q, pairs)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return s.opaque(), nil
	case len(list) == 1:
		return list[0], nil
	case len(list) > 1:
		return nil, c.Raise("Ecto.MultipleResultsError", "expected at most one result but got %d in query", len(list))
	case isBang(c):
		return nil, c.Raise("Ecto.NoResultsError", "expected at least one result but got none in query")
	}
	return eval.Nil, nil
}

// isBang reports whether the name of the function ends in an exclamation mark.
func isBang(c *eval.Call) bool { return len(c.Name) > 2 && c.Name[len(c.Name)-3] == '!' }

// get is get/2,3 and get!/2,3.
func (s *session) get(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	key, err := onlyKey(c, q)
	if err != nil {
		return nil, err
	}
	if c.Args[1] == eval.Nil {
		return nil, c.Raise("ArgumentError", "cannot perform Ecto.Repo.get/2 because the given value is nil")
	}
	q = q.Clone()
	q.Wheres = append(q.Wheres, query.Condition{Expr: query.Call{Name: "==", Args: []query.Expr{
		query.FieldOf(0, key), query.Param{Value: c.Args[1], Type: query.FieldType(query.Binding{}, key), Pos: c.Pos},
	}}})
	return s.oneOf(c, q, 2)
}

// onlyKey returns the one primary key of the query's schema.
func onlyKey(c *eval.Call, q *query.Query) (string, error) {
	schema := q.Schema()
	if schema == nil {
		return "", c.Raise("Ecto.QueryError", "expected a from expression with a schema in query")
	}
	keys := schema.PrimaryKey()
	if len(keys) != 1 {
		return "", c.Raise("ArgumentError", "Ecto.Repo.%s requires the schema %s to have exactly one primary key, got: %d", c.Name, schema.Name(), len(keys))
	}
	return keys[0], nil
}

// getBy is get_by/2,3 and get_by!/2,3.
func (s *session) getBy(c *eval.Call) (eval.Value, error) {
	q, err := s.filtered(c)
	if err != nil {
		return nil, err
	}
	return s.oneOf(c, q, 2)
}

// exists is exists?/1,2.
func (s *session) exists(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	options, err := repoOptions(c, 1)
	if err != nil {
		return nil, err
	}
	one := &query.Select{Expr: query.Literal{Value: eval.IntValue(1)}}
	q = q.Clone()
	for _, clause := range []string{"preload", "order_by", "distinct"} {
		build.Exclude(q, clause)
	}
	q.Select, q.Limit = one, query.Literal{Value: eval.IntValue(1)}
	for i, combination := range q.Combinations {
		inner := combination.Query.Clone()
		inner.Select = one
		q.Combinations[i].Query = inner
	}
	list, ok, err := s.rows(c, q, options)
	if err != nil || !ok {
		return s.opaque(), err
	}
	return eval.Boolean(len(list) > 0), nil
}

// aggregate is aggregate(query, :count), aggregate(query, :sum, field), each
// with options.
func (s *session) aggregate(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	call := query.Call{Name: string(name)}
	options, column := 2, ""
	if len(c.Args) > 2 {
		if field, ok := c.Args[2].(eval.Atom); ok {
			options, column = 3, string(field)
			call.Args = []query.Expr{query.FieldOf(0, column)}
		}
	}
	if len(q.GroupBys) > 0 {
		return nil, c.Raise("Ecto.QueryError", "cannot aggregate on query with group_by in query")
	}
	return s.oneOf(c, aggregated(q, column, call, c.Pos), options)
}

// aggregated selects an aggregate; where the query selects some of its rows
// only, it becomes a subquery.
func aggregated(q *query.Query, column string, call query.Call, pos diag.Pos) *query.Query {
	q = q.Clone()
	q.Preloads, q.Assocs = nil, nil
	if q.Distinct == nil && q.Limit == nil && q.Offset == nil && len(q.Combinations) == 0 {
		q.OrderBys = nil
	} else {
		if column != "" {
			q.Select = &query.Select{Expr: query.FieldOf(0, column)}
		}
		prefix := q.Prefix
		q = query.FromSubquery(&query.Subquery{Query: q}, pos)
		q.Prefix = prefix
	}
	q.Select = &query.Select{Expr: call}
	return q
}

// updateAll is update_all/2,3.
func (s *session) updateAll(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	if list, ok := c.Args[1].(eval.List); !ok || len(list) > 0 {
		updates, err := build.Updates(c.Args[1], c.Pos)
		if err != nil {
			return nil, err
		}
		q = q.Clone()
		q.Updates = append(q.Updates, updates...)
	}
	return s.changeAll(c, q, query.UpdateAll, 2)
}

// deleteAll is delete_all/1,2.
func (s *session) deleteAll(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	return s.changeAll(c, q, query.DeleteAll, 1)
}

// changeAll returns {count, rows}; rows is nil if the query selects nothing.
func (s *session) changeAll(c *eval.Call, q *query.Query, op query.Operation, options int) (eval.Value, error) {
	pairs, err := repoOptions(c, options)
	if err != nil {
		return nil, err
	}
	a, planned, err := s.send(c, q, op, pairs)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return s.opaque(), nil
	}
	rows := eval.Value(eval.Nil)
	if planned.Select != nil {
		if rows, err = planned.Load(a.Rows, c.Invoke, s.preloadFor(c, q, pairs)); err != nil {
			return nil, err
		}
	}
	return eval.Tuple{eval.IntValue(a.Count), rows}, nil
}

// reload is reload/1,2 and reload!/1,2.
func (s *session) reload(c *eval.Call) (eval.Value, error) {
	structs, isList := c.Args[0].(eval.List)
	if !isList {
		structs = eval.List{c.Args[0]}
	}
	if len(structs) == 0 {
		return eval.List{}, nil
	}
	schema, table, prefix, err := schemaOf(c, structs[0])
	if err != nil {
		return nil, err
	}
	q := query.FromTable(table, schema, c.Pos)
	q.From.Prefix = prefix
	key, err := onlyKey(c, q)
	if err != nil {
		return nil, err
	}
	ids := make(eval.List, len(structs))
	for i, v := range structs {
		m, ok := v.(*eval.Map)
		if !ok || m.Struct() != schema.Module {
			return nil, c.Raise("ArgumentError", "expected an homogeneous list, received different struct types")
		}
		if ids[i], _ = m.Get(eval.Atom(key)); ids[i] == eval.Nil {
			return nil, c.Raise("ArgumentError", "Ecto.Repo.reload/2 expects existent structs, found a `nil` primary key")
		}
	}
	q.Wheres = []query.Condition{{Expr: query.In{Left: query.FieldOf(0, key),
		Right: query.Param{Value: ids, Type: query.Wrapped("in", query.FieldType(query.Binding{}, key)), Pos: c.Pos}}}}
	if !isList {
		return s.oneOf(c, q, 1)
	}
	options, err := repoOptions(c, 1)
	if err != nil {
		return nil, err
	}
	found, ok, err := s.rows(c, q, options)
	if err != nil || !ok {
		return s.opaque(), err
	}
	return inOrder(c, ids, key, found)
}

// inOrder returns for each key its row, or nil.
func inOrder(c *eval.Call, ids eval.List, key string, found eval.List) (eval.Value, error) {
	list := make(eval.List, len(ids))
	for i, id := range ids {
		list[i] = eval.Nil
		for _, row := range found {
			if v, _ := row.(*eval.Map).Get(eval.Atom(key)); v != nil && eval.Equal(v, id) {
				list[i] = row
				break
			}
		}
		if list[i] == eval.Nil && isBang(c) {
			return nil, c.Raise("RuntimeError", "could not reload a struct, maybe it doesn't exist or was deleted")
		}
	}
	return list, nil
}

// schemaOf returns the schema of a struct, and the table that it is of.
func schemaOf(c *eval.Call, v eval.Value) (schema *ectoschema.Schema, table, prefix string, err error) {
	if err := eval.LookInto(v, c.Pos); err != nil {
		return nil, "", "", err
	}
	m, ok := v.(*eval.Map)
	if ok {
		if schema, err = build.SchemaOf(c, m.Struct()); err != nil {
			return nil, "", "", err
		}
	}
	if schema == nil || schema.Source == "" {
		return nil, "", "", c.Raise("ArgumentError", "expected a struct of a schema, got: %s", eval.Inspect(v))
	}
	table, prefix = schema.Source, schema.Prefix
	if meta, ok := m.Get(eval.Atom("__meta__")); ok {
		if fields, ok := meta.(*eval.Map); ok {
			source, _ := fields.Get(eval.Atom("source"))
			own, _ := fields.Get(eval.Atom("prefix"))
			table, _ = eval.Text(source)
			if prefix = ""; own != eval.Nil {
				prefix, _ = eval.Text(own)
			}
		}
	}
	return schema, table, prefix, nil
}
