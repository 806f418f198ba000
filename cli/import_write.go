package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/source"
)

// takeover is one import: what the other tool's table says, and what is to be
// written because of it.
type takeover struct {
	conn    database.Conn
	dialect dialect.Dialect
	tool    importTool
	// from is the tool's table, and ours the table of versions.
	from, ours command.Object
	now        time.Time

	// applied is what the tool has run; rows are those of them that ours does
	// not have, and known is what ours will have.
	applied, rows []importedRow
	known         map[int64]bool
	// made: the table of versions is to be created.
	made bool
	// backup is the name that the tool's table gets if ours has the same name.
	backup string
}

func (t *takeover) has(version int64) bool { return t.known[version] }

// plan reads the tool's table and decides what to write.
func (t *takeover) plan(ctx context.Context, files []source.File) error {
	if err := t.checkFree(ctx); err != nil {
		return err
	}
	columns, err := t.columnsOf(ctx, t.from)
	if err != nil {
		return err
	}
	if len(columns) == 0 || !t.tool.fits(columns) {
		return t.wrongTable(ctx, columns)
	}
	rows, err := t.readTool(ctx, files)
	if err != nil {
		return err
	}
	t.applied, t.known = rows, map[int64]bool{}
	if t.from == t.ours && t.tool.name != "ecto" {
		t.backup = t.ours.Name + "_" + strings.ReplaceAll(t.tool.name, "-", "_")
		t.made = true
		err = t.checkBackup(ctx)
	} else {
		err = t.readOurs(ctx)
	}
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !t.known[row.version] {
			t.rows, t.known[row.version] = append(t.rows, row), true
		}
	}
	return nil
}

// readTool returns what the tool's table says, by version.
func (t *takeover) readTool(ctx context.Context, files []source.File) ([]importedRow, error) {
	quoted, err := t.quote(t.from)
	if err != nil {
		return nil, err
	}
	read, err := t.conn.Query(ctx, fmt.Sprintf(t.tool.query, quoted))
	if err != nil {
		return nil, err
	}
	rows, err := t.tool.read(read, files)
	slices.SortFunc(rows, func(a, b importedRow) int { return cmp.Compare(a.version, b.version) })
	return rows, err
}

// readOurs reads the table of versions, if there is one.
func (t *takeover) readOurs(ctx context.Context) error {
	columns, err := t.columnsOf(ctx, t.ours)
	if err != nil {
		return err
	}
	if t.made = len(columns) == 0; t.made {
		return nil
	}
	for _, tool := range importTools() {
		if tool.name == "ecto" && !tool.fits(columns) {
			return refuseImport("the table %s is not Ecto's: another tool seems to use it", t.ours).
				WithHint("choose another name for Whimbrel's with migration_source")
		}
	}
	versions, err := t.dialect.Versions(t.ours)
	if err != nil {
		return err
	}
	rows, err := t.conn.Query(ctx, versions.Select)
	if err != nil {
		return err
	}
	for _, row := range rows {
		version, err := importedVersion(row[0])
		if err != nil {
			return err
		}
		t.known[version] = true
	}
	return nil
}

// checkFree refuses to write over an earlier import.
func (t *takeover) checkFree(ctx context.Context) error {
	j, err := t.journalOf(ctx)
	if err != nil {
		return err
	}
	if j.complete {
		return refuseImport("an import from %s has been made already", j.tool).
			WithDetail("The table %s remembers it.", t.journal()).
			WithHint("take it back first: whimbrel import --undo\nor, to keep it for good: DROP TABLE %s", t.journal())
	}
	return nil
}

// checkBackup makes sure that the name is free that the tool's table is to get.
func (t *takeover) checkBackup(ctx context.Context) error {
	columns, err := t.columnsOf(ctx, command.Object{Name: t.backup})
	if err == nil && len(columns) > 0 {
		return refuseImport("there is a table %s already", t.backup).
			WithDetail("The table %s of %s was to get that name, as Ecto's has its own.", t.from, t.tool.name).
			WithHint("rename %s, or drop it if it is not needed", t.backup)
	}
	return err
}

// wrongTable says which tool's table is there instead.
func (t *takeover) wrongTable(ctx context.Context, columns []string) error {
	problem := refuseImport("there is no table %s, in which %s keeps its versions", t.from, t.tool.name)
	if len(columns) > 0 {
		problem = refuseImport("the table %s is not one of %s: it has the columns %s", t.from, t.tool.name, strings.Join(columns, ", "))
	}
	for _, other := range importTools() {
		if other.name == t.tool.name {
			continue
		}
		found, err := t.columnsOf(ctx, other.tableNamed(""))
		if err != nil {
			return err
		}
		if len(found) > 0 && other.fits(found) {
			return problem.WithDetail("There is the table %s, which looks like that of %s.", other.table, other.name).
				WithHint("whimbrel import --from %s", other.name)
		}
	}
	return problem.WithHint("whimbrel import --from %s --table NAME, if the table has another name", t.tool.name)
}

