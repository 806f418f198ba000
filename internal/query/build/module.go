package build

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// Module returns a module of Ecto.Query by its name.
func Module(name string) (eval.NativeModule, bool) {
	switch name {
	case queryModule:
		return eval.NativeModule{Functions: natives(), Macros: macros(), OwnSyntax: true}, true
	case "Ecto":
		return eval.NativeModule{Functions: ecto()}, true
	case "Ecto.Queryable":
		return eval.NativeModule{Functions: map[string]eval.Native{"to_query/1": toQuery}}, true
	}
	return eval.NativeModule{}, false
}

// clauseMacros are the macros that add one clause: name(query, expr) and
// name(query, bindings, expr).
var clauseMacros = [...]string{
	"where", "or_where", "having", "or_having", "select", "select_merge", "order_by", "prepend_order_by", "group_by",
	"distinct", "limit", "offset", "update", "lock", "windows", "preload", "with_ties",
}

func macros() map[string]eval.Macro {
	all := map[string]eval.Macro{
		"from/1": from, "from/2": from, "dynamic/1": dynamicMacro, "dynamic/2": dynamicMacro,
		"join/3": joinMacro, "join/4": joinMacro, "join/5": joinMacro, "with_cte/3": withCTE,
	}
	for _, name := range clauseMacros {
		all[name+"/2"], all[name+"/3"] = clauseMacro, clauseMacro
	}
	for _, name := range []string{"union", "union_all", "except", "except_all", "intersect", "intersect_all"} {
		all[name+"/2"] = clauseMacro
	}
	return all
}

// piped returns the query that a macro gets first.
func piped(c *eval.MacroCall) (*builder, *query.Query, error) {
	b := &builder{MacroCall: c}
	v, err := c.Eval(c.Node.Args[0])
	if err != nil {
		return nil, nil, err
	}
	q, err := Queryable(c, v, c.Pos)
	if err != nil {
		return nil, nil, err
	}
	return b, q.Clone(), nil
}

func clauseMacro(c *eval.MacroCall) (eval.Value, error) {
	b, q, err := piped(c)
	if err != nil {
		return nil, err
	}
	args := c.Node.Args
	if len(args) == 3 {
		if err := b.bindings(args[1], q); err != nil {
			return nil, err
		}
	}
	if err := b.clause(q, c.Node.Name, args[len(args)-1]); err != nil {
		return nil, err
	}
	return Value(q), nil
}

// joinMacro is join(query, qualifier, bindings, expr, options).
func joinMacro(c *eval.MacroCall) (eval.Value, error) {
	b, q, err := piped(c)
	if err != nil {
		return nil, err
	}
	args := c.Node.Args
	v, err := b.value(args[1])
	if err != nil {
		return nil, err
	}
	qualifier, ok := v.(eval.Atom)
	if !ok {
		return nil, eval.NewRaised(c.Pos, "ArgumentError", "invalid join qualifier `%s`", eval.Inspect(v))
	}
	expr, bindings, pairs := joinArguments(args)
	if bindings != nil {
		if err := b.bindings(bindings, q); err != nil {
			return nil, err
		}
	}
	var o options
	if pairs != nil {
		list, err := keywordsOf(pairs)
		if err != nil {
			return nil, err
		}
		var rest []*syntax.Tuple
		if o, rest, err = b.sourceOptions(list); err != nil {
			return nil, err
		}
		if len(rest) > 0 {
			key, _ := keyOf(rest[0])
			return nil, eval.NewRaised(c.Pos, "ArgumentError", "invalid option `%s` passed to Ecto.Query.join/5, "+
				"valid options are: [:on, :as, :prefix, :hints]", key)
		}
	}
	if err := b.join(q, string(qualifier), expr, o); err != nil {
		return nil, err
	}
	return Value(q), nil
}

// joinArguments tells bindings, expression and options apart: of four, the
// third are bindings if they are a list.
func joinArguments(args []syntax.Node) (expr, bindings, options syntax.Node) {
	switch len(args) {
	case 3:
		return args[2], nil, nil
	case 5:
		return args[3], args[2], args[4]
	}
	return args[3], args[2], nil
}

// withCTE is with_cte(query, name, as: query).
func withCTE(c *eval.MacroCall) (eval.Value, error) {
	b, q, err := piped(c)
	if err != nil {
		return nil, err
	}
	name, err := b.value(c.Node.Args[1])
	if err != nil {
		return nil, err
	}
	text, ok := name.(eval.String)
	if !ok {
		return nil, compileError(c.Pos, "`%s` is not a valid CTE name. It must be a literal string or an interpolated variable.", eval.Inspect(name))
	}
	cte := query.CTE{Name: string(text)}
	pairs, err := keywordsOf(c.Node.Args[2])
	if err != nil {
		return nil, err
	}
	for _, pair := range pairs {
		if err := b.cteOption(&cte, pair); err != nil {
			return nil, err
		}
	}
	for i := range q.CTEs {
		if q.CTEs[i].Name == cte.Name {
			q.CTEs[i] = cte
			return Value(q), nil
		}
	}
	q.CTEs = append(q.CTEs, cte)
	return Value(q), nil
}

func (b *builder) cteOption(cte *query.CTE, pair *syntax.Tuple) error {
	key, _ := keyOf(pair)
	if call, ok := syntax.IsCall(pair.Right, "fragment"); ok && key == "as" {
		e, err := b.fragment(call)
		cte.Fragment, _ = e.(*query.Fragment)
		return err
	}
	v, err := b.value(pair.Right)
	if err != nil {
		return err
	}
	switch key {
	case "as":
		cte.Query, err = Queryable(b, v, pair.Pos())
		return err
	case "materialized":
		if v == eval.True || v == eval.False {
			materialized := v == eval.True
			cte.Materialized = &materialized
		}
	case "operation":
		if name, ok := v.(eval.Atom); ok && v != eval.Nil {
			cte.Operation = string(name)
		}
	}
	return nil
}

// dynamicMacro is dynamic(expr) and dynamic(bindings, expr).
func dynamicMacro(c *eval.MacroCall) (eval.Value, error) {
	b := &builder{MacroCall: c, inDynamic: true, take: map[int]query.Take{}}
	args := c.Node.Args
	if len(args) == 2 {
		if err := b.bindings(args[0], nil); err != nil {
			return nil, err
		}
	}
	n := args[len(args)-1]
	build := func() (query.Expr, error) { return b.expr(n, anyType) }
	if call, ok := n.(*syntax.Call); ok && (call.Name == "selected_as" && len(call.Args) == 2 || call.Name == "%{}") {
		build = func() (query.Expr, error) { return b.selected(n) }
	}
	e, err := build()
	if err != nil {
		return nil, err
	}
	return wrap(dynamicModule, "dynamic(...)", dynamic{e}), nil
}
