package migrate

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// checkConcurrent refuses what PostgreSQL would refuse in the middle of the
// migration, or what could wait for the migrator's own lock: building or
// dropping an index concurrently "cannot be executed inside a transaction
// block" and "must wait for all existing transactions that could potentially
// modify or use the index to terminate" (manual, CREATE INDEX). Ecto.Migration
// warns of both.
func (m *Migrator) checkConcurrent(p *plan.Plan) error {
	return m.checkEachConcurrent(p, p.Known())
}

func (m *Migrator) checkEachConcurrent(p *plan.Plan, statements []dialect.Statement) error {
	return checkConcurrently(p, statements, m.config.Dialect, m.config.Lock)
}

// CheckLock refuses a plan as a run with that lock would, before it begins.
func CheckLock(p *plan.Plan, d dialect.Dialect, lock dialect.LockStrategy) error {
	return checkConcurrently(p, p.Known(), d, lock)
}

func checkConcurrently(p *plan.Plan, statements []dialect.Statement, d dialect.Dialect, lock dialect.LockStrategy) error {
	if d.Name() != "postgres" {
		return nil
	}
	tableLock := lock == dialect.LockDefault && !p.Migration.DisableMigrationLock
	if !p.InTransaction && !tableLock {
		return nil
	}
	var problems diag.List
	for _, s := range statements {
		if isConcurrent(s.SQL) {
			problems = append(problems, refuseConcurrent(s, p, tableLock))
		}
	}
	return problems.Err()
}

func refuseConcurrent(s dialect.Statement, p *plan.Plan, tableLock bool) *diag.Diagnostic {
	d := diag.Errorf(diag.Invalid, s.Pos(), "%s cannot run concurrently in this migration", describe(s))
	var missing, reasons []string
	if p.InTransaction {
		missing = append(missing, "@disable_ddl_transaction true")
		reasons = append(reasons, "PostgreSQL refuses CONCURRENTLY inside of the transaction in which a migration runs.")
	}
	if tableLock {
		missing = append(missing, "@disable_migration_lock true")
		reasons = append(reasons, "The migration lock is held by an open transaction, which such a command may have to wait for.")
	}
	d = d.WithDetail("%s", strings.Join(reasons, "\n"))
	if hint := p.Migration.NoTransactionHint; hint != "" {
		return d.WithHint("write into the file:\n%s", hint)
	}
	if strings.HasSuffix(p.Migration.File, ".go") {
		return d.WithHint("give the migration %s", inGo.Replace(strings.Join(missing, " and ")))
	}
	hint := "write below \"use Ecto.Migration\":\n" + strings.Join(missing, "\n")
	if tableLock {
		hint += "\nor, if the application's own configuration of the repository says so, in whimbrel.toml below [repo]:\n" +
			"migration_lock = \"pg_advisory_lock\"   # or false"
	}
	d = d.WithHint("%s", hint)
	if tableLock && !p.InTransaction {
		d.Setting = &diag.Setting{Table: "repo", Key: "migration_lock", Values: []string{"pg_advisory_lock"}}
	}
	return d
}

// inGo names the attributes as the options of a [whimbrel.Set].
var inGo = strings.NewReplacer(
	"@disable_ddl_transaction true", "the option whimbrel.DisableDDLTransaction()",
	"@disable_migration_lock true", "the option whimbrel.DisableMigrationLock()",
)

func describe(s dialect.Statement) string {
	if _, ok := s.Command.(command.Execute); ok {
		return strings.Join(words(s.SQL, 3), " ")
	}
	return s.Command.Describe()
}

// isConcurrent recognises CREATE [UNIQUE] INDEX CONCURRENTLY, DROP INDEX
// CONCURRENTLY and REINDEX ... CONCURRENTLY.
func isConcurrent(sql string) bool {
	w := words(sql, 5)
	if len(w) < 3 {
		return false
	}
	switch w[0] {
	case "CREATE":
		if w[1] == "UNIQUE" {
			w = w[1:]
		}
		return len(w) > 2 && w[1] == "INDEX" && w[2] == "CONCURRENTLY"
	case "DROP":
		return w[1] == "INDEX" && w[2] == "CONCURRENTLY"
	case "REINDEX":
		return w[2] == "CONCURRENTLY"
	}
	return false
}

// managesTransaction reports whether a migration begins or ends transactions
// in its own SQL: such statements have to go one by one, and the version must
// be recorded after them.
func managesTransaction(p *plan.Plan) bool {
	for _, s := range p.Statements() {
		if _, ok := s.Command.(command.Execute); !ok {
			continue
		}
		w := words(s.SQL, 1)
		if len(w) == 0 {
			continue
		}
		switch w[0] {
		case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE":
			return true
		}
	}
	return false
}

// words returns up to n leading words of a statement in capitals, after
// comments and blanks.
func words(sql string, n int) []string {
	var list []string
	for len(list) < n {
		sql = skipBlank(sql)
		end := strings.IndexFunc(sql, func(r rune) bool {
			return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_')
		})
		if end < 0 {
			end = len(sql)
		}
		if end == 0 {
			break
		}
		list = append(list, strings.ToUpper(sql[:end]))
		sql = sql[end:]
	}
	return list
}

// skipBlank drops leading blanks and comments.
func skipBlank(sql string) string {
	for {
		sql = strings.TrimLeft(sql, " \t\r\n\f\v")
		var end string
		switch {
		case strings.HasPrefix(sql, "--"):
			end = "\n"
		case strings.HasPrefix(sql, "/*"):
			end = "*/"
		default:
			return sql
		}
		_, rest, found := strings.Cut(sql[2:], end)
		if !found {
			return ""
		}
		sql = rest
	}
}
