package query

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Operation is what is done with a query.
type Operation string

// The operations.
const (
	All       Operation = "all"
	UpdateAll Operation = "update_all"
	DeleteAll Operation = "delete_all"
	InsertAll Operation = "insert_all"
)

// Planned is a query whose bindings, fields and types are resolved and whose
// values are cast, dumped and numbered.
type Planned struct {
	Operation Operation
	Adapter   ectoschema.Adapter
	Sources   []*PlannedSource
	// Aliases are the named bindings.
	Aliases map[string]int
	// Parent is the query around this one.
	Parent       *Planned
	Hints        []string
	Joins        []PlannedJoin
	Wheres       []Condition
	Havings      []Condition
	Select       *PlannedSelect
	Distinct     *Distinct
	GroupBys     []Expr
	OrderBys     []Order
	Limit        Expr
	WithTies     bool
	Offset       Expr
	Lock         Expr
	Updates      []Update
	Combinations []PlannedCombination
	Windows      []Window
	CTEs         []PlannedCTE
	Recursive    bool
	// Params are the values, in the order of their numbers. Only the outermost
	// query has them.
	Params []eval.Value
	// Names are the aliases of the sources, u0, p1, ...; the writer sets them.
	Names []string
	// NamePrefix is what stands before each of them.
	NamePrefix string
	Pos        diag.Pos
	prefix     string
	assocs     []Assoc
}

// PlannedSource is a source of a planned query: one of Table, Sub, Fragment
// and Values.
type PlannedSource struct {
	Table    string
	Prefix   string
	Schema   *ectoschema.Schema
	Sub      *Planned
	Fragment *Fragment
	Values   *PlannedValues
}

// PlannedValues is a values list.
type PlannedValues struct {
	Types []ValuesType
	Rows  int
	// Bound are the values, row by row.
	Bound []*Bound
}

// PlannedJoin is a join; its source is Sources[Index].
type PlannedJoin struct {
	Qualifier string
	Index     int
	On        Expr
	Hints     []string
}

// PlannedCombination is a union or the like.
type PlannedCombination struct {
	Kind  string
	Query *Planned
}

// PlannedCTE is a common table expression.
type PlannedCTE struct {
	Name         string
	Query        *Planned
	Fragment     *Fragment
	Materialized *bool
	Operation    string
}

// PlannedSelect is what a query selects.
type PlannedSelect struct {
	Expr   Expr
	Fields []SelectField
	// Result says what a row becomes.
	Result Result
	// Source is the schema or struct that a subquery selects, or nil.
	Source *SourceResult
	// Columns are the names and types of a subquery's columns.
	Columns []Column
}

// SelectField is one expression after SELECT.
type SelectField struct {
	// As is the name that it gets, or "".
	As   string
	Expr Expr
}

// Column is a column of a subquery or of a schema.
type Column struct {
	Name string
	Type ectoschema.Type
}

// column returns a column of a list.
func column(list []Column, name string) (Column, bool) {
	for _, c := range list {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Header returns the fields that a query of insert_all selects, in order. It
// reports whether they have names.
func (p *Planned) Header(q *Query) ([]string, bool) {
	switch e := p.Select.Expr.(type) {
	case Whole:
		if take, ok := q.Select.Take[e.Of.Index]; ok {
			return take.Fields, true
		}
		return p.fieldColumns(), true
	case MapExpr:
		var names []string
		if e.Update != nil {
			names = p.unchanged(e)
		}
		for _, key := range e.Keys {
			l, ok := key.(Literal)
			name, isAtom := l.Value.(eval.Atom)
			if !ok || !isAtom {
				return nil, false
			}
			names = append(names, string(name))
		}
		return names, true
	}
	return nil, false
}

// fieldColumns are the names of the selected columns.
func (p *Planned) fieldColumns() []string {
	var names []string
	for _, f := range p.Select.Fields {
		if field, ok := f.Expr.(Field); ok {
			names = append(names, field.Name)
		}
	}
	return names
}

// unchanged are the columns of %{source | ...} that are not replaced; they are
// selected first.
func (p *Planned) unchanged(m MapExpr) []string {
	columns := p.fieldColumns()
	return columns[:len(p.Select.Fields)-len(m.Values)]
}
