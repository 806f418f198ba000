package syntax

import (
	"github.com/whimbrel-go/whimbrel/diag"
)

// The grammar, in EBNF. "eol" is one or more ends of lines, "eoe" ends an
// expression. Spaces are seen by the lexer only, see tokenKind.
//
//	File     = [eoe] [Expr {eoe Expr}] [eoe] .
//	eoe      = eol | ";" | eol ";" .
//
//	Expr     = Unary {Infix} .
//	Unary    = unaryOp [eol] Expr | Primary .
//	Infix    = binaryOp [eol] Expr                   (see binaryPrec)
//	         | "when" [eol] OpenKeywords
//	         | "." Name | "." Alias | "." "(" Args ")" | "." "{" Items "}"
//	         | "[" Access "]" .
//	Primary  = Name | Alias | Literal | Parens | List | Tuple | Bits | Map
//	         | Struct | Fn | "&" int | ".." | "..." .
//
//	Name     = identifier [OpenArgs] [DoBlock]
//	         | identifier "(" Args ")" ["(" Args ")"] [DoBlock] .
//	Args     = [eol] [Expr {"," Expr} ["," Keywords] | Keywords] [eol] .
//	OpenArgs = Expr {"," Expr} ["," OpenKeywords] | OpenKeywords .
//	Keywords = key [eol] Expr {"," key [eol] Expr} [","] .
//
//	DoBlock  = "do" [eoe] [Stab] {section [eoe] [Stab]} "end" .
//	Fn       = "fn" [eoe] Stab "end" .
//	Parens   = "(" [eol] [";"] [Stab] ")" .
//	Stab     = Clause {eoe Clause} [eoe] .
//	Clause   = Expr | [Patterns] "->" [eol] [Expr] .
//	Patterns = OpenArgs | "(" [OpenArgs] ")" ["when" Expr] .
//
//	List     = "[" Items "]" .
//	Tuple    = "{" Items "}" .
//	Bits     = "<<" Items ">>" .
//	Items    = [eol] [Expr {"," Expr} ["," | "," Keywords] | Keywords] [eol] .
//	Map      = "%" MapBody .
//	Struct   = "%" Unary [eol] MapBody .
//	MapBody  = "{" [eol] [Expr "|" [eol]] Pairs [eol] "}" .
//	Pairs    = [Pair {"," Pair} ["," | "," Keywords] | Keywords] .
//	Pair     = Expr "=>" [eol] Expr | Unary .
//
// A call without parentheses takes everything to its right as arguments. What
// it may not be part of, because the reader could not tell which commas
// belong to whom, is described at [shape].

// Nobody writes code that reaches these limits; they keep hostile input from
// exhausting the stack of the parser and of every later pass over the tree.
const (
	// maxDepth is how deep expressions may be nested.
	maxDepth = 5000
	// maxHeight is how deep the tree may get: a + b + c is not nested, but its
	// tree is.
	maxHeight = 20000
)

// Parse reads an Elixir source file and returns it as one expression: the
// expression itself if there is just one, and otherwise a Call of __block__.
// The error is a [*diag.Diagnostic] of the kind [diag.Syntax]: parsing stops
// at the first mistake.
func Parse(file string, src []byte) (n Node, err error) {
	defer recoverFailure(&err)
	p := &parser{file: file, toks: lexFile(file, string(src))}
	n = p.program(Position(diag.Pos{File: file, Line: 1, Column: 1}))
	return n, nil
}

// A parser turns tokens into a tree by precedence climbing.
type parser struct {
	file  string
	toks  []token // ends with tokEOF
	i     int
	depth int
	// height is an upper bound for the height of what was parsed so far
	// within the current expression.
	height int
	// open is the last call without parentheses of several arguments, for
	// errors.
	open *Call
}

// kind returns the kind of the next token.
func (p *parser) kind() tokenKind { return p.toks[p.i].kind }

// tok returns the next token.
func (p *parser) tok() *token { return &p.toks[p.i] }

// next consumes and returns the next token. The last one stays.
func (p *parser) next() *token {
	t := &p.toks[p.i]
	if t.kind != tokEOF {
		p.i++
	}
	return t
}

// pos returns the position of a token.
func (p *parser) pos(t *token) Position { return t.position(p.file) }

// skipEOL skips ends of lines where they have no meaning.
func (p *parser) skipEOL() {
	if p.kind() == tokEOL {
		p.i++
	}
}

// eoe skips the end of an expression, and reports whether there was one.
func (p *parser) eoe() bool {
	found := false
	if p.kind() == tokEOL {
		p.i++
		found = true
	}
	if p.kind() == tokSemicolon {
		p.i++
		found = true
	}
	return found
}

// enter starts an expression within another one. It returns the height of the
// latter for leave.
func (p *parser) enter() int {
	if p.depth++; p.depth > maxDepth {
		failAt(p.pos(p.tok()).Pos(), "the expressions are nested more than %d deep", maxDepth).raise()
	}
	outer := p.height
	p.height = 0
	return outer
}

// leave ends what enter started.
func (p *parser) leave(outer int) {
	p.depth--
	p.grow()
	p.height = max(p.height, outer)
}

// grow notes that what was parsed in the current expression became part of a
// larger one.
func (p *parser) grow() {
	if p.height++; p.height > maxHeight {
		failAt(p.pos(p.tok()).Pos(), "the expression has too many operators").raise()
	}
}

// program parses all tokens. at is the position of an empty program.
func (p *parser) program(at Position) Node {
	p.eoe()
	var exprs []Node
	for p.kind() != tokEOF {
		n, _ := p.expr(precLowest, allowDo)
		exprs = append(exprs, n)
		if !p.eoe() && p.kind() != tokEOF {
			p.failUnexpected("")
		}
	}
	return block(exprs, at)
}

// expect consumes a token of the given kind.
func (p *parser) expect(kind tokenKind, text string) *token {
	if p.kind() != kind {
		p.failUnexpected("expected `" + text + "`")
	}
	return p.next()
}

// closer consumes a closing bracket and the end of line before it.
func (p *parser) closer(kind tokenKind, open *token) *token {
	p.skipEOL()
	if p.kind() != kind {
		p.failInBrackets(open)
	}
	return p.next()
}
