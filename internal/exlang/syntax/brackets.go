package syntax

// An opener is a bracket, do, or fn that is not closed yet.
type opener struct {
	text   string
	line   int
	col    int
	indent int
}

// hints remember what the indentation says about a missing do or end: the
// place where the nesting breaks down is seldom the one to repair.
type hints struct {
	// unclosed is the first do or fn that, going by the indentation, the next
	// end did not mean.
	unclosed *opener
	// early is the line of an end that is indented deeper than that of its do.
	early int
}

func closerOf(open string) string {
	switch open {
	case "(":
		return ")"
	case "[":
		return "]"
	case "{":
		return "}"
	case "<<":
		return ">>"
	default:
		return "end"
	}
}

// pushOpener notes an opening token that starts at off.
func (l *lexer) pushOpener(text string, off int) {
	if len(l.open) >= maxDepth {
		l.fail(l.posAt(off), "the expressions are nested more than %d deep", maxDepth).raise()
	}
	o := opener{text: text, line: l.line, col: l.column(off), indent: l.indent}
	if n := len(l.open); n > 0 && (text == "do" || text == "fn") {
		if last := l.open[n-1]; last.text == text && o.indent <= last.indent {
			l.suspect(last)
		}
	}
	l.open = append(l.open, o)
}

// popOpener checks that the closing token at off closes what was opened last.
func (l *lexer) popOpener(text string, off int) {
	n := len(l.open)
	if n == 0 {
		f := l.fail(l.posAt(off), "unexpected `%s`: nothing is open that it could close", text)
		if text == "end" && l.hints.early > 0 {
			f.hint("the indentation of the `end` on line %d suggests that a `do` is missing before it", l.hints.early)
		}
		f.raise()
	}
	o := l.open[n-1]
	if closerOf(o.text) != text {
		f := l.fail(l.posAt(off), "unexpected `%s`: the `%s` on line %d is not closed yet", text, o.text, o.line)
		f.hint("add `%s` before it", closerOf(o.text)).raise()
	}
	l.open = l.open[:n-1]
	if text == "end" {
		l.checkIndent(o)
	}
}

// checkIndent compares the indentation of an end with that of the line that
// opened what it closes.
func (l *lexer) checkIndent(o opener) {
	switch h := l.hints.unclosed; {
	case l.indent > o.indent:
		if l.hints.early == 0 {
			l.hints.early = l.line
		}
	case l.indent == o.indent:
		if h != nil && *h == o {
			l.hints.unclosed = nil
		}
	case h == nil:
		// The line of a do may be indented deeper because it continues
		// another one. Then nothing else starts where the end stands.
		for _, outer := range l.open {
			if outer.indent == l.indent {
				l.suspect(o)
			}
		}
	}
}

func (l *lexer) suspect(o opener) {
	if l.hints.unclosed == nil {
		l.hints.unclosed = &o
	}
}

// failUnclosed reports the bracket, do or fn that the file never closes.
func (l *lexer) failUnclosed() {
	o := l.open[len(l.open)-1]
	if h := l.hints.unclosed; h != nil && h.text == o.text {
		o = *h
	}
	pos := l.posAt(l.off)
	pos.Line, pos.Column = o.line, o.col
	l.fail(pos, "missing `%s` for the `%s` on line %d", closerOf(o.text), o.text, o.line).
		detail("The file ends at line %d without it.", l.line).raise()
}
