package fix

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// Options say what is known around the migrations.
type Options struct {
	Dialect dialect.Dialect
	// Commands is what of the repository's configuration shapes commands.
	Commands schema.Commands
	// Folder are all migrations of the folder: new ones get versions behind them,
	// and other names.
	Folder []source.File
	// Read returns the text of a file, for [Code]: fixes of SQL are written in its
	// style. Optional.
	Read func(file string) []byte
	// Identifiers are the names that the folder's package has in Go.
	Identifiers map[string]bool
	// Memory keeps what was read for the next fixes in the same folder. Optional.
	Memory *Memory
}

// File is a file with its text.
type File struct {
	// Path is where it is, as messages show it.
	Path string
	Text string
	// New: there is no such file yet.
	New bool
}

// Migration is a migration with what was found in it.
type Migration struct {
	*source.Migration
	// Files is the migration's file, or both of a pair.
	Files    []File
	Findings []lint.Finding
}

// Unfixed is a finding whose fix could not be written into the file.
type Unfixed struct {
	Finding lint.Finding
	// Reason says why, and Code is what is to be written by hand.
	Reason, Code string
}

// Apply fixes what can be fixed in a migration, and returns the files that are
// to be written: those of the migration that change, and those of the migrations
// that follow. Nothing is written. The error says why the migration's text could
// not be read, or its fix not be printed; nothing of it is fixed then.
//
// Findings without a fix, and those that a comment allows, are passed over.
func Apply(m Migration, o Options) ([]File, []Unfixed, error) {
	var wanted []lint.Finding
	for _, f := range m.Findings {
		if f.Fix != nil && f.Suppressed == nil {
			wanted = append(wanted, f)
		}
	}
	if len(wanted) == 0 {
		return nil, nil, nil
	}
	o = o.remembering()
	doc, err := open(m, o)
	if err != nil {
		return nil, nil, err
	}
	r := &repair{migration: m, options: o, doc: doc}
	if err := r.prepare(); err != nil {
		return nil, nil, err
	}
	for _, f := range wanted {
		r.many += len(f.Fix.Then) + 1 // the fix itself may have to move
	}
	for _, f := range wanted {
		r.take(f)
	}
	for many := -1; many != len(r.changes); { // what stays may hold up more
		many = len(r.changes)
		r.inOrder()
		r.uncovered()
	}
	if len(r.changes) == 0 {
		return nil, r.unfixed, nil
	}
	files, err := r.write()
	if err != nil {
		return nil, nil, err
	}
	if reason := r.other(files); reason != "" {
		for _, c := range r.changes {
			r.refuse(c.finding, reason)
		}
		return nil, r.unfixed, nil
	}
	return files, r.unfixed, nil
}

// document is a migration's text in one of the languages.
type document interface {
	// units are the statements that stand directly in the callback of a
	// direction, in order, but for those that record nothing.
	units(up bool) []*unit
	// reversed: one callback is for both directions.
	reversed() bool
	// printer writes commands in the language.
	printer
	// outside takes the migration out of the transaction, and the lock if noLock.
	outside(noLock bool) error
	// inside gives both back.
	inside()
	// edits are those that were asked for.
	edits() *edits
	// following writes a new migration; base is VERSION_NAME.
	following(f following) ([]File, error)
}

func open(m Migration, o Options) (document, error) {
	switch filepath.Ext(m.Files[0].Path) {
	case ".exs":
		return openScript(m, o)
	case ".go":
		return openGo(m, o)
	}
	return openSQL(m, o)
}

// base is the name of a file without folder and ends.
func base(name string) string {
	name = path.Base(filepath.ToSlash(name))
	for _, ext := range []string{".exs", ".go", ".up.sql", ".down.sql", ".sql"} {
		if bare, ok := strings.CutSuffix(name, ext); ok {
			return bare
		}
	}
	return name
}
