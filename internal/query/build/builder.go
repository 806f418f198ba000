package build

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// builder turns the code of a query into expressions.
type builder struct {
	*eval.MacroCall
	vars []variable
	// inDynamic lets dynamic expressions stand within others.
	inDynamic bool
	// compiled says that Ecto would build the query so far while it compiles.
	compiled bool
	// take is what a select takes of the sources.
	take map[int]query.Take
}

// variable is a name for a source.
type variable struct {
	name string
	// context is that of a macro whose code has the variable.
	context string
	binding query.Binding
}

// compileError is Ecto.Query.CompileError.
func compileError(pos diag.Pos, format string, args ...any) error {
	return eval.NewRaised(pos, "Ecto.Query.CompileError", format, args...)
}

// bindings reads [u, p, ..., last: l], for a query that has count sources.
func (b *builder) bindings(n syntax.Node, q *query.Query) error {
	list, ok := n.(*syntax.List)
	if !ok {
		return compileError(n.Pos(), "binding should be list of variables and `{as, var}` tuples")
	}
	tail := -1
	for i, e := range list.Elems {
		switch e := e.(type) {
		case *syntax.Call:
			if e.Name != "..." {
				return compileError(e.Pos(), "binding list should contain only variables or `{as, var}` tuples")
			}
			tail = i
		case *syntax.Var:
			binding := query.Binding{Index: i}
			if tail >= 0 {
				binding = query.Binding{Index: i - len(list.Elems), FromEnd: true}
			}
			if q != nil && binding.FromEnd {
				binding = query.Binding{Index: q.Bindings() + binding.Index}
			}
			b.vars = append(b.vars, variable{e.Name, e.Context, binding})
		case *syntax.Tuple:
			if err := b.namedBinding(e); err != nil {
				return err
			}
		default:
			return compileError(e.Pos(), "binding list should contain only variables or `{as, var}` tuples")
		}
	}
	return nil
}

// namedBinding reads name: variable and {^name, variable}.
func (b *builder) namedBinding(pair *syntax.Tuple) error {
	v, ok := pair.Right.(*syntax.Var)
	if !ok {
		return compileError(pair.Pos(), "binding list should contain only variables or `{as, var}` tuples")
	}
	name, err := b.atom(pair.Left)
	if err != nil {
		return err
	}
	b.vars = append(b.vars, variable{v.Name, v.Context, query.Binding{As: name}})
	return nil
}

// atom reads an atom, or one that is interpolated.
func (b *builder) atom(n syntax.Node) (string, error) {
	if a, ok := n.(*syntax.Atom); ok {
		return a.Name, nil
	}
	v, err := b.pinned(n)
	if err != nil {
		return "", err
	}
	a, ok := v.(eval.Atom)
	if !ok {
		return "", compileError(n.Pos(), "expected an atom, got: `%s`", eval.Inspect(v))
	}
	return string(a), nil
}

// name reads an atom or a string, or one that is interpolated.
func (b *builder) name(n syntax.Node) (string, error) {
	switch n := n.(type) {
	case *syntax.Atom:
		return n.Name, nil
	case *syntax.String:
		return n.Value, nil
	}
	v, err := b.pinned(n)
	if err != nil {
		return "", err
	}
	text, ok := eval.Text(v)
	if !ok {
		return "", compileError(n.Pos(), "expected atom or string in field/2, got: `%s`", eval.Inspect(v))
	}
	return text, nil
}

// isPin returns the expression of ^expression.
func isPin(n syntax.Node) (syntax.Node, bool) {
	pin, ok := syntax.IsCall(n, "^")
	if !ok || len(pin.Args) != 1 {
		return nil, false
	}
	return pin.Args[0], true
}

// pinned evaluates ^expression; without the ^ only an attribute has a value.
func (b *builder) pinned(n syntax.Node) (eval.Value, error) {
	inner, ok := isPin(n)
	if !ok {
		if _, attribute := syntax.IsCall(n, "@"); !attribute {
			return nil, notAnExpression(n)
		}
		inner = n
	}
	v, err := b.Eval(inner)
	if err != nil {
		return nil, err
	}
	return v, eval.LookInto(v, n.Pos())
}

// variable finds the source that a variable names.
func (b *builder) variable(v *syntax.Var) (query.Binding, error) {
	for i := len(b.vars) - 1; i >= 0; i-- {
		if b.vars[i].name == v.Name && b.vars[i].context == v.Context {
			return b.vars[i].binding, nil
		}
	}
	return query.Binding{}, compileError(v.Pos(), "unbound variable `%s` in query. If you are attempting to interpolate a value, use ^var", v.Name)
}

// source finds the source that u, as(:name) or parent_as(:name) is.
func (b *builder) source(n syntax.Node) (query.Binding, error) {
	if v, ok := n.(*syntax.Var); ok {
		return b.variable(v)
	}
	for _, name := range []string{"as", "parent_as"} {
		if call, ok := syntax.IsCall(n, name); ok && len(call.Args) == 1 {
			as, err := b.atom(call.Args[0])
			return query.Binding{As: as, Parent: name == "parent_as"}, err
		}
	}
	return query.Binding{}, compileError(n.Pos(), "can only fetch fields from sources, such as `p` in `from p in Post`, "+
		"and from named bindings, as(:post) and parent_as(:post)")
}

// isSource reports whether n is u, as(:name) or parent_as(:name).
func isSource(n syntax.Node) bool {
	if _, ok := n.(*syntax.Var); ok {
		return true
	}
	call, ok := n.(*syntax.Call)
	return ok && call.Target == nil && (call.Name == "as" || call.Name == "parent_as") && len(call.Args) == 1
}

// fieldOf returns the source and the name of u.name.
func fieldOf(n syntax.Node) (*syntax.Call, bool) {
	call, ok := n.(*syntax.Call)
	if !ok || call.Target == nil || call.Anonymous || len(call.Args) > 0 || !isSource(call.Target) {
		return nil, false
	}
	return call, true
}

func notAnExpression(n syntax.Node) error {
	what := "this"
	switch n := n.(type) {
	case *syntax.Call:
		what = "`" + n.Name + "`"
	case *syntax.Var:
		what = "`" + n.Name + "`"
	}
	return compileError(n.Pos(), "%s is not a valid query expression.\n\n"+
		"* If you intended to call an Elixir function or introduce a value,\n  you need to explicitly interpolate it with ^\n\n"+
		"* If you intended to call a database function, use fragment(\"function(?)\", value)", what)
}
