package cli

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/source"
)

// refuseForeign stops a run on a database that another tool has migrated and
// that was not taken over: Whimbrel would run everything once more, or take
// the tool's table for its own. Only folders with SQL are looked at, since
// only those can come from such a tool.
func (a *app) refuseForeign(ctx context.Context, s *session, prefix string) error {
	folders := a.folders(s.repo)
	inAny := func(f source.Folder) bool { return hasSQL(f.FS, ".") }
	if prefix != "" || s.repo.MigrationRepo != nil || !slices.ContainsFunc(folders, inAny) {
		return nil
	}
	d := dialectFor(s.database.Dialect)
	files, _, err := source.Find(folders, a.formats(d))
	isSQL := func(f source.File) bool { return strings.HasSuffix(f.Path, ".sql") }
	if err != nil || !slices.ContainsFunc(files, isSQL) {
		return nil // the run itself reports an error in the files
	}
	t := &takeover{conn: s.conns[0], dialect: d, ours: command.Object{Name: s.repo.VersionsTable}}
	if logged, ok := t.conn.(loggedConn); ok {
		t.conn = logged.Conn
	}
	if t.ours.Name == "" {
		t.ours.Name = "schema_migrations"
	}
	columns, err := t.columnsOf(ctx, t.ours)
	if err != nil {
		return err
	}
	for _, tool := range importTools() {
		t.tool, t.from = tool, tool.tableNamed("")
		switch {
		case tool.name == "ecto":
		case len(columns) == 0 && t.from != t.ours:
			err = t.refuseUntaken(ctx, files)
		case len(columns) > 0 && t.from == t.ours && tool.fits(columns):
			err = refuseImport("the table %s is %s's", t.ours, tool.name).
				WithDetail("Whimbrel keeps its versions in a table of that name with other columns.").
				WithHint("whimbrel import --from %s\nor choose another name for Whimbrel's with migration_source", tool.name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hasSQL looks for a name that ends in .sql. Mostly there is none, and the
// names of thousands of scripts need not be taken apart for that.
func hasSQL(folder fs.FS, dir string) bool {
	entries, _ := fs.ReadDir(folder, dir) // the run itself reports the error
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		name := e.Name()
		return strings.HasSuffix(name, ".sql") || e.IsDir() && hasSQL(folder, path.Join(dir, name))
	})
}

// refuseUntaken refuses if the tool's table has any of the files.
func (t *takeover) refuseUntaken(ctx context.Context, files []source.File) error {
	columns, err := t.columnsOf(ctx, t.from)
	if err != nil || len(columns) == 0 || !t.tool.fits(columns) {
		return err
	}
	rows, err := t.readTool(ctx, files)
	if err != nil {
		return nil // a table that cannot be read is not that of these files
	}
	both := 0
	for _, f := range files {
		if slices.ContainsFunc(rows, func(r importedRow) bool { return r.version == f.Version }) {
			both++
		}
	}
	if both == 0 {
		return nil
	}
	return refuseImport("%s has run %s of this folder on the database, and Whimbrel would run them again", t.tool.name, plural(both, "migration")).
		WithDetail("That is what the table %s says; there is no table %s yet.", t.from, t.ours).
		WithHint("whimbrel import --from %s", t.tool.name)
}