// describe says in words what will be written.
func (t *takeover) describe() []string {
	var lines []string
	if t.backup != "" {
		lines = append(lines, fmt.Sprintf("The table %s is renamed to %s: Ecto's has the same name. Nothing in it changes.", t.from, t.backup))
	}
	state := "which exists"
	if t.made {
		state = "which is new"
	}
	return append(lines,
		fmt.Sprintf("%s to be written to %s, %s.", plural(len(t.rows), "version"), t.ours, state),
		fmt.Sprintf("What was written is kept in %s, for --undo.", t.journal()))
}

// write does what was planned. What the tool's table says is read again: the
// tool may have run since it was shown.
func (t *takeover) write(ctx context.Context, files []source.File) error {
	if err := t.removeLeftovers(ctx); err != nil {
		return err
	}
	transactional := t.dialect.Capabilities().TransactionalDDL
	if transactional {
		if err := t.begin(ctx); err != nil {
			return err
		}
	}
	again, err := t.readTool(ctx, files)
	if err == nil && !slices.EqualFunc(again, t.applied, sameVersion) {
		err = refuseImport("%s has run migrations in the meantime; nothing was written", t.tool.name).WithHint("run the import again")
	}
	var statements []string
	if err == nil {
		statements, err = t.statements(ctx)
	}
	if err != nil {
		if transactional {
			_ = t.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
		return err
	}
	return t.exec(ctx, statements)
}

func sameVersion(a, b importedRow) bool { return a.version == b.version }

func (t *takeover) begin(ctx context.Context) error {
	lock, err := t.dialect.Lock(dialect.LockRequest{Strategy: dialect.LockNone, Versions: t.ours})
	if err != nil {
		return err
	}
	begin := lock.Begin
	if t.dialect.Name() == "sqlite" {
		begin = "BEGIN IMMEDIATE"
	}
	return t.conn.Exec(ctx, begin)
}

// statements returns the SQL of an import. MySQL commits every change of the
// schema by itself: there the new table is filled under another name, and then
// both tables are renamed in one statement, which MySQL does as a whole or not
// at all.
func (t *takeover) statements(ctx context.Context) ([]string, error) {
	transactional := t.dialect.Capabilities().TransactionalDDL
	target := t.ours
	var list []string
	if t.backup != "" {
		if transactional {
			renames, err := t.rename(ctx, t.ours.Name, t.backup)
			if err != nil {
				return nil, err
			}
			list = append(list, renames...)
		} else {
			target = t.fresh()
		}
	}
	versions, err := t.dialect.Versions(target)
	if err != nil {
		return nil, err
	}
	journal, err := t.journalStatements()
	if err != nil {
		return nil, err
	}
	list = append(list, versions.Create, journal[0])
	if !transactional {
		list = append(list, "START TRANSACTION")
	}
	list = append(list, journal[1:]...)
	for _, row := range t.rows {
		at := row.at
		if at.IsZero() {
			at = t.now
		}
		list = append(list, versions.Insert(row.version, at))
	}
	if !transactional {
		list = append(list, "COMMIT")
		if t.backup != "" {
			list = append(list, swap(t.ours.Name, t.backup, target.Name))
		}
	}
	return list, nil
}

// fresh is the name of the new table on MySQL until it is complete.
func (t *takeover) fresh() command.Object { return command.Object{Name: t.ours.Name + "_new"} }

// swap puts a table into the place of another, which is kept as backup.
func swap(name, backup, fresh string) string {
	return fmt.Sprintf("RENAME TABLE `%s` TO `%s`, `%s` TO `%s`", name, backup, fresh, name)
}

// rename returns the SQL that renames a table with its primary key, whose
// index would otherwise keep the name that the new table's should have.
func (t *takeover) rename(ctx context.Context, from, to string) ([]string, error) {
	list, err := t.dialect.Statements(command.RenameTable{From: command.Object{Name: from}, To: command.Object{Name: to}})
	if err != nil || t.dialect.Name() != "postgres" {
		return list, err
	}
	quotedFrom, err := t.quote(command.Object{Name: from})
	if err != nil {
		return nil, err
	}
	rows, err := t.conn.Query(ctx, "SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass('"+literal(quotedFrom)+
		"') AND contype = 'p' AND conname = '"+literal(from)+"_pkey'")
	if err != nil || len(rows) == 0 {
		return list, err
	}
	quotedTo, err := t.quote(command.Object{Name: to})
	if err != nil {
		return nil, err
	}
	oldKey, err := t.dialect.QuoteName(from + "_pkey")
	if err != nil {
		return nil, err
	}
	newKey, err := t.dialect.QuoteName(to + "_pkey")
	return append(list, "ALTER TABLE "+quotedTo+" RENAME CONSTRAINT "+oldKey+" TO "+newKey), err
}
