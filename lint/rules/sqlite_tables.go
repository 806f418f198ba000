package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// sqliteTables are the rules about what SQLite's ALTER TABLE does and refuses.
// SQL Server refuses a column that something needs as well.
func sqliteTables() []*lint.Rule {
	sqlite := []string{"sqlite"}
	return []*lint.Rule{
		{
			ID: "table-rebuild", Title: "a table is built anew, for which SQLite has no statement", Severity: lint.Warning, Databases: sqlite,
			Migration: tableRebuild,
		},
		{
			ID: "drop-column-rewrites", Title: "dropping a column writes the table anew", Severity: lint.Note, Databases: sqlite,
			Step: dropColumnRewrites,
		},
		{
			ID: "drop-column-refused", Title: "a column is dropped that an index or a constraint needs", Severity: lint.Error,
			Databases: []string{"sqlite", "mssql"}, Step: dropColumnRefused,
		},
		{
			ID: "add-column-refused", Title: "a column is added that SQLite refuses", Severity: lint.Error, Databases: sqlite,
			Aliases: aliases("atlas LT101"), Step: addColumnRefused,
		},
		{
			ID: "foreign-keys-off", Title: "PRAGMA foreign_keys does nothing within a transaction", Severity: lint.Warning, Databases: sqlite,
			Migration: foreignKeysOff,
		},
		{
			ID: "type-affinity", Title: "a type means another one to SQLite than it says", Severity: lint.Warning, Databases: sqlite,
			Step: typeAffinity,
		},
		{
			ID: "key-not-rowid", Title: "a primary key looks as if it counts, and does not", Severity: lint.Warning, Databases: sqlite,
			Step: keyNotRowid,
		},
	}
}

// rebuilt are the commands for which the migrator builds a table anew, by their
// numbers, with what it says it does.
func rebuilt(p *lint.Pass) map[int]string {
	found, number := map[int]string{}, -1
	for _, statement := range p.Plan.Known() {
		if statement.Further || statement.Command == nil {
			continue
		}
		number++
		if _, what, ok := strings.Cut(strings.TrimPrefix(statement.SQL, "-- "), ": "); ok && statement.Rebuilds {
			found[number] = what
		}
	}
	return found
}

func tableRebuild(p *lint.Pass) {
	commands := rebuilt(p)
	for _, s := range p.Steps {
		what, ok := commands[s.Number]
		if !ok && !isSQL(s) {
			what, ok = refusedToo(p, s)
		}
		if !ok || s.Fresh || empty(p, s.On()) || !firstOf(p, s, sameStatement) {
			continue
		}
		p.Report(s, lint.Problem{
			Severity: p.Weigh(s.On(), lint.Warning),
			Message: fmt.Sprintf("builds %s anew (%s): %s are copied while nobody else can write into the database", s.On(), strings.ReplaceAll(what, `"`, ""),
				rowsOf(p, s.On())),
			Detail: "The new table takes the place of the old one with its indexes and triggers. Foreign keys are switched off meanwhile, and all rows are checked afterwards.",
			Manual: manual(p, "ALTER TABLE, Making Other Kinds Of Table Schema Changes"),
			Advice: "put all that is to change about the table into one block, which builds it once, and let the programs wait for the lock (busy_timeout)",
		})
	}
}

// refusedToo is what SQLite will refuse of a block, so that the table is built
// anew all the same.
func refusedToo(p *lint.Pass, s *lint.Step) (string, bool) {
	switch op := s.Operation.(type) {
	case operation.DropColumn:
		if why := neededBy(p, p.First.Table(op.Table), op.Column); why != "" {
			return fmt.Sprintf("remove %s: %s", op.Column, why), true
		}
	case operation.AddColumn:
		if why, always := refusal(p, s, op.Column); why != "" && !needsValue(op.Column) && (always || !s.Fresh) {
			return fmt.Sprintf("add %s, which %s", op.Column.Name, why), true
		}
	}
	return "", false
}

