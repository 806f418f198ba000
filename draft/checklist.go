package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Check is a line of the guide's checklist.
type Check struct {
	Text   string
	Answer Answer
	// Why says what is not as the guide has it; "" if all is.
	Why string
}

// Answer says whether the draft does what a line of the checklist wants.
type Answer uint8

// The answers.
const (
	// NotConcerned: nothing in the draft is about it.
	NotConcerned Answer = iota
	Ticked
	NotTicked
)

// String returns the answer as the checklist has it.
func (a Answer) String() string {
	switch a {
	case Ticked:
		return "yes"
	case NotTicked:
		return "no"
	}
	return "does not apply"
}

// evidence is what the files do, as far as the checklist asks.
type evidence struct {
	created  []command.CreateTable
	added    []addedColumn
	indexes  []command.Index
	changes  int
	data     int
	mixed    bool
	unlocked bool // a concurrent index stands in a file of its own, with both attributes
	locked   bool // or in one that is not
}

// addedColumn is a column with its table.
type addedColumn struct {
	table   command.Object
	created bool
	command.Column
}

func gatherEvidence(files []File) evidence {
	var e evidence
	for _, f := range files {
		m := f.Migration
		commands := append(m.Change.Commands(), m.Up.Commands()...)
		data := 0
		for _, c := range commands {
			e.see(c)
			if isDataChange(c) {
				data++
			}
			if i, ok := c.(command.CreateIndex); ok && i.Index.Concurrently {
				alone := len(commands) == 1 && m.DisableDDLTransaction && m.DisableMigrationLock
				e.unlocked, e.locked = e.unlocked || alone, e.locked || !alone
			}
		}
		e.data += data
		e.mixed = e.mixed || data > 0 && data < len(commands)
	}
	return e
}

func (e *evidence) see(c command.Command) {
	e.changes++
	switch c := c.(type) {
	case command.CreateTable:
		e.created = append(e.created, c)
		for _, a := range c.Columns {
			e.added = append(e.added, addedColumn{c.Table.Object, true, a.Column})
		}
	case command.AlterTable:
		for _, change := range c.Changes {
			if a, ok := change.(command.Add); ok {
				e.added = append(e.added, addedColumn{c.Table.Object, false, a.Column})
			}
		}
	case command.CreateIndex:
		e.indexes = append(e.indexes, c.Index)
	}
}

func isDataChange(c command.Command) bool {
	execute, ok := c.(command.Execute)
	if !ok {
		return false
	}
	sql, _ := execute.Up.(command.SQL)
	return strings.HasPrefix(string(sql), "UPDATE ") || strings.HasPrefix(string(sql), "DELETE ")
}

// checklist goes through the guide's checklist.
func checklist(d *drafter, files []File) []Check {
	e := gatherEvidence(files)
	return []Check{
		keysCheck(d, e), nullCheck(e), timestampsCheck(d, e), onDeleteCheck(e), foreignKeysCheck(d, e), tenantCheck(d, e),
		uniqueCheck(e), concurrentCheck(d, e), dataCheck(e),
	}
}

// answer makes a line: it does not apply without cases, and is ticked if none
// of them fails.
func answer(text string, cases int, failures []string) Check {
	switch {
	case cases == 0:
		return Check{Text: text}
	case len(failures) == 0:
		return Check{Text: text, Answer: Ticked}
	}
	return Check{Text: text, Answer: NotTicked, Why: strings.Join(failures, "; ")}
}

func keysCheck(d *drafter, e evidence) Check {
	var failures []string
	for _, c := range e.created {
		i := slices.IndexFunc(c.Columns, func(a command.Add) bool { return a.Column.Options.PrimaryKey })
		if i < 0 {
			failures = append(failures, c.Table.Name+" has no primary key")
		} else if t := c.Columns[i].Column.Type.Name; t != "binary_id" {
			failures = append(failures, c.Table.Name+" has a primary key of type "+t)
		}
	}
	return answer("Primary key: primary_key: false + add :id, :binary_id, primary_key: true", len(e.created), failures)
}

func nullCheck(e evidence) Check {
	cases := 0
	for _, c := range e.added {
		if c.created && !c.Options.PrimaryKey && c.Options.Null == command.NotNull {
			cases++
		}
	}
	var failures []string
	for _, c := range e.added {
		if !c.created && c.Options.Null == command.NotNull && c.Options.Default == nil {
			failures = append(failures, "adding "+c.table.Name+"."+c.Name+" fails while the table has rows")
			cases++
		}
	}
	return answer("null: false on required columns", cases, failures)
}

func timestampsCheck(d *drafter, e evidence) Check {
	var failures []string
	for _, c := range e.created {
		missing := slices.ContainsFunc(d.timestampColumns(true), func(t command.Column) bool {
			return !slices.ContainsFunc(c.Columns, func(a command.Add) bool { return a.Column.Name == t.Name })
		})
		if missing {
			failures = append(failures, c.Table.Name+" has no timestamps")
		}
	}
	if t := d.timestampType().Name; t != "utc_datetime_usec" && len(e.created) > 0 {
		failures = append(failures, "they are "+t+", as configured")
	}
	return answer("timestamps(type: :utc_datetime_usec)", len(e.created), failures)
}

func onDeleteCheck(e evidence) Check {
	cases := 0
	for _, c := range e.added {
		if c.Reference != nil {
			cases++
		}
	}
	return answer("Foreign keys with appropriate on_delete", cases, nil)
}

func foreignKeysCheck(d *drafter, e evidence) Check {
	cases := 0
	var failures []string
	for _, c := range e.added {
		if c.Reference == nil {
			continue
		}
		cases++
		if t := d.model.Table(c.table); t != nil && !leads(t, c.Name) {
			failures = append(failures, c.table.Name+"."+c.Name+" has no index")
		}
	}
	return answer("Index on every foreign key column", cases, failures)
}

func leads(t *schema.Table, column string) bool { return t.CoveringIndex(column) != nil }

func tenantCheck(d *drafter, e evidence) Check {
	cases := 0
	var failures []string
	for _, c := range e.added {
		if c.Name != d.tenantColumn() {
			continue
		}
		cases++
		if t := d.model.Table(c.table); t != nil && !leads(t, c.Name) {
			failures = append(failures, c.table.Name+"."+c.Name+" has no index")
		}
	}
	return answer("tenant_id indexed (composite with lookup fields)", cases, failures)
}

func uniqueCheck(e evidence) Check {
	cases := 0
	for _, i := range e.indexes {
		if i.Unique {
			cases++
		}
	}
	return answer("Unique constraints where needed", cases, nil)
}

func concurrentCheck(d *drafter, e evidence) Check {
	const text = "Concurrent indexes in separate migration with @disable_ddl_transaction true"
	cases := 0
	var failures []string
	if e.unlocked {
		cases++
	}
	for _, i := range e.indexes {
		isNew := slices.ContainsFunc(e.created, func(c command.CreateTable) bool { return c.Table.Object == i.TableObject() })
		if isNew || i.Concurrently && !e.locked {
			continue
		}
		cases++
		if d.o.Dialect == "" || d.o.Dialect == "postgres" {
			failures = append(failures, i.Name+" locks "+i.Table+" while it is built: --online builds it concurrently")
		} else {
			cases--
		}
	}
	return answer(text, cases, failures)
}

func dataCheck(e evidence) Check {
	var failures []string
	if e.mixed {
		failures = append(failures, "a file changes both")
	}
	return answer("Data migrations in separate files from schema migrations", e.data, failures)
}
