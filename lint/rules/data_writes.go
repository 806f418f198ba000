package rules

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// dataWrites are the rules about statements that change many rows at once.
func dataWrites() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "unbatched-backfill", Title: "the rows of an existing table are changed in one statement", Severity: lint.Warning,
			Aliases: aliases("strong_migrations change_column_null", "excellent_migrations operation_update",
				"pgfence update-in-migration", "migrationpilot MP011", "migrationpilot MP075", "migrationpilot MP103",
				"tSQLLint update-where", "SqlServer.Rules SRD0018"),
			Migration: unbatchedBackfill,
		},
		{
			ID: "delete-without-where", Title: "all rows of a table are deleted", Severity: lint.Warning,
			Aliases: aliases("excellent_migrations operation_delete", "pgfence delete-without-where", "migrationpilot MP067",
				"tSQLLint delete-where", "SqlServer.Rules SRD0017"),
			Step: deleteWithoutWhere,
		},
		{
			ID: "truncate", Title: "all rows of a table are thrown away", Severity: lint.Warning,
			Databases: []string{"postgres", "mysql", "mssql"}, Aliases: aliases("pgfence truncate"),
			Step: truncate,
		},
		{
			ID: "truncate-cascade", Title: "TRUNCATE CASCADE empties tables that the migration does not name", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases:   aliases("squawk ban-truncate-cascade", "pgfence truncate-cascade", "migrationpilot MP036"),
			Step:      truncateCascade,
		},
	}
}

// unbatchedBackfill looks at a migration from its end: what comes behind the
// statement decides whether it may go to another migration. Statements that
// change the same table are one finding.
func unbatchedBackfill(p *lint.Pass) {
	seen := map[command.Object]int{}
	var found []unbatched
	for i, s := range p.Steps {
		u, ok := unbatchedAt(p, i, s)
		if !ok {
			continue
		}
		if n, ok := seen[u.write.Table]; ok {
			found[n].also = append(found[n].also, s)
			continue
		}
		seen[u.write.Table] = len(found)
		found = append(found, u)
	}
	mixed := rowsBesideSchema(p)
	for _, u := range found {
		if u.step == mixed && isAsked(p, "schema-and-data") {
			continue // which says this, too
		}
		p.Report(u.step, u.problem(p))
	}
}

// unbatched is a statement that changes many rows at once.
type unbatched struct {
	// place is that of its step among those of the migration.
	place int
	step  *lint.Step
	write operation.Write
	// source is the table that it goes through.
	source command.Object
	// also are the statements behind it that change the same table.
	also []*lint.Step
}

func unbatchedAt(p *lint.Pass, i int, s *lint.Step) (unbatched, bool) {
	write, ok := s.Operation.(operation.Write)
	u := unbatched{i, s, write, write.Table, nil}
	if !ok || write.Bounded || s.Fresh || write.Verb == "DELETE" && !write.Where {
		return u, false
	}
	text := readSQL(p, clause(s))
	switch write.Verb {
	case "UPDATE", "DELETE", "MERGE":
		return u, !text.findsOne(p, write.Table)
	case "INSERT", "REPLACE":
		u.source = text.source()
		return u, u.source.Name != "" && !p.Fresh(u.source) && !isCopyOf(u.source.Name, write.Table.Name) && !isCopyOf(write.Table.Name, u.source.Name)
	}
	return u, false
}

func (u unbatched) copies() bool { return u.write.Verb == "INSERT" || u.write.Verb == "REPLACE" }

func (u unbatched) problem(p *lint.Pass) lint.Problem {
	problem := lint.Problem{
		Severity: p.Weigh(u.source, lint.Warning),
		Message:  changesRows(p, u.write) + ": " + untilThen(p),
		Detail:   "Interrupted, all of it is undone, and it begins again from nothing.",
		Manual:   manual(p, writeSections(p, u.write.Verb)),
		Advice:   "do it in batches of some thousand rows, each committed by itself, in a migration of its own without a transaction, which can be run again",
	}
	if u.copies() {
		problem.Severity = min(lint.Warning, p.Weigh(u.source, lint.Note))
		problem.Message = fmt.Sprintf("copies rows of %s to %s in one statement: %s", u.source, u.write.Table, untilCopied(p))
	}
	if held := lockBefore(p, u.step); held != nil {
		problem.Detail = fmt.Sprintf("Meanwhile %s on %s is held, which line %d takes: %s. ", held.lock.Mode, held.lock.Table,
			placeOf(held.step).Line, waiting(held.lock.Blocks)) + problem.Detail
	}
	if len(u.also) > 0 {
		lines := make([]string, len(u.also))
		for i, s := range u.also {
			lines[i] = fmt.Sprint(placeOf(s).Line)
		}
		problem.Detail = "So does line " + some(lines) + ". " + problem.Detail
	} else if !u.copies() && isLast(p, u.place, u.write.Table) {
		problem.Fix = batches(p, u.step, u.write)
	}
	return problem
}

