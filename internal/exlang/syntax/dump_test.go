package syntax

import (
	"fmt"
	"math"
	"strings"
)

// dump prints a tree in the form of testdata/oracle/dump.exs, the canonical
// form of the tests: (name@line:column args), [list], {left right}.
func dump(n Node) string {
	var b strings.Builder
	dumpTo(&b, n)
	return b.String()
}

func dumpTo(b *strings.Builder, n Node) {
	switch n := n.(type) {
	case *Atom:
		b.WriteByte(':')
		dumpName(b, n.Name)
	case *Integer:
		b.WriteString(n.Value.String())
	case *Float:
		fmt.Fprintf(b, "f%X", math.Float64bits(n.Value))
	case *String:
		dumpQuoted(b, n.Value)
	case *Charlist:
		b.WriteByte('[')
		for i, r := range []rune(n.Value) {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprint(b, r)
		}
		b.WriteByte(']')
	case *List:
		b.WriteByte('[')
		for i, e := range n.Elems {
			if i > 0 {
				b.WriteByte(' ')
			}
			dumpTo(b, e)
		}
		b.WriteByte(']')
	case *Tuple:
		b.WriteByte('{')
		dumpTo(b, n.Left)
		b.WriteByte(' ')
		dumpTo(b, n.Right)
		b.WriteByte('}')
	case *Var:
		dumpName(b, n.Name)
		dumpPos(b, n)
	case *Call:
		dumpCall(b, n)
	}
}

func dumpCall(b *strings.Builder, c *Call) {
	switch {
	case c.Callee != nil:
		b.WriteString("(()")
		dumpPos(b, c)
		b.WriteByte(' ')
		dumpTo(b, c.Callee)
	case c.Anonymous:
		b.WriteString("(.()")
		dumpPos(b, c)
		b.WriteByte(' ')
		dumpTo(b, c.Target)
	case c.Target != nil:
		b.WriteString("(.")
		if len(c.Args) == 0 && !c.Parens {
			b.WriteByte('-')
		}
		b.WriteByte(' ')
		dumpTo(b, c.Target)
		b.WriteByte(' ')
		dumpName(b, c.Name)
		dumpPos(b, c)
	default:
		b.WriteByte('(')
		dumpName(b, c.Name)
		if c.Name != "__block__" {
			dumpPos(b, c)
		}
	}
	for _, a := range c.Args {
		b.WriteByte(' ')
		dumpTo(b, a)
	}
	b.WriteByte(')')
}

func dumpPos(b *strings.Builder, n Node) {
	fmt.Fprintf(b, "@%d:%d", n.Pos().Line, n.Pos().Column)
}

func dumpName(b *strings.Builder, name string) {
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !isLetter(c) && c != '_' && (i == 0 || !isDigit(c) && c != '.' && c != '?' && c != '!') {
			dumpQuoted(b, name)
			return
		}
	}
	if name == "" {
		dumpQuoted(b, name)
		return
	}
	b.WriteString(name)
}

func dumpQuoted(b *strings.Builder, s string) {
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c > '~':
			fmt.Fprintf(b, `\x%02X`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}
