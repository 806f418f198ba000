package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// mssqlTables are the rules about constraints, names and locks of SQL Server.
func mssqlTables() []*lint.Rule {
	mssql := []string{"mssql"}
	return []*lint.Rule{
		{
			ID: "check-scan", Title: "a constraint is added and all rows are checked under its lock", Severity: lint.Warning, Databases: mssql,
			Step: checkScan,
		},
		{
			ID: "nocheck-untrusted", Title: "a constraint is added WITH NOCHECK, and is never trusted", Severity: lint.Warning, Databases: mssql,
			Migration: nocheckUntrusted,
		},
		{
			ID: "unnamed-constraint", Title: "SQL Server makes up the name of a constraint", Severity: lint.Note, Databases: mssql,
			Step: unnamedConstraint,
		},
		{
			ID: "identity-insert-left-on", Title: "IDENTITY_INSERT is switched on and stays on", Severity: lint.Error, Databases: mssql,
			Migration: identityInsertLeftOn,
		},
		{
			ID: "rename-breaks-modules", Title: "sp_rename leaves views, procedures and programs with the old name", Severity: lint.Error, Databases: mssql,
			Aliases: aliases("strong_migrations rename_table", "excellent_migrations table_renamed", "squawk renaming-table", "atlas BC101",
				"strong_migrations rename_column", "excellent_migrations column_renamed", "squawk renaming-column", "atlas BC102"),
			Step: renameBreaksModules,
		},
		{
			ID: "schema-lock", Title: "a change of a table waits behind every query, and everybody behind it", Severity: lint.Note, Databases: mssql,
			Once: true, Migration: schemaLock,
		},
	}
}

func checkScan(p *lint.Pass, s *lint.Step) {
	name, what := "", ""
	switch op := s.Operation.(type) {
	case operation.AddCheck:
		name, what = op.Name, "a check"
	case operation.AddForeignKey:
		name, what = op.Name, "a foreign key to "+op.To.String()
	default:
		return
	}
	problem, ok := locked(p, s, lint.Warning)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("adds %s to %s: %s", what, s.On(), problem.Message)
	problem.Manual = manual(p, "ALTER TABLE (Transact-SQL), Arguments: WITH CHECK | WITH NOCHECK")
	problem.Advice = fmt.Sprintf("add it WITH NOCHECK, which holds for new rows at once, and have it check the others when few use the table: ALTER TABLE %s WITH CHECK CHECK CONSTRAINT %s",
		object(p, s.On()), identifier(p, name))
	p.Report(s, problem)
}

// nocheckUntrusted forgets constraints that a later migration checks.
func nocheckUntrusted(p *lint.Pass) {
	for i, s := range p.Steps {
		name := ""
		switch op := s.Operation.(type) {
		case operation.AddCheck:
			if op.NotValidated {
				name = op.Name
			}
		case operation.AddForeignKey:
			if op.NotValidated {
				name = op.Name
			}
		}
		if name == "" || s.Fresh || checkedLater(p.Steps[i:], s.On(), name) {
			continue
		}
		table := s.On()
		check := fmt.Sprintf("ALTER TABLE %s WITH CHECK CHECK CONSTRAINT %s", object(p, table), identifier(p, name))
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("adds %s WITH NOCHECK: rows that break it stay, and since SQL Server does not trust it, it makes no query faster", name),
			Manual:  manual(p, "ALTER TABLE (Transact-SQL), Arguments: WITH CHECK | WITH NOCHECK"),
			Advice:  "check the rows in a migration of its own: " + check,
			Fix: &lint.Fix{Keep: true, Better: true, Then: []lint.Migration{{
				Name: fileName("check", name), Change: []command.Command{execute(check, "")},
			}}},
			Unless: func(last *schema.Schema) bool { return trusted(last, table, name) },
		})
	}
}

func checkedLater(steps []*lint.Step, table command.Object, name string) bool {
	return slices.ContainsFunc(steps, func(s *lint.Step) bool {
		v, ok := s.Operation.(operation.ValidateConstraint)
		return ok && v.Table == table && (v.Name == name || strings.EqualFold(v.Name, "ALL"))
	})
}

// trusted reports whether a constraint has been checked, or is gone.
func trusted(s *schema.Schema, table command.Object, name string) bool {
	t := s.Table(table)
	if t == nil {
		return true
	}
	if k := t.ForeignKey(name); k != nil {
		return !k.NotValidated
	}
	k := t.Constraint(name)
	return k == nil || !k.SkipValidation
}

