// Package build is the module Ecto.Query: the macros and functions with which a
// script builds queries, in both syntaxes.
package build
