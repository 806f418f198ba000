package rules

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
	"github.com/whimbrel-go/whimbrel/lint"
)

// sqlText is a statement of SQL with its tokens.
type sqlText struct {
	text   string
	tokens []sqlToken
}

// sqlToken is a word, a name, a literal or a sign.
type sqlToken struct {
	// word is in upper case, and name without its quotes.
	word, name string
	start, end int
	// depth is how many parentheses are open around it.
	depth int
}

// readSQL cuts a statement into tokens, as the database does.
func readSQL(p *lint.Pass, text string) sqlText {
	t := sqlText{text: text}
	depth := 0
	token := func(start, end int) {
		word := text[start:end]
		if word == ")" {
			depth--
		}
		t.tokens = append(t.tokens, sqlToken{strings.ToUpper(word), bareName(word), start, end, depth})
		if word == "(" {
			depth++
		}
	}
	if _, err := sqlsplit.Split(text, sqlsplit.Options{Dialect: sqlsplit.Dialect(p.Database()), Token: token}); err != nil {
		t.tokens = nil
	}
	return t
}

// bareName is a name without its quotes.
func bareName(word string) string {
	if len(word) > 1 {
		switch word[0] {
		case '"', '`', '[':
			return word[1 : len(word)-1]
		}
	}
	return word
}

// literal reports whether a token is a text or a number.
func (t sqlToken) literal() bool {
	return t.word[0] == '\'' || t.word[0] >= '0' && t.word[0] <= '9'
}

// find returns the index of the first of some words, outside of parentheses, at
// or behind a token; -1 if there is none.
func (t sqlText) find(from int, words ...string) int {
	for i := max(0, from); i < len(t.tokens); i++ {
		if t.tokens[i].depth == 0 && slices.Contains(words, t.tokens[i].word) {
			return i
		}
	}
	return -1
}

// has reports whether the words stand one behind the other anywhere.
func (t sqlText) has(words ...string) bool {
	for i := range t.tokens {
		if t.at(i, words...) {
			return true
		}
	}
	return false
}

// at reports whether the words stand at a token.
func (t sqlText) at(i int, words ...string) bool {
	if i < 0 || i+len(words) > len(t.tokens) {
		return false
	}
	for n, word := range words {
		if t.tokens[i+n].word != word {
			return false
		}
	}
	return true
}

// qualified reads a name with its prefix, and returns the token behind it.
func (t sqlText) qualified(i int) (name string, next int) {
	if i >= len(t.tokens) {
		return "", i
	}
	name, next = t.tokens[i].name, i+1
	for t.at(next, ".") && next+1 < len(t.tokens) {
		name, next = t.tokens[next+1].name, next+2
	}
	return name, next
}

// between is the text from one token up to another, or to the end.
func (t sqlText) between(from, to int) string {
	if from >= len(t.tokens) {
		return ""
	}
	end := len(t.text)
	if to >= 0 && to < len(t.tokens) {
		end = t.tokens[to].start
	}
	return strings.TrimRight(t.text[t.tokens[from].start:end], "; \t\r\n")
}
