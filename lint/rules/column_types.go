package rules

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// columnTypes are the rules about changes of a column's type.
func columnTypes() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "change-type", Title: "a column's type is changed and the table is written anew or checked under its lock", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations change_column", "excellent_migrations column_type_changed",
				"squawk changing-column-type", "atlas PG301", "eugene E5", "eugene E10", "pgfence alter-column-type",
				"migrationpilot MP007", "online_migrations change_column", "django-migration-linter ALTER_COLUMN"),
			Step: changeType,
		},
		{
			ID: "narrowing-type", Title: "a column's new type has no room for values that the old one had", Severity: lint.Warning,
			Aliases: aliases("migrationpilot MP044", "SqlServer.Rules SR0014"), Step: narrowingType,
		},
	}
}

func changeType(p *lint.Pass, s *lint.Step) {
	set, ok := s.Operation.(operation.SetType)
	if !ok || unused(p, set.Table, set.Column.Name) || repeats(s, set) {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	lock := problem.Message
	problem.Message = fmt.Sprintf("changes %s.%s%s to %s: %s", set.Table, set.Column.Name, fromType(p, set), columnType(p, set.Column), problem.Message)
	problem.Detail = changeTypeDetail(set)
	if set.From != nil && operation.SameType(set.Column, *set.From, p.Database()) {
		problem.Message = fmt.Sprintf("says %s.%s is %s, which it is: %s", set.Table, set.Column.Name, columnType(p, set.Column), lock)
		problem.Detail = "For PostgreSQL this is a change of the type: it checks the constraints of the column again, and builds its indexes with a condition or an expression anew."
		problem.Advice = "leave the type out: execute ALTER TABLE … ALTER COLUMN with SET NOT NULL, SET DEFAULT or what else it is about"
		p.Report(s, problem)
		return
	}
	problem.Advice = fmt.Sprintf("add a column of the new type, write both from the application, fill it in batches, read from it, and drop %s in a later release", set.Column.Name)
	p.Report(s, problem)
}

// repeats: modify has to say the type whatever it is about, and where nobody
// knows the one before, something else is reason enough for it.
func repeats(s *lint.Step, set operation.SetType) bool {
	modify, ok := s.Change.(command.Modify)
	if !ok || set.From != nil {
		return false
	}
	c := modify.Column
	return c.Options.Null != command.NullUnset || c.Options.Default != nil || c.Reference != nil
}

func changeTypeDetail(set operation.SetType) string {
	switch {
	case set.From == nil:
		return "The type before is not known, so the worst is said; from: in the migration, or a database to look at (--url), tells."
	case set.Using != "":
		return "USING makes a new value for every row."
	case isTime(set.From.Type) && set.Column.Type.Name == "timestamptz":
		return "Only in a session whose time zone is UTC (SET LOCAL timezone TO 'UTC' before it) the values stay as they are."
	}
	return ""
}

func isTime(t command.Type) bool {
	switch t.Name {
	case "naive_datetime", "naive_datetime_usec", "utc_datetime", "utc_datetime_usec", "timestamp":
		return true
	}
	return false
}

func fromType(p *lint.Pass, set operation.SetType) string {
	if set.From == nil {
		return ""
	}
	return " from " + columnType(p, *set.From)
}

// sizedName is a type with its size, as messages show it: string(40),
// decimal(10,2).
func sizedName(c command.Column) string {
	name := c.Type.Name
	if c.Type.Of != nil {
		name = c.Type.Inspect()
	}
	o := c.Options
	switch {
	case o.Size != "":
		return name + "(" + o.Size + ")"
	case o.Precision != nil && o.Scale != nil:
		return fmt.Sprintf("%s(%d,%d)", name, *o.Precision, *o.Scale)
	case o.Precision != nil:
		return fmt.Sprintf("%s(%d)", name, *o.Precision)
	}
	return name
}

func narrowingType(p *lint.Pass, s *lint.Step) {
	set, ok := s.Operation.(operation.SetType)
	if !ok || set.From == nil || unused(p, set.Table, set.Column.Name) || empty(p, set.Table) {
		return
	}
	lost := loss(*set.From, set.Column, p.Database())
	if lost == "" {
		return
	}
	sections := map[string]string{
		"postgres": "ALTER TABLE, SET DATA TYPE", "mysql": "Out-of-Range and Overflow Handling",
		"sqlite": "Datatypes In SQLite, Type Affinity", "mssql": "ALTER TABLE (Transact-SQL), Changing the Size of a Column",
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("changes %s.%s from %s to %s: %s", set.Table, set.Column.Name, columnType(p, *set.From), columnType(p, set.Column), lost),
		Detail:  "Programs that are running meanwhile go on writing what the old type allowed.",
		Manual:  manual(p, sections[p.Database()]),
		Advice:  "look for values that do not fit before the migration is merged, and release code that writes none first",
	})
}
