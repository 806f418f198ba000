package eval

import (
	"math/big"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Quoted is code as a value: what quote returns and a macro expands to.
type Quoted struct{ Node syntax.Node }

// quote evaluates quote do ... end: the code itself, with every unquote
// replaced by its value.
func (in *Interp) quote(n *syntax.Call, scope *Scope) (Value, error) {
	blocks, ok := doBlock(n)
	if !ok {
		return nil, invalid(n.Pos(), "quote needs a do block")
	}
	node, err := in.unquote(blocks["do"], scope)
	return Quoted{node}, err
}

func (in *Interp) unquote(n syntax.Node, scope *Scope) (syntax.Node, error) {
	switch n := n.(type) {
	case *syntax.List:
		elems, err := in.unquoteAll(n.Elems, scope)
		inner := *n
		inner.Elems = elems
		return &inner, err
	case *syntax.Tuple:
		both, err := in.unquoteAll([]syntax.Node{n.Left, n.Right}, scope)
		if err != nil {
			return nil, err
		}
		return &syntax.Tuple{Position: n.Position, Left: both[0], Right: both[1]}, nil
	case *syntax.Call:
		return in.unquoteCall(n, scope)
	}
	return n, nil
}

func (in *Interp) unquoteCall(n *syntax.Call, scope *Scope) (syntax.Node, error) {
	if n.Target == nil && n.Name == "unquote" && len(n.Args) == 1 {
		v, err := in.eval(n.Args[0], scope)
		if err != nil {
			return nil, err
		}
		return escape(v, n.Pos())
	}
	inner := *n
	var err error
	if n.Target != nil {
		if inner.Target, err = in.unquote(n.Target, scope); err != nil {
			return nil, err
		}
	}
	inner.Args, err = in.unquoteAll(n.Args, scope)
	return &inner, err
}

func (in *Interp) unquoteAll(nodes []syntax.Node, scope *Scope) ([]syntax.Node, error) {
	done := make([]syntax.Node, len(nodes))
	for i, n := range nodes {
		node, err := in.unquote(n, scope)
		if err != nil {
			return nil, err
		}
		done[i] = node
	}
	return done, nil
}

// escape writes a value as the code that gives it.
func escape(v Value, pos diag.Pos) (syntax.Node, error) {
	at := position(pos)
	switch v := v.(type) {
	case Quoted:
		return v.Node, nil
	case Atom:
		return &syntax.Atom{Position: at, Name: string(v)}, nil
	case Int:
		return &syntax.Integer{Position: at, Value: new(big.Int).Set(v.Int)}, nil
	case Float:
		return &syntax.Float{Position: at, Value: float64(v)}, nil
	case String:
		return &syntax.String{Position: at, Value: string(v)}, nil
	case List:
		elems, err := escapeAll(v, pos)
		return &syntax.List{Position: at, Elems: elems}, err
	case Tuple:
		elems, err := escapeAll(v, pos)
		return &syntax.Call{Position: at, Name: "{}", Args: elems}, err
	case *Map:
		pairs := make([]syntax.Node, 0, v.Len())
		for _, p := range v.Pairs() {
			both, err := escapeAll([]Value{p.Key, p.Value}, pos)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, &syntax.Tuple{Position: at, Left: both[0], Right: both[1]})
		}
		return &syntax.Call{Position: at, Name: "%{}", Args: pairs}, nil
	}
	return nil, invalid(pos, "a function cannot be written into code")
}

func escapeAll(values []Value, pos diag.Pos) ([]syntax.Node, error) {
	nodes := make([]syntax.Node, len(values))
	for i, v := range values {
		n, err := escape(v, pos)
		if err != nil {
			return nil, err
		}
		nodes[i] = n
	}
	return nodes, nil
}
