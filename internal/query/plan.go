package query

import (
	"maps"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
)

// Plan prepares a query for an operation. Prefix is the option prefix: of the
// repository's function, used where the query has none.
func Plan(q *Query, op Operation, adapter ectoschema.Adapter, prefix string, invoke ectoschema.Invoke) (*Planned, error) {
	return PlanAt(q, op, adapter, prefix, 0, invoke)
}

// PlanAt prepares a query that is part of an INSERT: index values stand before
// its own.
func PlanAt(q *Query, op Operation, adapter ectoschema.Adapter, prefix string, index int, invoke ectoschema.Invoke) (*Planned, error) {
	p := &planner{adapter: adapter, invoke: invoke}
	l, err := p.query(withPrefix(q, prefix), op, nil, nil)
	if err != nil {
		return nil, err
	}
	planned := l.planned
	if err := l.collect(op == InsertAll || len(planned.Combinations) > 0); err != nil {
		return nil, err
	}
	n := &numbering{before: index}
	n.query(planned)
	planned.Params = n.params
	return planned, nil
}

// withPrefix gives a query a prefix if it has none.
func withPrefix(q *Query, prefix string) *Query {
	if prefix == "" || q.Prefix != "" {
		return q
	}
	c := q.Clone()
	c.Prefix = prefix
	return c
}

// planner plans one query and those within it.
type planner struct {
	adapter ectoschema.Adapter
	invoke  ectoschema.Invoke
}

// level is a query while it is planned.
type level struct {
	*planner
	query   *Query
	planned *Planned
	// ctes are the names of the common table expressions that can be read.
	ctes map[string]bool
}

