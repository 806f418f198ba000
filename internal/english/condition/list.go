package condition

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// value reads what a column is compared with, or set to: a bare word is a
// string. symbol says that an operator stood before it, so that any word can be
// a value.
func (p *parser) value(l lead, symbol bool) node {
	if p.strict {
		return p.operand(0)
	}
	return p.first(
		p.doubleQuoted,
		p.toldColumn,
		p.calculation,
		func() node { return p.bareText(l, symbol) },
	)
}

// toldColumn reads a name that is said to be a column's.
func (p *parser) toldColumn() node {
	if !p.sees("the value of", "value of", "the column", "column", "the same as", "same as") {
		return nil
	}
	p.accept("the same as", "same as", "the column", "column")
	return p.name(0)
}

// calculation reads an operand that is more than a bare word.
func (p *parser) calculation() node {
	if number, _ := numberWord(p.token(0)); p.hyphened() > 1 && number < 0 {
		return nil
	}
	n := p.operand(0)
	c, plain := n.(column)
	if !plain || p.token(-1).Kind == words.Quoted || looksColumn(c.name) || c.table != "" && !strings.Contains(c.name, ".") {
		return n
	}
	return nil
}

// hyphened returns how many tokens the bare value that stands here has:
// super-admin, n/a and v1.2 are one value.
func (p *parser) hyphened() int {
	if p.token(0).Kind != words.Word {
		return 0
	}
	n := 1
	for p.unspaced(n) && p.unspaced(n+1) {
		mark, next := p.token(n), p.token(n+1)
		joins := mark.Kind == words.Symbol && (mark.Word == "-" || mark.Word == "/" || mark.Word == "." || mark.Word == "@" || mark.Word == "+")
		if !joins || next.Kind != words.Word && next.Kind != words.Number {
			break
		}
		if mark.Word == "." && looksColumn(next.Word) {
			return 1
		}
		n += 2
	}
	return n
}

// bareText reads a string without quotes: a word, or several that belong
// together: in progress, United States.
func (p *parser) bareText(l lead, symbol bool) node {
	if idiom := p.statusIdiom(); idiom > 0 {
		return p.take(idiom)
	}
	n := p.hyphened()
	first := p.token(0)
	if n == 0 || strings.HasPrefix(first.Word, "'") || stops(first.Word) || !symbol && noValue(first.Word) {
		return nil
	}
	if n == 1 && p.operatorAt(1) {
		return nil
	}
	if capital(first.Text) {
		for next := p.token(n); next.Kind == words.Word && next.Spaced && capital(next.Text) && !stops(next.Word); next = p.token(n) {
			n++
		}
	}
	return p.take(n)
}

