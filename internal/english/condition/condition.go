// Package condition reads conditions and values, in SQL or in English, and
// writes them as SQL. It is a parser: what the person typed is never copied
// into SQL, every literal is quoted again, and what is not understood is left
// to the caller.
//
// Where English leaves a choice, this is how it is read:
//   - "status is pending" compares with a string, "ends_at > starts_at" with a
//     column: a bare word is a column after < <= > >=, and a string after = and
//     "is", unless its name is that of a column (_id, _at, _count).
//   - "active" is a flag, but "not deleted" and "non-deleted" are the idiom of
//     soft deletes: deleted_at IS NULL.
//   - "is empty" is the empty string; "is missing" and "without" are NULL.
//   - "not blank" counts white space as nothing: trim(name) <> ”.
//   - Verbs that tell a time are columns: "ends after it starts" is
//     ends_at > starts_at.
//   - Names that must be quoted are, as SQL has it: "order" > 0.
package condition

import (
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// Parse reads the longest condition that tokens begin with, and says how many
// tokens that are.
func Parse(tokens []words.Token) (condition intent.Condition, used int, ok bool) {
	return (&parser{tokens: tokens}).condition()
}

// ParseAbout reads what is said about a column, without its name: "must be
// positive", "between 1 and 5".
func ParseAbout(name string, tokens []words.Token) (condition intent.Condition, used int, ok bool) {
	p := &parser{tokens: tokens, alone: true}
	p.about = column{name: name}
	return p.condition()
}

func (p *parser) condition() (intent.Condition, int, bool) {
	n := p.or()
	if n == nil {
		return intent.Condition{}, 0, false
	}
	n = ungroup(n)
	var w writer
	n.write(&w)
	if len(w.tables) > 1 {
		return intent.Condition{}, 0, false
	}
	condition := intent.Condition{
		Span: p.span0(), SQL: w.String(), Columns: w.columns, Slug: slug(n), Bare: w.bare, Verbs: w.verbs,
	}
	if len(w.tables) == 1 {
		condition.Table = w.tables[0]
	}
	return condition, p.at, true
}

// span0 is the part of the text that was read.
func (p *parser) span0() intent.Span {
	if p.at == 0 {
		return intent.Span{}
	}
	return intent.Span{From: p.tokens[0].From, To: p.tokens[p.at-1].To}
}

func (p *parser) or() node { return p.chain("OR", p.and, p.orWord) }

func (p *parser) and() node { return p.chain("AND", p.term, p.andWord) }

func (p *parser) orWord() bool { return p.accept("or else", "or if", "or", ", or if", ", or") }

func (p *parser) andWord() bool {
	return p.accept("and also", "and that", "and if", "and where", "and", "but also", "but", "as well as", "&&", ", and", ", but")
}

// chain reads terms with and, or or, between them.
func (p *parser) chain(op string, term func() node, joiner func() bool) node {
	left := term()
	for left != nil {
		mark := p.state
		if !joiner() {
			return left
		}
		right := term()
		if right == nil {
			p.state = mark
			return left
		}
		left = binary{op: op, left: left, right: right}
	}
	return nil
}

// term reads one comparison, flag or idiom, or a condition in parentheses. It
// may leave its subject out: "amount is positive and below 100".
func (p *parser) term() node {
	if !p.step() {
		return nil
	}
	if p.about != nil {
		opening := p.at == 0
		if p.alone && opening {
			p.accept("it", "they", "which", "that")
		}
		if n := p.first(func() node { return p.predicate(p.about, !opening) }); n != nil || p.alone {
			return n
		}
	}
	return p.first(p.idiom, p.negation, p.group, p.nulls, p.subjects, p.statement, p.flag)
}

// negation reads NOT before a term.
func (p *parser) negation() node {
	if !p.accept("not", "!") {
		return nil
	}
	if n := p.term(); n != nil {
		return prefix{op: "NOT", x: n}
	}
	return nil
}

// group reads a condition in parentheses; if it goes on as arithmetic or a
// comparison, it was none.
func (p *parser) group() node {
	if p.depth >= maxDepth || !p.accept("(") || !p.closes() {
		return nil
	}
	p.depth++
	n := p.or()
	p.depth--
	if n == nil || !p.accept(")") || p.operatorAt(0) {
		return nil
	}
	return group{n}
}

// closes reports whether a bracket closes anywhere from here on: what is in one
// that does not would be read in vain, in each of the ways that there are.
func (p *parser) closes() bool {
	for i := len(p.tokens) - 1; i >= p.at; i-- {
		if p.tokens[i].Kind == words.Symbol && p.tokens[i].Word == ")" {
			return true
		}
	}
	return false
}

// nulls reads (a IS NULL) <> (b IS NULL), in SQL only.
func (p *parser) nulls() node {
	var sides [2]node
	for i := range sides {
		if i > 0 && !p.accept("<>") || !p.accept("(") {
			return nil
		}
		name, ok := p.name(1).(column)
		if !ok || !p.accept("is null )") {
			return nil
		}
		sides[i] = group{postfix{name, "IS NULL"}}
	}
	return binary{op: "<>", left: sides[0], right: sides[1]}
}

// statement reads a subject and what is said about it. The subject is as short
// as it can be: a predicate follows it.
func (p *parser) statement() node {
	mark := p.state
	for n := 1; n <= maxName; n++ {
		subject := p.subject(n)
		if subject == nil {
			p.state = mark
			continue
		}
		if said := p.predicate(subject, false); said != nil {
			return said
		}
		p.state = mark
	}
	return nil
}

// subject reads an operand whose first name has n words. English may have the
// name in any quotes.
func (p *parser) subject(n int) node {
	p.pronoun()
	if n == 1 && !p.strict && p.token(0).Kind == words.Quoted && !p.operatorAt(1) {
		return p.quotedName(1)
	}
	return p.operand(n)
}

// pronoun goes over "it" before a verb: "it ends after it starts".
func (p *parser) pronoun() {
	if p.sees("it", "they") && momentOf(p.token(1).Word) != "" {
		p.at++
	}
}

// subjects reads several subjects of one predicate: "price and cost must be
// positive", "email or phone must be present".
func (p *parser) subjects() node {
	if p.strict {
		return nil
	}
	op, either := "AND", false
	if p.accept("exactly one of", "only one of") {
		return p.exactlyOne()
	}
	if p.accept("at least one of", "one of", "either", "any of") {
		op, either = "OR", true
	} else {
		p.accept("both", "all of")
	}
	list := p.subjectList(&op)
	if len(list) < 2 {
		return nil
	}
	if n := p.first(func() node { return p.mutual(list) }); n != nil {
		return n
	}
	if !p.sees("must", "should", "are", "have to", "has to", "can", "may", "shall", "need to") && !(either && p.sees("is")) {
		return nil
	}
	first := p.predicate(list[0], false)
	if first == nil {
		return nil
	}
	for _, x := range list[1:] {
		first = binary{op: op, left: first, right: about(first, list[0], x)}
	}
	return first
}

// mutual reads what two subjects are to each other: "must be different".
func (p *parser) mutual(list []node) node {
	if len(list) != 2 {
		return nil
	}
	switch {
	case p.accept("must differ", "must be different", "must be distinct", "must not be the same", "must not be equal", "must not match",
		"can not be the same", "can not be equal", "may not be the same", "should differ", "should be different", "are different", "differ"):
		return binary{op: "<>", left: list[0], right: list[1]}
	case p.accept("must be the same", "must be equal", "must match", "are equal", "are the same"):
		return binary{op: "=", left: list[0], right: list[1]}
	}
	return nil
}

// exactlyOne reads the rest of "exactly one of a and b must be set".
func (p *parser) exactlyOne() node {
	var op string
	list := p.subjectList(&op)
	if len(list) < 2 {
		return nil
	}
	p.about = nil
	said, ok := p.predicate(list[0], false).(postfix)
	if !ok || said.op != "IS NOT NULL" {
		return nil
	}
	if len(list) == 2 {
		return binary{op: "<>", left: group{postfix{list[0], "IS NULL"}}, right: group{postfix{list[1], "IS NULL"}}}
	}
	return binary{op: "=", left: call{name: "num_nonnulls", args: list}, right: constant{"1"}}
}

// subjectList reads "price, cost and total"; an "or" makes op OR.
func (p *parser) subjectList(op *string) []node {
	var list []node
	for {
		name, ok := p.name(0).(column)
		if !ok || looksBoolean(name.name) {
			return nil
		}
		list = append(list, name)
		comma := p.accept(",")
		if p.sees("or") {
			*op = "OR"
		}
		if !p.accept("and", "or") && !comma {
			return list
		}
	}
}
