package gobuild

import (
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
)

// Tool is the command that a module requires, so that "go mod tidy" keeps all
// that building it needs, and "go tool whimbrel" runs it.
const Tool = Whimbrel + "/cmd/whimbrel"

// missing are the go command's words for a module that does not require
// Whimbrel, or not all that it needs.
var missing = lazyregexp.New(`(no required module provides|cannot find module providing) package ` + Whimbrel +
	`|missing go\.sum entry.*imported by ` + Whimbrel)

// explain turns what the go command printed into an error.
func (p Program) explain(m Module, output string) error {
	shown := strings.TrimRight(p.relative(m, output), "\n")
	file := diag.Pos{File: p.Folders[0].Shown}
	switch {
	case strings.Contains(output, "inconsistent vendoring"), strings.Contains(output, "-mod=vendor"):
		return diag.Errorf(diag.Invalid, file, "the module's vendor folder lacks what building the Go migrations needs").
			WithDetail("%s", shown).WithHint("go get -tool %s && go mod vendor", Tool)
	case strings.Contains(output, "undefined: cli.MainWith"), strings.Contains(output, "cli.Compiled"):
		return diag.Errorf(diag.Invalid, file, "the module requires another version of Whimbrel, which this one cannot build with").
			WithDetail("%s", shown).WithHint("go get -tool %s@latest", Tool)
	case missing().MatchString(output):
		return diag.Errorf(diag.Invalid, file, "the module %s does not require Whimbrel, or not all that it needs", m.Path).
			WithDetail("%s", shown).WithHint("go get -tool %s", Tool)
	}
	if strings.Contains(output, "updates to go.mod needed") || strings.Contains(output, "updates to go.sum needed") {
		return diag.Errorf(diag.Invalid, file, "the module's go.mod or go.sum is not complete, and building does not change them").
			WithDetail("%s", shown).WithHint("go mod tidy")
	}
	return diag.Errorf(diag.Invalid, file, "the Go migrations do not compile").WithDetail("%s", shown)
}

// place is a file at the start of a line of the compiler's.
var place = lazyregexp.New(`(?m)^(\t?)((?:[A-Za-z]:)?[^\s:]+\.go)(:\d+)`)

// relative makes the paths, which are relative to the module, relative to the
// working directory.
func (p Program) relative(m Module, output string) string {
	return place().ReplaceAllStringFunc(output, func(match string) string {
		parts := place().FindStringSubmatch(match)
		path := filepath.FromSlash(parts[2])
		if !filepath.IsAbs(path) {
			path = filepath.Join(m.Dir, path)
		}
		shown, err := filepath.Rel(p.WorkDir, path)
		if err != nil {
			shown = path
		}
		return parts[1] + shown + parts[3]
	})
}
