package syntax

import "math/big"

// remote builds the call of a function of a module that the syntax implies.
func remote(at Position, module, fun string, args ...Node) *Call {
	return &Call{
		Position: at,
		Target:   &Atom{Position: at, Name: module},
		Name:     fun,
		Args:     args,
		Parens:   true,
	}
}

// block makes one expression of several. One alone stays as it is, except
// for unquote_splicing: it may turn into several.
func block(exprs []Node, at Position) Node {
	if len(exprs) == 1 && !isSplice(exprs[0]) {
		return exprs[0]
	}
	if len(exprs) > 0 {
		at = Position(exprs[0].Pos())
	}
	return &Call{Position: at, Name: "__block__", Args: exprs}
}

func isSplice(n Node) bool {
	c, ok := IsCall(n, "unquote_splicing")
	return ok && len(c.Args) == 1
}

// bitstring builds the contents of a string with interpolation, or of a sigil.
func (p *parser) bitstring(at Position, s *stringToken) *Call {
	args := make([]Node, len(s.parts))
	for i := range s.parts {
		part := &s.parts[i]
		if part.tokens == nil {
			args[i] = &String{Position: at, Value: part.text, Heredoc: s.heredoc}
			continue
		}
		text, from := p.interpolated(part)
		args[i] = &Call{Position: from, Name: "::", Args: []Node{text, &Var{Position: from, Name: "binary"}}}
	}
	return &Call{Position: at, Name: "<<>>", Args: args}
}

// charlistParts builds the contents of a charlist with interpolation.
func (p *parser) charlistParts(at Position, s *stringToken) []Node {
	parts := make([]Node, len(s.parts))
	for i := range s.parts {
		part := &s.parts[i]
		if part.tokens == nil {
			parts[i] = &String{Position: at, Value: part.text, Heredoc: s.heredoc}
			continue
		}
		parts[i], _ = p.interpolated(part)
	}
	return parts
}

// interpolated parses an interpolation. Its tokens are a program of their own.
func (p *parser) interpolated(part *stringPart) (Node, Position) {
	at := Position{File: p.file, Line: int(part.line), Column: int(part.col)}
	outer := p.enter()
	toks, i := p.toks, p.i
	p.toks, p.i = part.tokens, 0
	n := p.program(at)
	p.toks, p.i = toks, i
	p.leave(outer)
	return remote(at, "Elixir.Kernel", "to_string", n), at
}

func charInteger(at Position, text string) *Integer {
	return &Integer{Position: at, Value: big.NewInt(int64(charValue(text))), Text: text}
}
