package syntax

import "github.com/whimbrel-go/whimbrel/diag"

// A tokenKind classifies a token. The operators have one kind per precedence,
// so that the kind alone decides how tightly an operator binds.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokEOL
	tokSemicolon
	tokComma
	tokDot
	tokDotCall // the dot of fun.(x)

	// Names. What follows a name directly decides what it may become, and only
	// the lexer sees whether there was a space in between.
	tokIdent        // name
	tokParenIdent   // name(
	tokBracketIdent // name[
	tokDoIdent      // name do
	tokOpIdent      // name -1, as opposed to name - 1
	tokAlias        // Name

	tokKeyword // name: or "name":
	tokAtom    // :name, :"name", true, false, nil
	tokInt
	tokFloat
	tokChar
	tokString
	tokCharlist
	tokSigil

	tokFn
	tokDo
	tokEnd
	tokBlock // after, else, catch, rescue

	tokLParen
	tokRParen
	tokLBracket
	tokRBracket
	tokLBrace
	tokRBrace
	tokLBits // <<
	tokRBits // >>
	tokPercent
	tokMap        // the % of %{
	tokCaptureInt // the & of &1

	// Operators, from here to the end of the list.
	tokStabOp // ->
	tokAssocOp
	tokInMatchOp
	tokWhenOp
	tokTypeOp
	tokPipeOp
	tokCaptureOp
	tokEllipsisOp
	tokMatchOp
	tokOrOp
	tokAndOp
	tokCompOp
	tokRelOp
	tokArrowOp
	tokInOp
	tokNotInOp
	tokXorOp
	tokTernaryOp // the step operator //
	tokConcatOp
	tokRangeOp
	tokDualOp // + and -, which may have one or two operands
	tokMultOp
	tokPowerOp
	tokUnaryOp
	tokAtOp
)

// A token is one lexical element. Strings and everything built like them have
// their contents in str.
type token struct {
	kind tokenKind
	line int32
	col  int32
	text string
	str  *stringToken
}

// A stringToken holds the contents of a string, charlist, sigil, or quoted
// atom or keyword.
type stringToken struct {
	parts     []stringPart
	heredoc   bool
	modifiers string // of a sigil
}

// A stringPart is either text or, when tokens is not nil, an interpolation.
// The tokens of an interpolation end with a tokEOF at its closing brace.
type stringPart struct {
	text   string
	tokens []token
	line   int32
	col    int32
}

// plain returns the text of a string without interpolation.
func (s *stringToken) plain() (string, bool) {
	if len(s.parts) == 1 && s.parts[0].tokens == nil {
		return s.parts[0].text, true
	}
	return "", false
}

func (t *token) position(file string) Position {
	return Position(diag.Pos{File: file, Line: int(t.line), Column: int(t.col)})
}

// describe names the token for an error message.
func (t *token) describe() string {
	switch t.kind {
	case tokEOF:
		if t.text != "" { // the brace that ends an interpolation
			return "`" + t.text + "`"
		}
		return "end of file"
	case tokEOL:
		return "end of line"
	case tokString:
		return "string"
	case tokCharlist:
		return "charlist"
	case tokSigil:
		return "sigil ~" + t.text
	case tokKeyword:
		if t.str != nil {
			return "quoted keyword"
		}
		return "keyword `" + t.text + ":`"
	case tokAtom:
		if t.str != nil {
			return "quoted atom"
		}
		if t.text == "true" || t.text == "false" || t.text == "nil" {
			return "`" + t.text + "`"
		}
		return "atom `:" + t.text + "`"
	}
	return "`" + t.text + "`"
}
