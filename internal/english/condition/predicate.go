package condition

import "github.com/whimbrel-go/whimbrel/internal/english/words"

// lead is what stands before a predicate: is, must not be, can never.
type lead struct {
	// be is a form of to be, modal is must or can, only is "can only be".
	be, modal, only, not bool
}

// verb reports whether there was a verb at all.
func (l lead) verb() bool { return l.be || l.modal }

// lead reads the verbs and adverbs before a predicate.
func (p *parser) lead() lead {
	var l lead
	for {
		switch {
		case p.sees("no longer than"):
			return l
		case p.accept("not", "never", "no longer"):
			l.not = !l.not
		case p.accept("only"):
			l.only = true
		case p.accept("must", "should", "shall", "has to", "have to", "needs to", "need to", "ought to", "can", "could", "may",
			"might", "will", "would"):
			l.modal = true
		case p.accept("is", "are", "was", "were", "be", "been", "being", "stays", "stay", "remains", "remain", "becomes", "become",
			"goes", "go", "drops", "drop", "falls", "fall", "gets", "get", "rises", "rise", "comes", "come",
			"happens", "happen", "occurs", "occur", "lies", "lie", "ranges", "range"):
			l.be = true
		case p.accept("do", "does", "did", "always", "also", "ever", "currently", "still", "already", "strictly", "itself"):
		case p.counts():
			p.at++
		default:
			return l
		}
	}
}

// counts reports whether a verb stands here that a number follows: "have at
// least 8 characters".
func (p *parser) counts() bool {
	if !p.sees("have", "has", "contain", "contains") {
		return false
	}
	next := p.token(1)
	switch next.Word {
	case "at", "more", "less", "fewer", "between", "exactly", "no", "up":
		return next.Kind == words.Word
	}
	return next.Kind == words.Number
}

// predicate reads what is said about x. An elliptic one follows another ("and
// below 5"): it does not begin with a bare value.
func (p *parser) predicate(x node, elliptic bool) node {
	l := p.lead()
	if l.verb() {
		p.accept("a whole number", "a number", "an integer", "a value", "a decimal")
	}
	n := p.first(
		func() node { return p.nullness(x, l) },
		func() node { return p.emptiness(x) },
		func() node { return p.sign(x) },
		func() node { return p.letters(x) },
		func() node { return p.inTime(x) },
		func() node { return p.within(x) },
		func() node { return p.multiple(x) },
		func() node { return p.member(x, l) },
		func() node { return p.pattern(x) },
		func() node { return p.comparison(x, l) },
		func() node { return p.equality(x, l, elliptic) },
	)
	if n == nil {
		return nil
	}
	p.about = x
	if l.not {
		return negate(n)
	}
	return n
}

// nullness reads null, missing, set.
func (p *parser) nullness(x node, l lead) node {
	null := postfix{x, "IS NULL"}
	switch {
	case p.accept("null or empty", "empty or null", "nil or empty", "missing or empty", "empty or missing", "null or blank", "blank or null"):
		return binary{op: "OR", left: null, right: binary{op: "=", left: x, right: text{}}}
	case p.accept("null", "nil", "missing", "absent", "unset", "undefined"):
		return null
	case p.accept("exists", "exist"):
		return postfix{x, "IS NOT NULL"}
	case !l.verb() || p.sees("set to"):
		return nil
	case p.accept("set", "present", "given", "provided", "filled in", "filled out", "filled", "populated", "known"):
		return postfix{x, "IS NOT NULL"}
	case p.accept("unknown"):
		return null
	}
	return nil
}

// emptiness reads empty and blank.
func (p *parser) emptiness(x node) node {
	p.accept("an", "the")
	switch {
	case p.accept("empty string", "empty text", "empty"):
		if c, ok := x.(column); ok && (isMoment(c.name) || looksColumn(c.name)) {
			return postfix{x, "IS NULL"}
		} else if ok && isContainer(c.name) {
			return binary{op: "=", left: x, right: text{value: "{}"}}
		}
		return binary{op: "=", left: x, right: text{}}
	case p.accept("blank"):
		return binary{op: "=", left: call{name: "trim", args: []node{x}}, right: text{}}
	}
	return nil
}

// sign reads positive, negative and zero.
func (p *parser) sign(x node) node {
	p.accept("a", "an")
	for _, s := range [...]struct{ phrase, op string }{
		{"positive or zero", ">="}, {"zero or positive", ">="}, {"zero or more", ">="}, {"zero or greater", ">="},
		{"zero or above", ">="}, {"zero or higher", ">="}, {"non negative", ">="}, {"non - negative", ">="}, {"nonnegative", ">="},
		{"negative or zero", "<="}, {"zero or negative", "<="}, {"zero or less", "<="}, {"zero or below", "<="},
		{"non positive", "<="}, {"non - positive", "<="}, {"nonpositive", "<="},
		{"non zero", "<>"}, {"non - zero", "<>"}, {"nonzero", "<>"}, {"positive", ">"}, {"negative", "<"},
	} {
		if !p.accept(s.phrase) {
			continue
		}
		if next := p.token(0); next.Kind == words.Number {
			return nil
		}
		p.accept("whole number", "number", "numbers", "integer", "integers", "value", "values", "amount", "decimal")
		return binary{op: s.op, left: x, right: constant{"0"}}
	}
	return nil
}

