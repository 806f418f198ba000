package rules

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// columnLosses are the rules about columns that running code still wants.
func columnLosses() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "drop-column", Title: "a column is dropped that running code may still use", Severity: lint.Warning,
			Aliases: []lint.Alias{
				{Tool: "strong_migrations", Name: "remove_column"},
				{Tool: "excellent_migrations", Name: "column_removed"},
				{Tool: "squawk", Name: "ban-drop-column"},
				{Tool: "atlas", Name: "DS103"},
			},
			Step: dropColumn,
		},
	}
}

func dropColumn(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropColumn)
	if !ok || s.Fresh {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("drops %s.%s: programs that are running while this is deployed fail when they name it", drop.Table, drop.Column),
		Detail:  "The rows' values are lost; rolling back makes an empty column.",
		Manual:  manual(p, "ALTER TABLE, DROP COLUMN"),
		Advice:  "release code that does not name the column first, and drop it in a migration of the release after that",
	})
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
