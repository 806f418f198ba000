package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// mysqlTables are the rules about how tables of MySQL and MariaDB are kept, and
// about sessions.
func mysqlTables() []*lint.Rule {
	mysql := []string{"mysql"}
	return []*lint.Rule{
		{
			ID: "charset-change", Title: "a table's character set is changed", Severity: lint.Error, Databases: mysql,
			Aliases: aliases("skeema charset", "SqlServer.Rules SRD0053"), Step: charsetChange,
		},
		{
			ID: "utf8mb3", Title: "a character set has no room for all characters", Severity: lint.Warning, Databases: mysql,
			Aliases: aliases("skeema charset"), Step: utf8mb3,
		},
		{
			ID: "myisam", Title: "a table's engine has no transactions", Severity: lint.Warning, Databases: mysql,
			Aliases: aliases("skeema engine"), Step: myisam,
		},
		{
			ID: "foreign-key-checks-off", Title: "foreign keys are switched off", Severity: lint.Warning, Databases: mysql,
			Migration: foreignKeyChecksOff,
		},
		{
			ID: "lock-tables", Title: "LOCK TABLES keeps the session from all other tables", Severity: lint.Warning, Databases: mysql,
			Step: lockTables,
		},
		{
			ID: "ddl-not-transactional", Title: "a change that rows can make fail leaves the ones before it done", Severity: lint.Note,
			Databases: mysql, Migration: ddlNotTransactional,
		},
	}
}

func charsetChange(p *lint.Pass, s *lint.Step) {
	switch op := s.Operation.(type) {
	case operation.SetStorage:
		if !strings.Contains(op.What, "CHARACTER SET") || s.Fresh || empty(p, op.Table) {
			return
		}
		problem, ok := locked(p, s, lint.Error)
		if !ok {
			return
		}
		problem.Message = fmt.Sprintf("converts %s to another character set: %s", op.Table, problem.Message)
		problem.Detail = "Texts that differ can be the same in the new collation, which makes a unique index fail; " +
			"keys get longer than the 3072 bytes of an index; and columns that are compared with those of other tables no longer use their indexes."
		problem.Manual = manual(p, "Column Character Set Conversion")
		problem.Advice = "convert a large table with gh-ost or pt-online-schema-change, and the tables that are joined with it at the same time"
		p.Report(s, problem)
	case operation.SetOption:
		if !slices.Contains([]string{"DEFAULT", "CHARACTER SET", "CHARSET", "COLLATE"}, op.What) || s.Fresh || converts(p, s) || !firstOf(p, s, sameStatement) {
			return
		}
		p.Report(s, lint.Problem{
			Severity: lint.Warning,
			Message:  fmt.Sprintf("changes what new columns of %s get: those that are there keep their character set and collation", op.Table),
			Manual:   manual(p, "Table Character Set and Collation"),
			Advice:   "write CONVERT TO CHARACTER SET to change the columns, which writes the table anew",
		})
	}
}

// converts reports whether the statement converts the columns as well.
func converts(p *lint.Pass, s *lint.Step) bool { return asked(s, "CONVERT TO") }

// narrowCharset is a character set or collation of three bytes a character.
var narrowCharset = regexp.MustCompile(`(?i)((?:character\s+set|charset|collate)\s*=?\s*['"]?)(utf8(?:mb3)?)(_[a-z0-9_]+)?\b`)

func utf8mb3(p *lint.Pass, s *lint.Step) {
	switch s.Operation.(type) {
	case operation.CreateTable, operation.AddColumn, operation.SetType, operation.SetStorage, operation.SetOption:
	default:
		return
	}
	if !firstOf(p, s, sameStatement) {
		return
	}
	name, fix := "", (*lint.Fix)(nil)
	if isSQL(s) {
		if found := narrowCharset.FindStringSubmatch(textOf(s)[s.Start:]); found != nil {
			name, fix = found[2]+found[3], &lint.Fix{Instead: rewritten(p, s, wideCharsets), Better: true}
			if !narrowCharset.MatchString(clause(s)) {
				fix = nil
			}
		}
	} else {
		name, fix = narrowCommand(s)
	}
	if name == "" {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s has three bytes for a character: emoji and rarer letters are refused, or lost without strict mode", name),
		Manual:  manual(p, map[bool]string{true: "Unicode", false: "The utf8mb3 Character Set (3-Byte UTF-8 Unicode Encoding)"}[p.Server.MariaDB]),
		Advice:  "use utf8mb4, and a collation whose name begins with it",
		Fix:     fix,
	})
}

