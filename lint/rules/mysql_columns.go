package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// lockClause is LOCK=NONE in a statement.
var lockClause = regexp.MustCompile(`(?i),?\s*\bLOCK\s*=?\s*(NONE|SHARED|EXCLUSIVE)\b`)

// mysqlColumns are the rules about columns of MySQL and MariaDB.
func mysqlColumns() []*lint.Rule {
	mysql := []string{"mysql"}
	return []*lint.Rule{
		{
			ID: "enum-change", Title: "the values of an ENUM are changed other than at their end", Severity: lint.Error, Databases: mysql,
			Aliases: aliases("atlas MY110", "atlas MY111", "atlas MY112", "atlas MY113", "skeema has-enum"),
			Step:    func(p *lint.Pass, s *lint.Step) { listChanged(p, s, "enum") },
		},
		{
			ID: "set-change", Title: "the members of a SET are changed other than at their end", Severity: lint.Error, Databases: mysql,
			Aliases: aliases("atlas MY120", "atlas MY121", "atlas MY122", "atlas MY123"),
			Step:    func(p *lint.Pass, s *lint.Step) { listChanged(p, s, "set") },
		},
		{
			ID: "implicit-default", Title: "the rows of a table get a value that nobody has chosen", Severity: lint.Warning, Databases: mysql,
			Aliases: aliases("atlas MY101"), Step: implicitDefault,
		},
		{
			ID: "modify-loses-attributes", Title: "MODIFY takes away what it does not say again", Severity: lint.Warning, Databases: mysql,
			Step: modifyLosesAttributes,
		},
		{
			ID: "zero-date", Title: "a default is a date that does not exist", Severity: lint.Warning, Databases: mysql,
			Aliases: aliases("skeema zero-date"), Step: zeroDate,
		},
		{
			ID: "timestamp-2038", Title: "a TIMESTAMP ends in January 2038", Severity: lint.Note, Databases: mysql, Step: timestamp2038,
		},
		{
			ID: "display-width", Title: "a whole number has a display width, which limits nothing", Severity: lint.Note, Databases: mysql,
			Aliases: aliases("skeema display-width"), Step: displayWidth,
		},
		{
			ID: "unspecified-length", Title: "a type without its length means a short one", Severity: lint.Warning,
			Databases: []string{"mssql", "mysql"},
			Aliases:   aliases("tSQLLint data-type-length", "SqlServer.Rules SRD0026", "SqlServer.Rules SRD0027", "SqlServer.Rules SR0009"),
			Step:      unspecifiedLength,
		},
	}
}

// valueLists are the values of an ENUM or SET before and after a change.
type valueLists struct {
	kind          string
	before, after []string
}

// listChange reads a change from one list of values to another of the same kind.
func listChange(op operation.SetType) (valueLists, bool) {
	if op.From == nil {
		return valueLists{}, false
	}
	kind, before := valuesOf(op.From.Type.Name)
	also, after := valuesOf(op.Column.Type.Name)
	return valueLists{kind, before, after}, kind != "" && kind == also
}

var listType = regexp.MustCompile(`(?is)^\s*(enum|set)\s*\((.*)\)\s*$`)

func valuesOf(name string) (kind string, values []string) {
	found := listType.FindStringSubmatch(name)
	if found == nil {
		return "", nil
	}
	return strings.ToLower(found[1]), quotedText.FindAllString(found[2], -1)
}

// quotedText is a text of SQL with its quotes.
var quotedText = regexp.MustCompile(`'(?:[^'\\]|''|\\.)*'`)

// bytes is how many bytes a value takes.
func (l valueLists) bytes(values []string) int {
	if l.kind == "enum" {
		return 1 + min(1, len(values)/256)
	}
	return (len(values) + 7) / 8
}

// reason says why rows have to be written anew; "" if values only come behind
// those that are there.
func (l valueLists) reason() string {
	switch {
	case len(l.after) < len(l.before) || !slices.Equal(l.after[:len(l.before)], l.before):
		return "values stand elsewhere in the list, by whose numbers rows have them"
	case l.bytes(l.before) != l.bytes(l.after):
		return fmt.Sprintf("%d values take %d bytes in each row, and %d took %d", len(l.after), l.bytes(l.after), len(l.before), l.bytes(l.before))
	}
	return ""
}

func listChanged(p *lint.Pass, s *lint.Step, kind string) {
	set, ok := s.Operation.(operation.SetType)
	lists, listed := listChange(set)
	if !ok || !listed || lists.kind != kind || unused(p, set.Table, set.Column.Name) || empty(p, set.Table) || lists.reason() == "" {
		return
	}
	var gone []string
	for _, value := range lists.before {
		if !slices.Contains(lists.after, value) {
			gone = append(gone, value)
		}
	}
	problem, waits := locked(p, s, lint.Error)
	problem.Message = fmt.Sprintf("%s: %s", lists.reason(), problem.Message)
	problem.Advice = "add values at the end of the list only, which needs no row; write ALGORITHM=INSTANT behind it to be sure"
	switch {
	case len(gone) > 0:
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("takes %s out of %s.%s: a row that has it makes this fail, or loses its value without strict mode",
			some(gone), set.Table, set.Column.Name)
		problem.Advice = "give the rows another value first, and leave the old one in the list: it costs nothing"
	case !waits:
		return
	}
	problem.Manual = manual(p, "Online DDL Operations: Modifying ENUM or SET Columns")
	p.Report(s, problem)
}

