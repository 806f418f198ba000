package condition

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// A comparator is an operator and how it is said.
type comparator struct {
	phrase, op string
	// moment speaks of times; quantity of amounts, so that "more than 30 days
	// ago" is earlier, not later.
	moment, quantity bool
}

// comparators are tried in order: a phrase stands before what it begins with.
var comparators = [...]comparator{
	{phrase: "greater than or equal to", op: ">="}, {phrase: "greater or equal to", op: ">="}, {phrase: "greater or equal than", op: ">="},
	{phrase: "greater or equal", op: ">="}, {phrase: "more than or equal to", op: ">="}, {phrase: "higher than or equal to", op: ">="},
	{phrase: "larger than or equal to", op: ">="}, {phrase: "bigger than or equal to", op: ">="}, {phrase: "bigger or equal to", op: ">="},
	{phrase: "equal to or greater than", op: ">="}, {phrase: "equal or greater than", op: ">="}, {phrase: "equal to or more than", op: ">="},
	{phrase: "less than or equal to", op: "<="}, {phrase: "less or equal to", op: "<="}, {phrase: "less or equal than", op: "<="},
	{phrase: "less or equal", op: "<="}, {phrase: "lower than or equal to", op: "<="}, {phrase: "smaller than or equal to", op: "<="},
	{phrase: "fewer than or equal to", op: "<="}, {phrase: "equal to or less than", op: "<="}, {phrase: "equal or less than", op: "<="},
	{phrase: "no less than", op: ">="}, {phrase: "no fewer than", op: ">="}, {phrase: "no lower than", op: ">="}, {phrase: "no smaller than", op: ">="},
	{phrase: "no shorter than", op: ">="},
	{phrase: "no more than", op: "<=", quantity: true}, {phrase: "no greater than", op: "<="}, {phrase: "no higher than", op: "<="},
	{phrase: "no larger than", op: "<="}, {phrase: "no bigger than", op: "<="}, {phrase: "no longer than", op: "<="},
	{phrase: "no earlier than", op: ">=", moment: true}, {phrase: "no sooner than", op: ">=", moment: true},
	{phrase: "no later than", op: "<=", moment: true}, {phrase: "on or after", op: ">=", moment: true}, {phrase: "at or after", op: ">=", moment: true},
	{phrase: "on or before", op: "<=", moment: true}, {phrase: "at or before", op: "<=", moment: true},
	{phrase: "after or equal to", op: ">=", moment: true}, {phrase: "before or equal to", op: "<=", moment: true},
	{phrase: "after or at", op: ">=", moment: true}, {phrase: "before or at", op: "<=", moment: true},
	{phrase: "at least", op: ">=", quantity: true}, {phrase: "at minimum", op: ">="}, {phrase: "a minimum of", op: ">="}, {phrase: "minimum of", op: ">="},
	{phrase: "minimum", op: ">="}, {phrase: "min", op: ">="},
	{phrase: "at most", op: "<=", quantity: true}, {phrase: "at maximum", op: "<="}, {phrase: "a maximum of", op: "<="}, {phrase: "maximum of", op: "<="},
	{phrase: "maximum", op: "<="}, {phrase: "max", op: "<="}, {phrase: "up to", op: "<="}, {phrase: "capped at", op: "<="}, {phrase: "limited to", op: "<="},
	{phrase: "greater than", op: ">"}, {phrase: "greater then", op: ">"}, {phrase: "more than", op: ">", quantity: true}, {phrase: "more then", op: ">", quantity: true},
	{phrase: "larger than", op: ">"}, {phrase: "bigger than", op: ">"}, {phrase: "higher than", op: ">"}, {phrase: "longer than", op: ">"},
	{phrase: "over", op: ">", quantity: true}, {phrase: "above", op: ">"}, {phrase: "exceeding", op: ">"}, {phrase: "exceeds", op: ">"}, {phrase: "exceed", op: ">"},
	{phrase: "beyond", op: ">"}, {phrase: "later than", op: ">", moment: true}, {phrase: "newer than", op: ">", moment: true},
	{phrase: "after", op: ">", moment: true}, {phrase: "since", op: ">=", moment: true},
	{phrase: "less than", op: "<", quantity: true}, {phrase: "less then", op: "<", quantity: true}, {phrase: "fewer than", op: "<", quantity: true},
	{phrase: "lower than", op: "<"}, {phrase: "smaller than", op: "<"}, {phrase: "shorter than", op: "<"}, {phrase: "below", op: "<"},
	{phrase: "under", op: "<"}, {phrase: "earlier than", op: "<", moment: true}, {phrase: "sooner than", op: "<", moment: true},
	{phrase: "prior to", op: "<", moment: true}, {phrase: "before", op: "<", moment: true}, {phrase: "until", op: "<=", moment: true},
	{phrase: "not equal to", op: "<>"}, {phrase: "unequal to", op: "<>"}, {phrase: "not equal", op: "<>"}, {phrase: "not equals", op: "<>"},
	{phrase: "differs from", op: "<>"}, {phrase: "differ from", op: "<>"}, {phrase: "different from", op: "<>"}, {phrase: "different than", op: "<>"},
	{phrase: "different to", op: "<>"}, {phrase: "other than", op: "<>"}, {phrase: "anything but", op: "<>"},
	{phrase: "distinct from", op: "IS DISTINCT FROM"},
	{phrase: "equal to", op: "="}, {phrase: "equals to", op: "="}, {phrase: "equals", op: "="}, {phrase: "equal", op: "="}, {phrase: "exactly", op: "="},
	{phrase: "set to", op: "="},
	{phrase: "===", op: "="}, {phrase: "==", op: "="}, {phrase: "=", op: "="}, {phrase: "!=", op: "!="}, {phrase: "<>", op: "<>"},
	{phrase: "<=", op: "<="}, {phrase: ">=", op: ">="}, {phrase: "<", op: "<"}, {phrase: ">", op: ">"},
}