func wideCharsets(text string) string { return narrowCharset.ReplaceAllString(text, "${1}utf8mb4${3}") }

// narrowCommand looks at the options of a table and the collations of columns.
func narrowCommand(s *lint.Step) (string, *lint.Fix) {
	const collate = "COLLATE "
	wide := func(c command.Column) command.Column {
		c.Options.Collation = strings.TrimPrefix(wideCharsets(collate+c.Options.Collation), collate)
		return c
	}
	for _, c := range newColumns(s) {
		if found := narrowCharset.FindStringSubmatch(collate + c.Options.Collation); found != nil {
			return found[2] + found[3], retyped(s, wide)
		}
	}
	create, ok := s.Command.(command.CreateTable)
	if !ok {
		return "", nil
	}
	found := narrowCharset.FindStringSubmatch(create.Table.Options)
	if found == nil {
		return "", nil
	}
	return found[2] + found[3], nil
}

// engineClause is the engine of a statement.
var engineClause = regexp.MustCompile("(?i)\\s*\\bENGINE\\s*=?\\s*['\"`]?(\\w+)['\"`]?")

// withoutTransactions says what an engine without them does to rows; "" if it
// has them.
func withoutTransactions(engine string) string {
	switch strings.ToLower(engine) {
	case "myisam", "mrg_myisam", "merge", "isam", "aria":
		return "what is written stays written when the transaction is rolled back, foreign keys are passed over, every write locks the whole table, and a crash can lose rows"
	case "memory", "heap":
		return "its rows are gone when the server starts anew, and a rollback does not undo what was written"
	case "csv", "archive", "federated":
		return "a rollback does not undo what was written, and foreign keys are passed over"
	case "blackhole":
		return "it throws all rows away"
	}
	return ""
}

func myisam(p *lint.Pass, s *lint.Step) {
	engine := ""
	switch op := s.Operation.(type) {
	case operation.CreateTable:
		if engine = op.Engine; op.Temporary {
			return
		}
	case operation.SetStorage:
		if op.What == "ENGINE" {
			engine = op.Value
		}
	}
	harm := withoutTransactions(engine)
	if harm == "" {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("%s is kept by the engine %s: %s", s.On(), engine, harm),
		Manual:  manual(p, map[bool]string{true: "MyISAM Overview", false: "Converting Tables from MyISAM to InnoDB"}[p.Server.MariaDB]),
		Advice:  "leave out the engine: InnoDB is the usual one",
	}
	if isCreate(s) && isSQL(s) {
		problem.Fix = &lint.Fix{Instead: rewritten(p, s, func(text string) string { return engineClause.ReplaceAllString(text, "") }), Better: true}
	}
	p.Report(s, problem)
}

// switched reports whether a step switches the foreign keys off, or on again.
func switched(s *lint.Step) (off, on bool) {
	v, ok := s.Operation.(operation.SetVariable)
	if !ok || !strings.EqualFold(v.Object.Name, "foreign_key_checks") {
		return false, false
	}
	value := strings.ToLower(strings.Trim(strings.TrimSpace(v.Value), `'"`))
	off = value == "0" || value == "off" || value == "false"
	return off, !off
}

// checksOff reports whether foreign keys are switched off when a step runs.
func checksOff(p *lint.Pass, s *lint.Step) bool {
	isOff := false
	for _, earlier := range p.Steps {
		if earlier == s {
			break
		}
		if off, on := switched(earlier); off || on {
			isOff = off
		}
	}
	return isOff
}

