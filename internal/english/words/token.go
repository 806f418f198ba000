// Package words cuts a description into tokens.
package words

import "github.com/whimbrel-go/whimbrel/internal/intent"

// A Token is a word, a number, something in quotes, or a symbol.
type Token struct {
	intent.Span
	Kind Kind
	// Text is the token as it was written; of something in quotes, what is
	// between them.
	Text string
	// Word is Text in lower case, for a lookup; of an abbreviation or a
	// contraction, what it stands for.
	Word string
	// Spaced is set if white space stands before the token.
	Spaced bool
	// Quote is the mark around something quoted, in its plain form: ' " or `.
	Quote byte
}

// Kind is the kind of a token.
type Kind uint8

// The kinds of tokens.
const (
	// Word is letters, digits and underscores that begin with a letter:
	// users, first_name, OrderItem. An apostrophe ends it: 's is a token.
	Word Kind = iota
	// Number is digits with an optional point: 10, 0.5. A sign is a symbol.
	Number
	// Quoted is text in single, double or typographic quotes, or backticks;
	// Quote says which.
	Quoted
	// Symbol is one operator or mark: ( ) [ ] { } , : ; . ? ! / + - * = == != <>
	// < <= > >= -> => | & @ # $ %.
	Symbol
	// Break is the end of a line; a bullet or a number that begins a line is
	// part of it.
	Break
)
