package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// sessionCode are the rules about what a migration is made of.
func sessionCode() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "raw-sql", Title: "a statement of SQL is not understood, and nothing is said about it", Severity: lint.Note,
			Aliases: aliases("strong_migrations execute", "strong_migrations change_table", "excellent_migrations raw_sql_executed",
				"online_migrations execute", "migrationpilot MP063", "squawk syntax-error"),
			Step: rawSQL,
		},
		{
			ID: "opaque-code", Title: "code of the migration works on the database, and nothing is said about it", Severity: lint.Note,
			Step: opaqueCode,
		},
		{
			ID: "secret-in-migration", Title: "a password stands in the migration", Severity: lint.Error,
			Databases: []string{"postgres", "mysql", "mssql"}, Aliases: aliases("SqlServer.Rules SRD0075"),
			Step: secretInMigration,
		},
		{
			ID: "grant-to-public", Title: "everybody is allowed to read or change something", Severity: lint.Warning,
			Databases: []string{"postgres", "mssql"}, Aliases: aliases("migrationpilot MP085"),
			Step: grantToPublic,
		},
		{
			ID: "empty-migration", Title: "the migration does nothing", Severity: lint.Note,
			Migration: emptyMigration,
		},
	}
}

func rawSQL(p *lint.Pass, s *lint.Step) {
	opaque, ok := s.Operation.(operation.Opaque)
	if !ok || opaque.Code || !opaque.May || inBatches(s.Statement) {
		return
	}
	what := clause(s)
	if what == "" {
		what = opaque.What
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("is not understood (%s): what it locks, and what it does to the schema, is not looked at", shortened(what)),
		Detail:  "Later findings take the schema to be what it would be without it.",
		Advice:  "look at it with somebody who knows the database, and say so: allow raw-sql because REASON",
	})
}

// inBatches: a block that writes rows in a loop and commits each round, as the
// fixes of backfills do, and makes or drops nothing.
func inBatches(sql string) bool {
	words := strings.Fields(strings.ToUpper(strings.ReplaceAll(sql, ";", " ; ")))
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(word string) bool { return slices.Contains(words, word) })
	}
	return len(words) > 0 && words[0] == "DO" && has("LOOP") && has("COMMIT") &&
		!has("CREATE", "ALTER", "DROP", "TRUNCATE", "EXECUTE", "PERFORM", "CALL")
}

// shortened is the beginning of a text, in one line, and without what may be a
// password.
func shortened(text string) string {
	const long = 40
	text = strings.Join(strings.Fields(text), " ")
	if mayHavePassword(text) {
		text = anyLiteral.ReplaceAllString(text, "'…'")
	}
	if runes := []rune(text); len(runes) > long {
		return strings.TrimSpace(string(runes[:long])) + " …"
	}
	return text
}

// opaqueCode is silent about code whose queries are all known beforehand.
func opaqueCode(p *lint.Pass, s *lint.Step) {
	opaque, ok := s.Operation.(operation.Opaque)
	if !ok || !opaque.Code {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("runs code on the database (%s): its queries are known only when they run, and are not looked at", opaque.What),
		Advice:  "read the code with the same questions: how many rows does it touch at once, and what is locked meanwhile",
	}
	if live := liveOf(p, s); live != nil {
		problem.Message = fmt.Sprintf("runs code that looks into the answer of a query (%s): what it does then is not looked at", shortened(live.Query))
	}
	p.Report(s, problem)
}

// liveOf is the live part that a step is, or nil.
func liveOf(p *lint.Pass, s *lint.Step) *dialect.Live {
	for _, statement := range p.Plan.Statements() {
		if statement.Live != nil && statement.Command != nil && statement.Pos() == s.Command.Pos() {
			return statement.Live
		}
	}
	return nil
}

var (
	// aboutLogins are the statements that may have a password.
	aboutLogins = regexp.MustCompile(`(?is)\b(?:CREATE|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:ROLE|USER|GROUP|LOGIN|SERVER|SUBSCRIPTION|CREDENTIAL|DATABASE\s+SCOPED\s+CREDENTIAL)\b|\bIDENTIFIED\s|^\s*SET\s+PASSWORD\b|\bdblink`)
	password    = regexp.MustCompile(`(?is)\b(?:PASSWORD|SECRET|IDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS))\s*(?:=|\bFOR\b[^=]*=)?\s*(?:PASSWORD\s*\(\s*)?[NE]?''?([^']+)'`)
	anyLiteral  = regexp.MustCompile(`'[^']*(?:'|$)|"[^"]*(?:"|$)`)
	inAddress   = regexp.MustCompile(`(?is)\bpassword\s*=\s*([^'"\s]+)`)
)

