package syntax

// name parses what follows an identifier: nothing, or the arguments of a
// call. target is what stands before a dot, if there is one.
func (p *parser) name(target Node, t *token, do doRule) (Node, shape) {
	c := &Call{Position: p.pos(t), Name: t.text, Target: target}
	sh := shapeSimple
	switch t.kind {
	case tokParenIdent:
		return p.parenCall(c, do)
	case tokOpIdent:
		return p.openCall(c, do)
	case tokIdent:
		if do != bareNames && startsArgument(p.kind()) {
			return p.openCall(c, do)
		}
	case tokDoIdent:
		if do == allowDo {
			p.doBlock(c)
			return c, shapeBlock
		}
	case tokBracketIdent:
		sh = shapeAccess
	}
	if target == nil {
		return &Var{Position: c.Position, Name: t.text}, sh
	}
	return c, sh
}

// parenCall parses the arguments of a call in parentheses. What it returns
// may be called directly, once: unquote(name)(x).
func (p *parser) parenCall(c *Call, do doRule) (Node, shape) {
	p.parenArgs(c)
	if p.kind() == tokLParen {
		c = &Call{Position: c.Position, Callee: c}
		p.parenArgs(c)
	}
	if p.kind() == tokDo && do == allowDo {
		p.doBlock(c)
		return c, shapeBlock
	}
	return c, shapeAccess
}

// parenArgs parses "(" Args ")".
func (p *parser) parenArgs(c *Call) {
	open := p.expect(tokLParen, "(")
	p.skipEOL()
	for p.kind() != tokRParen || len(c.Args) > 0 {
		if p.kind() == tokKeyword {
			c.Args = append(c.Args, p.keywords())
			break
		}
		n, sh := p.expr(precLowest, allowDo)
		if sh.open() && len(c.Args) > 0 {
			p.failOpen("as one of several arguments")
		}
		c.Args = append(c.Args, n)
		if p.kind() != tokComma {
			break
		}
		p.next()
	}
	c.Parens = true
	c.End = p.pos(p.closer(tokRParen, open)).Pos()
}

// openCall parses the arguments of a call without parentheses.
func (p *parser) openCall(c *Call, do doRule) (Node, shape) {
	var sh shape
	c.Args, sh = p.openArgs()
	if len(c.Args) > 1 {
		p.open = c
	}
	if p.kind() == tokDo && do == allowDo {
		p.doBlock(c)
		return c, shapeBlock
	}
	return c, sh
}

// openArgs parses OpenArgs. A call with keywords only can stand everywhere,
// even if they are several: their commas cannot be taken for others.
func (p *parser) openArgs() ([]Node, shape) {
	if p.kind() == tokKeyword {
		return []Node{p.openKeywords()}, shapeCall
	}
	first, sh := p.expr(precLowest, noDo)
	if p.kind() == tokComma {
		return p.moreOpenArgs(first), shapeOpen
	}
	if !sh.open() {
		sh = shapeCall
	}
	return []Node{first}, sh
}

// moreOpenArgs parses the arguments after the first one.
func (p *parser) moreOpenArgs(first Node) []Node {
	args := []Node{first}
	for p.kind() == tokComma {
		p.next()
		if p.kind() == tokKeyword {
			return append(args, p.openKeywords())
		}
		n, sh := p.expr(precLowest, noDo)
		if sh.open() {
			p.failOpen("as one of several arguments")
		}
		args = append(args, n)
	}
	return args
}

// keywords parses Keywords, which stand between brackets.
func (p *parser) keywords() *List {
	list := &List{Position: p.pos(p.tok()), Keywords: true}
	for {
		list.Elems = append(list.Elems, p.pair(allowDo))
		if p.kind() != tokComma {
			return list
		}
		p.next()
		switch p.kind() {
		case tokKeyword:
		case tokRParen, tokRBracket, tokRBrace, tokRBits:
			return list
		default:
			p.failAfterKeywords()
		}
	}
}

// openKeywords parses OpenKeywords, which end the arguments of a call without
// parentheses.
func (p *parser) openKeywords() *List {
	list := &List{Position: p.pos(p.tok()), Keywords: true}
	for {
		list.Elems = append(list.Elems, p.pair(noDo))
		if p.kind() != tokComma {
			return list
		}
		p.next()
		if p.kind() != tokKeyword {
			p.failAfterKeywords()
		}
	}
}

// pair parses a key and its value.
func (p *parser) pair(do doRule) *Tuple {
	t := p.next()
	key := p.atom(t)
	p.skipEOL()
	value, sh := p.expr(precLowest, do)
	if sh.open() && do == allowDo {
		p.failOpen("as the value of a keyword")
	}
	return &Tuple{Position: p.pos(t), Left: key, Right: value}
}

// dot parses a dot and what follows it.
func (p *parser) dot(left Node, do doRule) (Node, shape) {
	dot := p.next()
	if dot.kind == tokDotCall {
		return p.parenCall(&Call{Position: p.pos(dot), Target: left, Anonymous: true}, do)
	}
	t := p.tok()
	switch t.kind {
	case tokIdent, tokParenIdent, tokBracketIdent, tokDoIdent, tokOpIdent:
		p.next()
		return p.name(left, t, do)
	case tokAlias:
		p.next()
		return p.dotAlias(left, dot, t), shapeAccess
	case tokLBrace:
		p.next()
		c := &Call{Position: p.pos(dot), Target: left, Name: "{}", Parens: true}
		p.refuseKeywords(t, "a multiple alias")
		c.Args = p.items(c, t, tokRBrace)
		return c, shapeAccess
	}
	p.failUnexpected("expected a name")
	return nil, shapeAccess
}

// dotAlias adds a segment to an alias.
func (p *parser) dotAlias(left Node, dot, t *token) Node {
	segment := &Atom{Position: p.pos(t), Name: t.text}
	if c, ok := IsCall(left, "__aliases__"); ok {
		c.Args = append(c.Args, segment)
		return c
	}
	if a, ok := left.(*Atom); ok {
		failAt(p.pos(dot).Pos(), "the atom `:%s` cannot be followed by the alias `%s`", a.Name, t.text).
			hint("write an alias without the colon, or the whole atom in quotes").raise()
	}
	return p.call(dot, "__aliases__", left, segment)
}

// access parses left[key].
func (p *parser) access(left Node) Node {
	open := p.next()
	p.skipEOL()
	var key Node
	if p.kind() == tokKeyword {
		key = p.keywords()
	} else {
		n, sh := p.expr(precLowest, allowDo)
		if sh.open() {
			p.failOpen("between brackets")
		}
		key = n
		if p.kind() == tokComma {
			comma := p.next()
			if p.kind() != tokRBracket {
				failAt(p.pos(comma).Pos(), "unexpected `,`: value[key] takes only one key").
					hint("put several keys in a list: value[[a, b]]").raise()
			}
		}
	}
	c := remote(p.pos(open), "Elixir.Access", "get", left, key)
	c.End = p.pos(p.closer(tokRBracket, open)).Pos()
	return c
}
