// Package exs loads Ecto's migration scripts, NUMBER_NAME.exs. It gives the
// evaluator the module Ecto.Migration, whose functions record commands.
package exs
