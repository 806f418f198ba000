package syntax

// A shape says how an expression was written, as far as that limits what it
// may be part of. The larger ones contain the smaller ones.
type shape uint8

const (
	// shapeAccess is a literal, a bracketed expression, or a call with
	// parentheses: x[y] may follow directly.
	shapeAccess shape = iota
	// shapeSimple is a name or a chain of names with unary operators, as may
	// stand in a map or after the % of a struct.
	shapeSimple
	// shapeCall is a call without parentheses of one argument.
	shapeCall
	// shapeMatched is any expression with operators.
	shapeMatched
	// shapeBlock ends with a do block, and cannot be an argument of a call
	// without parentheses: the block would belong to that call.
	shapeBlock
	// shapeUnaryOpen is a shapeOpen after a unary operator. Elixir's grammar
	// allows it in maps.
	shapeUnaryOpen
	// shapeOpen is a call without parentheses of several arguments, which
	// cannot stand between commas.
	shapeOpen
)

// open reports whether the expression cannot stand between commas.
func (s shape) open() bool { return s >= shapeUnaryOpen }

// doRule says what may follow the names within an expression.
type doRule uint8

const (
	// allowDo lets do blocks belong to calls.
	allowDo doRule = iota
	// noDo leaves them to the call without parentheses whose argument the
	// expression is.
	noDo
	// bareNames also leaves what would be an argument: in %name{}, the map
	// is none.
	bareNames
)

// expr parses an expression whose operators all bind at least as tightly as
// min, apart from those after a unary operator or a call without parentheses:
// these take what they can.
func (p *parser) expr(min int, do doRule) (Node, shape) {
	outer := p.enter()
	left, sh := p.unary(do)
	left, sh = p.infix(left, sh, min, do)
	p.leave(outer)
	return left, sh
}

// infix parses the operators after left.
func (p *parser) infix(left Node, sh shape, min int, do doRule) (Node, shape) {
	for {
		t := p.tok()
		switch t.kind {
		case tokDot, tokDotCall:
			if min > precDot || sh > shapeMatched {
				return left, sh
			}
			p.grow()
			left, sh = p.dot(left, do)
			continue
		case tokLBracket:
			if min > precDot || sh != shapeAccess {
				return left, sh
			}
			p.grow()
			left = p.access(left)
			continue
		}
		prec, right := binaryPrec(t.kind)
		if prec == precLowest || prec < min || sh.open() {
			return left, sh
		}
		if !right {
			prec++
		}
		p.grow()
		left, sh = p.binary(left, sh, prec, do)
	}
}

// binary parses an operator and its right operand.
func (p *parser) binary(left Node, sh shape, min int, do doRule) (Node, shape) {
	op := p.next()
	p.skipEOL()
	if op.kind == tokWhenOp && p.kind() == tokKeyword {
		p.open = p.call(op, op.text, left, p.openKeywords())
		return p.open, shapeOpen
	}
	right, rsh := p.expr(min, do)
	switch {
	case sh == shapeBlock || rsh == shapeBlock:
		sh = shapeBlock
	case rsh.open():
		sh = rsh
	default:
		sh = shapeMatched
	}
	return p.operation(op, left, right), sh
}

// operation builds the call of a binary operator.
func (p *parser) operation(op *token, left, right Node) Node {
	switch op.kind {
	case tokNotInOp:
		return p.call(op, "not", p.call(op, "in", left, right))
	case tokInOp:
		// not a in b is read as not(a in b), unless a is in parentheses.
		if c, ok := left.(*Call); ok && isNegation(c) {
			return p.call(op, c.Name, p.call(op, "in", c.Args[0], right))
		}
	case tokTernaryOp:
		c, ok := IsCall(left, "..")
		if !ok || len(c.Args) != 2 {
			failAt(p.pos(op).Pos(), "unexpected `//`: it must follow a range, as in 1..9//2").
				hint(`a default argument is written with \\`).raise()
		}
		return &Call{Position: c.Position, Name: "..//", Args: []Node{c.Args[0], c.Args[1], right}}
	}
	return p.call(op, op.text, left, right)
}

// isNegation reports whether c is `not x` or `!x`.
func isNegation(c *Call) bool {
	return c.Target == nil && len(c.Args) == 1 && (c.Name == "not" || c.Name == "!")
}

// unary parses an operand with the operators before it.
func (p *parser) unary(do doRule) (Node, shape) {
	t := p.tok()
	prec := unaryPrec(t.kind)
	if prec == precLowest {
		return p.primary(do)
	}
	p.next()
	if t.kind == tokEllipsisOp && !p.startsOperand() {
		return p.call(t, "..."), shapeSimple
	}
	p.skipEOL()
	operand, sh := p.expr(prec, do)
	if sh == shapeBlock {
		// Elixir's grammar has no precedence here: not if a do b end == c
		// negates the comparison.
		operand, sh = p.infix(operand, sh, precLowest, do)
	}
	n := p.call(t, t.text, operand)
	switch {
	case t.kind == tokTernaryOp:
		n = p.slashName(t, operand)
	case t.kind == tokAtOp && sh == shapeAccess && p.kind() == tokLBracket:
		// @name[key] accesses @name.
		return p.access(n), shapeAccess
	case t.kind == tokCaptureOp:
		sh = max(sh, shapeMatched)
	}
	switch sh {
	case shapeAccess:
		sh = shapeSimple
	case shapeCall:
		sh = shapeMatched
	case shapeOpen:
		sh = shapeUnaryOpen
	}
	return n, sh
}

// slashName makes //x of &//2 the name / divided by x.
func (p *parser) slashName(t *token, operand Node) *Call {
	first, second := p.pos(t), p.pos(t)
	second.Column++
	return &Call{Position: second, Name: "/", Args: []Node{&Var{Position: first, Name: "/"}, operand}}
}

// startsOperand reports whether the next token can start an expression.
func (p *parser) startsOperand() bool {
	k := p.kind()
	return startsArgument(k) && k != tokKeyword || k == tokDualOp || k == tokTernaryOp
}

// call builds a local call at the position of a token.
func (p *parser) call(t *token, name string, args ...Node) *Call {
	return &Call{Position: p.pos(t), Name: name, Args: args}
}