// neededBy says what needs a column so that it cannot be dropped; "" if nothing
// that is known does.
func neededBy(p *lint.Pass, t *schema.Table, column string) string {
	if t == nil {
		return ""
	}
	if t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column) {
		return "it is (part of) the primary key"
	}
	if indexes := t.IndexesOn(column); len(indexes) > 0 {
		return "the index " + indexes[0].Name + " is on it"
	}
	for _, k := range t.ForeignKeysOn(column) {
		if len(k.Columns) > 1 || p.Database() == "mssql" {
			return "the foreign key " + k.Name + " is on it"
		}
	}
	for _, k := range t.ConstraintsOn(column) {
		return "the check " + k.Name + " is about it"
	}
	for _, c := range t.Columns {
		if check := c.Options.Check; check != nil && keepsCheck(p, t, *check, column) {
			return "a check of several columns is about it"
		}
		if text, ok := c.Options.Generated.(command.String); ok && c.Name != column && namesColumn(p, string(text), column) {
			return c.Name + " is computed from it"
		}
	}
	if c := t.Column(column); p.Database() == "mssql" && c != nil && withoutNull(c.Options.Default) != nil {
		return "it has a default, which is a constraint"
	}
	return ""
}

// keepsCheck: the check of one column goes with it, one of several is the
// table's.
func keepsCheck(p *lint.Pass, t *schema.Table, check command.ColumnCheck, column string) bool {
	return namesColumn(p, check.Expr, column) && slices.ContainsFunc(t.ColumnNames(), func(other string) bool {
		return other != column && namesColumn(p, check.Expr, other)
	})
}

// namesColumn reports whether an expression names a column.
func namesColumn(p *lint.Pass, expression, column string) bool {
	return slices.ContainsFunc(readSQL(p, expression).tokens, func(t sqlToken) bool { return strings.EqualFold(t.name, column) })
}

func dropColumnRewrites(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropColumn)
	if !ok || s.Fresh || empty(p, drop.Table) || rebuilt(p)[s.Number] != "" || neededBy(p, p.Schema.Table(drop.Table), drop.Column) != "" {
		return
	}
	p.Report(s, lint.Problem{
		Severity: p.Weigh(drop.Table, lint.Note),
		Message: fmt.Sprintf("drops %s.%s: %s are written anew while nobody else can write into the database", drop.Table, drop.Column,
			rowsOf(p, drop.Table)),
		Manual: manual(p, "ALTER TABLE, ALTER TABLE DROP COLUMN"),
		Advice: "drop several columns in one migration, when few write",
	})
}

// dropColumnRefused: SQLite's commands build the table anew instead; Ecto's
// adapter for SQL Server drops the column only.
func dropColumnRefused(p *lint.Pass, s *lint.Step) {
	drop, ok := s.Operation.(operation.DropColumn)
	if !ok || p.Database() == "sqlite" && !isSQL(s) {
		return
	}
	why := neededBy(p, p.Schema.Table(drop.Table), drop.Column)
	if why == "" || droppedBefore(p, s) {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("fails: %s.%s cannot be dropped, because %s", drop.Table, drop.Column, why),
		Manual:  sections(p, "", "", "ALTER TABLE, ALTER TABLE DROP COLUMN", "ALTER TABLE (Transact-SQL), DROP COLUMN"),
		Advice:  "drop what needs it first",
	}
	if p.Database() == "sqlite" {
		problem.Advice = "drop what needs it first, or write remove in a block of alter, for which the table is built anew"
	} else if strings.Contains(why, "default") {
		name := "DF_" + drop.Table.Prefix + "_" + drop.Table.Name + "_" + drop.Column
		problem.Advice = fmt.Sprintf("drop the default first; Ecto's are called %s", name)
		if remove, ok := s.Change.(command.Remove); ok && remove.Existence == command.Strict {
			without := command.DropConstraint{Constraint: command.Constraint{Prefix: drop.Table.Prefix, Table: drop.Table.Name, Name: name}}
			if instead := only(s, remove); instead != nil && remove.Was == nil {
				problem.Fix = &lint.Fix{Instead: append([]command.Command{without}, instead...)}
			}
		}
	}
	p.Report(s, problem)
}

