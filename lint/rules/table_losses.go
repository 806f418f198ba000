package rules

import (
	"fmt"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// tableLosses are the rules about tables, and what they are in, that running
// code still wants.
func tableLosses() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "drop-table", Title: "a table is dropped that running code may still use", Severity: lint.Warning,
			Aliases: aliases("excellent_migrations table_dropped", "squawk ban-drop-table", "atlas DS102", "pgfence drop-table",
				"migrationpilot MP026", "django-migration-linter DROP_TABLE"),
			Step: dropTable,
		},
		{
			ID: "rename-table", Title: "a table is renamed while running code uses its name", Severity: lint.Error,
			Databases: []string{"postgres", "mysql", "sqlite"},
			Aliases: aliases("strong_migrations rename_table", "excellent_migrations table_renamed", "squawk renaming-table",
				"atlas BC101", "pgfence rename-table", "migrationpilot MP028", "migrationpilot MP098",
				"online_migrations rename_table", "django-migration-linter RENAME_TABLE"),
			Migration: renameTable,
		},
		{
			ID: "drop-cascade", Title: "CASCADE drops more than the migration names", Severity: lint.Warning,
			Databases: []string{"postgres"}, Aliases: aliases("migrationpilot MP022"),
			Step: dropCascade,
		},
		{
			ID: "drop-schema", Title: "a schema is dropped with the tables in it", Severity: lint.Error,
			Databases: []string{"postgres", "mssql"},
			Aliases:   aliases("atlas DS101", "pgfence drop-schema", "pgfence drop-schema-cascade", "migrationpilot MP035"),
			Step:      dropSchema,
		},
		{
			ID: "rename-schema", Title: "a schema is renamed while running code uses its name", Severity: lint.Error,
			Databases: []string{"postgres"}, Aliases: aliases("strong_migrations rename_schema", "pgfence rename-schema"),
			Step: renameSchema,
		},
		{
			ID: "drop-database", Title: "a migration drops a database", Severity: lint.Error,
			Databases: []string{"postgres", "mysql", "mssql"},
			Aliases:   aliases("squawk ban-drop-database", "pgfence drop-database", "migrationpilot MP034"),
			Step:      dropDatabase,
		},
	}
}

// cascades reports whether a drop is the business of drop-cascade, which says
// all of it.
func cascades(p *lint.Pass, cascade bool) bool {
	return cascade && p.Database() == "postgres" && p.Severities["drop-cascade"] != lint.Off
}

func dropTable(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropTable)
	if !ok || s.Fresh || cascades(p, drop.Cascade) || unheard(p, drop.Table) || hasCopy(p.Schema, drop.Table) {
		return
	}
	if madeAgain(p, s, drop.Table) {
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("drops %s%s and makes it anew: its rows are lost", drop.Table, withRows(p, drop.Table)),
			Detail:  "A rollback does not bring them back.",
			Manual:  manual(p, "DROP TABLE"),
			Advice:  "make sure that nobody needs a row of it on any database, or change the table that there is",
		})
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("drops %s%s: programs that are running while this is deployed fail when they name it", drop.Table, withRows(p, drop.Table)),
		Detail:  dropTableDetail(p, drop.Table),
		Manual:  manual(p, "DROP TABLE"),
		Advice:  "release code that does not name the table first, keep a copy of what may be asked for, and drop it in a migration of the release after that",
	})
}

// unheard: a database was read, and has no such table.
func unheard(p *lint.Pass, table command.Object) bool {
	return p.Schema.Complete() && p.Schema.Table(table) == nil
}

func withRows(p *lint.Pass, table command.Object) string {
	if rows, known := p.RowsOf(table); known && rows > 0 {
		return fmt.Sprintf(" with its %s", locks.Rows(rows))
	}
	return ""
}

// dropTableDetail names the tables that still reference the one that goes.
func dropTableDetail(p *lint.Pass, table command.Object) string {
	detail := "The rows are lost, and a rollback does not bring them back."
	if names := referrers(p, table); len(names) > 0 {
		detail += " It fails as long as " + some(names) + " reference it."
	}
	return detail
}

func referrers(p *lint.Pass, table command.Object) []string {
	var names []string
	for _, r := range p.Schema.ReferencesTo(table) {
		if name := r.Table.String(); r.Table.Object != table && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// renameTable looks at the migration as a whole: two tables may change places,
// and a view may take over the old name.
func renameTable(p *lint.Pass) {
	for i, s := range p.Steps {
		rename, ok := s.Operation.(operation.RenameTable)
		if !ok || s.Fresh || unheard(p, rename.To) || p.Schema.Table(rename.Table) != nil || viewed(p.Steps, rename.Table) ||
			isCopyOf(rename.Table.Name, rename.To.Name) || swapped(p.Steps[:i], rename.To) {
			continue
		}
		verb := "renames"
		if rename.Table.Name == rename.To.Name {
			verb = "moves"
		}
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("%s %s to %s: programs that are running while this is deployed fail when they name it, and so do the new ones after a rollback", verb, rename.Table, rename.To),
			Manual:  manual(p, "ALTER TABLE, RENAME"),
			Advice:  "keep the table's name and " + worded(p, "give only the schema module the new one (schema \""+rename.Table.Name+"\")", "rename it in the code only") + ", or leave a view with the old name behind in the same migration until no program uses it",
		})
	}
}

