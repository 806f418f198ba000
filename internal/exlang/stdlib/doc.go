// Package stdlib is Elixir's standard library for scripts: the modules Kernel,
// Enum, String and so on as functions of Go. They have no effects: nothing
// here reads a file, a clock that was not given, or the environment.
package stdlib
