// Package eval runs the quoted form of Elixir that package syntax reads. It
// knows the language (values, matching, functions, closures, modules) and
// nothing of migrations: those come as a library of native modules (see
// [Library]). There is no way out of a script: the only effects are those of
// the natives that the host passes, and steps and depth are limited.
//
// What the evaluator does not know is refused with its name and place; see
// [diag.Refused].
package eval
