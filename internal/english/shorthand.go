package english

import "github.com/whimbrel-go/whimbrel/internal/english/words"

// follows reports whether another item may follow without a separator, as in
// Rails: name:string email:string.
func (p *parser) follows(at int, it item) bool {
	if it.kind == groupItem || p.symbol(at, "(") && (p.is("BOTH", at+1) > 0 || p.is("ALLOF", at+1) > 0) {
		return true
	}
	if at >= len(p.tokens) || !p.tokens[at].Spaced || p.kind(at) != words.Word {
		return false
	}
	return p.shorthand(at) || p.shorthandBefore(at) || p.inShorthand(at) || p.typoCost(at-1) == 0 && (isCode(p.tokens[at].Text) || isCode(p.tokens[at-1].Text))
}

// shorthand reports whether name:type, name! or name? stands at a place.
func (p *parser) shorthand(at int) bool {
	if p.kind(at) != words.Word || !p.tight(at+1) {
		return false
	}
	return p.symbol(at+1, ":") && p.tight(at+2) || p.symbol(at+1, "!") || p.symbol(at+1, "?") && at+2 < len(p.tokens)
}

// inShorthand reports whether a word stands between name:type and name:type, or
// between a table's name and name:type: it is the name of a column by itself.
func (p *parser) inShorthand(at int) bool {
	if !p.bareWord(at) {
		return false
	}
	end := at + 1
	for p.bareWord(end) && !p.shorthand(end) {
		end++
	}
	if !p.shorthand(at) && !p.shorthand(end) {
		return false
	}
	for i := at; i > 0; i-- {
		if p.shorthandBefore(i) || i > 1 && looksPlural(p.word(i-1)) && p.bareWord(i-1) && p.is("CREATE", i-2) > 0 && p.word(i-2) != "add" {
			return true
		}
		if !p.bareWord(i - 1) {
			return false
		}
	}
	return false
}

// bareWord reports whether a word at a place can be a name in a list without
// commas. The make of a car is one, but no other verb.
func (p *parser) bareWord(at int) bool {
	if p.kind(at) != words.Word || !p.tokens[at].Spaced || isOrdinal(p.word(at)) {
		return false
	}
	word := p.word(at)
	return word == "make" || isCommonName(word) || p.grammar.lexicon.roles[word] == plain
}

// shorthandBefore reports whether the word before a place belongs to
// shorthand, such as the string of name:string.
func (p *parser) shorthandBefore(at int) bool {
	for i := at - 1; i > 0 && p.tight(i); i-- {
		if p.symbol(i, ":") || p.symbol(i, "!") || p.symbol(i, "?") {
			return true
		}
	}
	return false
}