// droppedBefore reports whether something that may be what needs the column has
// been dropped: of a default on SQL Server the schema does not keep the name, and
// code may look it up.
func droppedBefore(p *lint.Pass, s *lint.Step) bool {
	return slices.ContainsFunc(p.Steps, func(other *lint.Step) bool {
		switch op := other.Operation.(type) {
		case operation.DropConstraint:
			return op.Table == s.On()
		case operation.Opaque:
			return op.May
		}
		return false
	})
}

// refusal says why SQLite refuses a column that is added; always is whether it
// does so even if the table has no row.
func refusal(p *lint.Pass, s *lint.Step, c command.Column) (why string, always bool) {
	o := c.Options
	fragment, _ := o.Default.(command.Fragment)
	text, _ := o.Generated.(command.String)
	unique := isSQL(s) && slices.ContainsFunc(operation.Of(s.Command, p.Database(), p.Schema), func(other operation.Located) bool {
		add, ok := other.Operation.(operation.AddUnique)
		return ok && add.WithColumn && slices.Contains(add.Columns, c.Name) && s.Start <= other.Start && other.End <= s.End
	})
	rewrites := len(s.Effects) > 0 && s.Effects[0].Rewrites
	switch {
	case o.PrimaryKey:
		return "is a primary key", true
	case unique || strings.Contains(strings.ToUpper(declaration(s)), " UNIQUE"):
		return "is unique", true
	case needsValue(c):
		return "forbids NULL and has no default", false
	case strings.Contains(strings.ToUpper(string(text)), "STORED"):
		return "is computed and stored", false
	case fragment != "" && rewrites:
		return "has a default that is no constant: " + strings.TrimSpace(string(fragment)), false
	}
	return "", false
}

// declaration is the whole statement of SQL that adds a column: SQLite's adds one
// only.
func declaration(s *lint.Step) string {
	if _, ok := s.Operation.(operation.AddColumn); ok && isSQL(s) {
		return textOf(s)
	}
	return ""
}

// addColumnRefused: for what a command asks for the table is built anew, if that
// helps.
func addColumnRefused(p *lint.Pass, s *lint.Step) {
	add, ok := s.Operation.(operation.AddColumn)
	if !ok {
		return
	}
	why, always := refusal(p, s, add.Column)
	if why == "" || !always && (s.Fresh || empty(p, add.Table)) || !isSQL(s) && !needsValue(add.Column) || rebuilt(p)[s.Number] != "" && !needsValue(add.Column) {
		return
	}
	names := []string{add.Table.String() + "." + add.Column.Name}
	if together := addedTogether(s); needsValue(add.Column) && len(together) > 1 {
		if together[0].Name != add.Column.Name {
			return // the two columns of timestamps() are one finding
		}
		names = append(names, add.Table.String()+"."+together[1].Name)
	}
	when := " as soon as the table has a row"
	if always {
		when = ""
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("fails%s: SQLite adds no column like %s, which %s", when, list(names), why),
		Manual:  manual(p, "ALTER TABLE, ALTER TABLE ADD COLUMN"),
		Advice:  "add the column without it, give the rows their values, and have a block of alter with modify build the table anew",
	}
	switch {
	case why == "is unique":
		problem.Advice = "add the column, and create a unique index"
	case needsValue(add.Column):
		problem.Advice = "give it a default that is a constant, or allow NULL, fill the rows, and forbid NULL with modify, which builds the table anew"
	}
	p.Report(s, problem)
}

