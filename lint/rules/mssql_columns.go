package rules

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// mssqlColumns are the rules about columns of SQL Server.
func mssqlColumns() []*lint.Rule {
	mssql := []string{"mssql"}
	return []*lint.Rule{
		{
			ID: "not-null-add", Title: "a column that forbids NULL is added, and rows may have to be written", Severity: lint.Warning, Databases: mssql,
			Step: notNullAdd,
		},
		{
			ID: "computed-persisted-add", Title: "a persisted computed column is added to an existing table", Severity: lint.Error, Databases: mssql,
			Step: computedPersistedAdd,
		},
		{
			ID: "alter-column-size", Title: "a column is altered and all rows are written or read", Severity: lint.Error, Databases: mssql,
			Step: alterColumnSize,
		},
		{
			ID: "alter-column-loses-null", Title: "ALTER COLUMN allows NULL because it does not forbid it again", Severity: lint.Warning, Databases: mssql,
			Step: alterColumnLosesNull,
		},
		{
			ID: "text-ntext-image", Title: "a column has a type that SQL Server gives up", Severity: lint.Warning, Databases: mssql,
			Aliases: aliases("SqlServer.Rules SRD0051"), Step: textNtextImage,
		},
		{
			ID: "money-type", Title: "money is kept in a type that rounds", Severity: lint.Note, Databases: mssql, Step: moneyType,
		},
	}
}

// notNullAdd: where the default is the same for all rows, Enterprise and Azure
// keep it once.
func notNullAdd(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddColumn)
	if !ok || add.Column.Options.Generated != nil {
		return
	}
	problem, ok := locked(p, s, lint.Warning)
	if !ok {
		return
	}
	fragment, isFragment := add.Column.Options.Default.(command.Fragment)
	switch {
	case counts(add.Column):
		problem.Severity = p.Weigh(add.Table, lint.Error)
		problem.Message = fmt.Sprintf("adds %s.%s, which numbers all rows: %s", add.Table, add.Column.Name, problem.Message)
		problem.Detail = "The rows are numbered in no order that anybody has chosen."
	case isFragment && !sameForAll(string(fragment)):
		problem.Severity = p.Weigh(add.Table, lint.Error)
		problem.Message = fmt.Sprintf("adds %s.%s with the default %s, which is computed for every row: %s", add.Table, add.Column.Name,
			strings.TrimSpace(string(fragment)), problem.Message)
	default:
		problem.Message = fmt.Sprintf("adds %s.%s, which forbids NULL: %s, unless it is Enterprise or Azure SQL", add.Table, add.Column.Name, problem.Message)
		problem.Detail = "These keep a default that is the same for all rows in the catalogue. They, too, write all rows if the column is of a type " +
			"without a limit, xml or spatial, or if rows could get longer than 8,060 bytes."
	}
	problem.Advice = "add the column without NOT NULL and without a default for the rows that are there, set the default, fill the rows in batches, and forbid NULL later"
	p.Report(s, problem)
}

// sameForAll reports whether a default has one value for all rows of a
// statement. What is not known here has not.
func sameForAll(expression string) bool {
	upper := strings.ToUpper(expression)
	for _, known := range []string{"GETDATE(", "GETUTCDATE(", "SYSDATETIME(", "SYSUTCDATETIME(", "SYSDATETIMEOFFSET(", "CURRENT_TIMESTAMP", "SUSER_SNAME(", "USER_NAME("} {
		upper = strings.ReplaceAll(upper, known, "(")
	}
	return !calls(upper)
}

// calls reports whether a name stands before a parenthesis.
func calls(text string) bool {
	for i := 1; i < len(text); i++ {
		if c := text[i-1]; text[i] == '(' && (c == '_' || c == ']' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
			return true
		}
	}
	return false
}

func computedPersistedAdd(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddColumn)
	if !ok || add.Column.Options.Generated == nil {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("adds the computed column %s.%s, PERSISTED: %s", add.Table, add.Column.Name, problem.Message)
	problem.Manual = manual(p, "Specify computed columns in a table")
	problem.Advice = "leave out PERSISTED: the value is computed when it is read, and can have an index if it is exact and always the same"
	p.Report(s, problem)
}

