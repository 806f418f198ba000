// Package project is what a script may know of the application around it: the
// settings that whimbrel.toml repeats, the environment variables that it lists,
// the files below the project's folder, and the modules in the application's
// own sources. Everything is read-only, and what was not told is refused by its
// name: a setting that is guessed would make another schema.
package project
