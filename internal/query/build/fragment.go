package build

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// fragment builds fragment("... ?", args).
func (b *builder) fragment(n *syntax.Call) (query.Expr, error) {
	if len(n.Args) == 0 {
		return nil, notAnExpression(n)
	}
	if list, ok := n.Args[0].(*syntax.List); ok && list.Keywords {
		return &query.Fragment{Keyword: true}, nil
	}
	if _, pin := isPin(n.Args[0]); pin {
		v, err := b.pinned(n.Args[0])
		if err != nil {
			return nil, err
		}
		if _, ok := eval.Keyword(v); ok {
			return &query.Fragment{Keyword: true}, nil
		}
		return nil, interpolatedSQL(n, v)
	}
	v, err := b.Eval(n.Args[0])
	if err != nil {
		return nil, err
	}
	sql, ok := v.(eval.String)
	if !ok || !isConstant(n.Args[0]) {
		return nil, interpolatedSQL(n, v)
	}
	pieces := query.SplitFragment(string(sql))
	if len(pieces) != len(n.Args) {
		return nil, compileError(n.Pos(), "fragment(...) expects extra arguments in the same amount of question marks in string. "+
			"It received %d extra argument(s) but expected %d", len(n.Args)-1, len(pieces)-1)
	}
	f := &query.Fragment{Parts: []query.FragmentPart{{SQL: pieces[0]}}}
	for i, arg := range n.Args[1:] {
		e, err := b.fragmentArgument(arg)
		if err != nil {
			return nil, err
		}
		f.Parts = append(f.Parts, query.FragmentPart{Expr: e}, query.FragmentPart{SQL: pieces[i+1]})
	}
	return f, nil
}

// isConstant reports whether code is the same whenever it runs: a string, an
// attribute, or what is put together of these.
func isConstant(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.String:
		return true
	case *syntax.Call:
		if n.Target != nil {
			return false
		}
		switch n.Name {
		case "@":
			return true
		case "sigil_S", "<>":
			return true
		case "sigil_s":
			return isConstant(n.Args[0])
		case "<<>>":
			for _, part := range n.Args {
				if _, ok := part.(*syntax.String); !ok {
					return false
				}
			}
			return true
		}
	}
	return false
}

func interpolatedSQL(n *syntax.Call, v eval.Value) error {
	return compileError(n.Pos(), "to prevent SQL injection attacks, fragment(...) does not allow strings to be interpolated "+
		"as the first argument via the `^` operator, got: `%s`", eval.Inspect(v))
}

// fragmentArgument builds an argument of a fragment.
func (b *builder) fragmentArgument(n syntax.Node) (query.Expr, error) {
	call, ok := n.(*syntax.Call)
	if !ok || call.Target != nil || len(call.Args) != 1 {
		return b.expr(n, anyType)
	}
	switch call.Name {
	case "identifier", "literal":
		v, err := b.pinned(call.Args[0])
		if err != nil {
			return nil, err
		}
		name, ok := v.(eval.String)
		if !ok {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "identifier(^value) expects `value` to be a string, got `%s`", eval.Inspect(v))
		}
		return query.Identifier{Name: string(name)}, nil
	case "constant":
		v, err := b.pinned(call.Args[0])
		return query.Constant{Value: v}, err
	case "splice":
		v, err := b.pinned(call.Args[0])
		if err != nil {
			return nil, err
		}
		list, ok := v.(eval.List)
		if !ok {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "splice(^value) expects `value` to be a list, got `%s`", eval.Inspect(v))
		}
		return query.Splice{Values: list, Pos: n.Pos()}, nil
	}
	return b.expr(n, anyType)
}