func changesRows(p *lint.Pass, write operation.Write) string {
	verb := map[string]string{"UPDATE": "updates", "DELETE": "deletes", "MERGE": "merges"}[write.Verb]
	which := "all rows"
	if rows, known := p.RowsOf(write.Table); known {
		which = locks.Rows(rows)
	}
	if write.Where {
		if which == "all rows" {
			return fmt.Sprintf("%s the rows of %s that meet a condition in one statement", verb, write.Table)
		}
		return fmt.Sprintf("%s those of %s of %s that meet a condition in one statement", verb, which, write.Table)
	}
	return fmt.Sprintf("%s %s of %s in one statement", verb, which, write.Table)
}

// untilThen says what it costs.
func untilThen(p *lint.Pass) string {
	switch p.Database() {
	case "sqlite":
		return "nobody else can write to the database until it is done"
	case "mssql":
		return "from 5,000 rows on the whole table is locked until the migration ends"
	case "mysql":
		return "they stay locked until it is done, and replicas fall behind by as long"
	}
	end := "it is done"
	if p.Plan.InTransaction {
		end = "the migration ends"
	}
	return "who writes to one of them waits until " + end + ", and the old versions swell the table"
}

// untilCopied says what a copy costs. On MySQL the rows that are read are locked,
// too.
func untilCopied(p *lint.Pass) string {
	switch p.Database() {
	case "mysql":
		return "who writes to those that are read waits until it is done"
	case "sqlite":
		return "nobody else can write to the database until it is done"
	}
	return "the more there are, the longer the migration takes, with every lock that it has"
}

func writeSections(p *lint.Pass, verb string) string {
	switch p.Database() {
	case "postgres":
		return "Routine Vacuuming, Recovering Disk Space"
	case "mysql":
		return "InnoDB Locking"
	case "sqlite":
		return "File Locking And Concurrency In SQLite Version 3"
	}
	return map[bool]string{true: "DELETE", false: "UPDATE"}[verb == "DELETE"] + " (Transact-SQL), Locking Behavior"
}

// isLast reports whether nothing behind a step needs what it has done.
func isLast(p *lint.Pass, i int, table command.Object) bool {
	for _, later := range p.Steps[i+1:] {
		switch op := later.Operation.(type) {
		case operation.DropTable, operation.RenameTable, operation.RenameColumn, operation.DropColumn, operation.Opaque:
			return false
		case operation.Write:
			return false
		case operation.CreateIndex:
			if op.Table == table && op.Index.Unique {
				return false
			}
		case operation.Comment, operation.Define, operation.SetDefault, operation.AddColumn, operation.CreateTable:
		default:
			if later.On() == table {
				return false
			}
		}
	}
	return true
}

// findsOne reports whether the condition of a statement finds one row: it
// compares a column that is unique with a value, and has no OR.
func (t sqlText) findsOne(p *lint.Pass, table command.Object) bool {
	known := p.Schema.Table(table)
	where := t.find(0, "WHERE")
	if known == nil || where < 0 || t.find(where, "OR") >= 0 {
		return false
	}
	for i := where + 1; i < len(t.tokens); i++ {
		if t.tokens[i].depth > 0 || !t.at(i+1, "=") && !t.at(i+1, "IN") || i+2 >= len(t.tokens) {
			continue
		}
		value := t.tokens[i+2]
		if t.at(i+1, "IN", "(") && i+3 < len(t.tokens) {
			value = t.tokens[i+3]
		}
		parameter := value.word[0] == '$' || value.word == "?" || value.word[0] == '@'
		if (value.literal() || parameter) && isUnique(p, table, t.tokens[i].name) {
			return true
		}
	}
	return false
}

// isUnique reports whether a column tells the rows of a table apart.
func isUnique(p *lint.Pass, table command.Object, column string) bool {
	t := p.Schema.Table(table)
	if t.PrimaryKey != nil && len(t.PrimaryKey.Columns) == 1 && t.PrimaryKey.Columns[0] == column {
		return true
	}
	for _, index := range t.Indexes {
		if index.Unique && len(index.Columns) == 1 && index.Columns[0].Column == column {
			return true
		}
	}
	return false
}

