package syntax

// The precedences, from the loosest to the tightest. Only their order matters.
const (
	precLowest = iota
	precInMatch
	precWhen
	precType
	precPipe
	precCapture // unary & and ...
	precMatch
	precOr
	precAnd
	precComp
	precRel
	precArrow
	precIn
	precXor
	precTernary
	precConcat
	precDual
	precMult
	precPower
	precUnary
	precDot
	precAt
)

// binaryPrec returns the precedence of a binary operator, and whether
// a op b op c means a op (b op c). It is precLowest for other tokens.
func binaryPrec(kind tokenKind) (prec int, right bool) {
	switch kind {
	case tokInMatchOp:
		return precInMatch, false
	case tokWhenOp:
		return precWhen, true
	case tokTypeOp:
		return precType, true
	case tokPipeOp:
		return precPipe, true
	case tokMatchOp:
		return precMatch, true
	case tokOrOp:
		return precOr, false
	case tokAndOp:
		return precAnd, false
	case tokCompOp:
		return precComp, false
	case tokRelOp:
		return precRel, false
	case tokArrowOp:
		return precArrow, false
	case tokInOp, tokNotInOp:
		return precIn, false
	case tokXorOp:
		return precXor, false
	case tokTernaryOp:
		return precTernary, true
	case tokConcatOp, tokRangeOp:
		return precConcat, true
	case tokDualOp:
		return precDual, false
	case tokMultOp:
		return precMult, false
	case tokPowerOp:
		return precPower, false
	}
	return precLowest, false
}

// unaryPrec returns the precedence of an operator before its operand,
// precLowest for tokens that are none.
func unaryPrec(kind tokenKind) int {
	switch kind {
	case tokCaptureOp, tokEllipsisOp:
		return precCapture
	case tokUnaryOp, tokDualOp, tokTernaryOp:
		return precUnary
	case tokAtOp:
		return precAt
	}
	return precLowest
}

// startsArgument reports whether a token after a name and a space is the
// start of the arguments of a call without parentheses. Operators with two
// meanings are binary there: the lexer has found those that are not.
func startsArgument(kind tokenKind) bool {
	switch kind {
	case tokIdent, tokParenIdent, tokBracketIdent, tokDoIdent, tokOpIdent, tokAlias,
		tokKeyword, tokAtom, tokInt, tokFloat, tokChar, tokString, tokCharlist, tokSigil,
		tokFn, tokLParen, tokLBracket, tokLBrace, tokLBits, tokPercent, tokMap,
		tokCaptureInt, tokCaptureOp, tokEllipsisOp, tokUnaryOp, tokAtOp:
		return true
	}
	return false
}
