package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/condition"
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// mostEnds bounds how many ends are tried for what is read by package
// condition, which reads as far as it can.
const mostEnds = 12

// ends returns the places where something that begins at at may end: before
// separators and small words, and at the end of the sentence.
func (p *parser) ends(at int) []int {
	var ends []int
	for i := at + 1; i < len(p.tokens) && len(ends) < mostEnds; i++ {
		if p.kind(i) == words.Break {
			return append(ends, i)
		}
		if p.sentenceEnd(i) {
			return append(ends, i)
		}
		switch p.word(i) {
		case ",", ";", "and", ":", ")", "on", "in", "for", "with", "when", "to", "of", "from", "as", "by", "called", "named", "concurrently", "&", "-", "where", "}", "unless", "if", "not":
			ends = append(ends, i)
		}
	}
	return append(ends, len(p.tokens))
}

// sentenceEnd reports whether a full stop, a question mark or an exclamation
// mark ends a sentence here.
func (p *parser) sentenceEnd(at int) bool {
	if !p.symbol(at, ".") && !p.symbol(at, "!") && !p.symbol(at, "?") {
		return false
	}
	return at+1 >= len(p.tokens) || p.tokens[at+1].Spaced || p.kind(at+1) == words.Break
}

// byEnds reads with one of package condition's functions, once for each end
// where it uses everything up to there.
func (p *parser) byEnds(at int, read func(tokens []words.Token) (value any, used int, ok bool)) []reading {
	var readings []reading
	for _, end := range p.ends(at) {
		value, used, ok := read(p.tokens[at:end])
		if !ok || used == 0 {
			continue
		}
		if n := len(readings); n > 0 && readings[n-1].end >= at+used {
			continue
		}
		readings = append(readings, reading{end: at + used, worth: used * worthWord, value: value})
	}
	return readings
}

func readCondition(p *parser, at int) []reading {
	if p.kind(at) == words.Quoted && p.tokens[at].Quote == '"' && strings.Contains(p.tokens[at].Text, " ") {
		return nil
	}
	return p.byEnds(at, func(tokens []words.Token) (any, int, bool) {
		c, used, ok := condition.Parse(tokens)
		return c, used, ok && used > 0 && modals(tokens[:used]) < 2
	})
}

// modals counts the words that make statements: two of them are two statements,
// each with a condition of its own.
func modals(tokens []words.Token) int {
	n := 0
	for _, token := range tokens {
		switch token.Word {
		case "must", "should", "may", "can":
			n++
		}
	}
	return n
}

// guessed reports whether a condition compares with a bare word without any
// sign for it: "is able", "must be negativ". That is no condition that one may
// rely on.
func guessed(c intent.Condition, tokens []words.Token) bool {
	if strings.HasSuffix(c.SQL, " NULL") || allowing(tokens) {
		return true
	}
	if len(c.Bare) == 0 || strings.Contains(c.SQL, " IN (") {
		return false
	}
	for _, token := range tokens {
		if token.Kind == words.Symbol && strings.ContainsAny(token.Word, "=<>") {
			return false
		}
	}
	return true
}

// aboutValue is a condition on a column that is not named in it.
type aboutValue struct {
	span  intent.Span
	about func(column string) intent.Condition
}

// readAbout is what is said of a column's values: what they must be.
func readAbout(p *parser, at int) []reading { return p.about(at, guessed) }

// readAboutRow is what is said of a column to choose rows.
func readAboutRow(p *parser, at int) []reading {
	return p.about(at, func(intent.Condition, []words.Token) bool { return false })
}

func (p *parser) about(at int, rejects func(intent.Condition, []words.Token) bool) []reading {
	if !p.beginsAbout(at) {
		return nil
	}
	return p.byEnds(at, func(tokens []words.Token) (any, int, bool) {
		c, used, ok := condition.ParseAbout("x", tokens)
		if !ok || used == 0 || rejects(c, tokens[:used]) {
			return nil, 0, false
		}
		read := tokens[:used]
		return aboutValue{c.Span, func(column string) intent.Condition {
			about, _, _ := condition.ParseAbout(column, read)
			return about
		}}, used, true
	})
}

