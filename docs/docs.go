// Package docs has the pages that the program shows itself.
package docs

import "embed"

//go:embed lint/*.md
var lint embed.FS

// LintPage returns the page of a rule of whimbrel lint.
func LintPage(id string) (string, bool) {
	text, err := lint.ReadFile("lint/" + id + ".md")
	return string(text), err == nil
}
