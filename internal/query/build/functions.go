package build

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// queryArgument returns argument i as a query.
func queryArgument(c *eval.Call, i int) (*query.Query, error) { return Queryable(c, c.Args[i], c.Pos) }

func toQuery(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	return Value(q), nil
}

// subquery is subquery/1 and subquery/2.
func subquery(c *eval.Call) (eval.Value, error) {
	s, err := subqueryOf(c, c.Args[0], c.Pos)
	if err != nil {
		return nil, err
	}
	if len(c.Args) > 1 {
		s = withOptions(s, c.Args[1])
	}
	return wrap(subqueryModule, "#Ecto.SubQuery<...>", s), nil
}

func subqueryOf(modules Modules, v eval.Value, pos diag.Pos) (*query.Subquery, error) {
	if s, ok := unwrap(v).(*query.Subquery); ok {
		return s, nil
	}
	q, err := Queryable(modules, v, pos)
	return &query.Subquery{Query: q}, err
}

func withOptions(s *query.Subquery, options eval.Value) *query.Subquery {
	pairs, _ := eval.Keyword(options)
	prefix, ok := eval.Option(pairs, "prefix")
	if !ok {
		return s
	}
	text, _ := eval.Text(prefix)
	return &query.Subquery{Query: s.Query, Prefix: text}
}

// first is first/1,2, and last is last/1,2.
func first(c *eval.Call) (eval.Value, error) { return edge(c, false) }

func last(c *eval.Call) (eval.Value, error) { return edge(c, true) }

func edge(c *eval.Call, backwards bool) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	if len(c.Args) > 1 && c.Args[1] != eval.Nil {
		name, err := c.Atom(1)
		if err != nil {
			return nil, err
		}
		q.OrderBys = append(q.OrderBys, query.Order{Direction: "asc", Expr: query.FieldOf(0, string(name))})
	}
	if len(q.OrderBys) == 0 {
		if q.OrderBys, err = byPrimaryKey(q); err != nil {
			return nil, err
		}
	}
	if backwards {
		q.OrderBys = reversed(q.OrderBys)
	}
	q.Limit = query.Literal{Value: eval.IntValue(1)}
	return Value(q), nil
}

// byPrimaryKey orders by the primary key of the query's schema.
func byPrimaryKey(q *query.Query) ([]query.Order, error) {
	schema := q.Schema()
	if schema == nil {
		return nil, eval.NewRaised(q.Pos, "Ecto.QueryError", "expected a from expression with a schema in query")
	}
	var orders []query.Order
	for _, key := range schema.PrimaryKey() {
		orders = append(orders, query.Order{Direction: "asc", Expr: query.FieldOf(0, key)})
	}
	return orders, nil
}

func reversed(orders []query.Order) []query.Order {
	opposite := map[string]string{
		"asc": "desc", "desc": "asc", "asc_nulls_last": "desc_nulls_first", "desc_nulls_first": "asc_nulls_last",
		"asc_nulls_first": "desc_nulls_last", "desc_nulls_last": "asc_nulls_first",
	}
	done := make([]query.Order, len(orders))
	for i, o := range orders {
		done[i] = query.Order{Direction: opposite[o.Direction], Expr: o.Expr}
	}
	return done
}

// reverseOrder is reverse_order/1.
func reverseOrder(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	if len(q.OrderBys) == 0 {
		if q.OrderBys, err = byPrimaryKey(q); err != nil {
			return nil, err
		}
	}
	q.OrderBys = reversed(q.OrderBys)
	return Value(q), nil
}

// exclude is exclude/2.
func exclude(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	fields := eval.List{c.Args[1]}
	if list, ok := c.Args[1].(eval.List); ok {
		fields = list
	}
	for _, f := range fields {
		name, ok := f.(eval.Atom)
		if !ok || !Exclude(q, string(name)) {
			return nil, c.WrongArgument(1, "the name of a clause, such as :order_by")
		}
	}
	return Value(q), nil
}

// Exclude takes a clause out of a query. It reports whether there is such a
// clause.
func Exclude(q *query.Query, name string) bool {
	switch name {
	case "where":
		q.Wheres = nil
	case "order_by":
		q.OrderBys = nil
	case "group_by":
		q.GroupBys = nil
	case "having":
		q.Havings = nil
	case "combinations":
		q.Combinations = nil
	case "with_ctes":
		q.CTEs, q.Recursive = nil, false
	case "distinct":
		q.Distinct = nil
	case "select":
		q.Select = nil
	case "limit":
		q.Limit, q.WithTies = nil, false
	case "offset":
		q.Offset = nil
	case "lock":
		q.Lock = nil
	case "preload":
		q.Preloads, q.Assocs = nil, nil
	case "update":
		q.Updates = nil
	case "windows":
		q.Windows = nil
	default:
		return excludeJoins(q, name)
	}
	return true
}

func excludeJoins(q *query.Query, name string) bool {
	qualifier, ok := joinQualifier(name)
	if !ok {
		return false
	}
	q.Joins = slices.DeleteFunc(q.Joins, func(j query.Join) bool {
		gone := name == "join" || j.Qualifier == qualifier
		if gone {
			delete(q.Aliases, j.As)
		}
		return gone
	})
	return true
}

// hasNamedBinding is has_named_binding?/2.
func hasNamedBinding(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(1)
	_, ok := q.Aliases[string(name)]
	return eval.Boolean(ok), err
}

// withNamedBinding is with_named_binding/3.
func withNamedBinding(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	name, err := c.Atom(1)
	if err != nil {
		return nil, err
	}
	if _, ok := q.Aliases[string(name)]; ok {
		return Value(q), nil
	}
	if f, ok := c.Args[2].(*eval.Fun); ok && f.Arity == 1 {
		return f.Call([]eval.Value{Value(q)})
	}
	f, err := c.Fun(2, 2)
	if err != nil {
		return nil, err
	}
	return f.Call([]eval.Value{Value(q), name})
}

// putPrefix is put_query_prefix/2.
func putPrefix(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	q.Prefix = ""
	if c.Args[1] != eval.Nil {
		if q.Prefix, err = c.Text(1); err != nil {
			return nil, err
		}
	}
	return Value(q), nil
}

// recursiveCTEs is recursive_ctes/2.
func recursiveCTEs(c *eval.Call) (eval.Value, error) {
	q, err := queryArgument(c, 0)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	q.Recursive = c.Args[1] == eval.True
	return Value(q), nil
}

// natives are the functions of Ecto.Query.
func natives() map[string]eval.Native {
	return map[string]eval.Native{
		"first/1": first, "first/2": first, "last/1": last, "last/2": last,
		"subquery/1": subquery, "subquery/2": subquery, "exclude/2": exclude, "reverse_order/1": reverseOrder,
		"has_named_binding?/2": hasNamedBinding, "with_named_binding/3": withNamedBinding,
		"put_query_prefix/2": putPrefix, "recursive_ctes/2": recursiveCTEs,
	}
}