// beginsAbout reports whether a word can begin what is said about a column's
// values: an operator, or a word that compares.
func (p *parser) beginsAbout(at int) bool {
	switch p.word(at) {
	case "=", "==", "!=", "<>", "<", ">", "<=", ">=":
		return true
	case "must", "should", "can", "may", "not", "never", "between", "greater", "less", "more", "fewer", "larger", "smaller", "bigger", "higher", "lower",
		"at", "above", "below", "under", "over", "positive", "negative", "non", "nonnegative", "is", "are", "be", "after", "before", "no", "one", "only",
		"always", "longer", "shorter", "within", "has", "have", "exceeds", "exceed", "either", "strictly", "cannot", "needs", "need", "shall", "later", "earlier", "ranges", "ranging", "different", "nonempty", "zero":
		return true
	}
	switch p.word(at) {
	case "in":
		return p.symbol(at+1, "(")
	case "from", "max", "min", "maximum", "minimum":
		return p.kind(at+1) == words.Number
	}
	return false
}

// farthestOperator is how far from its beginning a comparison has its operator.
const farthestOperator = 9

// readComparison is a condition that stands for itself, without "where" or
// "check": it compares, a flag's name alone is not enough.
func readComparison(p *parser, at int) []reading {
	if p.grammar.lexicon.roles[p.word(at)] == stop || !p.hasOperator(at, min(at+farthestOperator, len(p.tokens))) {
		return nil
	}
	var kept []reading
	for _, r := range readCondition(p, at) {
		c, _ := r.value.(intent.Condition)
		if len(c.Verbs) > 0 && !p.isVerbColumn(at, c.Verbs[0]) {
			continue
		}
		if r.end-at >= 3 && !guessed(c, p.tokens[at:r.end]) && p.hasOperator(at, r.end) {
			kept = append(kept, r)
		}
	}
	return kept
}

// readVerbs is a condition that verbs make: "ends after it starts".
func readVerbs(p *parser, at int) []reading {
	if !strings.HasSuffix(p.word(at), "s") && !strings.HasSuffix(p.word(at), "ed") {
		return nil
	}
	var kept []reading
	for _, r := range readCondition(p, at) {
		if c, _ := r.value.(intent.Condition); len(c.Verbs) > 0 && p.isVerbColumn(at, c.Verbs[0]) {
			kept = append(kept, r)
		}
	}
	return kept
}

// isVerbColumn reports whether a column was made of the one word at a place.
func (p *parser) isVerbColumn(at int, column string) bool {
	return column == p.word(at)+"_at" || column == p.word(at)+"_on"
}

// hasOperator reports whether the tokens compare: with a sign, or with a word
// that is no name.
func (p *parser) hasOperator(at, end int) bool {
	for i := at; i < end; i++ {
		switch p.word(i) {
		case "=", "==", "!=", "<>", "<", ">", "<=", ">=", "is", "are", "be", "between", "must", "should", "can", "may", "not", "after", "before", "than", "least", "most", "like", "has", "have", "cannot", "exceed", "exceeds":
			return true
		}
	}
	return false
}

func readOwnCondition(p *parser, at int) []reading {
	readings := readCondition(p, at)
	for i := range readings {
		c, _ := readings[i].value.(intent.Condition)
		readings[i].value = aboutValue{c.Span, func(string) intent.Condition { return c }}
	}
	return readings
}

// allowing reports whether what is said only allows something, which needs no
// constraint: "can be empty", "can be draft or published".
func allowing(tokens []words.Token) bool {
	for i, token := range tokens {
		switch token.Word {
		case "not", "never", "only", "one", "either", "at", "than", "between", "=", "<", ">", "<=", ">=", "<>", "!=":
			return false
		case "must", "should":
			return i+1 < len(tokens) && (tokens[len(tokens)-1].Word == "empty" || tokens[len(tokens)-1].Word == "blank")
		}
	}
	for _, token := range tokens {
		switch token.Word {
		case "can", "may", "could", "might":
			return true
		}
	}
	return false
}

