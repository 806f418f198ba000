package cli

import (
	"fmt"
	"maps"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
)

// draftText writes a drafted migration under a version: the file's name and
// its text.
type draftText func(version int64, name string) (base, text string, err error)

// draftPrinter writes drafted migrations in one language.
type draftPrinter struct {
	repo   *config.Repo
	folder config.Folder
	// format is exs, go or sql.
	format string
	// target is the Go package that they are written to, if they are in Go.
	target *gobuild.Package
	// sql writes SQL, if they are in SQL.
	sql *conversion
}

// printer chooses the language: that of the flag, or Go in a folder of Go
// migrations, or else Ecto's.
func (d *drafting) printer() (*draftPrinter, error) {
	p := &draftPrinter{repo: d.repo, folder: d.repo.Folders[0], format: d.flags.format.value}
	target, err := gobuild.OpenFolder(p.folder.Path, p.folder.Shown)
	if err != nil {
		return nil, err
	}
	if target.Set != "" && !d.flags.formatChosen {
		p.format = "go"
	}
	switch p.format {
	case "go":
		p.target = target
	case "sql":
		name := d.options.Dialect
		if name == "" {
			if name, err = d.repo.Dialect(); err != nil {
				return nil, err
			}
		}
		p.sql = &conversion{app: d.app, repo: d.repo, dialect: dialectFor(name)}
	}
	return p, nil
}

// print returns the text of a migration. It fails if the language has no form
// for it, and the warnings say what the text does not have.
func (p *draftPrinter) print(file draft.File) (draftText, diag.List, error) {
	switch p.format {
	case "go":
		text := p.goText(file)
		_, _, err := text(1, file.Name)
		return text, nil, err
	case "sql":
		text, warnings, err := p.sqlText(file)
		return unversioned(".sql", text), warnings, err
	}
	text, err := file.Exs(p.repo.Module + ".Migrations." + generate.Camelize(file.Name))
	return unversioned(".exs", text), nil, err
}

// unversioned is a text that does not say which version it has.
func unversioned(ext, text string) draftText {
	return func(version int64, name string) (string, string, error) {
		return fmt.Sprintf("%d_%s%s", version, name, ext), text, nil
	}
}

func (p *draftPrinter) goText(file draft.File) draftText {
	return func(version int64, name string) (string, string, error) {
		t := &goTarget{out: p.folder.Path, taken: maps.Clone(p.target.Identifiers)}
		t.file = golang.File{Package: p.target.Name, Set: p.target.Set}
		if t.file.Set == "" {
			t.file.Set = gobuild.DefaultSet
		}
		m := *file.Migration
		m.Version, m.Name = version, name
		o, err := t.print(&m)
		return o.base, o.text, err
	}
}

// sqlText writes both directions into one file, as gen migration does.
func (p *draftPrinter) sqlText(file draft.File) (string, diag.List, error) {
	m := file.Source(0)
	up, warnings, err := p.sql.half(m, command.Up)
	if err != nil {
		return "", nil, err
	}
	text := "-- whimbrel: up\n" + sqlComment(file.Migration.Comment) + up
	down, more, err := p.sql.half(m, command.Down)
	for _, problem := range diag.All(err) {
		more = append(more, diag.Warningf(problem.Pos, "the file has no way down: %s", problem.Summary))
	}
	if err == nil {
		text += "\n-- whimbrel: down\n" + down
	}
	if b := file.Migration.Down; b != nil {
		text += sqlComment(b.Comment)
	}
	return text, append(warnings, more...), nil
}

func sqlComment(text string) string {
	if text == "" {
		return ""
	}
	return "-- " + strings.ReplaceAll(text, "\n", "\n-- ") + "\n"
}
