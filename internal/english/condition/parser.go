package condition

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// parser reads tokens. Its methods return nil, or false, when what they look
// for does not stand here; the caller goes back to where it was.
type parser struct {
	tokens []words.Token
	state
	// strict reads SQL only: a bare word is a column, never a string.
	strict bool
	// alone allows no other subject than about.
	alone bool
	// rename, if set, gives columns other names.
	rename       func(string) string
	steps, depth int
}

// state is what going back restores.
type state struct {
	at int
	// about is the subject of the last predicate, for "positive and below 5".
	about node
}

// maxSteps ends the reading of hopeless input; a condition of a hundred words
// needs some hundreds.
const maxSteps = 20000

func (p *parser) step() bool {
	p.steps++
	return p.steps < maxSteps
}

// token returns the token i places on; after the last one, a Break.
func (p *parser) token(i int) words.Token {
	if i += p.at; i >= 0 && i < len(p.tokens) {
		return p.tokens[i]
	}
	return words.Token{Kind: words.Break, Spaced: true}
}

func (p *parser) isWord(i int, word string) bool { return p.is(i, words.Word, word) }

func (p *parser) isSymbol(i int, symbol string) bool { return p.is(i, words.Symbol, symbol) }

func (p *parser) is(i int, kind words.Kind, word string) bool {
	i += p.at
	return i >= 0 && i < len(p.tokens) && p.tokens[i].Kind == kind && p.tokens[i].Word == word
}

// phraseLength returns how many tokens the phrase takes if it stands i tokens
// on, or 0. The phrase's words are parted by blanks.
func (p *parser) phraseLength(i int, phrase string) int {
	if at := p.at + i; at < 0 || at >= len(p.tokens) || !strings.HasPrefix(phrase, p.tokens[at].Word) {
		return 0
	}
	n := 0
	for word := range strings.SplitSeq(phrase, " ") {
		t := p.token(i + n)
		if t.Kind != words.Word && t.Kind != words.Symbol || t.Word != word {
			return 0
		}
		n++
	}
	return n
}

// accept goes over the first of the phrases that stands here.
func (p *parser) accept(phrases ...string) bool {
	n := p.match(phrases)
	p.at += n
	return n > 0
}

// match returns the length of the first of the phrases that stands here.
// Most do not even begin with the same letter, which is seen at once.
func (p *parser) match(phrases []string) int {
	if p.at >= len(p.tokens) || p.tokens[p.at].Word == "" {
		return 0
	}
	letter := p.tokens[p.at].Word[0]
	for _, phrase := range phrases {
		if phrase[0] != letter {
			continue
		}
		if n := p.phraseLength(0, phrase); n > 0 {
			return n
		}
	}
	return 0
}

// sees reports whether one of the phrases stands here.
func (p *parser) sees(phrases ...string) bool { return p.match(phrases) > 0 }

// first returns what the first reader that succeeds returns; the others leave
// the parser where it was.
func (p *parser) first(readers ...func() node) node {
	mark := p.state
	for _, read := range readers {
		if n := read(); n != nil {
			return n
		}
		p.state = mark
	}
	return nil
}

// ends reports whether nothing that could belong to the condition stands i
// tokens on: the end, a mark of punctuation, a word of another clause.
func (p *parser) ends(i int) bool {
	t := p.token(i)
	switch t.Kind {
	case words.Break:
		return true
	case words.Symbol:
		switch t.Word {
		case ")", "]", "}", ",", ";", ".", "!", "?", ":":
			return true
		}
		return false
	case words.Word:
		return stops(t.Word)
	}
	return false
}

// unspaced reports whether the token i places on stands right behind the one
// before it.
func (p *parser) unspaced(i int) bool {
	t := p.token(i)
	return t.Kind != words.Break && !t.Spaced
}

// safeText reports whether text can be a literal in every database: a
// backslash would escape the closing quote in MySQL, unless it stands before %
// or _ in a pattern.
func safeText(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for i := range len(text) {
		if text[i] < ' ' {
			return false
		}
		if text[i] == '\\' && (i+1 == len(text) || text[i+1] != '%' && text[i+1] != '_') {
			return false
		}
	}
	return true
}
