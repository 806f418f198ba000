package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// target works out what the draft is for: flags win over the [draft] table.
func (d *drafting) target(settings config.Draft) error {
	f := d.flags
	d.options.Dialect = d.repo.KnownDialect()
	if f.dialect != "" {
		var err error
		if d.options.Dialect, err = config.DialectOf(f.dialect); err != nil {
			return usagef("%v", err).try("whimbrel draft --dialect postgres ...")
		}
	}
	if f.tenantColumn != "" && !config.IsColumnName(f.tenantColumn) {
		return usagef("--tenant-column cannot be %q", f.tenantColumn).try("whimbrel draft --tenant-column account_id ...")
	}
	d.options.Style.ID = cmp.Or(f.ids.value, settings.IDs)
	d.options.Style.Timestamps = cmp.Or(f.timestamps.value, settings.Timestamps)
	d.options.Style.TenantColumn = cmp.Or(f.tenantColumn, settings.TenantColumn)
	d.options.Config = d.repo.Commands
	d.options.Online = settings.Online
	if f.onlineGiven {
		d.options.Online = f.online
	}
	return nil
}

// knowTables fills the model of the tables: from the database if a URL was
// given, and otherwise from the migrations of the folder.
func (d *drafting) knowTables(ctx context.Context) error {
	if d.flags.url != "" {
		d.options.Live = true
		return d.readDatabase(ctx)
	}
	if err := d.app.runGo(ctx, goFolders([]*config.Repo{d.repo}, nil)); err != nil {
		var ended exit
		if errors.As(err, &ended) || ctx.Err() != nil {
			return err
		}
		d.unread("the Go migrations of the folder", err)
	}
	d.replayFolder()
	return nil
}

func (d *drafting) readDatabase(ctx context.Context) error {
	where, err := d.repo.Database()
	if err != nil {
		return err
	}
	conn, err := d.app.connect(ctx, existing(where))
	if err != nil {
		return err
	}
	d.options.Schema, err = schema.Read(ctx, conn, dialectFor(where.Dialect), schema.ReadOptions{Versions: d.repo.VersionsTable})
	closing := conn.Close(ctx)
	if err != nil {
		return err
	}
	return closing
}

// replayFolder reads the migrations. One that cannot be read is a note: a new
// migration can be written all the same, only less is known.
func (d *drafting) replayFolder() {
	var folders []source.Folder
	for _, f := range d.app.folders(d.repo) {
		if _, err := fs.Stat(f.FS, "."); err == nil {
			folders = append(folders, f)
		}
	}
	files, warnings, err := find(folders, d.app.sets(d.repo), d.app.formats(dialectFor(d.options.Dialect)))
	d.notes = append(d.notes, warnings...)
	if err != nil {
		d.unread("the folder", err)
	}
	var migrations []*source.Migration
	for _, file := range files {
		m, err := file.Load()
		if err != nil {
			d.unread(file.Path, err)
			continue
		}
		migrations = append(migrations, m)
	}
	known, problems := schema.Replay(migrations, d.repo.Commands, schema.ForDatabase(d.options.Dialect))
	d.options.Schema = known
	d.contradictions(problems)
}

// maxContradictions is how many of them are named.
const maxContradictions = 3

// contradictions notes what cannot be as the folder has it. What may only be
// unknown is passed over: a folder seldom holds the whole history.
func (d *drafting) contradictions(problems diag.List) {
	left := 0
	for _, p := range problems {
		if p.Severity != diag.Error {
			continue
		}
		if left++; left > maxContradictions {
			continue
		}
		note := *p
		note.Severity = diag.Note
		d.notes = append(d.notes, &note)
	}
	if left -= maxContradictions; left > 0 {
		d.notes = append(d.notes, noted("%s like this in the folder", plural(left, "more contradiction")))
	}
}

// unread notes that something of the folder is not known.
func (d *drafting) unread(what string, err error) {
	note := noted("%s could not be read: what it does to the tables is not known", what)
	for _, problem := range diag.All(err) {
		note.Detail = problem.Error()
		break
	}
	d.notes = append(d.notes, note)
}
