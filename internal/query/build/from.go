package build

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
)

// from is from/1 and from/2.
func from(c *eval.MacroCall) (eval.Value, error) {
	b := &builder{MacroCall: c}
	args := c.Node.Args
	source := args[0]
	var names syntax.Node
	if in, ok := syntax.IsCall(source, "in"); ok && len(in.Args) == 2 {
		names, source = in.Args[0], in.Args[1]
	}
	q, err := b.fromSource(source)
	if err != nil {
		return nil, err
	}
	q = q.Clone()
	if names != nil {
		if v, ok := names.(*syntax.Var); ok {
			b.vars = []variable{{v.Name, v.Context, query.Binding{}}}
		} else if err := b.bindings(names, q); err != nil {
			return nil, err
		}
	}
	var pairs []*syntax.Tuple
	if len(args) > 1 {
		if pairs, err = keywordsOf(args[1]); err != nil {
			return nil, err
		}
	}
	options, rest, err := b.sourceOptions(pairs)
	if err != nil {
		return nil, err
	}
	if err := applyFrom(q, options, c.Node); err != nil {
		return nil, err
	}
	if err := b.keywordClauses(q, rest); err != nil {
		return nil, err
	}
	return Value(q), nil
}

// keywordsOf reads key: code pairs.
func keywordsOf(n syntax.Node) ([]*syntax.Tuple, error) {
	list, ok := n.(*syntax.List)
	if !ok {
		return nil, eval.NewRaised(n.Pos(), "ArgumentError", "second argument to `from` must be a compile time keyword list")
	}
	pairs := make([]*syntax.Tuple, len(list.Elems))
	for i, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if _, isAtom := keyOf(pair); !ok || !isAtom {
			return nil, eval.NewRaised(n.Pos(), "ArgumentError", "second argument to `from` must be a compile time keyword list")
		}
		pairs[i] = pair
	}
	return pairs, nil
}

func keyOf(pair *syntax.Tuple) (string, bool) {
	if pair == nil {
		return "", false
	}
	a, ok := pair.Left.(*syntax.Atom)
	if !ok {
		return "", false
	}
	return a.Name, true
}

// fromSource reads what a query reads first.
func (b *builder) fromSource(n syntax.Node) (*query.Query, error) {
	if s, ok, err := b.sourceForm(n); ok || err != nil {
		return &query.Query{From: query.From{Source: s}, Pos: b.Pos}, err
	}
	v, err := b.value(n)
	if err != nil {
		return nil, err
	}
	_, text := n.(*syntax.String)
	_, alias := syntax.IsCall(n, "__aliases__")
	b.compiled = text || alias
	return Queryable(b, v, b.Pos)
}

// sourceForm reads fragment(...) and values(...).
func (b *builder) sourceForm(n syntax.Node) (query.Source, bool, error) {
	if call, ok := syntax.IsCall(n, "fragment"); ok {
		e, err := b.fragment(call)
		f, ok := e.(*query.Fragment)
		return f, ok, err
	}
	if call, ok := syntax.IsCall(n, "values"); ok && len(call.Args) == 2 {
		v, err := b.values(call)
		return v, true, err
	}
	return nil, false, nil
}

// options are as:, prefix: and hints: of a source, and on: of a join.
type options struct {
	as          string
	prefix      string
	prefixGiven bool
	hints       []string
	on          []syntax.Node
}

// sourceOptions reads the options that follow a source.
func (b *builder) sourceOptions(pairs []*syntax.Tuple) (options, []*syntax.Tuple, error) {
	var o options
	for i, pair := range pairs {
		key, _ := keyOf(pair)
		var err error
		switch key {
		case "as":
			o.as, err = b.atom(pair.Right)
		case "prefix":
			o.prefixGiven = true
			var v eval.Value
			if v, err = b.value(pair.Right); err == nil && v != eval.Nil {
				o.prefix, _ = eval.Text(v)
			}
		case "hints":
			o.hints, err = b.hints(pair.Right)
		case "on":
			o.on = append(o.on, pair.Right)
		default:
			return o, pairs[i:], nil
		}
		if err != nil {
			return o, nil, err
		}
	}
	return o, nil, nil
}

func (b *builder) hints(n syntax.Node) ([]string, error) {
	nodes := []syntax.Node{n}
	if list, ok := n.(*syntax.List); ok {
		nodes = list.Elems
	}
	hints := make([]string, len(nodes))
	for i, e := range nodes {
		if call, ok := syntax.IsCall(e, "unsafe_fragment"); ok && len(call.Args) == 1 {
			e = call.Args[0]
		}
		v, err := b.value(e)
		if err != nil {
			return nil, err
		}
		text, ok := v.(eval.String)
		if !ok {
			return nil, compileError(n.Pos(), "`hints` must be a compile time string, unsafe fragment of the form `unsafe_fragment(^...)`, "+
				"or list containing either, got: `%s`", eval.Inspect(v))
		}
		hints[i] = string(text)
	}
	return hints, nil
}

