package condition

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// Value reads the literal or expression that tokens begin with, and says how
// many tokens that are. A bare word is a string.
func Value(tokens []words.Token) (value intent.Value, used int, ok bool) {
	p := &parser{tokens: tokens}
	if kind := p.container(); kind != 0 {
		return intent.Value{Span: p.span0(), Kind: kind}, p.at, true
	}
	p.accept("the string", "the text", "the number", "the value", "a", "an")
	if p.at > 0 && p.isWord(0, "of") {
		p.at = 0
	}
	n := p.first(p.emptyText, p.flagWord, func() node { return p.value(lead{}, true) })
	if n == nil {
		return intent.Value{}, 0, false
	}
	value = literalOf(n)
	value.Span = p.span0()
	if value.Kind == intent.NumberValue {
		p.unit()
	}
	return value, p.at, true
}

// container reads {} and [], in words too.
func (p *parser) container() intent.ValueKind {
	switch {
	case p.accept("{ }", "% { }", "an empty map", "empty map", "an empty object", "empty object", "an empty hash", "empty hash",
		"an empty json", "empty json", "an empty dictionary"):
		return intent.EmptyMap
	case p.accept("[ ]", "an empty list", "empty list", "an empty array", "empty array", "array [ ]"):
		return intent.EmptyList
	}
	if t := p.token(0); t.Kind == words.Quoted {
		switch strings.ReplaceAll(t.Text, " ", "") {
		case "{}":
			p.at++
			return intent.EmptyMap
		case "[]":
			p.at++
			return intent.EmptyList
		}
	}
	return 0
}

func (p *parser) emptyText() node {
	if p.accept("an empty string", "empty string", "the empty string", "empty text", "blank", "empty") {
		return text{}
	}
	return nil
}

// flagWord reads yes, no, on and off. "no" and "on" are values only where the
// clause ends.
func (p *parser) flagWord() node {
	switch {
	case p.accept("yes", "enabled") && p.ends(0), p.isWord(0, "on") && p.ends(1) && p.accept("on"):
		return constant{"true"}
	case p.accept("off", "disabled") && p.ends(0), p.isWord(0, "no") && p.ends(1) && p.accept("no"):
		return constant{"false"}
	}
	return nil
}

// literalOf says what kind of value an expression is.
func literalOf(n node) intent.Value {
	n = ungroup(n)
	switch n := n.(type) {
	case text:
		return intent.Value{Kind: intent.StringValue, Text: n.value, Bare: n.bare}
	case constant:
		return constantValue(n.sql)
	case column:
		return intent.Value{Kind: intent.ColumnValue, Text: n.name}
	}
	return intent.Value{Kind: intent.ExprValue, Text: sql(n)}
}

func constantValue(sql string) intent.Value {
	switch sql {
	case "NULL":
		return intent.Value{Kind: intent.NullValue}
	case "true":
		return intent.Value{Kind: intent.TrueValue}
	case "false":
		return intent.Value{Kind: intent.FalseValue}
	case "CURRENT_DATE", "CURRENT_TIMESTAMP":
		return intent.Value{Kind: intent.ExprValue, Text: sql}
	}
	return intent.Value{Kind: intent.NumberValue, Text: sql}
}