// implicitDefault is about columns that forbid NULL and say no default: the rows
// that are there get the type's.
func implicitDefault(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddColumn)
	if !ok || s.Fresh || !needsValue(add.Column) || empty(p, add.Table) || autoIncrements(s, add.Column) {
		return
	}
	columns := []command.Column{add.Column}
	if together := addedTogether(s); len(together) > 1 {
		if columns = together; columns[0].Name != add.Column.Name {
			return
		}
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = add.Table.String() + "." + c.Name
	}
	value, refused := typesDefault(p, add.Column)
	problem := lint.Problem{
		Message: fmt.Sprintf("adds %s without a default: every row gets %s, which nobody has chosen", list(names), value),
		Detail:  "Programs that are running while this is deployed fail when they insert a row in strict mode, since they do not know the column.",
		Manual:  manual(p, "Data Type Default Values, Handling of Implicit Defaults"),
		Advice:  "add the column with null: true or a default, give the rows their values in batches, and forbid NULL in a later migration",
	}
	switch {
	case referencesOther(p, s, add):
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("adds %s without a default: every row gets %s, which references nothing, and the foreign key fails (error 1452)", list(names), value)
	case refused:
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("adds %s without a default: the table's rows would get %s, which the server refuses", list(names), value)
	}
	p.Report(s, problem)
}

// autoIncrements: SQL's AUTO_INCREMENT is no part of the type.
func autoIncrements(s *lint.Step, c command.Column) bool {
	return counts(c) || strings.Contains(strings.ToUpper(clause(s)), "AUTO_INCREMENT")
}

// referencesOther reports whether the column gets a foreign key as well.
func referencesOther(p *lint.Pass, s *lint.Step, add operation.AddColumn) bool {
	for _, other := range operation.Of(s.Command, p.Database(), p.Schema) {
		key, ok := other.Operation.(operation.AddForeignKey)
		if ok && key.Table == add.Table && slices.Contains(key.Columns, add.Column.Name) && !checksOff(p, s) {
			return !referenceIsIgnored(p, textOf(s), other)
		}
	}
	return false
}

// typesDefault is what the rows get by the type, and whether the server refuses
// that in its usual mode: MariaDB's allows a date of zeros, MySQL's does not.
func typesDefault(p *lint.Pass, c command.Column) (value string, refused bool) {
	name := c.Type.Name
	if kind, values := valuesOf(name); kind == "enum" && len(values) > 0 {
		return values[0], false
	}
	switch {
	case c.Type.IsMap() || name == "json":
		if p.Server.MariaDB {
			return "'', which is no JSON", true
		}
		return "the JSON null", false
	case strings.Contains(name, "datetime") || name == "timestamp":
		return "0000-00-00 00:00:00", !p.Server.MariaDB && name != "timestamp"
	case name == "date":
		return "0000-00-00", !p.Server.MariaDB
	case name == "boolean":
		return "false", false
	case name == "binary_id" || name == "uuid":
		return "a UUID of zeros", false
	case isText(c.Type) || strings.HasSuffix(name, "text") || strings.HasSuffix(name, "char") || strings.HasPrefix(name, "set("):
		return "''", false
	case strings.HasSuffix(name, "blob") || strings.Contains(name, "binary"):
		return "an empty value", false
	}
	return "0", false
}

// zeroDates are dates with a month or day of zero.
var zeroDates = regexp.MustCompile(`^\d{4}-(00-\d\d|\d\d-00)`)

func zeroDate(p *lint.Pass, s *lint.Step) {
	report := func(at *lint.Step, column string, v command.Value) {
		text, ok := v.(command.String)
		if fragment, sql := v.(command.Fragment); sql {
			text, ok = command.String(strings.Trim(strings.TrimSpace(string(fragment)), `'"`)), true
		}
		if !ok || !zeroDates.MatchString(string(text)) {
			return
		}
		p.Report(at, lint.Problem{
			Message: fmt.Sprintf("the default of %s.%s is %s, a date that does not exist: MySQL refuses it unless the session's sql_mode lacks NO_ZERO_DATE and NO_ZERO_IN_DATE, and Elixir's Date cannot hold it",
				s.On(), column, string(text)),
			Manual: manual(p, map[bool]string{true: "SQL_MODE", false: "Server SQL Modes, NO_ZERO_DATE"}[p.Server.MariaDB]),
			Advice: "leave out the default and allow NULL, which says that there is no date",
		})
	}
	for _, c := range newColumns(s) {
		report(atColumn(s, c.Name), c.Name, c.Options.Default)
	}
	if set, ok := s.Operation.(operation.SetDefault); ok {
		report(s, set.Column, set.Default)
	}
}

