package build

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// The modules whose structs queries are for a script.
const (
	queryModule    = "Ecto.Query"
	subqueryModule = "Ecto.SubQuery"
	dynamicModule  = "Ecto.Query.DynamicExpr"
)

// hostKey is the field of these structs that has the query itself.
const hostKey eval.Atom = "__query__"

// dynamic is what dynamic/2 returns.
type dynamic struct{ expr query.Expr }

// wrap returns a struct of the module around a value of the host.
func wrap(module, text string, v any) eval.Value {
	return eval.NewStruct(eval.Module(module), eval.Pair{Key: hostKey, Value: &eval.Host{Value: v, Text: text}})
}

// unwrap returns the host's value in a struct that wrap made.
func unwrap(v eval.Value) any {
	m, ok := v.(*eval.Map)
	if !ok {
		return nil
	}
	field, _ := m.Get(hostKey)
	host, ok := field.(*eval.Host)
	if !ok {
		return nil
	}
	return host.Value
}

// Value returns a query as a script sees it.
func Value(q *query.Query) eval.Value { return wrap(queryModule, "#Ecto.Query<...>", q) }

// Of returns the query that a script's value is.
func Of(v eval.Value) (*query.Query, bool) {
	q, ok := unwrap(v).(*query.Query)
	return q, ok
}

// Modules finds the modules of a script.
type Modules interface {
	ModuleDef(name string) (*eval.ModuleDef, error)
	Missing(construct, module string) error
}

// SchemaOf returns the schema that a module defines, or nil.
func SchemaOf(modules Modules, module eval.Value) (*ectoschema.Schema, error) {
	name, ok := eval.ModuleName(module)
	if !ok {
		return nil, nil
	}
	def, err := modules.ModuleDef(name)
	if err != nil || def == nil {
		return nil, err
	}
	schema, _ := ectoschema.Of(def)
	return schema, nil
}

// Queryable is Ecto.Queryable.to_query/1.
func Queryable(modules Modules, v eval.Value, pos diag.Pos) (*query.Query, error) {
	if err := eval.LookInto(v, pos); err != nil {
		return nil, err
	}
	switch host := unwrap(v).(type) {
	case *query.Query:
		return host, nil
	case *query.Subquery:
		return query.FromSubquery(host, pos), nil
	}
	switch v := v.(type) {
	case eval.String:
		return query.FromTable(string(v), nil, pos), nil
	case eval.Atom:
		schema, err := schemaNamed(modules, v, pos)
		if err != nil {
			return nil, err
		}
		return query.FromTable(schema.Source, schema, pos), nil
	case eval.Tuple:
		if len(v) != 2 {
			break
		}
		if table, ok := v[0].(eval.String); ok {
			schema, err := schemaNamed(modules, v[1], pos)
			if err != nil {
				return nil, err
			}
			return query.FromTable(string(table), schema, pos), nil
		}
	}
	return nil, eval.NewRaised(pos, "Protocol.UndefinedError", "protocol Ecto.Queryable not implemented for %s", eval.Inspect(v))
}

// schemaNamed finds the schema of a module that must be one.
func schemaNamed(modules Modules, module eval.Value, pos diag.Pos) (*ectoschema.Schema, error) {
	schema, err := SchemaOf(modules, module)
	switch {
	case err != nil:
		return nil, err
	case schema != nil && schema.Source != "":
		return schema, nil
	case schema != nil:
		return nil, eval.NewRaised(pos, "Protocol.UndefinedError",
			"protocol Ecto.Queryable not implemented for %s, the given module is an embedded schema", eval.Inspect(module))
	}
	if name, ok := eval.ModuleName(module); ok {
		m, err := modules.ModuleDef(name)
		if m == nil && err == nil {
			return nil, modules.Missing("a query of "+name, name)
		}
		if d := m.Lacks(pos, "the schema of "+name); d != nil {
			return nil, d
		}
	}
	return nil, diag.Errorf(diag.Refused, pos, "%s is not a schema that Whimbrel knows", eval.Inspect(module)).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("read and write the table itself, from(r in \"table\", select: [:id]), or define the schema within the migration")
}
