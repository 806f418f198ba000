package eval

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// matchForm evaluates pattern = expression.
func (in *Interp) matchForm(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[1], scope)
	if err != nil {
		return nil, err
	}
	return in.matched(n.Args[0], v, scope, n.Pos())
}

// matched matches a value that has to match.
func (in *Interp) matched(pattern syntax.Node, v Value, scope *Scope, pos diag.Pos) (Value, error) {
	ok, err := in.match(pattern, v, scope)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, termError(pos, "MatchError", "no match of right hand side value: ", v)
	}
	return v, nil
}

func (in *Interp) matchAll(patterns []syntax.Node, values []Value, scope *Scope) (bool, error) {
	if len(patterns) != len(values) {
		return false, nil
	}
	m := matcher{in: in, scope: scope}
	for i, p := range patterns {
		if ok, err := m.match(p, values[i]); !ok || err != nil {
			return false, err
		}
	}
	m.commit()
	return true, nil
}

// match matches a value against a pattern and binds the pattern's variables
// if all of it matches.
func (in *Interp) match(pattern syntax.Node, v Value, scope *Scope) (bool, error) {
	m := matcher{in: in, scope: scope}
	ok, err := m.match(pattern, v)
	if ok && err == nil {
		m.commit()
	}
	return ok && err == nil, err
}

// matcher collects the bindings of a pattern. A variable that stands twice
// must match the same value twice.
type matcher struct {
	in    *Interp
	scope *Scope
	bound []bound
	depth int
}

type bound struct {
	name, context string
	value         Value
}

func (m *matcher) commit() {
	for _, b := range m.bound {
		m.scope.bind(b.name, b.context, b.value)
	}
}

// maxPattern is how deeply patterns nest; a macro could make them endless.
const maxPattern = 5_000

func (m *matcher) match(pattern syntax.Node, v Value) (bool, error) {
	if variable, ok := pattern.(*syntax.Var); ok {
		return m.variable(variable, v)
	}
	if err := m.in.step(pattern); err != nil {
		return false, err
	}
	if m.depth++; m.depth > maxPattern {
		return false, refused(pattern.Pos(), "patterns nest deeper than %d levels", maxPattern)
	}
	ok, err := m.composite(pattern, v)
	m.depth--
	return ok, err
}

func (m *matcher) composite(pattern syntax.Node, v Value) (bool, error) {
	if call, ok := syntax.IsCall(pattern, "="); ok && len(call.Args) == 2 {
		ok, err := m.match(call.Args[0], v)
		if !ok || err != nil {
			return false, err
		}
		return m.match(call.Args[1], v)
	}
	if call, ok := syntax.IsCall(pattern, "var!"); ok {
		if variable, ok := bareVariable(call); ok {
			return m.variable(variable, v)
		}
	}
	if opaque, ok := v.(Opaque); ok {
		return false, needsDatabase(pattern.Pos(), opaque)
	}
	switch p := pattern.(type) {
	case *syntax.List:
		return m.list(p, v)
	case *syntax.Tuple:
		return m.tuple([]syntax.Node{p.Left, p.Right}, v)
	case *syntax.Call:
		return m.call(p, v)
	}
	return m.literal(pattern, v)
}

func (m *matcher) variable(p *syntax.Var, v Value) (bool, error) {
	switch p.Name {
	case "_":
		return true, nil
	case "__MODULE__", "__DIR__":
		return m.literal(p, v)
	}
	for _, b := range m.bound {
		if b.name == p.Name && b.context == p.Context {
			return m.in.equal(b.value, v, p.Pos())
		}
	}
	m.bound = append(m.bound, bound{p.Name, p.Context, v})
	return true, nil
}

// literal matches what is an expression: its value must be equal.
func (m *matcher) literal(n syntax.Node, v Value) (bool, error) {
	literal, err := m.in.eval(n, m.scope)
	if err != nil {
		return false, err
	}
	return m.in.equal(literal, v, n.Pos())
}

