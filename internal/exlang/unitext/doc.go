// Package unitext is Unicode as Elixir's String module sees it: graphemes, normal
// forms and the case of letters.
package unitext
