package eval

import (
	"math/big"
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// toValue returns code as a value, in Elixir's quoted form.
func toValue(n syntax.Node) Value {
	switch n := n.(type) {
	case *syntax.Atom:
		return Atom(n.Name)
	case *syntax.Integer:
		return Int{n.Value}
	case *syntax.Float:
		return Float(n.Value)
	case *syntax.String:
		return String(n.Value)
	case *syntax.Charlist:
		return charlist(n.Value)
	case *syntax.List:
		return List(toValues(n.Elems))
	case *syntax.Tuple:
		return Tuple{toValue(n.Left), toValue(n.Right)}
	case *syntax.Var:
		context := Value(Nil)
		if n.Context != "" {
			context = Atom(n.Context)
		}
		return Tuple{Atom(n.Name), metadata(n), context}
	case *syntax.Call:
		return callValue(n)
	case *literal:
		return n.value
	}
	return Nil
}

func toValues(nodes []syntax.Node) []Value {
	values := make([]Value, len(nodes))
	for i, n := range nodes {
		values[i] = toValue(n)
	}
	return values
}

func callValue(n *syntax.Call) Value {
	meta, args := metadata(n), List(toValues(n.Args))
	switch {
	case n.Anonymous:
		return Tuple{Tuple{Atom("."), meta, List{toValue(n.Target)}}, meta, args}
	case n.Target != nil:
		dot := Tuple{Atom("."), meta, List{toValue(n.Target), Atom(n.Name)}}
		if !n.Parens && len(args) == 0 {
			meta = append(List{Tuple{Atom("no_parens"), True}}, meta...)
		}
		return Tuple{dot, meta, args}
	case n.Callee != nil:
		return Tuple{toValue(n.Callee), meta, args}
	}
	if n.Imported != "" {
		meta = append(List{Tuple{Atom("imported"), Module(n.Imported)}}, meta...)
	}
	return Tuple{Atom(n.Name), meta, args}
}

func metadata(n syntax.Node) List {
	pos := n.Pos()
	if !pos.IsValid() {
		return List{}
	}
	return List{
		Tuple{Atom("line"), IntValue(int64(pos.Line))},
		Tuple{Atom("column"), IntValue(int64(pos.Column))},
	}
}

// A converter turns quoted values back into code.
type converter struct {
	in *Interp
	// pos is the place of code that does not say where it stands.
	pos diag.Pos
	// mark keeps the variables of one expansion of a macro apart.
	mark  string
	depth int
}

func (c *converter) node(v Value) (syntax.Node, error) {
	if err := c.in.work(c.pos); err != nil {
		return nil, err
	}
	if c.depth++; c.depth > maxPattern {
		return nil, refused(c.pos, "code nests deeper than %d levels", maxPattern)
	}
	defer func() { c.depth-- }()
	at := position(c.pos)
	switch v := v.(type) {
	case Atom:
		return &syntax.Atom{Position: at, Name: string(v)}, nil
	case Int:
		return &syntax.Integer{Position: at, Value: new(big.Int).Set(v.Int), Text: v.String()}, nil
	case Float:
		return &syntax.Float{Position: at, Value: float64(v)}, nil
	case String:
		return &syntax.String{Position: at, Value: string(v)}, nil
	case List:
		elems, err := c.nodes(v)
		return &syntax.List{Position: at, Elems: elems}, err
	case Tuple:
		return c.tuple(v)
	}
	return &literal{at, v}, nil
}

func (c *converter) nodes(values []Value) ([]syntax.Node, error) {
	nodes := make([]syntax.Node, len(values))
	for i, v := range values {
		n, err := c.node(v)
		if err != nil {
			return nil, err
		}
		nodes[i] = n
	}
	return nodes, nil
}

func (c *converter) tuple(t Tuple) (syntax.Node, error) {
	switch len(t) {
	case 2:
		both, err := c.nodes(t)
		if err != nil {
			return nil, err
		}
		return &syntax.Tuple{Position: position(c.pos), Left: both[0], Right: both[1]}, nil
	case 3:
		if meta, ok := Keyword(t[1]); ok {
			return c.call(t, meta)
		}
	}
	return &literal{position(c.pos), t}, nil
}

// call builds {form, meta, arguments}.
func (c *converter) call(t Tuple, meta []Pair) (syntax.Node, error) {
	at := position(c.place(meta))
	if name, ok := t[0].(Atom); ok {
		if context, ok := t[2].(Atom); ok {
			return &syntax.Var{Position: at, Name: string(name), Context: c.context(context)}, nil
		}
	}
	list, ok := t[2].(List)
	if !ok {
		return &literal{at, t}, nil
	}
	args, err := c.nodes(list)
	if err != nil {
		return nil, err
	}
	n := &syntax.Call{Position: at, Args: args, Parens: true}
	if len(list) > 0 {
		last, _ := Keyword(list[len(list)-1])
		n.DoBlock = len(last) > 0 && last[0].Key == Atom("do")
	}
	switch form := t[0].(type) {
	case Atom:
		n.Name = string(form)
		if formArity(n.Name) > len(args) && isOperator(n.Name) {
			return nil, c.in.wellFormed(n)
		}
		if imported, ok := Option(meta, "imported"); ok {
			n.Imported, _ = ModuleName(imported)
		}
		return n, nil
	case Tuple:
		return n, c.dot(n, form, meta)
	}
	return &literal{at, t}, nil
}

// dot sets what is called in {{:., _, [target, name]}, meta, args}.
func (c *converter) dot(n *syntax.Call, form Tuple, meta []Pair) error {
	var err error
	if len(form) == 3 && form[0] == Atom(".") {
		parts, _ := form[2].(List)
		switch len(parts) {
		case 1:
			n.Anonymous = true
			n.Target, err = c.node(parts[0])
			return err
		case 2:
			if name, ok := parts[1].(Atom); ok {
				_, bare := Option(meta, "no_parens")
				n.Name, n.Parens = string(name), !bare
				n.Target, err = c.node(parts[0])
				return err
			}
		}
	}
	n.Callee, err = c.node(form)
	return err
}

// context returns the context of a variable. A variable of a macro's own code
// belongs to this expansion.
func (c *converter) context(context Atom) string {
	if context == Nil {
		return ""
	}
	if c.mark == "" || strings.Contains(string(context), "#") {
		return string(context)
	}
	return string(context) + c.mark
}

func (c *converter) place(meta []Pair) diag.Pos {
	pos := c.pos
	line, ok := Option(meta, "line")
	if n, isInt := line.(Int); ok && isInt && n.IsInt64() && n.Sign() > 0 {
		pos.Line, pos.Column = int(n.Int64()), 0
		column, _ := Option(meta, "column")
		if n, isInt := column.(Int); isInt && n.IsInt64() {
			pos.Column = int(n.Int64())
		}
	}
	return pos
}

// escape is Macro.escape/1: a value as the code that gives it.
func (c *Call) escape(v Value, depth int) (Value, error) {
	if err := c.Step(); err != nil {
		return nil, err
	}
	if depth > maxPattern {
		return nil, refused(c.Pos, "a value nests deeper than %d levels", maxPattern)
	}
	switch v := v.(type) {
	case List:
		elems, err := c.escapeAll(v, depth)
		return List(elems), err
	case Tuple:
		elems, err := c.escapeAll(v, depth)
		if len(v) == 2 || err != nil {
			return Tuple(elems), err
		}
		return Tuple{Atom("{}"), List{}, List(elems)}, nil
	case *Map:
		pairs := List{}
		for _, p := range v.Pairs() {
			both, err := c.escapeAll([]Value{p.Key, p.Value}, depth)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, Tuple(both))
		}
		return Tuple{Atom("%{}"), List{}, pairs}, nil
	}
	return v, nil
}

func (c *Call) escapeAll(values []Value, depth int) ([]Value, error) {
	escaped := make([]Value, len(values))
	for i, v := range values {
		e, err := c.escape(v, depth+1)
		if err != nil {
			return nil, err
		}
		escaped[i] = e
	}
	return escaped, nil
}

// environment is __ENV__ at a place.
func environment(scope *Scope, pos diag.Pos) Value {
	fun := Value(Nil)
	if scope.function != nil {
		fun = Tuple{Atom(scope.function.Name), IntValue(int64(scope.function.Arity))}
	}
	aliases := List{}
	for short, full := range scope.env.aliases {
		aliases = append(aliases, Tuple{Module(short), Module(full)})
	}
	return NewStruct(Module("Macro.Env"),
		Pair{Atom("module"), moduleAtom(scope)}, Pair{Atom("file"), String(pos.File)},
		Pair{Atom("line"), IntValue(int64(pos.Line))}, Pair{Atom("function"), fun},
		Pair{Atom("aliases"), aliases}, Pair{Atom("requires"), List{}}, Pair{Atom("context"), Nil})
}

func directory(file string) string { return filepath.Dir(file) }