func (m *matcher) tuple(patterns []syntax.Node, v Value) (bool, error) {
	t, ok := v.(Tuple)
	if !ok || len(t) != len(patterns) {
		return false, nil
	}
	for i, p := range patterns {
		if ok, err := m.match(p, t[i]); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (m *matcher) list(p *syntax.List, v Value) (bool, error) {
	if !isList(v) {
		return false, nil
	}
	heads, tail := listParts(v)
	for i, e := range p.Elems {
		if i >= len(heads) {
			return false, nil
		}
		if cons, ok := syntax.IsCall(e, "|"); ok && i == len(p.Elems)-1 && len(cons.Args) == 2 {
			if ok, err := m.match(cons.Args[0], heads[i]); !ok || err != nil {
				return false, err
			}
			return m.match(cons.Args[1], restOf(heads[i+1:], tail))
		}
		if ok, err := m.match(e, heads[i]); !ok || err != nil {
			return false, err
		}
	}
	return len(heads) == len(p.Elems) && tail == nil, nil
}

// restOf is what follows the head of a list.
func restOf(heads List, tail Value) Value {
	switch {
	case tail == nil:
		return heads
	case len(heads) == 0:
		return tail
	}
	return &Improper{heads, tail}
}

func (m *matcher) call(p *syntax.Call, v Value) (bool, error) {
	if p.Target != nil || p.Callee != nil {
		return m.remote(p, v)
	}
	if err := m.in.wellFormed(p); err != nil {
		return false, err
	}
	switch p.Name {
	case "{}":
		return m.tuple(p.Args, v)
	case "%{}":
		return m.mapPattern(p, v)
	case "%":
		return m.structPattern(p, v)
	case "<<>>":
		return m.binary(p, v)
	case "<>", "++":
		if len(p.Args) == 2 {
			return m.concatenation(p, v)
		}
	case "..", "..//":
		if len(p.Args) == 2 || len(p.Args) == 3 {
			return m.rangePattern(p, v)
		}
	case "^":
		return m.literal(p.Args[0], v)
	case "::", "when", "->", "|":
		return false, notYet(p, "the pattern "+p.Name)
	case "__aliases__", "-", "+", "@":
		return m.literal(p, v)
	case "__block__":
		if len(p.Args) == 1 {
			return m.match(p.Args[0], v)
		}
	}
	if expansion, ok, err := m.in.expandNode(p, m.scope); ok || err != nil {
		if err != nil {
			return false, err
		}
		return m.match(expansion, v)
	}
	// Sigils, ranges, operators on literals.
	return m.literal(p, v)
}

// remote matches what a macro of another module gives, or a fixed value.
func (m *matcher) remote(p *syntax.Call, v Value) (bool, error) {
	if expansion, ok, err := m.in.expandNode(p, m.scope); ok || err != nil {
		if err != nil {
			return false, err
		}
		return m.match(expansion, v)
	}
	return m.literal(p, v)
}

func (m *matcher) concatenation(p *syntax.Call, v Value) (bool, error) {
	if p.Name == "<>" {
		return m.prefix(p, v)
	}
	return m.listPrefix(p, v)
}

// prefix matches "text" <> rest.
func (m *matcher) prefix(p *syntax.Call, v Value) (bool, error) {
	text, ok := v.(String)
	if !ok {
		return false, nil
	}
	first, err := m.in.eval(p.Args[0], m.scope)
	if err != nil {
		return false, err
	}
	start, ok := first.(String)
	if !ok {
		return false, m.in.raised(p.Pos(), "ArgumentError", "the left argument of <> operator inside a match should always be a literal binary because its size can't be verified. Got: %s", codeText(p.Args[0]))
	}
	if len(text) < len(start) || text[:len(start)] != start {
		return false, nil
	}
	return m.match(p.Args[1], text[len(start):])
}

// listPrefix matches [a, b] ++ rest.
func (m *matcher) listPrefix(p *syntax.Call, v Value) (bool, error) {
	start, ok := p.Args[0].(*syntax.List)
	if !ok {
		if chars, isChars := p.Args[0].(*syntax.Charlist); isChars {
			start, ok = &syntax.List{Position: chars.Position}, true
			for _, c := range charlist(chars.Value) {
				start.Elems = append(start.Elems, &literal{chars.Position, c})
			}
		}
	}
	list, isList := v.(List)
	if !ok || !isList || len(list) < len(start.Elems) {
		return false, nil
	}
	if ok, err := m.list(start, list[:len(start.Elems)]); !ok || err != nil {
		return false, err
	}
	return m.match(p.Args[1], list[len(start.Elems):])
}

func (m *matcher) mapPattern(p *syntax.Call, v Value) (bool, error) {
	found, ok := v.(*Map)
	if !ok {
		return false, nil
	}
	for _, e := range p.Args {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return false, m.in.raised(e.Pos(), "CompileError", "expected key => pattern")
		}
		key, err := m.key(pair.Left)
		if err != nil {
			return false, err
		}
		value, ok := found.Get(key)
		if !ok {
			return false, nil
		}
		if ok, err := m.match(pair.Right, value); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// key evaluates the key of a map pattern, which may be pinned.
func (m *matcher) key(n syntax.Node) (Value, error) {
	if pin, ok := syntax.IsCall(n, "^"); ok && len(pin.Args) == 1 {
		n = pin.Args[0]
	}
	return m.in.eval(n, m.scope)
}

// rangePattern matches first..last, whatever the step, and first..last//step.
func (m *matcher) rangePattern(p *syntax.Call, v Value) (bool, error) {
	found, ok := v.(*Map)
	if !ok || found.Struct() != Module("Range") {
		return false, nil
	}
	for i, name := range []Atom{"first", "last", "step"}[:len(p.Args)] {
		if ok, err := m.match(p.Args[i], field(found, name)); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// structPattern matches %Name{...}, %name{...} and %_{}.
func (m *matcher) structPattern(p *syntax.Call, v Value) (bool, error) {
	found, ok := v.(*Map)
	if !ok || found.Struct() == "" {
		return false, nil
	}
	fields, ok := syntax.IsCall(p.Args[1], "%{}")
	if !ok {
		return false, m.in.raised(p.Pos(), "CompileError", "expected a struct pattern")
	}
	if ok, err := m.match(p.Args[0], found.Struct()); !ok || err != nil {
		return false, err
	}
	return m.mapPattern(fields, v)
}