func (p *planner) query(q *Query, op Operation, parent *Planned, ctes map[string]bool) (*level, error) {
	if err := checkOperation(q, op); err != nil {
		return nil, err
	}
	l := &level{planner: p, query: q, ctes: maps.Clone(ctes), planned: &Planned{
		Operation: op, Adapter: p.adapter, Aliases: q.Aliases, Parent: parent, Hints: q.From.Hints,
		WithTies: q.WithTies, Recursive: q.Recursive, Pos: q.Pos, prefix: q.Prefix,
		assocs: q.Assocs,
	}}
	for _, step := range []func() error{
		l.planCTEs, l.planFrom, l.planJoins, l.planConditions, l.planRest, l.planUpdates, l.planCombinations, l.planSelect,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// checkOperation refuses what an operation does not allow.
func checkOperation(q *Query, op Operation) error {
	if op == UpdateAll {
		if len(q.Updates) == 0 {
			return queryError(q, "`update_all` requires at least one field to be updated in query")
		}
	} else if len(q.Updates) > 0 {
		return queryError(q, "`%s` does not allow `update` expressions in query", op)
	}
	if op != UpdateAll && op != DeleteAll {
		return nil
	}
	if len(q.OrderBys)+len(q.GroupBys)+len(q.Havings)+len(q.Windows)+len(q.Combinations) > 0 ||
		q.Limit != nil || q.Offset != nil || q.Distinct != nil || q.Lock != nil {
		allowed := "`with_cte`, `where` and `join` expressions"
		if op == DeleteAll {
			allowed = "`with_cte`, `where`, `select`, and `join` expressions"
		}
		return queryError(q, "`%s` allows only %s. You can exclude unwanted expressions from a query by using "+
			"Ecto.Query.exclude/2. Error found in query", op, allowed)
	}
	if _, ok := q.From.Source.(Table); !ok {
		return queryError(q, "`%s` does not allow subqueries in `from` in query", op)
	}
	return nil
}

func (l *level) planConditions() error {
	var err error
	if l.planned.Wheres, err = l.conditions("where", l.query.Wheres); err != nil {
		return err
	}
	l.planned.Havings, err = l.conditions("having", l.query.Havings)
	return err
}

func (l *level) conditions(kind string, list []Condition) ([]Condition, error) {
	done := make([]Condition, len(list))
	for i, c := range list {
		e, err := l.expr(kind, c.Expr)
		if err != nil {
			return nil, err
		}
		done[i] = Condition{Or: c.Or, Expr: e}
	}
	return done, nil
}

func (l *level) orders(kind string, list []Order) ([]Order, error) {
	done := make([]Order, len(list))
	for i, o := range list {
		e, err := l.expr(kind, o.Expr)
		if err != nil {
			return nil, err
		}
		done[i] = Order{Direction: o.Direction, Expr: e}
	}
	return done, nil
}

// planRest plans what has no order of its own.
func (l *level) planRest() error {
	var err error
	if d := l.query.Distinct; d != nil {
		l.planned.Distinct = &Distinct{All: d.All}
		if l.planned.Distinct.Orders, err = l.orders("distinct", d.Orders); err != nil {
			return err
		}
	}
	if l.planned.GroupBys, err = l.exprs("group_by", l.query.GroupBys); err != nil {
		return err
	}
	if l.planned.OrderBys, err = l.orders("order_by", l.query.OrderBys); err != nil {
		return err
	}
	for _, w := range l.query.Windows {
		if w, err = l.window(w); err != nil {
			return err
		}
		l.planned.Windows = append(l.planned.Windows, w)
	}
	for _, part := range []struct {
		kind string
		from Expr
		to   *Expr
	}{
		{"limit", l.query.Limit, &l.planned.Limit},
		{"offset", l.query.Offset, &l.planned.Offset},
		{"lock", l.query.Lock, &l.planned.Lock},
	} {
		if part.from == nil {
			continue
		}
		if *part.to, err = l.expr(part.kind, part.from); err != nil {
			return err
		}
	}
	return nil
}

// planUpdates plans the assignments of update_all.
func (l *level) planUpdates() error {
	seen := map[string]bool{}
	for _, u := range l.query.Updates {
		if seen[u.Field] {
			return queryError(l.query, "duplicate field `%s` for `update_all` in query", u.Field)
		}
		seen[u.Field] = true
		if err := l.updatable(u.Field); err != nil {
			return err
		}
		value, err := l.expr("update", u.Value)
		if err != nil {
			return err
		}
		l.planned.Updates = append(l.planned.Updates,
			Update{Op: u.Op, Field: l.planned.Sources[0].column(u.Field), Value: value})
	}
	return nil
}

func (l *level) updatable(field string) error {
	schema := l.planned.Sources[0].Schema
	if schema == nil {
		return nil
	}
	if f, ok := schema.Field(field); !ok || (f.Writable != "" && f.Writable != "always") {
		return queryError(l.query, "cannot update non-updatable field `:%s` in query", field)
	}
	return nil
}

// planCombinations plans unions and the like, which see what this query sees
// around it.
func (l *level) planCombinations() error {
	for _, c := range l.query.Combinations {
		inner, err := l.planner.query(ensureSelect(withPrefix(c.Query, l.query.Prefix)), l.planned.Operation, l.planned.Parent, l.ctes)
		if err != nil {
			return err
		}
		if err := inner.collect(true); err != nil {
			return err
		}
		l.planned.Combinations = append(l.planned.Combinations, PlannedCombination{Kind: c.Kind, Query: inner.planned})
	}
	return nil
}

// planCTEs plans the common table expressions. Each sees the ones before it,
// and itself.
func (l *level) planCTEs() error {
	for _, c := range l.query.CTEs {
		done := PlannedCTE{Name: c.Name, Materialized: c.Materialized, Operation: c.Operation}
		var err error
		if c.Fragment != nil {
			done.Fragment, err = l.fragment("with_cte", c.Fragment)
		} else {
			if l.ctes == nil {
				l.ctes = map[string]bool{}
			}
			l.ctes[c.Name] = true
			done.Query, err = l.cte(c)
		}
		if err != nil {
			return err
		}
		l.planned.CTEs = append(l.planned.CTEs, done)
	}
	return nil
}

func (l *level) cte(c CTE) (*Planned, error) {
	op := Operation(c.Operation)
	if op == "" {
		op = All
	}
	q := withPrefix(c.Query, l.query.Prefix)
	if op == All || q.Select != nil {
		q = ensureSelect(q)
	}
	inner, err := l.planner.query(q, op, l.planned, l.ctes)
	if err != nil {
		return nil, err
	}
	if inner.planned.Select == nil {
		return inner.planned, nil
	}
	return inner.planned, inner.asSource(true, true)
}

// ensureSelect selects the query's source if it selects nothing.
func ensureSelect(q *Query) *Query {
	if q.Select != nil {
		return q
	}
	c := q.Clone()
	c.Select = &Select{Expr: AllOf(0)}
	return c
}

// AllOf is a source by its position, as an expression.
func AllOf(index int) Expr { return Whole{Of: Binding{Index: index}} }

// FieldOf is a column of a source by its position.
func FieldOf(index int, name string) Expr { return Field{Of: Binding{Index: index}, Name: name} }

// EnsureSelect is what the repository's functions that return rows do first.
func EnsureSelect(q *Query) (*Query, error) {
	if q.Select != nil {
		return q, nil
	}
	switch s := q.From.Source.(type) {
	case Table:
		if s.Schema == nil {
			return nil, queryError(q, "queries that do not have a schema need to explicitly pass a :select clause in query")
		}
	case *Fragment:
		return nil, queryError(q, "queries from a fragment need to explicitly pass a :select clause in query")
	}
	return ensureSelect(q), nil
}

// withoutDuplicates keeps the first of equal names.
func withoutDuplicates(names []string) []string {
	var kept []string
	for _, n := range names {
		if !slices.Contains(kept, n) {
			kept = append(kept, n)
		}
	}
	return kept
}