// source is the table whose rows are copied, or the zero object.
func (t sqlText) source() command.Object {
	from := t.find(0, "FROM")
	if from < 0 || from+1 >= len(t.tokens) || t.at(from+1, "(") {
		return command.Object{}
	}
	first := t.tokens[from+1].name
	name, next := t.qualified(from + 1)
	if t.at(next, "(") { // a function: generate_series(1, 10)
		return command.Object{}
	}
	if next > from+2 {
		return command.Object{Prefix: first, Name: name}
	}
	return command.Object{Name: name}
}

func deleteWithoutWhere(p *lint.Pass, s *lint.Step) {
	write, ok := s.Operation.(operation.Write)
	if !ok || write.Verb != "DELETE" || write.Where || write.Bounded || s.Fresh || isEmpty(p, write.Table) {
		return
	}
	p.Report(s, lint.Problem{
		Severity: max(lint.Warning, p.Weigh(write.Table, lint.Warning)),
		Message:  fmt.Sprintf("deletes %s of %s: on every database that it runs on, and no rollback brings them back", howMany(p, write.Table), write.Table),
		Detail:   "Rows of other tables that reference them go as well, where a foreign key says ON DELETE CASCADE.",
		Manual:   manual(p, map[string]string{"postgres": "DELETE, Description", "mysql": "DELETE Statement", "sqlite": "DELETE", "mssql": "DELETE (Transact-SQL), Remarks"}[p.Database()]),
		Advice:   "say with WHERE which rows are meant; if it is all of them, delete them in batches, outside of the migration of the schema",
	})
}

// howMany says how many rows a table has: "all rows", "4 million rows".
func howMany(p *lint.Pass, table command.Object) string {
	if rows, known := p.RowsOf(table); known {
		return locks.Rows(rows)
	}
	return locks.Rows(-1)
}

// isEmpty reports whether a table is known to have no rows.
func isEmpty(p *lint.Pass, table command.Object) bool {
	rows, known := p.RowsOf(table)
	return known && rows == 0
}

func truncate(p *lint.Pass, s *lint.Step) {
	op, ok := s.Operation.(operation.Truncate)
	if !ok || op.Cascade || s.Fresh || isEmpty(p, op.Table) {
		return
	}
	detail := "Not even a lock that somebody reads under is let through: reads and writes wait until the migration ends."
	if p.Database() == "mysql" {
		detail = "The table is dropped and made anew, at once: there is no transaction that could undo it."
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("throws away %s of %s, on every database that it runs on", howMany(p, op.Table), op.Table),
		Detail:  detail,
		Manual:  manual(p, truncateSection(p)),
		Advice:  "make sure that nobody needs a row of it on any database, or delete those that are meant",
	})
}

func truncateSection(p *lint.Pass) string {
	return map[string]string{"postgres": "TRUNCATE, Notes", "mysql": "TRUNCATE TABLE Statement", "mssql": "TRUNCATE TABLE (Transact-SQL), Remarks"}[p.Database()]
}

func truncateCascade(p *lint.Pass, s *lint.Step) {
	op, ok := s.Operation.(operation.Truncate)
	if !ok || !op.Cascade {
		return
	}
	others := referring(p, op.Table)
	if s.Fresh && len(others) == 0 {
		return
	}
	which := "of every table with a foreign key to it, and of those with one to them"
	if len(others) > 0 {
		which = "of " + some(others) + ", which reference it"
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("throws away all rows of %s and, without naming them, %s", op.Table, which),
		Detail:  "What ON DELETE says is not asked: tables with SET NULL or RESTRICT are emptied as well.",
		Manual:  manual(p, "TRUNCATE, Parameters"),
		Advice:  "name all tables that are meant (TRUNCATE a, b) and leave out CASCADE, so that one that nobody thought of makes the migration fail",
	})
}

// referring are the tables that reference a table, and those that reference
// them.
func referring(p *lint.Pass, table command.Object) []string {
	var names []string
	seen := map[command.Object]bool{table: true}
	for todo := []command.Object{table}; len(todo) > 0; todo = todo[1:] {
		for _, r := range p.Schema.ReferencesTo(todo[0]) {
			if !seen[r.Table.Object] {
				seen[r.Table.Object] = true
				names, todo = append(names, r.Table.String()), append(todo, r.Table.Object)
			}
		}
	}
	return names
}