// letters reads lowercase and uppercase.
func (p *parser) letters(x node) node {
	switch {
	case p.accept("in lowercase", "in lower case", "all lowercase", "lowercase", "lower case", "lowercased"):
		return binary{op: "=", left: x, right: call{name: "lower", args: []node{x}}}
	case p.accept("in uppercase", "in upper case", "all uppercase", "uppercase", "upper case", "uppercased"):
		return binary{op: "=", left: x, right: call{name: "upper", args: []node{x}}}
	}
	return nil
}

// inTime reads "in the past", "in the last 30 days".
func (p *parser) inTime(x node) node {
	now := node(call{name: "now"})
	if c, ok := x.(column); ok && isDate(c.name) {
		now = constant{"CURRENT_DATE"}
	}
	if p.strict {
		return nil
	}
	if p.accept("within the last", "in the last", "within the past", "during the last", "during the past", "in the past") {
		if span := p.first(p.span); span != nil {
			return binary{op: ">=", left: momentColumn(x), right: binary{op: "-", left: now, right: span}, moment: true}
		}
		if p.isWord(-1, "past") && p.isWord(-3, "in") {
			return binary{op: "<", left: momentColumn(x), right: now, moment: true}
		}
		return nil
	}
	if p.accept("in the future") {
		return binary{op: ">", left: momentColumn(x), right: now, moment: true}
	}
	return nil
}

// within reads a range: between 1 and 5, from 1 to 5, 1-5.
func (p *parser) within(x node) node {
	joint := []string{"to", "-", "and", "through", ". .", "...", "until"}
	switch {
	case p.accept("between"):
		joint = []string{"and", "to", "-"}
	case p.accept("from", "in the range of", "in the range from", "in the range", "in range", "within the range", "within the range of",
		"within", "in"):
	case p.token(0).Kind != words.Number && !p.isSymbol(0, "-"):
		return nil
	default:
		joint = []string{"to", "-", "through", ". .", "..."}
	}
	low := p.bound()
	if low == nil || !p.accept(joint...) {
		return nil
	}
	high := p.bound()
	if high == nil {
		return nil
	}
	subject := p.characters(x)
	p.unit()
	p.accept("( inclusive )", "inclusive", "inclusively")
	return between{x: subject, low: low, high: high}
}

// multiple reads "a multiple of 15".
func (p *parser) multiple(x node) node {
	if p.strict || !p.accept("a multiple of", "multiple of", "divisible by") {
		return nil
	}
	if n := p.number(); n != nil {
		return binary{op: "=", left: binary{op: "%", left: x, right: n}, right: constant{"0"}}
	}
	return nil
}

// bound reads an end of a range: numbers stand alone, for 1-5 is a range.
func (p *parser) bound() node {
	return p.first(func() node {
		n := p.number()
		if p.isSymbol(0, "*") || p.isSymbol(0, "/") && p.operatorAt(0) {
			return nil
		}
		if n != nil {
			if mark := p.state; !p.strict {
				p.unit()
				if !p.sees("and", "to", "-") && !p.ends(0) {
					p.state = mark
				}
			}
		}
		return n
	}, func() node { return p.operand(0) })
}

// characters makes "8 characters long" a matter of the text's length.
func (p *parser) characters(x node) node {
	if p.strict || !p.accept("characters", "character", "chars", "letters", "digits") {
		return x
	}
	p.accept("in length", "long")
	if _, counted := x.(call); counted {
		return x
	}
	return call{name: "char_length", args: []node{x}}
}

// negate turns a predicate round.
func negate(n node) node {
	switch n := n.(type) {
	case binary:
		if op := opposite(n.op); op != "" {
			n.op = op
			return n
		}
		if n.op == "OR" {
			return binary{op: "AND", left: negate(n.left), right: negate(n.right)}
		}
	case postfix:
		if n.op == "IS NULL" {
			n.op = "IS NOT NULL"
		} else {
			n.op = "IS NULL"
		}
		return n
	case between:
		n.not = !n.not
		return n
	case in:
		n.not = !n.not
		return n
	}
	return prefix{op: "NOT", x: n}
}

func opposite(op string) string {
	switch op {
	case "=":
		return "<>"
	case "<>", "!=":
		return "="
	case "<":
		return ">="
	case "<=":
		return ">"
	case ">":
		return "<="
	case ">=":
		return "<"
	case "LIKE":
		return "NOT LIKE"
	case "ILIKE":
		return "NOT ILIKE"
	case "~":
		return "!~"
	case "IS DISTINCT FROM":
		return "IS NOT DISTINCT FROM"
	}
	return ""
}
