package fix

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// sqlWriter writes files of SQL in the style of the original.
type sqlWriter struct {
	migration Migration
	options   Options
	style     sqlfile.Style
}

func newSQLWriter(m Migration, o Options) *sqlWriter {
	w := &sqlWriter{migration: m, options: o}
	style, err := o.style(m.Files[0])
	if err == nil {
		w.style = style
	}
	return w
}

func (w *sqlWriter) comment() string { return "--" }
func (w *sqlWriter) depth() int      { return 0 }
func (w *sqlWriter) alone() string   { return "-- alone in its migration\n-- whimbrel: no transaction" }

// commands ends all statements but the last, whose end is there already.
func (w *sqlWriter) commands(_ int, list []command.Command, way direction) (string, error) {
	if way == bothDirections {
		list = forward(list)
	}
	statements, err := plan.Write(list, w.options.Dialect)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, s := range statements {
		if sql := strings.TrimRight(s.SQL, " \t\r\n;"); sql != "" {
			texts = append(texts, sql)
		}
	}
	return strings.Join(texts, ";\n\n"), nil
}

// changes writes the clauses of an ALTER TABLE.
func (w *sqlWriter) changes(_ int, u *unit, list []command.Change) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	var table command.Table
	if u != nil {
		table, _, _ = block(u.command)
	}
	return w.commands(0, []command.Command{command.AlterTable{Table: table, Changes: list}}, upOnly)
}

func (w *sqlWriter) following(f following) ([]File, error) {
	up, err := planned(f, command.Up, w.options)
	if err != nil {
		return nil, err
	}
	down, err := planned(f, command.Down, w.options)
	if err != nil {
		down = nil // the migration says nothing about the way down
	}
	var files []File
	folder := filepath.Dir(w.migration.Files[0].Path)
	outside := f.DisableDDLTransaction && w.options.Dialect.Capabilities().TransactionalDDL
	for i, t := range w.style.Files(up, down, outside) {
		text := t.Text
		if i == 0 && f.Comment != "" {
			text = "-- " + strings.ReplaceAll(f.Comment, "\n", "\n-- ") + "\n" + text
		}
		files = append(files, File{Path: filepath.Join(folder, f.base()+t.Ext), Text: text, New: true})
	}
	return files, nil
}

// sqlText is a migration in SQL: one file with sections, or a pair.
type sqlText struct {
	*sqlWriter
	up, down []*unit
	// other are the statements that neither direction has: BEGIN and COMMIT.
	other []*unit
	done  edits
}

func openSQL(m Migration, o Options) (document, error) {
	t := &sqlText{sqlWriter: newSQLWriter(m, o)}
	var err error
	if t.up, err = t.planned(command.Up); err != nil {
		return nil, err
	}
	t.down, _ = t.planned(command.Down) // there may be none
	return t, t.rest()
}

// rest notes the statements that neither direction has.
func (t *sqlText) rest() error {
	for i, f := range t.migration.Files {
		places, err := t.style.Places(f.Text)
		if err != nil {
			return err
		}
		for _, p := range places {
			planned := func(u *unit) bool { return u.file == i && u.start == p.Start }
			if !slices.ContainsFunc(t.up, planned) && !slices.ContainsFunc(t.down, planned) {
				t.other = append(t.other, &unit{file: i, start: p.Start, end: p.End})
			}
		}
	}
	return nil
}

func (t *sqlText) reversed() bool { return false }
func (t *sqlText) edits() *edits  { return &t.done }

func (t *sqlText) units(up bool) []*unit {
	if up {
		return t.up
	}
	return t.down
}

// planned are the statements of a direction.
func (t *sqlText) planned(d command.Direction) ([]*unit, error) {
	p, err := plan.Build(t.migration.Migration, d, t.options.Commands, t.options.Dialect)
	if err != nil {
		return nil, err
	}
	at := newAsked(p)
	var units []*unit
	for i, f := range t.migration.Files {
		places, err := t.style.Places(f.Text)
		if err != nil {
			return nil, err
		}
		for _, place := range places {
			commands := at[command.Position{File: f.Path, Line: place.Line, Column: place.Column}]
			if len(commands) == 0 {
				continue
			}
			u := &unit{file: i, start: place.Start, end: place.End, command: commands[0], several: len(commands) > 1}
			u.parts = t.clauses(u)
			units = append(units, u)
		}
	}
	return units, nil
}

// clauses are those of an ALTER TABLE that has several.
func (t *sqlText) clauses(u *unit) []*part {
	var parts []*part
	for _, s := range spans(u.command, t.options.Dialect.Name()) {
		parts = append(parts, &part{start: u.start + s.start, end: u.start + s.end, clause: s})
	}
	return parts
}

// inside takes the annotation of the way up out.
func (t *sqlText) inside() {
	for _, m := range t.style.Annotations(t.migration.Files[0].Text) {
		t.done.add(0, m.Start, m.End, m.Becomes)
	}
}

// outside adds the annotation; the lock needs none. A BEGIN and a COMMIT around
// all of it, which meant nothing until now, are taken out.
func (t *sqlText) outside(bool) error {
	if !t.options.Dialect.Capabilities().TransactionalDDL || t.migration.NoTransactionUp {
		return nil
	}
	for _, u := range t.other {
		text := t.migration.Files[u.file].Text
		from, to, _ := whole(text, u.start, terminated(text, u.end), t.comment())
		t.done.add(u.file, from, to, "")
	}
	text := t.migration.Files[0].Text
	annotated := t.style.Outside(text)
	from, to := 0, len(text)
	for from < len(text) && from < len(annotated) && text[from] == annotated[from] {
		from++
	}
	more := len(annotated) - len(text)
	for to > from && to+more > from && text[to-1] == annotated[to+more-1] {
		to--
	}
	t.done.add(0, from, to, annotated[from:to+more])
	return nil
}