func timestamp2038(p *lint.Pass, s *lint.Step) {
	if m := p.Server; m.MariaDB && (m.Major > 11 || m.Major == 11 && m.Minor >= 5) {
		return
	}
	for _, c := range newColumns(s) {
		if c.Type.Name != "timestamp" {
			continue
		}
		p.Report(atColumn(s, c.Name), lint.Problem{
			Message: fmt.Sprintf("%s.%s is a TIMESTAMP, which ends on 19 January 2038: later times are refused", s.On(), c.Name),
			Detail:  "Its values are converted from and to the time zone of the session, too" + worded(p, ", and Ecto's are in UTC.", "."),
			Manual:  manual(p, "The DATE, DATETIME, and TIMESTAMP Types"),
			Advice:  worded(p, "use :utc_datetime, which is DATETIME on MySQL", "use DATETIME"),
		})
	}
}

// widths are whole numbers with a width; tinyint(1) is how a boolean is written,
// and with ZEROFILL the width means something.
var widths = regexp.MustCompile(`(?i)\b(SMALLINT|MEDIUMINT|INT|INTEGER|BIGINT)\s*\(\s*\d+\s*\)`)

func displayWidth(p *lint.Pass, s *lint.Step) {
	if p.Server.MariaDB {
		return
	}
	switch op := s.Operation.(type) {
	case operation.CreateTable, operation.AddColumn:
		for _, c := range newColumns(s) {
			if !isSQL(s) && room(c, p.Database()).kind == wholeKind && c.Options.Size != "" {
				reportWidth(p, atColumn(s, c.Name), c.Type.Name+"("+c.Options.Size+")", retyped(s, func(other command.Column) command.Column {
					if other.Name == c.Name {
						other.Options.Size = ""
					}
					return other
				}))
			}
		}
	case operation.SetType:
		if c := op.Column; !isSQL(s) && room(c, p.Database()).kind == wholeKind && c.Options.Size != "" {
			reportWidth(p, s, c.Type.Name+"("+c.Options.Size+")", nil)
		}
	default:
		return
	}
	text := clause(s)
	if width := widths.FindString(text); width != "" && !strings.Contains(strings.ToUpper(text), "ZEROFILL") && firstOf(p, s, sameClause) {
		reportWidth(p, s, width, &lint.Fix{Instead: rewritten(p, s, func(text string) string { return widths.ReplaceAllString(text, "$1") }), Better: true})
	}
}

func reportWidth(p *lint.Pass, s *lint.Step, width string, fix *lint.Fix) {
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s holds what the type holds without its width, which MySQL gives up", width),
		Manual:  manual(p, "Numeric Type Attributes"),
		Advice:  "leave out the width; to limit what is stored, choose a smaller type or add a check",
		Fix:     fix,
	})
}

// unspecifiedLength is about types whose usual length surprises.
func unspecifiedLength(p *lint.Pass, s *lint.Step) {
	report := func(at *lint.Step, c command.Column) {
		short := usualLength(p, c)
		if short == "" {
			return
		}
		p.Report(at, lint.Problem{
			Message: fmt.Sprintf("%s.%s is %s without a length: %s", s.On(), c.Name, c.Type.Name, short),
			Manual: sections(p, "", "Fixed-Point Types (Exact Value) - DECIMAL, NUMERIC", "",
				map[bool]string{true: "decimal and numeric (Transact-SQL)", false: "char and varchar (Transact-SQL), Remarks"}[strings.HasPrefix(short, "it keeps")]),
			Advice: map[bool]string{true: "say precision: and scale:", false: "say the length, or max"}[strings.HasPrefix(short, "it keeps")],
		})
	}
	for _, c := range newColumns(s) {
		report(atColumn(s, c.Name), c)
	}
	if set, ok := s.Operation.(operation.SetType); ok {
		report(s, set.Column)
	}
}

func usualLength(p *lint.Pass, c command.Column) string {
	switch strings.ToLower(c.Type.Name) {
	case "decimal", "numeric", "dec":
		if c.Options.Precision == nil {
			return "it keeps no digit behind the point, and rounds 9.99 to 10 without a word"
		}
	case "varchar", "nvarchar", "char", "nchar", "varbinary", "binary", "character varying", "character":
		ecto := c.Type.Name == "binary" && c.Options.Size == "" // Ecto's :binary is varbinary(max)
		if p.Database() == "mssql" && c.Options.Size == "" && !ecto {
			return "it holds one character"
		}
	}
	return ""
}

// rowsOf is how many rows a table has, in words.
func rowsOf(p *lint.Pass, table command.Object) string {
	rows, known := p.RowsOf(table)
	if !known {
		rows = -1
	}
	return locks.Rows(rows)
}
