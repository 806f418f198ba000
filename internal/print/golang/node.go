package golang

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// width is how long a line should be, and tab how long a tab counts.
const (
	width = 110
	tab   = 4
)

// A node is a Go expression that can be written on one line or several.
type node interface {
	// flat returns the expression on one line.
	flat() string
	// broken returns it on several lines, the first of which is indented by a
	// number of tabs.
	broken(depth int) string
}

// raw is what does not break.
type raw string

func (t raw) flat() string      { return string(t) }
func (t raw) broken(int) string { return string(t) }

// call is a call, or with braces a composite literal.
type call struct {
	function    string
	open, close string
	args        []node
}

// whimbrel is a call of a function of package whimbrel.
func whimbrel(function string, args ...node) call { return fn("whimbrel."+function, args...) }

func fn(function string, args ...node) call {
	return call{function: function, open: "(", close: ")", args: args}
}

func (c call) flat() string {
	return c.function + c.open + joinFlat(c.args) + c.close
}

// broken keeps names and numbers on the first line and gives each of the other
// arguments its own.
func (c call) broken(depth int) string {
	short := 0
	for short < len(c.args) {
		if _, ok := c.args[short].(raw); !ok || strings.Contains(c.args[short].flat(), "\n") {
			break
		}
		short++
	}
	if short == len(c.args) {
		short = min(1, len(c.args)-1) // all are alike: break after the first
	}
	first := joinFlat(c.args[:short])
	if short > 0 {
		first += ","
	}
	var b strings.Builder
	b.WriteString(c.function + c.open + first)
	for _, a := range c.args[short:] {
		b.WriteString(newline(depth+1) + layout(a, depth+1, 1) + ",")
	}
	b.WriteString(newline(depth) + c.close)
	return b.String()
}

// chain is a call whose result's methods are called.
type chain struct {
	base    call
	methods []call
}

func (c chain) flat() string {
	text := c.base.flat()
	for _, m := range c.methods {
		text += "." + m.flat()
	}
	return text
}

func (c chain) broken(depth int) string {
	if len(c.methods) == 0 {
		return c.base.broken(depth)
	}
	text := layout(c.base, depth, 1)
	for _, m := range c.methods {
		text += "." + newline(depth+1) + layout(m, depth+1, 1)
	}
	return text
}

// function is a function literal with statements.
type function struct {
	head string
	body []string
}

func (f function) flat() string { return f.head + " {}" }

func (f function) broken(depth int) string {
	if len(f.body) == 0 {
		return f.flat()
	}
	var b strings.Builder
	b.WriteString(f.head + " {")
	for _, s := range f.body {
		b.WriteString(newline(depth+1) + s)
	}
	b.WriteString(newline(depth) + "}")
	return b.String()
}

// layout writes an expression at a depth, followed by some more characters.
func layout(n node, depth, followed int) string {
	if flat := n.flat(); depth*tab+utf8.RuneCountInString(flat)+followed <= width || strings.Contains(flat, "\n") {
		return flat
	}
	return n.broken(depth)
}

func newline(depth int) string { return "\n" + strings.Repeat("\t", depth) }

func joinFlat(nodes []node) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = n.flat()
	}
	return strings.Join(parts, ", ")
}

// str writes a string: between backquotes where that saves escapes and is the
// same text.
func str(text string) raw {
	quoted := strconv.Quote(text)
	if strings.Contains(quoted, `\`) && strconv.CanBackquote(strings.ReplaceAll(text, "\n", "")) && text != "\n" {
		return raw("`" + text + "`")
	}
	return raw(quoted)
}

func strs(texts []string) []node {
	nodes := make([]node, len(texts))
	for i, text := range texts {
		nodes[i] = str(text)
	}
	return nodes
}
