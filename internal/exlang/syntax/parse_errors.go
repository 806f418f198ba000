package syntax

// failUnexpected reports that the next token cannot follow what was read.
func (p *parser) failUnexpected(expected string) {
	t, at := p.tok(), p.tok()
	what := "unexpected " + t.describe()
	prev := p.previous()
	if prev == nil && p.i > 1 && expected != "" {
		prev = &p.toks[p.i-2] // before the end of line
	}
	if prev != nil {
		what += " after " + prev.describe()
		if t.kind == tokEOF && t.text == "" {
			at = prev // the end of the file shows nothing
		}
	}
	if expected != "" && t.kind != tokKeyword {
		what += ": " + expected
	}
	f := failAt(p.pos(at).Pos(), "%s", what)
	f.d.Hint = p.hintFor(t)
	if f.d.Hint == "" && expected == "" && startsArgument(t.kind) {
		f.hint("is a comma, an operator or a new line missing before it?")
	}
	f.raise()
}

// previous returns the last token that was read, unless it ended a line.
func (p *parser) previous() *token {
	if p.i == 0 || p.toks[p.i-1].kind == tokEOL {
		return nil
	}
	return &p.toks[p.i-1]
}

// hintFor explains where a token that is out of place belongs, or returns "".
func (p *parser) hintFor(t *token) string {
	switch t.kind {
	case tokDo:
		return "a `do` block belongs to a call; after a comma it is the keyword `do:`"
	case tokStabOp:
		return "`->` is only allowed in `fn`, in parentheses, and in blocks such as `case ... do`"
	case tokAssocOp:
		return "`=>` is only allowed in maps: %{key => value}"
	case tokKeyword:
		if prev := p.previous(); prev == nil || prev.kind == tokSemicolon {
			return "keywords alone need brackets: [key: value]"
		}
		return "is a comma missing before it?"
	}
	return ""
}

// failInBrackets reports a token between the brackets that open began that
// is neither a comma nor the closing bracket.
func (p *parser) failInBrackets(open *token) {
	t := p.tok()
	closer := closerOf(open.text)
	f := failAt(p.pos(t).Pos(), "unexpected %s: expected `,` or `%s` to close the `%s` on line %d",
		t.describe(), closer, open.text, open.line)
	f.d.Hint = p.hintFor(t)
	switch {
	case f.d.Hint != "":
	case t.kind == tokComma:
		f.hint("a comma stands at the end of a line, not at its start")
	case startsArgument(t.kind):
		f.hint("is a comma missing before it?")
	}
	f.raise()
}

// failOpen reports the last call without parentheses: its commas are
// ambiguous.
func (p *parser) failOpen(where string) {
	failAt(p.open.Pos(), "the call of `%s` needs parentheses %s", p.open.Name, where).
		hint("without them it is not clear which of the commas belong to it").raise()
}

// failAfterKeywords reports an argument or item that follows keywords.
func (p *parser) failAfterKeywords() {
	t := p.tok()
	if !startsArgument(t.kind) && unaryPrec(t.kind) == precLowest {
		p.failUnexpected("expected a keyword")
	}
	failAt(p.pos(t).Pos(), "unexpected %s after keywords: they must come last", t.describe()).
		hint("move it before the keywords, or put the keywords in [ ]").raise()
}