// comparator reports whether a comparison in words begins i tokens on.
func (p *parser) comparator(i int) bool {
	switch p.token(i).Word {
	case "greater", "more", "larger", "bigger", "higher", "longer", "later", "newer", "less", "fewer", "lower", "smaller", "shorter",
		"earlier", "sooner", "prior", "older", "younger":
		return p.isWord(i+1, "than") || p.isWord(i+1, "then") || p.isWord(i+1, "or") || p.isWord(i+1, "to")
	case "min", "max", "minimum", "maximum":
		return p.token(i+1).Kind == words.Number || p.isWord(i+1, "of")
	case "starts", "ends", "begins", "start", "end", "begin", "starting", "ending":
		return p.isWord(i+1, "with")
	case "differs", "differ", "different", "identical", "distinct":
		return p.isWord(i+1, "from") || p.isWord(i+1, "to") || p.isWord(i+1, "than")
	case "positive", "negative", "nonnegative", "nonzero", "missing", "blank", "empty", "capped", "limited":
		return p.token(i).Kind == words.Word && i > 0
	case "non":
		return p.isWord(i+1, "negative") || p.isSymbol(i+1, "-")
	}
	return false
}

// comparison reads an operator and its right side.
func (p *parser) comparison(x node, l lead) node {
	if !p.strict {
		if n := p.first(func() node { return p.age(x) }, func() node { return p.sameAs(x) }); n != nil {
			return n
		}
	}
	c, ok := p.comparatorHere()
	if !ok || c.phrase == "set to" && !l.verb() {
		return nil
	}
	switch c.op {
	case "=", "<>", "!=":
		return p.compareValue(x, c, l)
	case "IS DISTINCT FROM":
		if right := p.value(l, true); right != nil {
			return binary{op: c.op, left: x, right: right}
		}
		return nil
	}
	return p.compareOrder(x, c)
}

func (p *parser) comparatorHere() (comparator, bool) {
	for _, c := range &comparators {
		if p.strict && isLetters(c.phrase) && c.phrase != "distinct from" {
			continue
		}
		if p.accept(c.phrase) {
			return c, true
		}
	}
	return comparator{}, false
}

func isLetters(phrase string) bool { return phrase[0] >= 'a' && phrase[0] <= 'z' }

// sameAs reads "the same as the price": what follows is a column.
func (p *parser) sameAs(x node) node {
	if !p.accept("the same as", "same as", "identical to", "equal to the value of", "equal to column", "equal to the column", "equal to the") {
		return nil
	}
	if right := p.operand(0); right != nil {
		return binary{op: "=", left: x, right: right}
	}
	return nil
}

// compareValue reads the right side of an equality.
func (p *parser) compareValue(x node, c comparator, l lead) node {
	right := p.value(l, true)
	if right == nil {
		return nil
	}
	right = sameColumn(right, x)
	if k, ok := right.(constant); ok && k.sql == "NULL" {
		if c.op == "=" {
			return postfix{x, "IS NULL"}
		}
		return postfix{x, "IS NOT NULL"}
	}
	x = p.characters(x)
	p.unit()
	if list := p.alternatives(right); len(list) > 1 {
		return in{x: x, list: list, not: c.op != "="}
	}
	return p.orMore(binary{op: c.op, left: x, right: right})
}

