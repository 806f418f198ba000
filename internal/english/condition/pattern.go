package condition

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// pattern reads LIKE and what is said like it.
func (p *parser) pattern(x node) node {
	for _, s := range [...]struct{ phrase, op, before, after string }{
		{"not like", "NOT LIKE", "", ""}, {"not ilike", "NOT ILIKE", "", ""}, {"ilike", "ILIKE", "", ""}, {"like", "LIKE", "", ""},
		{"starts with", "LIKE", "", "%"}, {"start with", "LIKE", "", "%"}, {"begins with", "LIKE", "", "%"}, {"begin with", "LIKE", "", "%"},
		{"starting with", "LIKE", "", "%"}, {"prefixed with", "LIKE", "", "%"},
		{"ends with", "LIKE", "%", ""}, {"end with", "LIKE", "%", ""}, {"ending with", "LIKE", "%", ""},
		{"contains", "LIKE", "%", "%"}, {"contain", "LIKE", "%", "%"}, {"containing", "LIKE", "%", "%"}, {"includes", "LIKE", "%", "%"},
		{"include", "LIKE", "%", "%"},
		{"! ~", "!~", "", ""}, {"~", "~", "", ""}, {"matches", "~", "", ""}, {"match", "~", "", ""},
	} {
		spoken := isLetters(s.phrase) && !strings.Contains(s.phrase, "like")
		if spoken && p.strict || !p.accept(s.phrase) {
			continue
		}
		p.accept("the pattern", "the regex", "the word", "the letters", "the sign", "an", "a")
		literal, ok := p.fragment(spoken)
		if !ok {
			return nil
		}
		if s.before+s.after != "" {
			literal = s.before + escapePattern(literal) + s.after
		}
		return binary{op: s.op, left: x, right: text{value: literal}}
	}
	return nil
}

// address reads the rest of @example.com: words, points and hyphens without a
// blank between.
func (p *parser) address(text string) string {
	for {
		t, next := p.token(0), p.token(1)
		joint := t.Kind == words.Symbol && (t.Word == "." || t.Word == "-") && next.Kind == words.Word && !next.Spaced
		if t.Spaced || t.Kind != words.Word && !joint {
			return text
		}
		text += t.Text
		p.at++
	}
}

// fragment reads a piece of text: in quotes, a bare value, or a sign (@).
func (p *parser) fragment(bare bool) (string, bool) {
	t := p.token(0)
	if t.Kind == words.Quoted && t.Quote != '`' && safeText(t.Text) {
		p.at++
		return t.Text, true
	}
	if !bare {
		return "", false
	}
	if t.Kind == words.Symbol && (t.Word == "@" || t.Word == "#" || t.Word == "+" || t.Word == "-" || t.Word == "/") {
		p.at++
		if p.token(0).Kind == words.Word && !p.token(0).Spaced {
			return p.address(t.Text), true
		}
		p.accept("sign", "symbol")
		return t.Text, true
	}
	if n := p.hyphened(); n > 0 && !stops(t.Word) {
		if s, ok := p.take(n).(text); ok {
			return s.value, true
		}
	}
	if t.Kind == words.Number {
		p.at++
		return t.Text, true
	}
	return "", false
}

// escapePattern makes a text stand for itself in a pattern.
func escapePattern(value string) string {
	return strings.NewReplacer("%", `\%`, "_", `\_`).Replace(value)
}
