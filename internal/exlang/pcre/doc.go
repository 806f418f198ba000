// Package pcre is the regular expressions that Elixir's Regex has, those of
// PCRE: with lookaround, backreferences, atomic groups and possessive
// repetition. It backtracks on a stack of its own, counts its steps, and
// works on bytes or, with Options.Unicode, on code points.
//
// Recursion, conditional groups, callouts and backtracking verbs are refused
// by name.
package pcre