func unnamedConstraint(p *lint.Pass, s *lint.Step) {
	if !isSQL(s) || !firstOf(p, s, sameStatement) {
		return
	}
	text := readSQL(p, clause(s))
	what := ""
	switch op := s.Operation.(type) {
	case operation.AddColumn:
		if op.Column.Options.Default != nil && withoutNull(op.Column.Options.Default) != nil {
			what = "the default of " + op.Table.String() + "." + op.Column.Name
		}
	case operation.SetDefault:
		if op.Default != nil {
			what = "the default of " + op.Table.String() + "." + op.Column
		}
	case operation.AddCheck:
		what = "a check of " + op.Table.String()
	case operation.AddUnique:
		what = "a unique constraint of " + op.Table.String()
	case operation.AddForeignKey:
		what = "a foreign key of " + op.Table.String()
	case operation.AddPrimaryKey:
		what = "the primary key of " + op.Table.String()
	}
	if what == "" || text.has("CONSTRAINT") || len(text.tokens) == 0 {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s has no name: SQL Server makes one up, another one on every server, and no migration can drop it by its name", what),
		Manual:  manual(p, "ALTER TABLE (Transact-SQL), Arguments: CONSTRAINT"),
		Advice:  "write CONSTRAINT and a name before it; Ecto's default of a column is DF_PREFIX_TABLE_COLUMN",
	})
}

func identityInsertLeftOn(p *lint.Pass) {
	left := map[string]*lint.Step{}
	var order []string
	for _, s := range p.Steps {
		v, ok := s.Operation.(operation.SetVariable)
		if !ok || !strings.EqualFold(v.Object.Name, "identity_insert") {
			continue
		}
		words := strings.Fields(v.Value)
		if len(words) == 0 {
			continue
		}
		table, value := strings.Join(words[:len(words)-1], " "), words[len(words)-1]
		if strings.EqualFold(value, "ON") {
			left[table] = s
			order = append(order, table)
		} else {
			delete(left, table)
		}
	}
	for _, table := range order {
		if s := left[table]; s != nil {
			p.Report(s, lint.Problem{
				Message: fmt.Sprintf("lets rows of %s be inserted with their numbers, and never ends that: later inserts of the session need a number, and no other table can have it", table),
				Manual:  manual(p, "SET IDENTITY_INSERT (Transact-SQL), Remarks"),
				Advice:  fmt.Sprintf("execute SET IDENTITY_INSERT %s OFF behind the inserts", table),
			})
			delete(left, table)
		}
	}
}

func renameBreaksModules(p *lint.Pass, s *lint.Step) {
	name, to := "", ""
	switch op := s.Operation.(type) {
	case operation.RenameTable:
		name, to = op.Table.String(), op.To.String()
	case operation.RenameColumn:
		if unused(p, op.Table, op.Column) {
			return
		}
		name, to = op.Table.String()+"."+op.Column, op.To
	default:
		return
	}
	if s.Fresh {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("renames %s to %s: views, procedures, functions and triggers keep the old name and fail when they run, and so do programs that are running while this is deployed",
			name, to),
		Detail: "sp_rename changes the name of the object only, not the texts that name it.",
		Manual: manual(p, "sp_rename (Transact-SQL), Remarks"),
		Advice: "keep the name, or make a synonym or view of the old one; look for what names it with sys.sql_expression_dependencies",
	})
}

// schemaLock is about changes that take an instant, once they have their lock:
// the others have rules that say more.
func schemaLock(p *lint.Pass) {
	if p.LockTimeout > 0 {
		return
	}
	s, e := firstBlocking(p, func(e locks.Effect) bool { return e.Mode == "Sch-M" && !e.Long() })
	if s == nil || limited(p, s, p.LockTimeout, "lock_timeout") {
		return
	}
	switch s.Operation.(type) {
	case operation.RenameTable, operation.RenameColumn, operation.DropTable:
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("waits without end for Sch-M on %s behind every query that is still running, and whoever wants to read %s waits behind it", e.Table, e.Table),
		Detail:  "This is said once a run, of the first such migration.",
		Manual:  manual(p, "ALTER TABLE (Transact-SQL), Locks and ALTER TABLE"),
		Advice:  `execute "SET LOCK_TIMEOUT 5000" first, so that the migration fails and can be run again; of an index, WAIT_AT_LOW_PRIORITY lets the others pass`,
	})
}