// take makes a string of the next n tokens, as they were written.
func (p *parser) take(n int) node {
	var b strings.Builder
	for i := range n {
		t := p.token(i)
		if i > 0 && t.Spaced {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	p.at += n
	if !safeText(b.String()) {
		return nil
	}
	return text{value: b.String(), bare: true}
}

// capital reports whether a word begins with a capital, but is not all
// capitals.
func capital(word string) bool {
	return len(word) > 1 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'a' && word[1] <= 'z'
}

// statusIdiom returns the length of a status of several words.
func (p *parser) statusIdiom() int {
	for _, idiom := range [...]string{"in progress", "in review", "in transit", "in stock", "on hold", "out of stock", "not started",
		"past due", "to do", "signed up", "checked in", "checked out", "on leave", "in use", "no show"} {
		if n := p.phraseLength(0, idiom); n > 0 {
			return n
		}
	}
	return 0
}

// equality reads "is pending": a value without an operator.
func (p *parser) equality(x node, l lead, elliptic bool) node {
	if p.strict || !l.verb() || elliptic && !l.be {
		return nil
	}
	neither := p.sees("neither")
	if list := p.choices(l); len(list) > 1 {
		return in{x: x, list: list, not: neither}
	}
	if p.sees("either", "neither") {
		return nil
	}
	p.accept("set to", "equal to")
	mark := p.at
	right := p.value(l, false)
	if right == nil {
		return nil
	}
	if flag, ok := p.switched(mark); ok {
		return binary{op: "=", left: x, right: flag}
	}
	if k, ok := right.(constant); ok && k.sql == "NULL" {
		return postfix{x, "IS NULL"}
	}
	x = p.characters(x)
	p.unit()
	if c, ok := x.(column); ok && !p.plausible(c, right, l) {
		return nil
	}
	return p.orMore(binary{op: "=", left: x, right: right})
}

// switched reads the yes and no of a flag at token number at.
func (p *parser) switched(at int) (node, bool) {
	if p.at != at+1 || p.tokens[at].Kind != words.Word {
		return nil, false
	}
	switch p.tokens[at].Word {
	case "yes":
		return constant{"true"}, true
	case "off":
		return constant{"false"}, true
	}
	return nil, false
}

// plausible reports whether a bare word can be a column's value: what "must be"
// is followed by is more often an adjective (short, valid) than a value, unless
// the column is one of a few words.
func (p *parser) plausible(c column, right node, l lead) bool {
	t, ok := right.(text)
	if !ok || !t.bare {
		return true
	}
	if enumerated(c.name) {
		return true
	}
	return !l.modal && !looksBoolean(words.Snake(t.value))
}

// choices reads "pending, paid or shipped" after a verb.
func (p *parser) choices(l lead) []node {
	mark := p.state
	either := p.accept("either", "neither", "one of")
	first := p.item()
	if first == nil {
		p.state = mark
		return nil
	}
	list := p.alternatives(first)
	if len(list) < 2 && l.only && !either {
		list = p.listed(first, false)
	}
	if len(list) < 2 {
		p.state = mark
	}
	return list
}

// alternatives reads ", b or c" after a first value. Without an "or" at its end
// there is no list.
func (p *parser) alternatives(first node) []node {
	if !literal(first) {
		return nil
	}
	mark := p.state
	list := p.listed(first, true)
	if len(list) < 2 {
		p.state = mark
		return nil
	}
	return list
}

// listed reads the items behind a first one. needOr refuses a list that is not
// closed by "or".
func (p *parser) listed(first node, needOr bool) []node {
	list := []node{first}
	for {
		mark := p.state
		closes := p.accept(", or", ", nor", "or", "nor") || !needOr && p.accept(", and", "and")
		if !closes && !p.accept(",", "|") && !(p.isSymbol(0, "/") && p.accept("/")) {
			break
		}
		p.accept("either")
		item := p.item()
		if item == nil || !p.itemEnds() || closes && p.flagName() {
			p.state = mark
			break
		}
		list = append(list, item)
		if closes && !p.sees("or", "nor", ", or") {
			return list
		}
	}
	if needOr {
		return nil
	}
	return list
}

// flagName reports whether the item that was read is rather a flag: "role is
// admin or is_owner".
func (p *parser) flagName() bool {
	t := p.token(-1)
	return t.Kind == words.Word && strings.HasPrefix(t.Word, "is_") || strings.HasPrefix(t.Word, "has_")
}

// item reads one value of a list.
func (p *parser) item() node {
	if p.strict {
		return p.operand(0)
	}
	return p.first(p.doubleQuoted, p.stringLiteral, p.number, p.isoDate, p.keyword, func() node { return p.bareText(lead{}, graded(p.token(0).Word)) })
}

// itemEnds reports whether the item that was read ends here, and is not the
// subject of something that follows.
func (p *parser) itemEnds() bool {
	if !p.ends(0) {
		return false
	}
	switch p.token(0).Word {
	case "is", "are", "was", "were", "must", "should", "can", "has", "have", "may", "will", "does", "do", "between", "like",
		"exceeds", "equals", "contains", "cannot", "not", "below", "above", "under", "over", "before", "after", "required", "unique",
		"default", "optional":
		return p.token(0).Kind != words.Word
	}
	return true
}

func literal(n node) bool {
	switch n := n.(type) {
	case text:
		return true
	case constant:
		return n.sql != "NULL"
	}
	return false
}

// member reads IN and what is said like it.
func (p *parser) member(x node, l lead) node {
	not := p.accept("not in")
	told := p.accept("one of", "any of", "any one of", "included in", "inclusion in", "among", "in one of", "in the list", "in the set", "part of")
	told = told || !l.verb() && p.accept("either")
	if !not && !told && !p.accept("in") {
		return nil
	}
	p.accept("the following values", "the following", "following", "the values", "values", "the list", "these", "these values", "the")
	p.accept(":")
	for _, pair := range [...][2]string{{"(", ")"}, {"[", "]"}, {"{", "}"}} {
		if p.accept(pair[0]) {
			list := p.bracketed(pair[1])
			if list == nil {
				return nil
			}
			return in{x: x, list: list, not: not}
		}
	}
	if p.strict {
		return nil
	}
	first := p.item()
	if first == nil {
		return nil
	}
	list := p.listed(first, false)
	if len(list) < 2 {
		return nil
	}
	return in{x: x, list: list, not: not}
}

// bracketed reads the values up to the closing bracket. A value may have
// several words there.
func (p *parser) bracketed(closing string) []node {
	var list []node
	for !p.accept(closing) {
		if len(list) > 0 && !p.accept(", or", ", and", ",", "or", "and", "|", ";") {
			return nil
		}
		item := p.bracketItem(closing)
		if item == nil {
			return nil
		}
		list = append(list, item)
	}
	return list
}

func (p *parser) bracketItem(closing string) node {
	if p.strict {
		return p.operand(0)
	}
	if n := p.first(p.doubleQuoted, p.stringLiteral, p.isoDate, p.number, p.keyword); n != nil {
		return n
	}
	if p.isWord(0, "select") {
		return nil
	}
	n := 0
	for {
		t := p.token(n)
		if t.Kind != words.Word && t.Kind != words.Number && !(n > 0 && p.isSymbol(n, "-")) || p.isWord(n, "or") || p.isWord(n, "and") {
			break
		}
		n++
	}
	if n == 0 {
		return nil
	}
	return p.take(n)
}