func readValue(p *parser, at int) []reading {
	if p.kind(at) == words.Word && p.grammar.lexicon.roles[p.word(at)] == verb {
		return nil
	}
	if p.symbol(at, ":") && p.tight(at+1) && p.kind(at+1) == words.Word {
		// Ruby's and Elixir's :pending.
		value := intent.Value{Span: p.span(at, at+2), Kind: intent.StringValue, Text: p.tokens[at+1].Text}
		return []reading{{end: at + 2, worth: 2 * worthWord, value: value}}
	}
	return p.byEnds(at, func(tokens []words.Token) (any, int, bool) { return condition.Value(tokens) })
}

func readWhole(p *parser, at int) []reading {
	n, ok := p.whole(at)
	if !ok {
		return nil
	}
	return []reading{{end: at + 1, worth: worthWord, value: n}}
}

func readString(p *parser, at int) []reading {
	if p.kind(at) != words.Quoted {
		return nil
	}
	return []reading{{end: at + 1, worth: worthWord + worthClass, value: p.tokens[at].Text}}
}

// readList reads the values of an enum: a, b or c; a|b|c; 'a', 'b'.
func readList(p *parser, at int) []reading {
	var readings []reading
	var list []string
	worth := 0
	for {
		text, end, gain := p.listValue(at)
		if end == at {
			return readings
		}
		list = append(list[:len(list):len(list)], text)
		worth += gain
		readings = append(readings, reading{end: end, worth: worth, value: list})
		next := end
		if p.symbol(next, ",") || p.symbol(next, "|") || p.symbol(next, "/") {
			next++
		}
		if p.word(next) == "or" || p.word(next) == "and" || p.word(next) == "&" {
			next++
		}
		if next == end {
			return readings
		}
		if p.newColumn(next) {
			return readings
		}
		worth += next - end
		at = next
	}
}

// newColumn reports whether a word begins the next column rather than being one
// more value: "… and kind as enum of …".
func (p *parser) newColumn(at int) bool {
	if p.is("DEFAULT", at) > 0 {
		return true
	}
	switch p.word(at + 1) {
	case "as", "(", ":", "is", "default", "enum", "with", "must", "can", "should":
		return true
	}
	return false
}

// listValue reads one value of an enum, of up to three words.
func (p *parser) listValue(at int) (text string, end, worth int) {
	at0 := at
	if p.symbol(at, ":") && p.tight(at+1) {
		at++
	}
	switch p.kind(at) {
	case words.Quoted:
		return p.tokens[at].Text, at + 1, (at+1-at0)*worthWord + worthClass
	case words.Number:
		return p.word(at), at + 1, (at + 1 - at0) * worthWord
	case words.Word:
	default:
		return "", at0, 0
	}
	var parts []string
	for i := at; i < len(p.tokens) && p.kind(i) == words.Word && i < at+3; i++ {
		switch p.grammar.lexicon.roles[p.word(i)] {
		case stop, verb:
			if i > at || p.word(i) != "in" && p.word(i) != "on" && p.word(i) != "not" {
				i = len(p.tokens)
				continue
			}
		case keyword:
			if i > at {
				i = len(p.tokens)
				continue
			}
		}
		parts = append(parts, p.tokens[i].Text)
		end = i + 1
	}
	if len(parts) == 0 {
		return "", at0, 0
	}
	if p.grammar.lexicon.roles[p.word(at)] == keyword {
		worth -= costKeyword
	}
	return strings.Join(parts, "_"), end, worth + (end-at0)*worthWord
}

// readExpression reads SQL that the person wrote in brackets.
func readExpression(p *parser, at int) []reading {
	value, used, ok := condition.Value(p.tokens[at:])
	if !ok || value.Kind != intent.ExprValue && value.Kind != intent.ColumnValue {
		return nil
	}
	return []reading{{end: at + used, worth: used * worthWord, value: value.Text}}
}
