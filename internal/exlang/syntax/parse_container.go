package syntax

// list parses [a, b]. Keywords are elements like others.
func (p *parser) list() Node {
	open := p.next()
	list := &List{Position: p.pos(open)}
	for _, item := range p.items(nil, open, tokRBracket) {
		if kw, ok := item.(*List); ok && kw.Keywords {
			list.Elems = append(list.Elems, kw.Elems...)
			continue
		}
		list.Elems = append(list.Elems, item)
	}
	return list
}

// tuple parses {a, b}.
func (p *parser) tuple() Node {
	open := p.next()
	c := p.call(open, "{}")
	p.refuseKeywords(open, "a tuple")
	c.Args = p.items(c, open, tokRBrace)
	if len(c.Args) == 2 {
		return &Tuple{Position: c.Position, Left: c.Args[0], Right: c.Args[1]}
	}
	return c
}

// bits parses <<a, b>>.
func (p *parser) bits() Node {
	open := p.next()
	c := p.call(open, "<<>>")
	p.refuseKeywords(open, "a binary")
	c.Args = p.items(c, open, tokRBits)
	return c
}

// refuseKeywords reports keywords right after the bracket open.
func (p *parser) refuseKeywords(open *token, where string) {
	p.skipEOL()
	if p.kind() == tokKeyword {
		failAt(p.pos(p.tok()).Pos(), "unexpected %s: %s cannot start with keywords", p.tok().describe(), where).
			hint("a map is written %%{a: 1}, a list [a: 1]").raise()
	}
}

// items parses Items and the closing bracket, whose place it sets in c.
func (p *parser) items(c *Call, open *token, closer tokenKind) []Node {
	p.skipEOL()
	var items []Node
	for p.kind() != closer {
		if p.kind() == tokKeyword {
			items = append(items, p.keywords())
			break
		}
		n, sh := p.expr(precLowest, allowDo)
		if sh.open() {
			p.failOpen("between brackets")
		}
		items = append(items, n)
		if p.kind() != tokComma {
			break
		}
		p.next()
	}
	end := p.closer(closer, open)
	if c != nil {
		c.End = p.pos(end).Pos()
	}
	return items
}

// structure parses %Name{...}.
func (p *parser) structure() Node {
	t := p.next()
	name, sh := p.expr(precDot, bareNames)
	if sh > shapeSimple {
		failAt(name.Pos(), "unexpected expression as the name of a struct").
			hint("a struct is written %%Name{...}").raise()
	}
	p.skipEOL()
	if p.kind() != tokLBrace {
		p.failUnexpected("expected `{` after the name of the struct")
	}
	m := p.mapBody()
	c := p.call(t, "%", name, m)
	c.End = m.End
	return c
}

// mapBody parses MapBody.
func (p *parser) mapBody() *Call {
	open := p.expect(tokLBrace, "{")
	c := p.call(open, "%{}")
	p.skipEOL()
	switch p.kind() {
	case tokRBrace:
	case tokKeyword:
		c.Args = p.keywords().Elems
	default:
		p.mapPairs(c)
	}
	c.End = p.pos(p.closer(tokRBrace, open)).Pos()
	return c
}

// mapPairs parses the pairs of a map, or of an update like %{m | a: 1}: all
// operators that bind tighter than the bar belong to what is updated.
func (p *parser) mapPairs(c *Call) {
	left, sh := p.expr(precPipe+1, allowDo)
	if p.kind() != tokPipeOp {
		left, sh = p.infix(left, sh, precLowest, allowDo)
		c.Args = p.restOfPairs([]Node{p.arrowPair(left, sh)})
		return
	}
	bar := p.next()
	p.skipEOL()
	if p.kind() == tokKeyword {
		c.Args = []Node{p.call(bar, "|", left, p.keywords())}
		return
	}
	pairs := &List{Position: p.pos(p.tok())}
	key, ksh := p.expr(precPipe, allowDo)
	if prec, _ := binaryPrec(p.kind()); prec != precLowest {
		// A looser operator follows: the bar is an ordinary operator in a key.
		left, sh = p.infix(p.call(bar, "|", left, key), max(sh, ksh, shapeMatched), precLowest, allowDo)
		c.Args = p.restOfPairs([]Node{p.arrowPair(left, sh)})
		return
	}
	pairs.Elems = p.restOfPairs([]Node{p.arrowPair(key, ksh)})
	c.Args = []Node{p.call(bar, "|", left, pairs)}
}

// restOfPairs parses the pairs after the first one.
func (p *parser) restOfPairs(pairs []Node) []Node {
	for p.kind() == tokComma {
		p.next()
		switch p.kind() {
		case tokRBrace:
			return pairs
		case tokKeyword:
			return append(pairs, p.keywords().Elems...)
		}
		pairs = append(pairs, p.pairOrName())
	}
	return pairs
}

// pairOrName parses Pair.
func (p *parser) pairOrName() Node {
	left, sh := p.expr(precLowest, allowDo)
	return p.arrowPair(left, sh)
}

// arrowPair parses => and the value of a key. Without it the key may only be
// something that a macro can turn into pairs.
func (p *parser) arrowPair(left Node, sh shape) Node {
	if sh == shapeOpen {
		p.failOpen("in a map")
	}
	if p.kind() != tokAssocOp {
		if sh > shapeCall {
			p.failUnexpected("expected `=>`")
		}
		return left
	}
	p.next()
	p.skipEOL()
	right, rsh := p.expr(precLowest, allowDo)
	if rsh == shapeOpen {
		p.failOpen("in a map")
	}
	return &Tuple{Position: Position(left.Pos()), Left: left, Right: right}
}
