package rules

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// columnLosses are the rules about columns that running code still wants.
func columnLosses() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "drop-column", Title: "a column is dropped that running code may still use", Severity: lint.Warning,
			Aliases: aliases("strong_migrations remove_column", "excellent_migrations column_removed", "squawk ban-drop-column",
				"atlas DS103", "pgfence drop-column", "migrationpilot MP017", "migrationpilot MP052",
				"online_migrations remove_column", "django-migration-linter DROP_COLUMN"),
			Step: dropColumn,
		},
		{
			ID: "rename-column", Title: "a column is renamed while running code uses its name", Severity: lint.Error,
			Databases: []string{"postgres", "mysql", "sqlite"},
			Aliases: aliases("strong_migrations rename_column", "excellent_migrations column_renamed", "squawk renaming-column",
				"atlas BC102", "pgfence rename-column", "migrationpilot MP010", "migrationpilot MP071",
				"online_migrations rename_column", "django-migration-linter RENAME_COLUMN"),
			Step: renameColumn,
		},
		{
			ID: "drop-default", Title: "a required column loses its default while running code leaves it out", Severity: lint.Warning,
			Migration: dropDefault,
		},
		{
			ID: "drop-not-null", Title: "a column allows NULL that running code does not expect", Severity: lint.Note,
			Aliases: aliases("squawk ban-drop-not-null", "pgfence drop-not-null", "migrationpilot MP029"), Step: dropNotNull,
		},
	}
}

func dropColumn(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropColumn)
	if !ok || unused(p, drop.Table, drop.Column) || cascades(p, drop.Cascade) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("drops %s.%s: programs that are running while this is deployed fail when they name it", drop.Table, drop.Column),
		Detail:  "The values are lost, and a rollback does not bring them back." + lostIndexes(p, drop),
		Manual:  manual(p, "ALTER TABLE, DROP COLUMN"),
		Advice:  "release code that does not name the column first, and drop it in a migration of the release after that",
	})
}

// lostIndexes names the indexes that PostgreSQL drops with the column although
// they are on others as well.
func lostIndexes(p *lint.Pass, drop operation.DropColumn) string {
	t := p.Schema.Table(drop.Table)
	if t == nil || p.Database() != "postgres" {
		return ""
	}
	var names []string
	for _, i := range t.IndexesOn(drop.Column) {
		if len(i.Columns) > 1 {
			names = append(names, i.Name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return " The index " + names[0] + ", which is on other columns as well, goes with it."
	}
	return " The indexes " + list(names) + ", which are on other columns as well, go with it."
}

func renameColumn(p *lint.Pass, s *lint.Step) {
	rename, ok := s.Operation.(operation.RenameColumn)
	if !ok || unused(p, rename.Table, rename.Column) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("renames %s.%s to %s: programs that are running while this is deployed fail when they name it, and so do the new ones after a rollback", rename.Table, rename.Column, rename.To),
		Manual:  manual(p, "ALTER TABLE, RENAME"),
		Advice: "keep the column's name and rename " + worded(p, fmt.Sprintf("the field only (field :%s, source: :%s)", rename.To, rename.Column), "it in the code only") +
			fmt.Sprintf(", or add %s, write both, fill it in batches, read it, and drop %s two releases later", rename.To, rename.Column),
	})
}

// dropDefault looks at what the migration leaves: what allows NULL gets it then,
// and fails nobody.
func dropDefault(p *lint.Pass) {
	for _, s := range p.Steps {
		set, ok := s.Operation.(operation.SetDefault)
		if !ok || set.Default != nil || unused(p, set.Table, set.Column) || !dropsDefault(s) {
			continue
		}
		before, after := knownColumn(p.First, set.Table, set.Column), knownColumn(p.Schema, set.Table, set.Column)
		if before == nil || before.Options.Default == nil || after == nil || after.Options.Default != nil || after.Options.Null != command.NotNull {
			continue
		}
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("takes away the default of %s.%s, which forbids NULL: running programs that leave the column out fail when they insert", set.Table, set.Column),
			Manual:  manual(p, "ALTER TABLE, SET/DROP DEFAULT"),
			Advice:  "release code that always gives the value first, and drop the default in a migration of the release after that",
		})
	}
}

// dropsDefault: MODIFY takes away what it does not say, which is another
// rule's business.
func dropsDefault(s *lint.Step) bool {
	if modify, ok := s.Change.(command.Modify); ok {
		return modify.Column.Options.Default == command.Value(command.Null{})
	}
	return asked(s, "DROP DEFAULT")
}

func dropNotNull(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropNotNull)
	if !ok || unused(p, drop.Table, drop.Column) || !allowsNull(p, s) {
		return
	}
	if c := knownColumn(p.Schema, drop.Table, drop.Column); c != nil && c.Options.Null != command.NotNull {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("allows NULL in %s.%s: running programs that count on a value can meet rows without one", drop.Table, drop.Column),
		Manual:  manual(p, "ALTER TABLE, SET/DROP NOT NULL"),
		Advice:  "release code that copes with NULL before any program writes it; forbidding NULL again later needs all rows to be checked",
	})
}

// allowsNull: where the whole definition is said anew, NULL may be allowed by
// leaving out NOT NULL, which is another rule's business.
func allowsNull(p *lint.Pass, s *lint.Step) bool {
	if modify, ok := s.Change.(command.Modify); ok {
		return modify.Column.Options.Null == command.Nullable
	}
	return p.Database() == "postgres" || p.Database() == "mysql" && onlyAllowsNull(s) && firstOf(p, s, sameClause)
}

// manual names a section of the manual of the database.
func manual(p *lint.Pass, section string) string {
	names := map[string]string{"postgres": "PostgreSQL", "mysql": "MySQL", "sqlite": "SQLite", "mssql": "SQL Server"}
	name := names[p.Database()]
	if p.Server.MariaDB {
		name = "MariaDB"
	}
	return name + ": " + section
}
