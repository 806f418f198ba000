// Package syntax reads Elixir source: a lexer and a Pratt parser for the whole
// expression syntax, producing the quoted form of Elixir with positions. It
// knows no meanings: what a call does is the evaluator's business.
//
// The trees are those of Elixir 1.18, and what 1.14 and later versions accept
// is accepted. Where the versions disagree, the newer one decides: `foo -(1)`
// calls foo with -1, and `...` is an operator. Three rules of Elixir about
// names outside of ASCII are not checked: names are taken as they are written
// instead of in normalization form C, and neither rare characters nor several
// scripts in one name are refused.
package syntax
