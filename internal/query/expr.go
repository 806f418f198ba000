package query

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// An Expr is an expression of a query.
type Expr interface{ expr() }

// Binding refers to a source: by its position, by its position counted from
// the end ([..., last]), or by its name, here or in a query around this one.
type Binding struct {
	Index   int
	FromEnd bool
	// As names a binding; Parent looks for it in the queries around.
	As     string
	Parent bool
}

// The kinds of expressions.
type (
	// Param is an interpolated value: ^value. Planning makes it a *Bound.
	Param struct {
		Value eval.Value
		Type  TypeRef
		Pos   diag.Pos
	}
	// Bound is the values that an interpolation became, as the adapter sends
	// them: several for a list on the right of in and for a splice.
	Bound struct {
		Values []eval.Value
		// Index is the number of the first, from 0.
		Index int
		// List says that it stands for any number of values.
		List bool
	}
	// Field is a column: binding.name.
	Field struct {
		Of   Binding
		Name string
		// Type is the column's type once the query is planned.
		Type ectoschema.Type
		// Parent has the sources of the query around whose source Of is.
		Parent *Planned
	}
	// Whole is a source: binding.
	Whole struct{ Of Binding }
	// Literal is nil, a boolean, a number, a string or an atom.
	Literal struct{ Value eval.Value }
	// Tagged is a literal whose type another expression has decided, or
	// type(expr, type).
	Tagged struct {
		Value Expr
		Type  TypeRef
		// Literal tells the former from the latter.
		Literal bool
		// Resolved is the type once the query is planned, Database what the
		// database has for it.
		Resolved, Database ectoschema.Type
	}
	// Call is an operator or a function, count(x, :distinct) among them.
	Call struct {
		Name     string
		Args     []Expr
		Distinct bool
	}
	// In is left in right.
	In struct{ Left, Right Expr }
	// Fragment is fragment("... ? ...", args). Keyword has the pairs of a
	// keyword fragment, which no adapter here accepts.
	Fragment struct {
		Parts   []FragmentPart
		Keyword bool
	}
	// Identifier is identifier(^name) in a fragment, Constant constant(^value)
	// and Splice splice(^list).
	Identifier struct{ Name string }
	Constant   struct{ Value eval.Value }
	Splice     struct {
		Values []eval.Value
		Pos    diag.Pos
	}
	// Interval is datetime_add and date_add.
	Interval struct {
		// Date says that it is date_add.
		Date        bool
		Base, Count Expr
		Unit        string
	}
	// JSONPath is json_extract_path(field, path); an element is a string, an
	// integer or a column.
	JSONPath struct {
		Field Expr
		Path  []Expr
	}
	// Filter is filter(aggregate, condition), Over over(aggregate, window).
	Filter struct{ Aggregate, Condition Expr }
	Over   struct {
		Aggregate Expr
		// Name is the name of a window; without it, Window has its parts.
		Name   string
		Window Window
	}
	// Nested is a subquery within an expression; Planned is set once the query
	// around it is planned.
	Nested struct {
		Query   *Subquery
		Planned *Planned
	}
	// List is [a, b]; Tuple is {a, b}.
	List  struct{ Elems []Expr }
	Tuple struct{ Elems []Expr }
	// SelectedAs is selected_as(name).
	SelectedAs struct{ Name string }
)

// The expressions that only stand in a select.
type (
	// Named is selected_as(expr, name).
	Named struct {
		Expr Expr
		Name string
	}
	// MapExpr is %{key => value}, or %{update | key => value}.
	MapExpr struct {
		Update Expr
		Keys   []Expr
		Values []Expr
	}
	// StructExpr is %Module{...}.
	StructExpr struct {
		Module eval.Atom
		New    func() (*eval.Map, error)
		Map    MapExpr
	}
	// Merge is merge(left, right).
	Merge struct{ Left, Right Expr }
)

// FragmentPart is SQL or, where Expr is set, an expression.
type FragmentPart struct {
	SQL  string
	Expr Expr
}

func (Param) expr()      {}
func (*Bound) expr()     {}
func (Field) expr()      {}
func (Whole) expr()      {}
func (Literal) expr()    {}
func (Tagged) expr()     {}
func (Call) expr()       {}
func (In) expr()         {}
func (*Fragment) expr()  {}
func (Identifier) expr() {}
func (Constant) expr()   {}
func (Splice) expr()     {}
func (Interval) expr()   {}
func (JSONPath) expr()   {}
func (Filter) expr()     {}
func (Over) expr()       {}
func (Nested) expr()     {}
func (List) expr()       {}
func (Tuple) expr()      {}
func (SelectedAs) expr() {}
func (Named) expr()      {}
func (MapExpr) expr()    {}
func (StructExpr) expr() {}
func (Merge) expr()      {}

// TypeRef is a type that may be that of a column: binding.name.
type TypeRef struct {
	// Wrap is "in", "out", "array" or "splice" around Of, or "".
	Wrap string
	Of   *TypeRef
	// Elems are the types of a tuple's elements.
	Elems []TypeRef
	// Field is set when the type is a column's.
	Field *Field
	Type  ectoschema.Type
}

// Plain refers to a type that is no column's.
func Plain(t ectoschema.Type) TypeRef { return TypeRef{Type: t} }

// FieldType refers to the type of a column.
func FieldType(of Binding, name string) TypeRef {
	return TypeRef{Field: &Field{Of: of, Name: name}}
}

// Wrapped refers to a type within another: what kind in, out, array or splice
// says.
func Wrapped(kind string, t TypeRef) TypeRef { return TypeRef{Wrap: kind, Of: &t} }

// IsTrue reports whether an expression is the literal true.
func IsTrue(e Expr) bool {
	l, ok := e.(Literal)
	return ok && l.Value == eval.True
}
