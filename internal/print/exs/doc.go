// Package exs prints migrations as Ecto's scripts, formatted as "mix format"
// does.
package exs
