// Package eval runs the quoted form of Elixir that package syntax reads. It
// knows the language (values, matching, functions, closures, modules) and
// nothing of migrations: those come as a library of native modules (see
// [Library]). There is no way out of a script: the only effects are those of
// the natives that the host passes, and steps and depth are limited.
//
// It reads as the language does: forms.go says which names are forms and which
// file evaluates each; resolve.go what a name means where it stands (the
// module's own functions, imports, the host's modules, Kernel, and through a
// [Finder] the application's sources); quote.go, code.go and macro.go turn code
// into values and back; unresolved.go names what is missing before anything
// runs. Exceptions of Elixir are a [Raised], which a script can rescue. What
// only a database could give is an [Opaque], and looking into it the error
// [NeedsDatabase].
//
// What the evaluator does not know is refused with its name and place; see
// [diag.Refused].
package eval