func foreignKeyChecksOff(p *lint.Pass) {
	var open *lint.Step
	for _, s := range p.Steps {
		off, on := switched(s)
		switch {
		case off && open == nil:
			open = s
		case on && open != nil:
			reportChecksOff(p, open, false)
			open = nil
		}
	}
	if open != nil {
		reportChecksOff(p, open, true)
	}
}

func reportChecksOff(p *lint.Pass, s *lint.Step, stays bool) {
	problem := lint.Problem{
		Message: "switches the foreign keys off: rows that reference nothing are let in, and nothing looks for them when the keys are switched on again",
		Detail:  "Deleted rows take none with them meanwhile, and a foreign key that is added is not checked.",
		Manual:  manual(p, "FOREIGN KEY Constraints, Foreign Key Checks"),
		Advice:  "order the statements so that no foreign key is in their way, and drop and add again those that are",
	}
	if stays {
		problem.Severity = lint.Error
		problem.Message = "switches the foreign keys off for the session, and never on again: the next migrations run without them, too"
		problem.Advice = "execute SET foreign_key_checks = 1 at the end of the migration"
	}
	p.Report(s, problem)
}

func lockTables(p *lint.Pass, s *lint.Step) {
	lock, ok := s.Operation.(operation.LockTable)
	if !ok || !firstOf(p, s, sameStatement) {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("locks %s by hand: what was done before is committed, and until UNLOCK TABLES the session can use no other table", lock.Table),
		Manual:  manual(p, "LOCK TABLES and UNLOCK TABLES Statements"),
		Advice:  "leave it out: a change of a table takes its own lock, and rows are locked by SELECT … FOR UPDATE",
	}
	unlocks := slices.ContainsFunc(p.Plan.Known(), func(other dialect.Statement) bool {
		return strings.Contains(strings.ToUpper(other.SQL), "UNLOCK TABLES")
	})
	if !unlocks {
		problem.Severity = lint.Error
		problem.Message = fmt.Sprintf("locks %s and never unlocks it: the migrator cannot write into schema_migrations then (error 1100), and the migration fails", lock.Table)
		problem.Advice = "execute UNLOCK TABLES at the end, or leave out both"
	}
	p.Report(s, problem)
}

// ddlNotTransactional reports the first change that rows can make fail behind
// one that stays. What only fails by mistake fails on every database alike, in
// the tests.
func ddlNotTransactional(p *lint.Pass) {
	var before *lint.Step
	for _, s := range p.Steps {
		if before != nil && !sameStatement(before, s) {
			if why := failsByRows(p, s); why != "" {
				reportNotTransactional(p, before, s, why)
				return
			}
		}
		if before == nil && !rowsOnly(s) && s.On().Name != "" {
			before = s
		}
	}
}

// failsByRows says which rows make a step fail.
func failsByRows(p *lint.Pass, s *lint.Step) string {
	if s.Fresh || s.On().Name == "" || empty(p, s.On()) {
		return ""
	}
	switch op := s.Operation.(type) {
	case operation.AddForeignKey:
		if !op.WithColumn && !checksOff(p, s) {
			return "a row that references nothing makes this fail"
		}
	case operation.AddCheck:
		if op.WithColumn == "" {
			return "a row that breaks the check makes this fail"
		}
	case operation.CreateIndex:
		if op.Index.Unique {
			return "rows that repeat make this fail"
		}
	case operation.AddUnique:
		return "rows that repeat make this fail"
	case operation.SetNotNull:
		return "a row without a value makes this fail"
	case operation.SetType:
		if op.From != nil && loss(*op.From, op.Column, p.Database()) != "" {
			return "a value that does not fit makes this fail"
		}
	}
	return ""
}

func reportNotTransactional(p *lint.Pass, before, s *lint.Step, why string) {
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s, and what was done from line %d on stays: MySQL commits every change of the schema at once", why, placeOf(before).Line),
		Detail:  "Whimbrel goes on behind the last statement that was done when it is run again; Mix begins anew, and fails at the first.",
		Manual:  manual(p, "Statements That Cause an Implicit Commit"),
		Advice:  "put it into a migration of its own",
	})
}
