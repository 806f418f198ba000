package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// importJournal is what an import remembers of itself, so that it can be taken
// back exactly: a table with a row for the import and one for each version.
type importJournal struct {
	// exists: there is a table; complete: the import was done to its end.
	exists, complete bool
	tool             string
	// renamed is the name that the tool's table got, or "".
	renamed  string
	made     bool
	versions []int64
}

// journal is the name of the journal's table.
func (t *takeover) journal() command.Object {
	return command.Object{Name: t.ours.Name + "_import"}
}

// journalStatements create and fill the journal. The row without a version is
// the import's own.
func (t *takeover) journalStatements() ([]string, error) {
	table, err := t.quote(t.journal())
	if err != nil {
		return nil, err
	}
	list := []string{"CREATE TABLE " + table + " (tool varchar(40) NOT NULL, renamed varchar(255), made int NOT NULL, version bigint)"}
	insert := func(version string) {
		made := 0
		if t.made {
			made = 1
		}
		list = append(list, fmt.Sprintf("INSERT INTO %s (tool, renamed, made, version) VALUES ('%s', '%s', %d, %s)",
			table, literal(t.tool.name), literal(t.backup), made, version))
	}
	insert("NULL")
	for _, row := range t.rows {
		insert(strconv.FormatInt(row.version, 10))
	}
	return list, nil
}

// journalOf reads the journal. On MySQL an import can have been interrupted:
// then the table is there without its own row, or the tool's table has not got
// its new name yet.
func (t *takeover) journalOf(ctx context.Context) (importJournal, error) {
	var j importJournal
	columns, err := t.columnsOf(ctx, t.journal())
	if err != nil || len(columns) == 0 {
		return j, err
	}
	j.exists = true
	table, err := t.quote(t.journal())
	if err != nil {
		return j, err
	}
	rows, err := t.conn.Query(ctx, "SELECT tool, renamed, made, version FROM "+table+" ORDER BY version")
	if err != nil {
		return j, err
	}
	for _, row := range rows {
		j.tool, j.renamed, j.made = fmt.Sprint(row[0]), fmt.Sprint(row[1]), isTrue(row[2])
		if row[3] == nil {
			j.complete = true
			continue
		}
		version, err := importedVersion(row[3])
		if err != nil {
			return j, err
		}
		j.versions = append(j.versions, version)
	}
	if j.complete && j.renamed != "" {
		columns, err := t.columnsOf(ctx, command.Object{Name: j.renamed})
		j.complete = len(columns) > 0
		return j, err
	}
	return j, nil
}

// removeLeftovers drops what an interrupted import has left behind on MySQL.
func (t *takeover) removeLeftovers(ctx context.Context) error {
	if t.dialect.Capabilities().TransactionalDDL {
		return nil
	}
	for _, table := range []command.Object{t.journal(), t.fresh()} {
		quoted, err := t.quote(table)
		if err != nil {
			return err
		}
		if err := t.conn.Exec(ctx, "DROP TABLE IF EXISTS "+quoted); err != nil {
			return err
		}
	}
	return nil
}

func (t *takeover) readJournal(ctx context.Context) (importJournal, error) {
	j, err := t.journalOf(ctx)
	if err == nil && !j.complete {
		err = refuseImport("there is no import to take back: there is no table %s", t.journal()).
			WithHint("whimbrel import --from goose")
	}
	return j, err
}

// checkUndo refuses to take an import back after Whimbrel has run or undone
// something: the tool would get back a table that is no longer true.
func (t *takeover) checkUndo(ctx context.Context, j importJournal) error {
	t.known = map[int64]bool{}
	if err := t.readOurs(ctx); err != nil {
		return err
	}
	imported := map[int64]bool{}
	var gone, later []string
	for _, version := range j.versions {
		imported[version] = true
		if !t.known[version] {
			gone = append(gone, strconv.FormatInt(version, 10))
		}
	}
	for version := range t.known {
		if !imported[version] {
			later = append(later, strconv.FormatInt(version, 10))
		}
	}
	switch {
	case len(gone) > 0:
		return refuseImport("the import cannot be taken back: %s rolled back since", strings.Join(gone, ", ")+" was").
			WithDetail("%s would take it for applied.", j.tool).WithHint("whimbrel migrate, and then: whimbrel import --undo")
	case len(later) > 0 && j.renamed != "":
		return refuseImport("the import cannot be taken back: Whimbrel has run %s since", plural(len(later), "migration")).
			WithDetail("%s would not know of them.", j.tool).
			WithHint("whimbrel rollback --step %d, and then: whimbrel import --undo", len(later))
	}
	return nil
}

func (t *takeover) describeUndo(j importJournal, database string) []string {
	lines := []string{fmt.Sprintf("The import from %s into %s:", j.tool, database)}
	if j.renamed != "" {
		return append(lines, fmt.Sprintf("The table %s is dropped, and %s gets its old name %s back.", t.ours, j.renamed, t.ours))
	}
	return append(lines, fmt.Sprintf("%s to be removed from %s.", plural(len(j.versions), "version"), t.ours))
}

// undo takes back what the journal tells.
func (t *takeover) undo(ctx context.Context, j importJournal) error {
	transactional := t.dialect.Capabilities().TransactionalDDL
	if transactional {
		if err := t.begin(ctx); err != nil {
			return err
		}
	}
	ours, err := t.quote(t.ours)
	if err != nil {
		return err
	}
	journal, err := t.quote(t.journal())
	if err != nil {
		return err
	}
	dropped := "DROP TABLE " + ours
	var list []string
	switch {
	case j.renamed == "":
		if list, err = t.undoRows(j, dropped); err != nil {
			return err
		}
	case transactional:
		renames, err := t.rename(ctx, j.renamed, t.ours.Name)
		if err != nil {
			return err
		}
		list = append([]string{dropped}, renames...)
	default:
		fresh, err := t.quote(t.fresh())
		if err != nil {
			return err
		}
		list = []string{swap(t.ours.Name, t.fresh().Name, j.renamed), "DROP TABLE " + fresh}
	}
	return t.exec(ctx, append(list, "DROP TABLE "+journal))
}

// undoRows deletes the rows that were written, and drops the table if the
// import has made it and nothing else is in it.
func (t *takeover) undoRows(j importJournal, drop string) ([]string, error) {
	if j.made && len(t.known) == len(j.versions) {
		return []string{drop}, nil
	}
	versions, err := t.dialect.Versions(t.ours)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, version := range j.versions {
		list = append(list, versions.Delete(version))
	}
	if !t.dialect.Capabilities().TransactionalDDL {
		list = append(append([]string{"START TRANSACTION"}, list...), "COMMIT")
	}
	return list, nil
}