func secretInMigration(p *lint.Pass, s *lint.Step) {
	text := clause(s)
	if !hasPassword(text) {
		return
	}
	found := password.FindStringSubmatch(text)
	if found == nil {
		found = inAddress.FindStringSubmatch(text)
	}
	if found == nil || comesFromElsewhere(p, found[1]) {
		return
	}
	p.Report(s, lint.Problem{
		Secret:  true,
		Message: "has a password in its text: whoever reads the repository, the log of the deploy or the server's log knows it",
		Detail:  "Deleted here it is still in the history: take it for known, and change it on the servers.",
		Manual:  manual(p, map[string]string{"postgres": "CREATE ROLE, Notes", "mysql": "Keeping Passwords Secure", "mssql": "CREATE LOGIN (Transact-SQL), Remarks"}[p.Database()]),
		Advice:  "create the role without a password here, and set it where secrets are kept, outside of the migrations",
	})
}

func hasPassword(text string) bool { return mayHavePassword(text) && aboutLogins.MatchString(text) }

// mayHavePassword is a quick look: most statements have none.
func mayHavePassword(text string) bool {
	upper := strings.ToUpper(text)
	return strings.Contains(upper, "PASSWORD") || strings.Contains(upper, "IDENTIFIED") || strings.Contains(upper, "SECRET")
}

// comesFromElsewhere: the text was put together when it was loaded, of what is
// not in the file.
func comesFromElsewhere(p *lint.Pass, secret string) bool {
	return len(p.Source) > 0 && !strings.Contains(string(p.Source), secret)
}

func grantToPublic(p *lint.Pass, s *lint.Step) {
	if _, ok := s.Operation.(operation.Opaque); !ok || !asked(s, "PUBLIC") {
		return
	}
	text := readSQL(p, clause(s))
	on := text.find(0, "ON")
	to := text.find(on, "TO")
	if !text.at(0, "GRANT") || on < 0 || to < 0 || text.find(to, "PUBLIC") < 0 {
		return
	}
	rights := strings.ToUpper(text.between(1, on))
	for _, right := range []string{"ALL", "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "CREATE", "CONTROL", "ALTER"} {
		if strings.Contains(rights, right) {
			p.Report(s, lint.Problem{
				Message: fmt.Sprintf("grants %s on %s to every role of the database, those of the future among them", rights, text.between(on+1, to)),
				Manual:  manual(p, map[string]string{"postgres": "Privileges; GRANT, Description", "mssql": "GRANT (Transact-SQL), Remarks"}[p.Database()]),
				Advice:  "grant it to the roles that need it, by name",
			})
			return
		}
	}
}

// emptyMigration: SQL that is given to nobody was meant to run.
func emptyMigration(p *lint.Pass) {
	if len(p.Plan.Statements()) > 0 || len(p.Plan.Notices) > 0 {
		return
	}
	problem := lint.Problem{
		Once:    inSQL(p), // a project with files for several databases has many
		Message: "does nothing: no statement runs on the way up",
		Advice:  "delete the file if no database has run it yet; if one has, say in the file why it stays",
	}
	if at := idleSQL(string(p.Source)); at > 0 && path.Ext(p.Migration.File) == ".exs" {
		problem.Severity = lint.Warning
		problem.Message = fmt.Sprintf("does nothing, though there is SQL in line %d: nobody executes it", at)
		problem.Advice = "give the SQL to execute/1 in a migration behind this one, if databases have run this one already"
	}
	p.ReportAt(diag.Pos{}, problem)
}

var (
	sqlInQuotes = regexp.MustCompile(`"\s*(?:CREATE|ALTER|DROP|UPDATE|INSERT|DELETE|create|alter|drop|update|insert|delete) [A-Za-z]`)
	runsSQL     = regexp.MustCompile(`\b(?:execute|query!?)\b`)
)

// idleSQL is the line of the first SQL of a script that executes none; 0 if
// there is none.
func idleSQL(source string) int {
	found, number := 0, 0
	for line := range strings.Lines(source) {
		number++
		code, _, _ := strings.Cut(line, "# ")
		if runsSQL.MatchString(code) {
			return 0
		}
		if found == 0 && sqlInQuotes.MatchString(code) {
			found = number
		}
	}
	return found
}
