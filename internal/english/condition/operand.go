package condition

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// maxDepth is how deep parentheses may be nested.
const maxDepth = 12

// operand reads a value, a column or arithmetic. Its first column has n words,
// or any number of them if n is 0.
func (p *parser) operand(n int) node { return p.concatenation(n, 0) }

func (p *parser) concatenation(n, depth int) node {
	return p.operators(p.sum(n, depth), func() node { return p.sum(0, depth) }, spelling{"||", "||"})
}

func (p *parser) sum(n, depth int) node {
	return p.operators(p.product(n, depth), func() node { return p.addend(depth) },
		spelling{"+", "plus"}, spelling{"-", "minus"})
}

func (p *parser) product(n, depth int) node {
	return p.operators(p.factor(n, depth), func() node { return p.factor(0, depth) },
		spelling{"*", "times"}, spelling{"*", "multiplied by"}, spelling{"/", "divided by"}, spelling{"%", "modulo"})
}

// spelling is an operator and how it is said.
type spelling struct{ symbol, phrase string }

// operators reads operators of one level and their right operands.
func (p *parser) operators(left node, operand func() node, spellings ...spelling) node {
	for left != nil {
		mark := p.state
		op := p.operator(spellings)
		if op == "" {
			return left
		}
		right := operand()
		if right == nil {
			p.state = mark
			return left
		}
		left = binary{op: op, left: left, right: right}
	}
	return nil
}

func (p *parser) operator(spellings []spelling) string {
	for _, s := range spellings {
		if p.operatorAt(0) && p.accept(s.symbol) || !p.strict && p.accept(s.phrase) {
			return s.symbol
		}
	}
	return ""
}

// addend reads what is added: a number of days is an interval.
func (p *parser) addend(depth int) node {
	if !p.strict {
		if span := p.first(p.span); span != nil {
			return span
		}
	}
	return p.product(0, depth)
}

// factor reads an atom and what stands behind it: ::type, ->'key', ->>'key'.
func (p *parser) factor(n, depth int) node {
	x := p.atom(n, depth)
	for x != nil {
		switch {
		case p.isSymbol(0, "::"):
			p.at++
			x = p.castTo(x)
		case p.isSymbol(0, "->"):
			x = p.path(x)
		default:
			return x
		}
	}
	return nil
}

// castTo reads the type of a cast.
func (p *parser) castTo(x node) node {
	t := p.token(0)
	if t.Kind != words.Word || !plainName(t.Word) || sqlWord(t.Word) {
		return nil
	}
	p.at++
	name := t.Word
	if name == "double" && p.accept("precision") {
		name = "double precision"
	}
	if p.isSymbol(0, "(") && p.unspaced(0) && p.token(1).Kind == words.Number && p.isSymbol(2, ")") {
		name += "(" + p.token(1).Word + ")"
		p.at += 3
	}
	if p.isSymbol(0, "[") && p.unspaced(0) && p.isSymbol(1, "]") {
		name += "[]"
		p.at += 2
	}
	return cast{x: x, typeName: name}
}

// path reads ->'key', ->>'key' or ->0.
func (p *parser) path(x node) node {
	op := "->"
	p.at++
	if p.isSymbol(0, ">") && p.unspaced(0) {
		op = "->>"
		p.at++
	}
	switch t := p.token(0); {
	case t.Kind == words.Number && !strings.Contains(t.Word, "."):
		p.at++
		return binary{op: op, left: x, right: constant{t.Word}}
	case t.Kind == words.Quoted && safeText(t.Text):
		p.at++
		return binary{op: op, left: x, right: text{value: t.Text}}
	}
	return nil
}

// atom reads a literal, a call, a column or an expression in parentheses.
func (p *parser) atom(n, depth int) node {
	if !p.step() || depth > maxDepth {
		return nil
	}
	readers := []func() node{p.moment, p.number, p.keyword, p.stringLiteral,
		func() node { return p.parentheses(depth) },
		func() node { return p.negative(depth) },
		func() node { return p.arrayLiteral(depth) },
		func() node { return p.call(depth) },
		p.spoken,
		func() node { return p.name(n) }}
	return p.first(readers...)
}

func (p *parser) number() node {
	if digits, ok := p.digits(); ok {
		return constant{digits}
	}
	return nil
}

