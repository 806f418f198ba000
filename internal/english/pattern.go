package english

import (
	"strings"
	"unicode"
)

// A pattern is a phrasing, written as
//
//	WORD     a class of the lexicon, or that word if the lexicon has none
//	slot     a slot: names, columns, a value …; label:slot captures it as label
//	[ … ]    what may be missing
//	( … | … )  alternatives
//	{ … }    once or more
//
// It is compiled to nodes that each know what comes next.
type node struct {
	kind  nodeKind
	name  string
	label string
	// memo is that of a slot, for the text that the pattern was compiled for.
	memo     *memo
	next     *node
	branches []*node
}

type nodeKind uint8

const (
	acceptNode nodeKind = iota
	classNode
	slotNode
	splitNode
)

// compile compiles a pattern. The tables are the program's own, and a test
// compiles them all: a mistake in one is an empty alternative, never a panic.
func compile(symbols []string) *node {
	c := compiler{symbols: symbols}
	return c.alternatives(&node{kind: acceptNode})
}

// symbolsOf cuts a pattern at blanks and at brackets.
func symbolsOf(pattern string) []string {
	symbols := make([]string, 0, 1+len(pattern)/4)
	start := 0
	for i := range len(pattern) {
		switch pattern[i] {
		case ' ', '[', ']', '(', ')', '{', '}', '|':
			if start < i {
				symbols = append(symbols, pattern[start:i])
			}
			if pattern[i] != ' ' {
				symbols = append(symbols, pattern[i:i+1])
			}
			start = i + 1
		}
	}
	if start < len(pattern) {
		symbols = append(symbols, pattern[start:])
	}
	return symbols
}

type compiler struct {
	symbols []string
	at      int
}

func (c *compiler) peek() string {
	if c.at < len(c.symbols) {
		return c.symbols[c.at]
	}
	return ""
}

// alternatives compiles what is separated by | up to a closing bracket.
func (c *compiler) alternatives(next *node) *node {
	branches := []*node{c.sequence(next)}
	for c.peek() == "|" {
		c.at++
		branches = append(branches, c.sequence(next))
	}
	if len(branches) == 1 {
		return branches[0]
	}
	return &node{kind: splitNode, branches: branches}
}

// sequence compiles one alternative. What comes next must be known first, so
// the parts are collected and then linked from the end.
func (c *compiler) sequence(next *node) *node {
	var parts []func(next *node) *node
	for {
		symbol := c.peek()
		if symbol == "" || symbol == "|" || symbol == "]" || symbol == ")" || symbol == "}" {
			break
		}
		parts = append(parts, c.part())
	}
	for i := len(parts) - 1; i >= 0; i-- {
		next = parts[i](next)
	}
	return next
}

// part reads one symbol or one bracket.
func (c *compiler) part() func(next *node) *node {
	symbol := c.symbols[c.at]
	c.at++
	switch symbol {
	case "[", "(", "{":
		inner := c.inner()
		return func(next *node) *node { return group(symbol, inner, next) }
	}
	if isClassName(symbol) {
		return func(next *node) *node { return &node{kind: classNode, name: symbol, next: next} }
	}
	label, name, labelled := strings.Cut(symbol, ":")
	if !labelled {
		name = label
	}
	return func(next *node) *node { return &node{kind: slotNode, name: name, label: label, next: next} }
}

// inner returns the symbols up to the bracket that closes.
func (c *compiler) inner() []string {
	from, depth := c.at, 1
	for c.at < len(c.symbols) {
		switch c.symbols[c.at] {
		case "[", "(", "{":
			depth++
		case "]", ")", "}":
			depth--
		}
		c.at++
		if depth == 0 {
			return c.symbols[from : c.at-1]
		}
	}
	return c.symbols[from:]
}

func group(bracket string, inner []string, next *node) *node {
	if bracket == "{" {
		loop := &node{kind: splitNode}
		body := (&compiler{symbols: inner}).alternatives(loop)
		loop.branches = []*node{body, next}
		return body
	}
	body := (&compiler{symbols: inner}).alternatives(next)
	if bracket == "[" {
		return &node{kind: splitNode, branches: []*node{body, next}}
	}
	return body
}

func isClassName(symbol string) bool {
	for _, r := range symbol {
		if unicode.IsLower(r) {
			return false
		}
	}
	return true
}

// program is a compiled pattern.
type program struct {
	start   *node
	opening opening
	// choices are classes of which a text must have one: those that the
	// alternatives in a pair of brackets begin with, or have behind a slot.
	choices [][]int
}

// compiled compiles a pattern when the text first needs it: most texts need few
// of them.
func (p *parser) compiled(number int, pattern string) *program {
	done := &p.programs[number]
	if done.start == nil {
		symbols := symbolsOf(pattern)
		done.start = compile(symbols)
		done.opening = opens(p.grammar.lexicon, done.start)
		done.choices = choices(p.grammar.lexicon, symbols)
	}
	return done
}

// choices returns, for each pair of round brackets that stands in no others, a
// class of each alternative, if each has one that cannot be left out.
func choices(l *lexicon, symbols []string) [][]int {
	var all [][]int
	var choice []int
	depth, has, every := 0, false, true
	for _, symbol := range symbols {
		id, known := l.ids[symbol]
		switch {
		case symbol == "(" && depth == 0:
			depth, choice, has, every = 1, nil, false, true
		case symbol == "[" || symbol == "(" || symbol == "{":
			depth++
		case symbol == "]" || symbol == ")" || symbol == "}":
			depth--
			if symbol == ")" && depth == 0 && has && every {
				all = append(all, choice)
			}
		case symbol == "|" && depth == 1:
			every, has = every && has, false
		case known && depth == 1 && !has:
			choice, has = append(choice, id), true
		}
	}
	return all
}

// needed returns the classes that a pattern has whatever is left out of it: those
// that stand in no brackets.
func needed(l *lexicon, pattern string) []int {
	var classes []int
	depth, start := 0, 0
	end := func(i int) {
		if depth == 0 && start < i && isClassName(pattern[start:i]) {
			classes = append(classes, l.id(pattern[start:i]))
		}
		start = i + 1
	}
	for i := range len(pattern) {
		switch pattern[i] {
		case ' ', '|':
			end(i)
		case '[', '(', '{':
			end(i)
			depth++
		case ']', ')', '}':
			end(i)
			depth--
		}
	}
	end(len(pattern))
	return classes
}

// opening is what a pattern can begin with: one of some classes or, if slot is
// set, a slot, which may be anything.
type opening struct {
	classes []int
	slot    bool
}

func opens(l *lexicon, n *node) opening {
	var o opening
	var walk func(n *node, depth int)
	walk = func(n *node, depth int) {
		switch {
		case depth > 12 || n.kind == slotNode || n.kind == acceptNode:
			o.slot = true
		case n.kind == classNode:
			if id, ok := l.ids[n.name]; ok {
				o.classes = append(o.classes, id)
			}
		default:
			for _, branch := range n.branches {
				walk(branch, depth+1)
			}
		}
	}
	walk(n, 0)
	return o
}

// walk visits a node and all that come after it, each once.
func (n *node) walk(visit func(*node)) {
	seen := make(map[*node]bool)
	var walk func(*node)
	walk = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		visit(n)
		walk(n.next)
		for _, branch := range n.branches {
			walk(branch)
		}
	}
	walk(n)
}
