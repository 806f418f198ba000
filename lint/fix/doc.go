// Package fix writes the fixes of findings as code: in the language of the
// migration, as edits of its file and as the files of the migrations that
// follow. What it does not touch stays as it is, comments and layout included.
package fix