// alterColumnSize makes one finding of all that a line or clause asks for.
func alterColumnSize(p *lint.Pass, s *lint.Step) {
	what := ""
	switch op := s.Operation.(type) {
	case operation.SetType:
		if repeats(s, op) {
			return
		}
		what = fmt.Sprintf("changes %s.%s%s to %s", op.Table, op.Column.Name, fromType(p, op), columnType(p, op.Column))
	case operation.SetNotNull:
		what = fmt.Sprintf("forbids NULL in %s.%s", op.Table, op.Column)
	default:
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok || !firstOf(p, s, sameLocked) || unused(p, s.On(), alteredColumn(s)) {
		return
	}
	problem.Message = what + ": " + problem.Message
	if set, ok := s.Operation.(operation.SetType); ok {
		problem.Detail = changeTypeDetail(set)
		problem.Advice = fmt.Sprintf("add a column of the new type, write both from the application, fill it in batches, read from it, and drop %s in a later release", set.Column.Name)
	} else {
		problem.Detail = "A row without a value makes it fail."
		problem.Advice = "add a check constraint WITH NOCHECK, give the other rows a value in batches, and forbid NULL when few use the table, with SET LOCK_TIMEOUT"
	}
	problem.Manual = manual(p, "ALTER TABLE (Transact-SQL), Changing the Size of a Column")
	p.Report(s, problem)
}

// sameLocked are two steps of one line that both work on all rows.
func sameLocked(a, b *lint.Step) bool {
	if !sameClause(a, b) {
		return false
	}
	switch a.Operation.(type) {
	case operation.SetType, operation.SetNotNull:
		return len(a.Effects) > 0 && a.Effects[0].Long()
	}
	return false
}

// alteredColumn is the column that a step changes.
func alteredColumn(s *lint.Step) string {
	switch op := s.Operation.(type) {
	case operation.SetType:
		return op.Column.Name
	case operation.SetNotNull:
		return op.Column
	}
	return ""
}

// alterColumnLosesNull: what ALTER COLUMN does not say about NULL is what the
// session allows for new columns, which is NULL.
func alterColumnLosesNull(p *lint.Pass, s *lint.Step) {
	r, ok := modified(p, s)
	if !ok || !firstOf(p, s, sameClause) {
		return
	}
	lost := lostOptions{null: r.lost(saidAgain(s)).null}
	if lost.none() || dropsNullBeside(s) {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("alters %s.%s without NOT NULL, which it had: SQL Server allows NULL from then on without a word", s.On(), r.column),
		Detail:  "On PostgreSQL the same modify would have kept it.",
		Manual:  manual(p, "ALTER TABLE (Transact-SQL), Arguments: NULL | NOT NULL"),
		Advice:  "say NOT NULL (null: false) again; to allow NULL, say so",
		Fix:     sayAll(p, s, r, lost),
	})
}

// dropsNullBeside: ALTER COLUMN … ADD or DROP changes something else.
func dropsNullBeside(s *lint.Step) bool {
	words := strings.Fields(strings.ToUpper(clause(s)))
	return len(words) > 3 && (words[len(words)-2] == "ADD" || words[len(words)-2] == "DROP")
}

// modern is what takes the place of a type that is given up.
func modern(name string) string {
	switch strings.ToLower(name) {
	case "text", "ntext":
		return "nvarchar(max)"
	case "image":
		return "varbinary(max)"
	}
	return ""
}

func textNtextImage(p *lint.Pass, s *lint.Step) {
	report := func(at *lint.Step, c command.Column, fix *lint.Fix) {
		better := modern(c.Type.Name)
		if better == "" {
			return
		}
		p.Report(at, lint.Problem{
			Message: fmt.Sprintf("%s.%s is %s, which SQL Server gives up: it cannot be compared, sorted or grouped by, and most functions of texts refuse it", s.On(), c.Name, c.Type.Name),
			Detail:  map[bool]string{true: "Ecto's :text is the type text of SQL Server, whose texts lose what their code page has no room for."}[strings.EqualFold(c.Type.Name, "text") && !isSQL(s)],
			Manual:  manual(p, "ntext, text, and image (Transact-SQL)"),
			Advice:  fmt.Sprintf("use %s: %s", better, map[bool]string{true: "add :name, :binary", false: "add :name, :string, size: :max"}[better == "varbinary(max)"]),
			Fix:     fix,
		})
	}
	for _, c := range newColumns(s) {
		report(atColumn(s, c.Name), c, retyped(s, func(other command.Column) command.Column {
			if other.Name == c.Name {
				other.Type = command.NewType(map[bool]string{true: "binary", false: "string"}[modern(c.Type.Name) == "varbinary(max)"])
				other.Options.Size = map[bool]string{true: "max"}[other.Type.Name == "string"]
			}
			return other
		}))
	}
	if set, ok := s.Operation.(operation.SetType); ok {
		report(s, set.Column, nil)
	}
}

func moneyType(p *lint.Pass, s *lint.Step) {
	for _, c := range newColumns(s) {
		if name := strings.ToLower(c.Type.Name); name != "money" && name != "smallmoney" {
			continue
		}
		p.Report(atColumn(s, c.Name), lint.Problem{
			Message: fmt.Sprintf("%s.%s is %s: what is computed with it is rounded to four digits at every step", s.On(), c.Name, c.Type.Name),
			Manual:  manual(p, "money and smallmoney (Transact-SQL)"),
			Advice:  "use decimal with a precision and a scale",
			Fix: retyped(s, func(other command.Column) command.Column {
				if other.Name == c.Name {
					precision, scale := 19, 4
					other.Type = command.NewType("decimal")
					other.Options.Precision, other.Options.Scale = &precision, &scale
				}
				return other
			}),
		})
	}
}
