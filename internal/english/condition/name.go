package condition

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// maxName is the longest name of a column, in words.
const maxName = 5

// name reads a column's name of n words, or, if n is 0, of as many as there
// are. Articles go, and so do "the column" and "field".
func (p *parser) name(n int) node {
	x := p.anyName(n)
	if c, ok := x.(column); ok && p.rename != nil {
		return column{name: p.rename(c.name)}
	}
	return x
}

func (p *parser) anyName(n int) node {
	if quoted := p.quotedName(n); quoted != nil {
		return quoted
	}
	if !p.strict {
		if quoted := p.introduced(n); quoted != nil {
			return quoted
		}
	}
	if n <= 1 && p.isSymbol(1, ".") && p.unspaced(1) && p.unspaced(2) {
		return p.dotted()
	}
	first, read := p.at, 0
	for read < maxName && (n == 0 || read < n) && p.nameWord(0, read) {
		p.at++
		read++
		for !p.strict && p.hyphen() {
			p.at += 2
		}
	}
	if read == 0 || n > 0 && read != n {
		return nil
	}
	return joined(p.tokens[first:p.at])
}

// introduced goes over "the" and "the column" before a name. A quoted name that
// follows is returned.
func (p *parser) introduced(n int) node {
	p.accept("the value of the", "the value of", "value of the", "value of")
	if next := p.token(1); next.Kind == words.Word || next.Kind == words.Quoted {
		p.accept("the", "a", "an", "its", "their", "each", "every", "this")
	}
	if p.sees("column", "field", "attribute") && (p.nameWord(1, 1) || p.token(1).Kind == words.Quoted) {
		p.at++
	}
	return p.quotedName(n)
}

// hyphen reports whether a hyphen inside of a word stands here: check-out.
func (p *parser) hyphen() bool {
	return p.isSymbol(0, "-") && p.unspaced(0) && p.unspaced(1) && p.token(1).Kind == words.Word && !isTimeUnit(p.token(1).Word)
}

// joined makes a name of words.
func joined(tokens []words.Token) node {
	var parts []string
	for _, t := range tokens {
		if t.Kind == words.Word {
			parts = append(parts, nameText(t))
		}
	}
	if last := len(parts) - 1; last > 0 && (parts[last] == "column" || parts[last] == "field") {
		parts = parts[:last]
	}
	if name := strings.Join(parts, "_"); safeName(name) {
		return column{name: name}
	}
	return nil
}

// nameText is a word as a part of a name; an abbreviation is what it stands for.
func nameText(t words.Token) string {
	if strings.EqualFold(t.Text, t.Word) {
		return words.Snake(t.Text)
	}
	return t.Word
}

// quotedName reads a name in quotes. In single quotes it is a name only where
// English is read and a subject stands.
func (p *parser) quotedName(n int) node {
	t := p.token(0)
	if t.Kind != words.Quoted || n > 1 || !safeName(t.Text) || p.strict && t.Quote == '\'' {
		return nil
	}
	if p.isSymbol(1, ".") && p.unspaced(1) && p.unspaced(2) {
		return p.dotted()
	}
	p.at++
	return column{name: t.Text}
}

// safeName reports whether name can be a column's, quoted if need be: letters,
// digits and a few signs.
func safeName(name string) bool {
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_ -$", r) {
			return false
		}
	}
	return name != "" && utf8.ValidString(name)
}

// dotted reads table.column.
func (p *parser) dotted() node {
	table, name := p.token(0), p.token(2)
	if !isNameToken(table) || !isNameToken(name) || p.isSymbol(3, ".") && p.unspaced(3) && p.unspaced(4) {
		return nil
	}
	if !safeName(tokenName(table)) || !safeName(tokenName(name)) {
		return nil
	}
	p.at += 3
	return column{table: tokenName(table), name: tokenName(name)}
}

func isNameToken(t words.Token) bool {
	return t.Kind == words.Word && !strings.HasPrefix(t.Word, "'") || t.Kind == words.Quoted && t.Text != ""
}

func tokenName(t words.Token) string {
	if t.Kind == words.Quoted {
		return t.Text
	}
	return nameText(t)
}

// nameWord reports whether the token i places on can be word number place
// (from 0) of a name.
func (p *parser) nameWord(i, place int) bool {
	t := p.token(i)
	if t.Kind != words.Word || strings.HasPrefix(t.Word, "'") {
		return false
	}
	before := p.token(i - 1)
	switch {
	case p.strict:
		return place == 0 && !sqlWord(t.Word)
	case place == 0 && len(t.Word) == 1 && p.token(i+1).Kind != words.Word:
		return true
	case place > 0 && t.Word == "of":
		return ofNames(before.Word) && !p.ends(i+1)
	case place > 0 && (t.Word == "at" || t.Word == "on"):
		// "starts at", "published on", but "at least" and "on users" not.
		return momentOf(before.Word) != "" && !p.isWord(i+1, "least") && !p.isWord(i+1, "most") && t.Word == "at"
	case place > 0 && (t.Word == "in" || t.Word == "out" || t.Word == "up"):
		return phrasal(before.Word)
	case place > 0 && before.Word == "of":
		return !stops(t.Word)
	case place == 0 && (p.operatorAt(i+1) || t.Text != t.Word && strings.Contains(t.Text, "_")):
		// index > 0: before an operator nearly every word is a name.
		return !sqlWord(t.Word) && !isConjunction(t.Word)
	}
	return !stops(t.Word) && !p.comparator(i)
}

// phrasal are the verbs of names such as check in and sign up.
func phrasal(word string) bool {
	switch word {
	case "check", "sign", "log", "clock", "opt", "punch":
		return true
	}
	return false
}

// sqlWord are the words that SQL itself uses in expressions.
func sqlWord(word string) bool {
	switch word {
	case "and", "or", "not", "in", "is", "between", "like", "ilike", "null", "true", "false", "case", "when", "then",
		"select", "from", "where", "exists", "interval", "array", "current_date", "current_timestamp", "union", "having":
		return true
	}
	return false
}

func isConjunction(word string) bool {
	switch word {
	case "than", "the", "a", "an", "must", "be", "are", "that", "which", "where", "to", "by", "with", "on", "for", "of", "at":
		return true
	}
	return false
}

// operatorAt reports whether an operator of SQL stands i tokens on.
func (p *parser) operatorAt(i int) bool {
	t := p.token(i)
	if t.Kind != words.Symbol {
		return false
	}
	switch t.Word {
	case "=", "==", "===", "!=", "<>", "<", "<=", ">", ">=", "+", "*", "/", "||", "->", "::":
		return true
	case "-", "%":
		next := p.token(i + 1)
		return next.Kind != words.Break && t.Spaced == next.Spaced
	}
	return false
}
