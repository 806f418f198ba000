package cli

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// planSQL prints a script for psql, mysql or sqlite3 that does what the run
// would do, the rows of the table of versions included.
type planSQL struct {
	app       *app
	direction command.Direction
}

func (p *planSQL) add(r *config.Repo, d dialect.Dialect, prefix string, list []planned) error {
	table := command.Object{Prefix: prefix, Name: r.VersionsTable}
	if table.Name == "" {
		table.Name = "schema_migrations"
	}
	versions, err := d.Versions(table)
	if err != nil {
		return err
	}
	lock, err := d.Lock(dialect.LockRequest{Strategy: dialect.LockNone, Versions: table, Repo: r.Module})
	if err != nil {
		return err
	}
	if hint := clientHints[d.Name()]; hint != "" {
		p.line("-- run with: " + hint)
	}
	if p.direction == command.Up {
		p.line(terminated(versions.Create))
	}
	for i, m := range list {
		if m.err == nil {
			// The slice is the caller's, who counts what could not be planned.
			list[i].err = codeInScript(m.plan)
			m = list[i]
		}
		p.line("")
		p.line("-- " + string(p.direction) + " " + m.file.path)
		if m.err != nil {
			p.line("-- not planned; see the error")
			p.app.printError(m.err)
			continue
		}
		p.app.planWarnings(m)
		p.migration(m, d, lock, versions)
	}
	return nil
}

func (p *planSQL) end() error { return nil }

// codeInScript refuses a migration that runs code in Go: a script without it
// would record the migration as done.
func codeInScript(p *plan.Plan) error {
	var problems diag.List
	for _, s := range p.Statements() {
		if s.Rebuilds {
			problems = append(problems, needsTable(s))
			continue
		}
		if s.Live != nil {
			problems = append(problems, diag.Errorf(diag.Unsupported, s.Live.Pos,
				"the migration looks into the answer of a query, which a script of SQL cannot do").
				WithDetail("%s", s.Live.Query).WithHint("run it with whimbrel migrate"))
			continue
		}
		if len(s.Params) > 0 {
			problems = append(problems, diag.Errorf(diag.Unsupported, s.Pos(), "the migration sends a query with parameters, which a script of SQL cannot do").
				WithHint("run it with whimbrel migrate"))
			continue
		}
		if s.Code != nil {
			problems = append(problems, diag.Errorf(diag.Unsupported, s.Pos(), "the migration runs code, which a script of SQL cannot do").
				WithHint("run it with whimbrel migrate"))
		}
	}
	return problems.Err()
}

// needsTable: what SQLite has no statement for is done by building the table
// anew, from the definition that it has when the migration runs.
func needsTable(s dialect.Statement) *diag.Diagnostic {
	return diag.Errorf(diag.Unsupported, s.Pos(), "SQLite has no statement for this: %s", strings.TrimPrefix(s.SQL, "-- ")).
		WithDetail("The table has to be built anew, for which its definition and rows must be at hand.").
		WithHint("run it with whimbrel migrate")
}

// clientHints say how a script is run such that it stops at an error.
var clientHints = map[string]string{
	config.Postgres: "psql -v ON_ERROR_STOP=1 -f FILE",
	config.SQLite:   "sqlite3 -bail whimbrel.db < FILE",
}

func (p *planSQL) migration(m planned, d dialect.Dialect, lock dialect.Lock, versions dialect.Versions) {
	begin := lock.Begin
	if begin == "" {
		begin = "BEGIN"
	}
	if m.plan.InTransaction {
		p.line(terminated(begin))
	}
	for _, s := range m.plan.Statements() {
		p.line(scripted(s.SQL, d.Name()))
	}
	if m.file.version != 0 {
		row := versions.Insert(m.file.version, p.app.now())
		if p.direction == command.Down {
			row = versions.Delete(m.file.version)
		}
		p.line(terminated(row))
	}
	if m.plan.InTransaction {
		p.line("COMMIT;")
	}
}

func (p *planSQL) line(text string) { _, _ = fmt.Fprintln(p.app.out, text) }

// scripted ends a statement as the database's client wants it. The mysql
// client cuts at every semicolon, also at those within a stored procedure.
func scripted(sql, dialectName string) string {
	whole := strings.TrimRight(sql, "; \t\r\n")
	if dialectName != config.MySQL || !strings.Contains(whole, ";") {
		return terminated(sql)
	}
	return "DELIMITER //\n" + strings.TrimRight(sql, " \t\r\n") + "\n//\nDELIMITER ;"
}
