// Package command is the one vocabulary in which everything meets: the
// changes that a migration asks for, as plain values with Ecto's words.
//
// Scripts, Go code, SQL files and English produce commands. Dialects turn a
// command into statements. Plan, lint and the printers read commands and never
// see a database. The set of commands is closed: every switch over [Command],
// [Change], [Action] or [Value] can be complete.
//
// Commands are values: nothing changes one after it was recorded. [Reverse]
// returns a new command, and [Validate] says what no database would accept.
package command