func foreignKeysOff(p *lint.Pass) {
	var off *lint.Step
	for _, s := range p.Steps {
		v, ok := s.Operation.(operation.SetVariable)
		if !ok || !strings.EqualFold(v.Object.Name, "foreign_keys") {
			continue
		}
		value := strings.ToLower(strings.Trim(v.Value, `'" `))
		isOff := value == "0" || value == "off" || value == "false" || value == "no"
		switch {
		case p.Plan.InTransaction:
			p.Report(s, lint.Problem{
				Message: "does nothing: SQLite passes over PRAGMA foreign_keys within a transaction, and the migration runs in one",
				Detail:  "Foreign keys go on as they were: dropping a table deletes the rows that reference it, or fails.",
				Manual:  manual(p, "PRAGMA Statements, PRAGMA foreign_keys"),
				Advice:  "write PRAGMA defer_foreign_keys = ON, which puts the checks off until the commit; or leave it out: the migrator switches them off itself where it builds a table anew",
			})
			return
		case isOff && off == nil:
			off = s
		case !isOff:
			off = nil
		}
	}
	if off != nil {
		p.Report(off, lint.Problem{
			Message: "switches the foreign keys off for the connection, and never on again: the next migrations run without them, too",
			Manual:  manual(p, "PRAGMA Statements, PRAGMA foreign_keys"),
			Advice:  "execute PRAGMA foreign_key_check and PRAGMA foreign_keys = ON at the end of the migration",
		})
	}
}

// affinity is what SQLite makes of a type by its name.
func affinity(declared string) string {
	name := strings.ToUpper(declared)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	switch {
	case has("INT"):
		return "INTEGER"
	case has("CHAR", "CLOB", "TEXT"):
		return "TEXT"
	case has("BLOB") || name == "":
		return "BLOB"
	case has("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}

// typeAffinity is about names whose affinity changes values: a text of digits
// becomes a number, and "INT" is found in the middle of words.
func typeAffinity(p *lint.Pass, s *lint.Step) {
	if !isSQL(s) {
		return
	}
	for _, c := range newColumns(s) {
		declared := declaredType(p, s, c.Name)
		is := affinity(declared)
		harm := ""
		switch upper := strings.ToUpper(declared); {
		case upper == "STRING" || upper == "STR" || upper == "UUID" || upper == "GUID":
			harm = "a text that looks like a number becomes one: '007' is kept as 7, and '12e3' as 12000"
		case is == "INTEGER" && !wholeName(upper):
			harm = "it is the letters INT in the middle that SQLite sees"
		default:
			continue
		}
		p.Report(s, lint.Problem{
			Message: fmt.Sprintf("%s.%s is %s, which means %s to SQLite: %s", s.On(), c.Name, declared, is, harm),
			Manual:  manual(p, "Datatypes In SQLite, Determination Of Column Affinity"),
			Advice:  "write TEXT for texts, REAL for numbers with a point, and INTEGER for whole ones",
		})
	}
}

// wholeName reports whether a type with INT in it says that it is a whole number.
func wholeName(upper string) bool {
	for _, word := range strings.Fields(upper) {
		if strings.HasPrefix(word, "INT") && !strings.HasPrefix(word, "INTERVAL") && !strings.HasPrefix(word, "INTERNET") ||
			strings.HasSuffix(word, "INT") && word != "POINT" && word != "PRINT" && word != "HINT" || word == "UINT64" || word == "INTEGER" {
			return true
		}
	}
	return false
}

// keyNotRowid: only INTEGER is the number of a row by another name; every other
// key stays NULL if nobody gives it a value.
func keyNotRowid(p *lint.Pass, s *lint.Step) {
	create, ok := s.Operation.(operation.CreateTable)
	if !ok || !isSQL(s) || len(create.PrimaryKey) != 1 || asked(s, "WITHOUT ROWID") {
		return
	}
	key := create.PrimaryKey[0]
	declared := declaredType(p, s, key)
	if affinity(declared) != "INTEGER" || !wholeName(strings.ToUpper(declared)) || strings.EqualFold(declared, "INTEGER") {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("the key %s of %s is %s: only INTEGER counts by itself, so a row that is inserted without one gets NULL, or is refused", key, create.Table, declared),
		Manual:  manual(p, "CREATE TABLE, ROWIDs and the INTEGER PRIMARY KEY"),
		Advice:  fmt.Sprintf("write %s INTEGER PRIMARY KEY, which holds 64 bits as well", key),
	})
}
