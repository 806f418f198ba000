package sqlfile

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// settle looks at BEGIN and COMMIT in a section that runs in a transaction of
// the migrator's own. Around the whole section they say what is done anyway,
// and are left out: so the version is recorded in the same transaction.
// Anywhere else they would end the migrator's transaction in the middle, and
// are refused.
//
// MySQL has no such transaction, and SQL Server counts nested ones.
func (l loader) settle(s *section, f family) (problems, warnings diag.List) {
	if s.noTransaction || l.dialect != sqlsplit.Postgres && l.dialect != sqlsplit.SQLite {
		return nil, nil
	}
	inner := s.statements
	if n := len(inner); n >= 2 && opens(inner[0].Head) && closes(inner[n-1].Head) {
		inner = inner[1 : n-1]
	}
	for _, statement := range inner {
		if l.dialect == sqlsplit.SQLite && switchesForeignKeys(statement) {
			warnings = append(warnings, diag.Warningf(statement.pos, "PRAGMA foreign_keys does nothing within a transaction").
				WithDetail("Dropping a table that others refer to can then delete their rows (SQLite's manual, PRAGMA foreign_keys).").
				WithHint("switch the migration's own transaction off:\n%s", f.noTransaction()))
		}
		if controls(statement.Head) {
			problems = append(problems, diag.Errorf(diag.Refused, statement.pos,
				"%s would end the transaction in which the migration runs", statement.Head[0]).
				WithDetail("The migration and the row of its version are written together, or not at all.").
				WithHint("leave transactions to Whimbrel, or switch its own off:\n%s", f.noTransaction()))
		}
	}
	s.statements = inner
	return problems, warnings
}

// switchesForeignKeys: a PRAGMA with a value, and not one that asks.
func switchesForeignKeys(s statement) bool {
	return len(s.Head) > 1 && s.Head[0] == "PRAGMA" && slices.Contains(s.Head, "FOREIGN_KEYS") && strings.ContainsAny(s.Text, "=(")
}

// plain are the words of a BEGIN or COMMIT that asks for nothing special.
var plain = []string{"WORK", "TRANSACTION", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"}

func opens(head []string) bool {
	return len(head) > 0 && (head[0] == "BEGIN" || head[0] == "START") && onlyPlain(head[1:])
}

func closes(head []string) bool {
	return len(head) > 0 && (head[0] == "COMMIT" || head[0] == "END") && onlyPlain(head[1:])
}

func onlyPlain(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(plain, word) })
}

// controls reports whether a statement begins or ends a transaction.
func controls(head []string) bool {
	if len(head) == 0 {
		return false
	}
	second := ""
	if len(head) > 1 {
		second = head[1]
	}
	switch head[0] {
	case "BEGIN", "COMMIT", "END", "ABORT":
		return true
	case "START", "PREPARE":
		return second == "TRANSACTION"
	case "ROLLBACK":
		return !slices.Contains(head, "TO") // a savepoint
	}
	return false
}

// refusesTransaction reports whether PostgreSQL refuses to run a statement
// within a transaction.
func refusesTransaction(head []string) bool {
	if len(head) < 1 {
		return false
	}
	if isConcurrent(head) || head[0] == "VACUUM" {
		return true
	}
	return len(head) > 1 && (head[0] == "CREATE" || head[0] == "DROP") && (head[1] == "DATABASE" || head[1] == "TABLESPACE") ||
		len(head) > 1 && head[0] == "ALTER" && head[1] == "SYSTEM"
}

// isConcurrent recognises the statements that wait for all others: the lock of
// the migrator, an open transaction, would keep them waiting.
func isConcurrent(head []string) bool {
	at := slices.Index(head, "CONCURRENTLY")
	return at > 0 && slices.Contains(head[:at], "INDEX") || at > 0 && head[0] == "REINDEX"
}

// concurrent reports whether a section that runs without a transaction has
// such statements.
func (l loader) concurrent(s *section) bool {
	return l.dialect == sqlsplit.Postgres && s.noTransaction &&
		slices.ContainsFunc(s.statements, func(s statement) bool { return isConcurrent(s.Head) })
}
