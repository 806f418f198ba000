package syntax

// doBlock parses a do block and makes it the last argument of c.
func (p *parser) doBlock(c *Call) {
	key := p.next()
	list := &List{Position: p.pos(key), Keywords: true}
	for {
		at := p.pos(key)
		p.eoe()
		var value Node
		items := p.stab()
		if clauses := p.clauses(items); clauses != nil {
			value = &List{Position: Position(clauses[0].Pos()), Elems: clauses}
		} else {
			value = block(items, at)
		}
		pair := &Tuple{Position: at, Left: &Atom{Position: at, Name: key.text}, Right: value}
		list.Elems = append(list.Elems, pair)
		if p.kind() != tokBlock {
			break
		}
		key = p.next()
	}
	end := p.expect(tokEnd, "end")
	c.Args = append(c.Args, list)
	c.DoBlock = true
	c.End = p.pos(end).Pos()
}

// fn parses an anonymous function.
func (p *parser) fn() Node {
	t := p.next()
	p.eoe()
	c := p.call(t, "fn")
	items := p.stab()
	c.Args = p.clauses(items)
	if c.Args == nil {
		failAt(p.pos(t).Pos(), "the `fn` on line %d has no `->`", t.line).
			hint("write it as fn arguments -> body end").raise()
	}
	c.End = p.pos(p.expect(tokEnd, "end")).Pos()
	return c
}

// A group is what stands in parentheses: an expression or, if node is nil,
// several arguments before an arrow.
type group struct {
	node  Node
	args  []Node
	empty bool
}

// parens parses Parens, or the patterns of a clause in parentheses.
func (p *parser) parens() group {
	open := p.next()
	at := p.pos(open)
	p.skipEOL()
	if p.kind() == tokRParen {
		p.next()
		return group{node: block(nil, at), empty: true}
	}
	mayBeArgs := p.kind() != tokSemicolon
	if !mayBeArgs {
		p.next()
		p.skipEOL()
	}
	var items []Node
	for p.kind() != tokRParen {
		n, args := p.clause(mayBeArgs && items == nil)
		if n == nil {
			p.closer(tokRParen, open)
			return group{args: args}
		}
		items = append(items, n)
		if !p.eoe() {
			break
		}
	}
	if p.kind() != tokRParen {
		p.failInBrackets(open)
	}
	p.next()
	return group{node: p.parenthesized(items, at)}
}

// parenthesized builds the expression of the items in parentheses.
func (p *parser) parenthesized(items []Node, at Position) Node {
	if clauses := p.clauses(items); clauses != nil {
		return &List{Position: at, Elems: clauses}
	}
	if len(items) == 1 {
		// A block keeps (not a) in b from being read as not (a in b).
		if c, ok := items[0].(*Call); ok && isNegation(c) {
			return &Call{Position: at, Name: "__block__", Args: items}
		}
		return block(items, at)
	}
	return &Call{Position: at, Name: "__block__", Args: items}
}

// stab parses the clauses or expressions up to the end or to the next section
// of a block.
func (p *parser) stab() []Node {
	var items []Node
	for p.kind() != tokEnd && p.kind() != tokBlock {
		n, _ := p.clause(false)
		items = append(items, n)
		if !p.eoe() && p.kind() != tokEnd && p.kind() != tokBlock {
			p.failUnexpected("")
		}
	}
	return items
}

// clause parses an expression or a clause with an arrow. If mayBeArgs is set,
// it may also find neither but several arguments, the node then being nil.
func (p *parser) clause(mayBeArgs bool) (Node, []Node) {
	outer := p.enter()
	n, args := p.clauseBody(mayBeArgs)
	p.leave(outer)
	return n, args
}

func (p *parser) clauseBody(mayBeArgs bool) (Node, []Node) {
	var first Node
	sh := shapeMatched
	switch p.kind() {
	case tokStabOp:
		return p.arrow(nil), nil
	case tokKeyword:
		return p.afterPatterns([]Node{p.openKeywords()}, mayBeArgs)
	case tokLParen:
		g := p.parens()
		if g.node == nil || g.empty && (p.kind() == tokStabOp || p.kind() == tokWhenOp) {
			return p.guardedArrow(g.args), nil
		}
		first, sh = p.infix(g.node, shapeAccess, precLowest, allowDo)
	default:
		first, sh = p.expr(precLowest, allowDo)
	}
	switch {
	case p.kind() == tokStabOp && sh != shapeBlock:
		return p.arrow(unwrapWhen(unwrapSplice([]Node{first}))), nil
	case p.kind() == tokComma && sh <= shapeMatched:
		return p.afterPatterns(p.moreOpenArgs(first), mayBeArgs)
	}
	return first, nil
}

// afterPatterns parses the arrow after several arguments.
func (p *parser) afterPatterns(args []Node, mayBeArgs bool) (Node, []Node) {
	if mayBeArgs && p.kind() != tokStabOp {
		return nil, args
	}
	return p.arrow(unwrapWhen(args)), nil
}

// guardedArrow parses what follows arguments in parentheses: an arrow, maybe
// with a guard before it.
func (p *parser) guardedArrow(args []Node) Node {
	args = unwrapSplice(args)
	if p.kind() == tokWhenOp {
		when := p.next()
		guard, _ := p.expr(precLowest, allowDo)
		args = []Node{p.call(when, "when", append(args, guard)...)}
	}
	return p.arrow(args)
}

// arrow parses an arrow and the first expression of its body.
func (p *parser) arrow(args []Node) Node {
	t := p.expect(tokStabOp, "->")
	p.skipEOL()
	var body Node
	switch p.kind() {
	case tokEnd, tokBlock, tokRParen, tokSemicolon:
		body = &Atom{Position: p.pos(t), Name: "nil"}
	default:
		body, _ = p.expr(precLowest, allowDo)
	}
	at := p.pos(t)
	if len(args) > 0 {
		at = Position(args[0].Pos())
	}
	return p.call(t, "->", &List{Position: at, Elems: args}, body)
}

// clauses adds to each clause the expressions that follow it. It returns nil
// if there are only expressions.
func (p *parser) clauses(items []Node) []Node {
	var clauses []Node
	for start := 0; start < len(items); {
		c, ok := IsCall(items[start], "->")
		if !ok {
			start++
			continue
		}
		if clauses == nil && start > 0 {
			failAt(c.Pos(), "unexpected `->`: the expressions before it belong to no clause").
				hint("with several clauses, the first expression must have an `->` too").raise()
		}
		end := start + 1
		for end < len(items) {
			if _, ok := IsCall(items[end], "->"); ok {
				break
			}
			end++
		}
		body := append([]Node{c.Args[1]}, items[start+1:end]...)
		c.Args[1] = block(body, Position(body[0].Pos()))
		clauses = append(clauses, c)
		start = end
	}
	return clauses
}

// unwrapWhen moves the arguments before a guard into it: a, b when c is the
// single pattern when(a, b, c).
func unwrapWhen(args []Node) []Node {
	last := len(args) - 1
	c, ok := IsCall(args[last], "when")
	if !ok || len(c.Args) != 2 || last == 0 {
		return args
	}
	c.Args = append(args[:last:last], c.Args...)
	return []Node{c}
}

// unwrapSplice undoes the block around (unquote_splicing(x)) where the
// parentheses are those of arguments.
func unwrapSplice(args []Node) []Node {
	if len(args) != 1 {
		return args
	}
	if c, ok := IsCall(args[0], "__block__"); ok && len(c.Args) == 1 && isSplice(c.Args[0]) {
		return c.Args
	}
	return args
}
