package exs

import (
	"strings"
	"unicode/utf8"
)

// width is how long a line of formatted Elixir may be.
const width = 98

// A node is a piece of Elixir that can be written on one line, or on several
// as its formatter breaks it.
type node interface {
	// flat returns the node on one line.
	flat() string
	// broken returns the node on several lines. Its first line begins at
	// column, and what is inside of it is indented from there.
	broken(column int) string
}

// token is what does not break: an atom, a string, a number.
type token string

func (t token) flat() string      { return string(t) }
func (t token) broken(int) string { return string(t) }

// pair is key: value, or key => value with the arrow.
type pair struct {
	key   string
	value node
}

func (p pair) flat() string { return p.key + " " + p.value.flat() }

// broken keeps an opening bracket on the key's line; everything else goes
// below it.
func (p pair) broken(column int) string {
	if g, ok := p.value.(group); ok && g.hugs() {
		return p.key + " " + g.broken(column)
	}
	return p.key + newline(column+2) + layout(p.value, column+2, 0)
}

// group is elements in brackets: a list, a map, a tuple, or the arguments of a
// call, whose opening bracket includes its name.
type group struct {
	open, close string
	// elements are positional; pairs come after them.
	elements []node
	pairs    []pair
}

func call(name string, elements []node, pairs []pair) group {
	return group{open: name + "(", close: ")", elements: elements, pairs: pairs}
}

func (g group) all() []node {
	all := append([]node{}, g.elements...)
	for _, p := range g.pairs {
		all = append(all, p)
	}
	return all
}

func (g group) flat() string { return g.open + joinFlat(g.all()) + g.close }

// hugs reports whether the bracket may stay on the line where it opens.
func (g group) hugs() bool { return g.open == "[" || g.open == "%{" }

func (g group) isCall() bool { return g.close == ")" }

func (g group) broken(column int) string {
	if g.open == "{" {
		return g.tuple(column)
	}
	if g.isCall() && len(g.elements) > 0 {
		if text, ok := g.trailing(column); ok {
			return text
		}
	}
	return g.open + newline(column+2) + lines(g.all(), column+2, "") + newline(column) + g.close
}

// tuple keeps the options that end a tuple on one line if they fit on it.
func (g group) tuple(column int) string {
	options := joinFlat(pairNodes(g.pairs))
	if len(g.elements) == 0 || len(g.pairs) == 0 || column+1+length(options)+1 > width {
		return "{" + lines(g.all(), column+1, "") + "}"
	}
	return "{" + lines(g.elements, column+1, ",") + "," + newline(column+1) + options + "}"
}

// trailing keeps the first arguments on the line and breaks only the options,
// or the list that comes last.
func (g group) trailing(column int) (string, bool) {
	if len(g.pairs) > 0 {
		first := g.open + joinFlat(g.elements) + ","
		if column+length(first) > width {
			return "", false
		}
		return first + newline(column+2) + lines(pairNodes(g.pairs), column+2, "") + newline(column) + g.close, true
	}
	last, ok := g.elements[len(g.elements)-1].(group)
	if !ok || !last.hugs() || len(g.elements) < 2 {
		return "", false
	}
	first := g.open + joinFlat(g.elements[:len(g.elements)-1]) + ", "
	if column+length(first)+1 > width {
		return "", false
	}
	return first + last.broken(column) + g.close, true
}

// statement is a call without parentheses: add :title, :string, null: false.
type statement struct {
	verb     string
	elements []node
	pairs    []pair
	// block is what follows: " do".
	block string
}

func (s statement) flat() string {
	g := group{open: s.verb + " ", elements: s.elements, pairs: s.pairs}
	return g.flat() + s.block
}

func (s statement) broken(column int) string {
	inner := column + len(s.verb) + 1
	if len(s.pairs) > 0 && len(s.elements) > 0 {
		first := s.verb + " " + joinFlat(s.elements) + ","
		if column+length(first) <= width {
			return first + newline(column+2) + lines(pairNodes(s.pairs), column+2, s.block) + s.block
		}
	}
	all := group{elements: s.elements, pairs: s.pairs}.all()
	return s.verb + " " + lines(all, inner, s.block) + s.block
}

// layout writes a node that begins at column and is followed by some more
// characters on its last line.
func layout(n node, column, followed int) string {
	if flat := n.flat(); column+length(flat)+followed <= width {
		return flat
	}
	return n.broken(column)
}

// lines writes each node on a line of its own.
func lines(nodes []node, column int, after string) string {
	var b strings.Builder
	for i, n := range nodes {
		last := i == len(nodes)-1
		followed := 1
		if last {
			followed = len(after)
		}
		b.WriteString(layout(n, column, followed))
		if !last {
			b.WriteString("," + newline(column))
		}
	}
	return b.String()
}

func newline(column int) string { return "\n" + strings.Repeat(" ", column) }

func length(text string) int { return utf8.RuneCountInString(text) }

func pairNodes(pairs []pair) []node {
	nodes := make([]node, len(pairs))
	for i, p := range pairs {
		nodes[i] = p
	}
	return nodes
}

func joinFlat(nodes []node) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = n.flat()
	}
	return strings.Join(parts, ", ")
}