func applyFrom(q *query.Query, o options, n *syntax.Call) error {
	if len(o.on) > 0 {
		return compileError(n.Pos(), "`on` keyword must immediately follow a join")
	}
	if o.as != "" {
		if q.From.As != "" {
			return compileError(n.Pos(), "can't apply alias `:%s`, binding in `from` is already aliased to `:%s`", o.as, q.From.As)
		}
		if _, taken := q.Aliases[o.as]; taken {
			return compileError(n.Pos(), "alias `:%s` already exists", o.as)
		}
		q.From.As, q.Aliases[o.as] = o.as, 0
	}
	if o.prefixGiven {
		q.From.Prefix, q.From.PrefixGiven = o.prefix, o.prefix != ""
	}
	q.From.Hints = append(q.From.Hints, o.hints...)
	return nil
}

// keywordClauses adds the clauses of the keyword syntax.
func (b *builder) keywordClauses(q *query.Query, pairs []*syntax.Tuple) error {
	for len(pairs) > 0 {
		key, _ := keyOf(pairs[0])
		pair := pairs[0]
		pairs = pairs[1:]
		qualifier, isJoin := joinQualifier(key)
		if !isJoin {
			if err := b.keywordClause(q, key, pair); err != nil {
				return err
			}
			continue
		}
		o, rest, err := b.sourceOptions(pairs)
		if err != nil {
			return err
		}
		if err := b.join(q, qualifier, pair.Right, o); err != nil {
			return err
		}
		pairs = rest
	}
	return nil
}

func (b *builder) keywordClause(q *query.Query, key string, pair *syntax.Tuple) error {
	switch key {
	case "on":
		return compileError(pair.Pos(), "`on` keyword must immediately follow a join")
	case "as", "prefix", "hints":
		return compileError(pair.Pos(), "`%s` keyword must immediately follow a from/join", key)
	case "prepend_order_by":
		return compileError(pair.Pos(), "unsupported :%s in keyword query expression", key)
	}
	return b.clause(q, key, pair.Right)
}

// joinQualifier reads join, left_join, cross_lateral_join, ...
func joinQualifier(key string) (string, bool) {
	if key == "join" {
		return "inner", true
	}
	return strings.CutSuffix(key, "_join")
}

// join adds a join.
func (b *builder) join(q *query.Query, qualifier string, n syntax.Node, o options) error {
	bound := variable{name: "_"}
	if in, ok := syntax.IsCall(n, "in"); ok && len(in.Args) == 2 {
		v, ok := in.Args[0].(*syntax.Var)
		if !ok {
			return compileError(n.Pos(), "malformed join in query expression")
		}
		bound, n = variable{name: v.Name, context: v.Context}, in.Args[1]
	}
	index := q.Bindings()
	j := query.Join{Qualifier: qualifier, As: o.as, Hints: o.hints, Prefix: o.prefix, Pos: n.Pos()}
	if err := b.joinSource(&j, n); err != nil {
		return err
	}
	if o.as != "" {
		if _, taken := q.Aliases[o.as]; taken {
			return compileError(n.Pos(), "alias `:%s` already exists", o.as)
		}
		q.Aliases[o.as] = index
	}
	bound.binding = query.Binding{Index: index}
	b.vars = append(b.vars, bound)
	var conditions []query.Expr
	for _, on := range o.on {
		e, err := b.filterExpr("on", on, query.Binding{Index: index})
		if err != nil {
			return err
		}
		conditions = append(conditions, e)
	}
	j.On = conjunction(conditions)
	q.Joins = append(q.Joins, j)
	return nil
}

// joinSource reads what is joined.
func (b *builder) joinSource(j *query.Join, n syntax.Node) error {
	if call, ok := syntax.IsCall(n, "assoc"); ok && len(call.Args) == 2 {
		of, err := b.source(call.Args[0])
		if err != nil {
			return err
		}
		name, err := b.atom(call.Args[1])
		j.Assoc = &query.AssocOf{Of: of, Name: name}
		return err
	}
	s, ok, err := b.sourceForm(n)
	if ok || err != nil {
		j.Source = s
		return err
	}
	v, err := b.value(n)
	if err != nil {
		return err
	}
	q, err := Queryable(b, v, n.Pos())
	if err != nil {
		return err
	}
	if _, isQuery := Of(v); isQuery {
		j.Source = q
		return nil
	}
	j.Source = q.From.Source
	return nil
}
