package query

import (
	"maps"
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Query is a query. It is not changed once it was made: every step of a
// pipeline copies it.
type Query struct {
	// Prefix is the query's own prefix, "" for none.
	Prefix string
	From   From
	Joins  []Join
	// Aliases are the named bindings and the positions of their sources.
	Aliases  map[string]int
	Wheres   []Condition
	Havings  []Condition
	Select   *Select
	Distinct *Distinct
	GroupBys []Expr
	OrderBys []Order
	Limit    Expr
	WithTies bool
	Offset   Expr
	// Lock is SQL in a string or a fragment.
	Lock    Expr
	Updates []Update
	// Combinations are unions, intersections and exceptions.
	Combinations []Combination
	Windows      []Window
	CTEs         []CTE
	Recursive    bool
	// Preloads are the associations that are read with queries of their own, as
	// a script writes them, Assocs those that joins of this query read.
	Preloads []eval.Value
	Assocs   []Assoc
	Pos      diag.Pos
}

// Assoc is an association that a join reads, and those of its rows.
type Assoc struct {
	Name string
	// Of is the position of the joined source.
	Of     int
	Assocs []Assoc
}

// HasPreloads reports whether associations are to be read.
func (q *Query) HasPreloads() bool { return len(q.Preloads)+len(q.Assocs) > 0 }

// From is what a query reads first.
type From struct {
	Source Source
	As     string
	Hints  []string
	// Prefix is the source's own. PrefixGiven tells prefix: nil from none.
	Prefix      string
	PrefixGiven bool
}

// A Source is a Table, a *Subquery, a *Fragment, *Values or, in a join, a
// *Query whose conditions become those of the join.
type Source interface{ source() }

// Table is a table, with or without a schema.
type Table struct {
	Name   string
	Schema *ectoschema.Schema
}

// Subquery is subquery(query).
type Subquery struct {
	Query  *Query
	Prefix string
}

// Values is values(rows, types).
type Values struct {
	Types []ValuesType
	Rows  [][]Param
}

// ValuesType is a column of a values list.
type ValuesType struct {
	Name string
	Type ectoschema.Type
}

func (Table) source()     {}
func (*Subquery) source() {}
func (*Values) source()   {}
func (*Fragment) source() {}
func (*Query) source()    {}

// Join is a join.
type Join struct {
	Qualifier string
	Source    Source
	As        string
	On        Expr
	Hints     []string
	Prefix    string
	// Assoc is assoc(binding, name), in place of a source.
	Assoc *AssocOf
	Pos   diag.Pos
}

// AssocOf is assoc(binding, name): the rows that an association has for those
// of another source.
type AssocOf struct {
	Of   Binding
	Name string
}

// Condition is one where or having.
type Condition struct {
	// Or joins it to what stands before it with OR.
	Or   bool
	Expr Expr
}

// Order is one expression of order_by or distinct.
type Order struct {
	// Direction is asc, desc, asc_nulls_last, ...
	Direction string
	Expr      Expr
}

// Distinct is distinct: true, false or expressions.
type Distinct struct {
	All    bool
	Orders []Order
}

// Update is one assignment of update_all: set, inc, push or pull.
type Update struct {
	Op, Field string
	Value     Expr
}

// Combination is a union, an intersection or an exception.
type Combination struct {
	Kind  string
	Query *Query
}

// Window is a window: windows: [name: [partition_by: ..., order_by: ...]].
type Window struct {
	Name        string
	PartitionBy []Expr
	OrderBy     []Order
	Frame       Expr
}

// CTE is a common table expression: with_cte(name, as: query).
type CTE struct {
	Name         string
	Query        *Query
	Fragment     *Fragment
	Materialized *bool
	Operation    string
}

// Select is a select: an expression, and fields to take of a source.
type Select struct {
	Expr Expr
	Take map[int]Take
}

// Take is the fields that select takes of one source: map/2, struct/2 or a
// list of fields.
type Take struct {
	// Kind is any, map or struct.
	Kind   string
	Fields []string
	// Nested says that the list names associations, which is refused.
	Nested bool
}

// Clone returns a copy whose lists can be appended to.
func (q *Query) Clone() *Query {
	c := *q
	c.Joins = slices.Clone(q.Joins)
	c.Wheres, c.Havings = slices.Clone(q.Wheres), slices.Clone(q.Havings)
	c.GroupBys, c.OrderBys = slices.Clone(q.GroupBys), slices.Clone(q.OrderBys)
	c.Updates, c.Combinations = slices.Clone(q.Updates), slices.Clone(q.Combinations)
	c.Windows, c.CTEs = slices.Clone(q.Windows), slices.Clone(q.CTEs)
	c.Preloads, c.Assocs = slices.Clone(q.Preloads), slices.Clone(q.Assocs)
	c.Aliases = maps.Clone(q.Aliases)
	if c.Aliases == nil {
		c.Aliases = map[string]int{}
	}
	return &c
}

// Bindings is the number of sources.
func (q *Query) Bindings() int { return 1 + len(q.Joins) }

// FromTable returns a query of a table.
func FromTable(name string, schema *ectoschema.Schema, pos diag.Pos) *Query {
	q := &Query{From: From{Source: Table{Name: name, Schema: schema}}, Pos: pos}
	if schema != nil {
		q.From.Prefix = schema.Prefix
	}
	return q
}

// FromSubquery returns a query of a subquery.
func FromSubquery(s *Subquery, pos diag.Pos) *Query {
	return &Query{From: From{Source: s}, Pos: pos}
}

// Schema returns the schema of the query's first source, or nil.
func (q *Query) Schema() *ectoschema.Schema {
	if t, ok := q.From.Source.(Table); ok {
		return t.Schema
	}
	return nil
}

// sourceSchema returns the schema of a source, or nil.
func (q *Query) sourceSchema(index int) *ectoschema.Schema {
	s := q.From.Source
	if index > 0 && index <= len(q.Joins) {
		s = q.Joins[index-1].Source
	}
	if t, ok := s.(Table); ok {
		return t.Schema
	}
	return nil
}

// queryError is Ecto.QueryError.
func queryError(q *Query, format string, args ...any) error {
	return eval.NewRaised(q.Pos, "Ecto.QueryError", format, args...)
}
