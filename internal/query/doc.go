// Package query is Ecto.Query without Ecto: a query as a value, as the macros
// of a script build it, and the planned query that an adapter writes down.
//
// A Query is immutable. Interpolated values stand in its expressions, each
// where it was interpolated; [Plan] resolves bindings, fields and types, casts
// and dumps the values and numbers them in the order in which Ecto numbers
// them. Package sqltext writes a planned query as each of Ecto's adapters
// does, package build makes queries of a script's code.
package query
