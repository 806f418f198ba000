package build

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// preload adds what preload: names: associations that are read with queries of
// their own, and those that a join of this query reads.
func (b *builder) preload(q *query.Query, n syntax.Node) error {
	p := &preloads{builder: b, query: q}
	names, assocs, err := p.all(n)
	q.Preloads, q.Assocs = append(q.Preloads, names...), append(q.Assocs, assocs...)
	return err
}

type preloads struct {
	*builder
	query *query.Query
}

// all reads :name, [:name, name: more] and ^value.
func (p *preloads) all(n syntax.Node) (eval.List, []query.Assoc, error) {
	switch n := n.(type) {
	case *syntax.Atom:
		return eval.List{eval.Atom(n.Name)}, nil, nil
	case *syntax.List:
		names, assocs := eval.List{}, []query.Assoc(nil)
		for _, e := range n.Elems {
			more, joined, err := p.element(e)
			if err != nil {
				return nil, nil, err
			}
			names, assocs = append(names, more...), append(assocs, joined...)
		}
		return names, assocs, nil
	}
	if _, pin := isPin(n); !pin {
		return nil, nil, compileError(n.Pos(), "this is not a valid preload expression. preload expects an atom, a list of atoms or a keyword list with "+
			"more preloads as values. Use ^ on the outermost preload to interpolate a value")
	}
	v, err := p.pinned(n)
	if list, ok := v.(eval.List); ok {
		return list, nil, err
	}
	return eval.List{v}, nil, err
}

func (p *preloads) element(n syntax.Node) (eval.List, []query.Assoc, error) {
	pair, ok := n.(*syntax.Tuple)
	if !ok {
		return p.all(n)
	}
	name, err := p.atom(pair.Left)
	if err != nil {
		return nil, nil, err
	}
	switch right := pair.Right.(type) {
	case *syntax.Var:
		a, err := p.joined(name, right)
		return nil, []query.Assoc{a}, err
	case *syntax.Tuple:
		if v, ok := right.Left.(*syntax.Var); ok {
			return p.below(name, v, right.Right)
		}
	case *syntax.Call:
		if _, pin := isPin(right); pin {
			v, err := p.pinned(right)
			return eval.List{eval.Tuple{eval.Atom(name), v}}, nil, err
		}
	}
	names, assocs, err := p.all(pair.Right)
	if len(assocs) > 0 {
		return nil, nil, compileError(n.Pos(), "cannot preload join association `:%s` with binding because parent preload is not a join association",
			assocs[0].Name)
	}
	return eval.List{eval.Tuple{eval.Atom(name), names}}, nil, err
}

// joined is name: binding.
func (p *preloads) joined(name string, v *syntax.Var) (query.Assoc, error) {
	of, err := p.variable(v)
	if err != nil {
		return query.Assoc{}, err
	}
	switch {
	case of.As != "":
		of.Index = p.query.Aliases[of.As]
	case of.FromEnd:
		of.Index += p.query.Bindings()
	}
	return query.Assoc{Name: name, Of: of.Index}, nil
}

// below is name: {binding, more}.
func (p *preloads) below(name string, v *syntax.Var, more syntax.Node) (eval.List, []query.Assoc, error) {
	a, err := p.joined(name, v)
	if err != nil {
		return nil, nil, err
	}
	names, inner, err := p.all(more)
	a.Assocs = inner
	if len(names) == 0 {
		return nil, []query.Assoc{a}, err
	}
	return eval.List{eval.Tuple{eval.Atom(name), names}}, []query.Assoc{a}, err
}