// viewed: a view has the old name.
func viewed(steps []*lint.Step, name command.Object) bool {
	return slices.ContainsFunc(steps, func(s *lint.Step) bool {
		view, ok := s.Operation.(operation.Define)
		return ok && view.What == "VIEW" && view.Verb != "DROP" && view.Object == name
	})
}

// swapped: the name was that of a table which has just made place for this one.
func swapped(before []*lint.Step, name command.Object) bool {
	return slices.ContainsFunc(before, func(s *lint.Step) bool {
		switch op := s.Operation.(type) {
		case operation.RenameTable:
			return op.Table == name
		case operation.DropTable:
			return op.Table == name
		}
		return false
	})
}

// dropCascade: types, extensions and TRUNCATE have rules of their own.
func dropCascade(p *lint.Pass, s *lint.Step) {
	what := ""
	switch op := s.Operation.(type) {
	case operation.DropTable:
		if op.Cascade && !unheard(p, op.Table) {
			what = "the table " + op.Table.String() + withRows(p, op.Table)
		}
	case operation.DropColumn:
		if op.Cascade && !unused(p, op.Table, op.Column) {
			what = fmt.Sprintf("the column %s.%s", op.Table, op.Column)
		}
	case operation.DropConstraint:
		if op.Cascade {
			what = fmt.Sprintf("the constraint %s of %s", op.Name, op.Table)
		}
	case operation.DropIndex:
		if op.Cascade {
			what = "the index " + op.Index.String()
		}
	}
	if what == "" || s.Fresh {
		return
	}
	also := "every view, foreign key and constraint that depends on it, in whatever table"
	if names := referrers(p, s.On()); len(names) > 0 {
		also = "everything that depends on it: of the tables known here, the foreign keys of " + some(names)
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("drops %s and, without a word, %s", what, also),
		Detail:  "Which objects go depends on the database that it runs on; a rollback does not bring them back.",
		Manual:  manual(p, "Dependency Tracking"),
		Advice:  "drop what depends on it by name, and leave out CASCADE, so that what nobody thought of makes the migration fail",
	})
}

func dropSchema(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropSchema)
	if !ok || schemaCreated(p, drop.Object) {
		return
	}
	if !drop.Cascade {
		p.Report(s, lint.Problem{
			Severity: lint.Note,
			Message:  fmt.Sprintf("drops the schema %s, which fails unless it is empty", drop.Object),
			Manual:   manual(p, "DROP SCHEMA"),
			Advice:   "make sure that no tenant and no search_path uses it any longer",
		})
		return
	}
	tables := 0
	for _, t := range p.Schema.Tables() {
		if t.Prefix == drop.Object.Name {
			tables++
		}
	}
	holds := "every table in it"
	if tables > 0 {
		holds = fmt.Sprintf("the %d tables known in it", tables)
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("drops the schema %s with %s and their rows", drop.Object, holds),
		Manual:  manual(p, "DROP SCHEMA"),
		Advice:  "drop the tables one by one by name, and then the schema without CASCADE",
	})
}

// schemaCreated: the migration itself has made the schema.
func schemaCreated(p *lint.Pass, o command.Object) bool {
	return slices.ContainsFunc(p.Steps, func(s *lint.Step) bool {
		define, ok := s.Operation.(operation.Define)
		return ok && define.What == "SCHEMA" && define.Verb == "CREATE" && define.Object == o
	})
}

func renameSchema(p *lint.Pass, s *lint.Step) {
	rename, ok := s.Operation.(operation.RenameSchema)
	if !ok || schemaCreated(p, rename.Object) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("renames the schema %s to %s: no running program finds a table in it any longer, by prefix or by search_path", rename.Object, rename.To),
		Detail:  "Functions that name the schema fail as well. If the table of versions is in it, the migrator does not find that either.",
		Manual:  manual(p, "ALTER SCHEMA"),
		Advice:  "rename it while no program is running, or make the new schema and move the tables one by one behind views",
	})
}

func dropDatabase(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropDatabase)
	if !ok {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("drops the database %s with everything in it", drop.Object),
		Manual:  manual(p, "DROP DATABASE"),
		Advice:  "take it out of the migration; databases are dropped by hand, after a backup",
	})
}
