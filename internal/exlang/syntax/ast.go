package syntax

import (
	"math/big"

	"github.com/whimbrel-go/whimbrel/diag"
)

// A Node is one expression of Elixir in its quoted form. The tree has the
// shape that Code.string_to_quoted returns, so that macros can later take it
// apart as Elixir's own do:
//
//	Elixir                       here
//	atom                         *Atom
//	integer, float               *Integer, *Float
//	binary                       *String
//	charlist without #{}         *Charlist
//	[a, b]                       *List
//	{a, b}                       *Tuple (always two elements)
//	{name, meta, nil}            *Var
//	{name, meta, args}           *Call with Name
//	{{:., _, [l, r]}, _, args}   *Call with Target
//	{{name, _, _}, _, args}      *Call with Callee
//
// Everything else (tuples of other sizes :{}, maps :%{}, structs :%,
// bitstrings :<<>>, aliases :__aliases__, blocks :__block__, fn, ->, operators,
// @, &, sigils, ...) is a *Call by the name that Elixir gives it. A keyword
// list is a *List of *Tuple whose first element is an *Atom, and a do block is
// the last argument: a keyword list with the keys do, else, rescue, ...
type Node interface {
	// Pos is the place of the expression's first significant token: for an
	// operator the operator itself, for a remote call the name after the dot,
	// as in Elixir's own metadata.
	Pos() diag.Pos
	node()
}

// Position is embedded in every node.
type Position diag.Pos

// Pos returns the position.
func (p Position) Pos() diag.Pos { return diag.Pos(p) }

func (Position) node() {}

// The literal nodes and the composite nodes.
type (
	// Atom is :name, an operator as a value, true, false, nil, or the key of a
	// keyword. An alias such as Foo.Bar is not an Atom but a Call of __aliases__.
	Atom struct {
		Position
		Name string
	}
	// Integer has arbitrary precision. Text is the literal as written.
	Integer struct {
		Position
		Value *big.Int
		Text  string
	}
	// Float is a float literal.
	Float struct {
		Position
		Value float64
		Text  string
	}
	// String is a binary without interpolation, escapes resolved.
	String struct {
		Position
		Value string
		// Heredoc is set for """ strings (the printer wants to know).
		Heredoc bool
	}
	// Charlist is 'abc' without interpolation, escapes resolved.
	Charlist struct {
		Position
		Value string
	}
	// List is a list literal or the keyword arguments of a call.
	List struct {
		Position
		Elems []Node
		// Keywords is set when the list is the unbracketed keyword list that
		// ends a call's arguments, a do block among them.
		Keywords bool
	}
	// Tuple is a two-element tuple {left, right} or a keyword pair.
	Tuple struct {
		Position
		Left, Right Node
	}
	// Var is a name without arguments or parentheses: a variable, or a call
	// of a function without arguments. The evaluator decides.
	Var struct {
		Position
		Name string
		// Context keeps the variables of a macro's code apart from those of the
		// code that calls it. What the parser reads has none.
		Context string
	}
	// Call is a call, an operator or a special form.
	Call struct {
		Position
		// Name is the function's, operator's or form's name. Of a remote call
		// it is the name after the dot ("" when Fn is called: fun.(x)).
		Name string
		// Target is the left side of the dot, or nil for a local call.
		Target Node
		// Anonymous is set for fun.(args): Target is fun and Name is empty.
		Anonymous bool
		// Callee is set for a call of what another call returns, as in
		// unquote(name)(x): Name is empty and Target nil.
		Callee Node
		Args   []Node
		// Parens is set when the call was written with parentheses.
		// (expr.name without parentheses may be a map field.)
		Parens bool
		// Imported is the module that a name in a macro's code was imported
		// from there. What the parser reads has none.
		Imported string
		// DoBlock is set when the last argument is a do ... end block.
		DoBlock bool
		// End is the place of the closing token (end, bracket) where known.
		End diag.Pos
	}
)

// IsCall reports whether n is a local call (or form, or operator) of the given
// name, and returns it.
func IsCall(n Node, name string) (*Call, bool) {
	c, ok := n.(*Call)
	if !ok || c.Target != nil || c.Name != name {
		return nil, false
	}
	return c, true
}

// Walk visits a node and everything below it, parents first.
func Walk(n Node, visit func(Node)) {
	if n == nil {
		return
	}
	visit(n)
	switch n := n.(type) {
	case *List:
		for _, e := range n.Elems {
			Walk(e, visit)
		}
	case *Tuple:
		Walk(n.Left, visit)
		Walk(n.Right, visit)
	case *Call:
		Walk(n.Target, visit)
		Walk(n.Callee, visit)
		for _, a := range n.Args {
			Walk(a, visit)
		}
	}
}