// sameColumn makes a bare word a column if the left side is about it:
// lower(email) = email.
func sameColumn(right, left node) node {
	t, ok := right.(text)
	if _, plain := left.(column); !ok || !t.bare || plain {
		return right
	}
	var w writer
	left.write(&w)
	if name := words.Snake(t.value); slices.Contains(w.columns, name) {
		return column{name: name}
	}
	return right
}

// compareOrder reads the right side of < <= > >=.
func (p *parser) compareOrder(x node, c comparator) node {
	p.accept("that of", "or equal to")
	right := p.first(p.doubleQuoted, p.rightName, func() node { return p.operand(0) })
	if right == nil {
		return nil
	}
	if later := p.apart(x, c, right); later != nil {
		return later
	}
	if c.quantity && isAgo(right) {
		return binary{op: mirrored(c.op), left: momentColumn(x), right: right, moment: true}
	}
	if _, counted := right.(constant); counted {
		x = p.characters(x)
		p.unit()
	}
	if c.moment {
		x = momentColumn(x)
	}
	return binary{op: c.op, left: x, right: right, moment: c.moment}
}

// apart reads the rest of "at least 1 hour after starts_at".
func (p *parser) apart(x node, c comparator, amount node) node {
	n, ok := amount.(constant)
	unit := p.token(0).Word
	if !ok || !isTimeUnit(strings.TrimSuffix(unit, "s")) || p.strict {
		return nil
	}
	mark := p.state
	p.at++
	op, order := "+", c.op
	if p.accept("before") {
		op, order = "-", mirrored(c.op)
	} else if !p.accept("after", "later than") {
		p.state = mark
		return nil
	}
	other := p.rightName()
	if other == nil {
		p.state = mark
		return nil
	}
	span := interval{n.sql + " " + unit}
	return binary{op: order, left: momentColumn(x), right: binary{op: op, left: other, right: span}, moment: true}
}

// rightName reads a column, or a verb that stands for one: "it starts", "they
// were created".
func (p *parser) rightName() node {
	if p.strict {
		return nil
	}
	pronoun := p.accept("it was", "they were", "it is", "they are", "it has", "it", "they")
	verb := p.token(0)
	if name := momentOf(verb.Word); name != "" && p.ends(1) && !p.isWord(1, "at") && (pronoun || strings.HasSuffix(verb.Word, "s")) {
		p.at++
		return column{name: name, verb: true}
	}
	if pronoun {
		return nil
	}
	return p.operand(0)
}

// momentColumn makes a column of a verb that is compared with a time: "ends
// after" is ends_at.
func momentColumn(x node) node {
	if c, ok := x.(column); ok && momentOf(c.name) != "" {
		return column{table: c.table, name: momentOf(c.name), verb: true}
	}
	return x
}

func isAgo(n node) bool {
	b, ok := n.(binary)
	if !ok || b.op != "-" {
		return false
	}
	_, span := b.right.(interval)
	now, call := b.left.(call)
	return span && call && now.name == "now"
}

func mirrored(op string) string {
	if op[0] == '<' {
		return ">" + op[1:]
	}
	return "<" + op[1:]
}

// age reads "older than 30 days" and "more than 30 days old".
func (p *parser) age(x node) node {
	older := p.accept("older than", "more than", "over", "at least")
	if !older && !p.accept("newer than", "younger than", "less than", "under", "at most") {
		return nil
	}
	telling := p.isWord(-2, "older") || p.isWord(-2, "newer") || p.isWord(-2, "younger")
	span := p.first(p.span)
	if span == nil {
		if older && telling {
			return p.olderNumber(x)
		}
		return nil
	}
	if !p.accept("old") && !telling {
		return nil
	}
	if c, ok := x.(column); ok && c.name == "age" {
		return nil
	}
	op := ">"
	if older {
		op = "<"
	}
	return binary{op: op, left: momentColumn(x), right: binary{op: "-", left: call{name: "now"}, right: span}, moment: true}
}

// olderNumber reads the 18 of "older than 18".
func (p *parser) olderNumber(x node) node {
	n := p.number()
	if n == nil {
		return nil
	}
	return binary{op: ">", left: x, right: n}
}

// orMore reads "or more" after a number: "is 18 or more", "18+".
func (p *parser) orMore(b binary) node {
	if _, ok := b.right.(constant); !ok || b.op != "=" {
		return b
	}
	switch {
	case p.accept("or more", "or greater", "or above", "or higher", "or older", "or over", "or larger", "or bigger", "or later",
		"or longer", "and up", "and above", "or up"), p.isSymbol(0, "+") && p.ends(1) && p.accept("+"):
		b.op = ">="
	case p.accept("or less", "or fewer", "or below", "or lower", "or under", "or smaller", "or shorter", "or earlier", "and below"):
		b.op = "<="
	}
	return b
}