// stringLiteral reads 'text'. A subject in single quotes is not one here: the
// caller wants a literal only on the right of something.
func (p *parser) stringLiteral() node {
	t := p.token(0)
	if t.Kind != words.Quoted || t.Quote != '\'' || !safeText(t.Text) || p.isSymbol(1, ".") && p.unspaced(1) && p.unspaced(2) {
		return nil
	}
	p.at++
	return text{value: t.Text}
}

func (p *parser) parentheses(depth int) node {
	if !p.accept("(") || !p.closes() {
		return nil
	}
	x := p.concatenation(0, depth+1)
	if x == nil || !p.accept(")") {
		return nil
	}
	if x.level() == atomLevel {
		return x
	}
	return group{x}
}

func (p *parser) negative(depth int) node {
	if !p.accept("-") {
		return nil
	}
	if x := p.factor(0, depth+1); x != nil {
		return prefix{op: "-", x: x}
	}
	return nil
}

func (p *parser) arrayLiteral(depth int) node {
	if !p.accept("array [") {
		return nil
	}
	items, ok := p.arguments("]", depth)
	if !ok {
		return nil
	}
	return array{items}
}

// call reads a function's call. The parenthesis stands right behind the name.
func (p *parser) call(depth int) node {
	t := p.token(0)
	if t.Kind != words.Word || !p.isSymbol(1, "(") || !plainName(t.Word) || sqlWord(t.Word) {
		return nil
	}
	if !p.unspaced(1) && !knownFunction(t.Word) {
		return nil
	}
	p.at += 2
	args, ok := p.arguments(")", depth)
	if !ok {
		return nil
	}
	return call{name: t.Word, args: args}
}

// arguments reads values up to the mark that closes them. Double quotes mean a
// column in the first place (lower("Email")), and a string in the others
// (coalesce(role, "member")).
func (p *parser) arguments(closing string, depth int) ([]node, bool) {
	var list []node
	for !p.accept(closing) {
		if len(list) > 0 && !p.accept(",") {
			return nil, false
		}
		var x node
		if len(list) > 0 {
			x = p.doubleQuoted()
		}
		if x == nil {
			x = p.concatenation(0, depth+1)
		}
		if x == nil {
			return nil, false
		}
		list = append(list, x)
	}
	return list, true
}

// doubleQuoted reads "text" where English is read.
func (p *parser) doubleQuoted() node {
	t := p.token(0)
	if p.strict || t.Kind != words.Quoted || t.Quote != '"' || !safeText(t.Text) {
		return nil
	}
	p.at++
	return text{value: t.Text}
}

func knownFunction(name string) bool {
	switch name {
	case "lower", "upper", "trim", "ltrim", "rtrim", "btrim", "length", "char_length", "octet_length", "coalesce", "nullif", "abs",
		"round", "floor", "ceil", "greatest", "least", "now", "date_trunc", "date_part", "jsonb_array_length", "jsonb_typeof",
		"cardinality", "array_length", "concat", "concat_ws", "replace", "substring", "left", "right", "md5", "any", "num_nonnulls",
		"num_nulls", "to_tsvector", "mod", "power", "sqrt", "date", "year", "gen_random_uuid", "md5_hash", "split_part", "initcap":
		return true
	}
	return false
}

// spoken reads a function in words: "the length of name", "lower case email".
func (p *parser) spoken() node {
	if p.strict {
		return nil
	}
	p.accept("the")
	for _, f := range [...]struct{ phrase, name string }{
		{"length of", "char_length"}, {"number of characters in", "char_length"}, {"number of characters of", "char_length"},
		{"lower case of", "lower"}, {"lowercase of", "lower"}, {"lowercased", "lower"}, {"lower case", "lower"}, {"lowercase", "lower"},
		{"upper case of", "upper"}, {"uppercase of", "upper"}, {"uppercased", "upper"}, {"upper case", "upper"}, {"uppercase", "upper"},
		{"trimmed", "trim"}, {"absolute value of", "abs"}, {"sum of", "+"}, {"product of", "*"}, {"difference of", "-"},
	} {
		if !p.accept(f.phrase) {
			continue
		}
		if len(f.name) == 1 {
			return p.ofTwo(f.name)
		}
		if x := p.name(0); x != nil {
			return call{name: f.name, args: []node{x}}
		}
		return nil
	}
	return nil
}

// ofTwo reads "a and b" of "the sum of a and b".
func (p *parser) ofTwo(op string) node {
	left := p.name(0)
	if left == nil || !p.accept("and") {
		return nil
	}
	if right := p.name(0); right != nil {
		return binary{op: op, left: left, right: right}
	}
	return nil
}
