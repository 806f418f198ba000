package syntax

// primary parses an operand without operators.
func (p *parser) primary(do doRule) (Node, shape) {
	t := p.tok()
	switch t.kind {
	case tokIdent, tokParenIdent, tokBracketIdent, tokDoIdent, tokOpIdent:
		p.next()
		return p.name(nil, t, do)
	case tokAlias:
		p.next()
		return p.call(t, "__aliases__", &Atom{Position: p.pos(t), Name: t.text}), shapeAccess
	case tokLParen:
		g := p.parens()
		if g.node == nil {
			failAt(p.pos(t).Pos(), "unexpected `,` or keyword in the parentheses that start here").
				hint("the arguments of a call follow its name without a space: name(a, b)").raise()
		}
		return g.node, shapeAccess
	case tokLBracket:
		return p.list(), shapeAccess
	case tokLBrace:
		return p.tuple(), shapeAccess
	case tokLBits:
		return p.bits(), shapeAccess
	case tokMap:
		p.next()
		return p.mapBody(), shapeAccess
	case tokPercent:
		return p.structure(), shapeAccess
	case tokFn:
		return p.fn(), shapeAccess
	case tokRangeOp:
		p.next()
		return p.call(t, t.text), shapeSimple
	case tokCaptureInt:
		p.next()
		return p.call(t, "&", p.literal(p.expect(tokInt, "integer"))), shapeAccess
	}
	if n := p.literal(t); n != nil {
		p.next()
		return n, shapeAccess
	}
	p.failUnexpected("expected an expression")
	return nil, shapeAccess
}

// literal returns the node of a literal, or nil if t is none.
func (p *parser) literal(t *token) Node {
	at := p.pos(t)
	switch t.kind {
	case tokAtom:
		return p.atom(t)
	case tokInt:
		return &Integer{Position: at, Value: integerValue(t.text), Text: t.text}
	case tokFloat:
		return &Float{Position: at, Value: floatValue(t.text), Text: t.text}
	case tokChar:
		return charInteger(at, t.text)
	case tokString:
		if text, ok := t.str.plain(); ok {
			return &String{Position: at, Value: text, Heredoc: t.str.heredoc}
		}
		return p.bitstring(at, t.str)
	case tokCharlist:
		if text, ok := t.str.plain(); ok {
			return &Charlist{Position: at, Value: text}
		}
		parts := &List{Position: at, Elems: p.charlistParts(at, t.str)}
		return remote(at, "Elixir.List", "to_charlist", parts)
	case tokSigil:
		modifiers := &Charlist{Position: at, Value: t.str.modifiers}
		return p.call(t, "sigil_"+t.text, p.bitstring(at, t.str), modifiers)
	}
	return nil
}

// atom returns an atom or the key of a keyword. With interpolation it is a
// call that makes the atom.
func (p *parser) atom(t *token) Node {
	at := p.pos(t)
	if t.str == nil {
		return &Atom{Position: at, Name: t.text}
	}
	utf8 := &Atom{Position: at, Name: "utf8"}
	return remote(at, "erlang", "binary_to_atom", p.bitstring(at, t.str), utf8)
}
