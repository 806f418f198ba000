package structure

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
)

// tableSettings are settings of the session between pg_dump's statements.
var tableSettings = lazyregexp.New(`(?m)^SET (default_t\w+ = .*;)$`)

// Migration turns a dump without versions into SQL that a migration can
// execute: what it sets is for its own transaction, and the session of the
// migrations after it is as it was.
func Migration(dialectName, dump string) string {
	switch dialectName {
	case "postgres":
		body := strings.TrimSuffix(strings.TrimPrefix(dump, postgresHeader+"\n"), postgresEnd)
		// Functions come before the tables that they use.
		return "SET LOCAL check_function_bodies = false;\n\n" + tableSettings().ReplaceAllString(body, "SET LOCAL $1")
	case "mysql":
		body := strings.TrimSuffix(strings.TrimPrefix(dump, mysqlHeader), mysqlFooter)
		// Tables come in the order of their names, also before those that they
		// reference.
		return "SET FOREIGN_KEY_CHECKS = 0;\n" + body + "SET FOREIGN_KEY_CHECKS = 1;\n"
	}
	return dump
}

// Same reports whether two dumps without versions are of the same structure.
// SQLite keeps the statements of tables as somebody wrote them: quotes that a
// name does not need, and blanks, make no difference there.
func Same(dialectName, a, b string) bool {
	if dialectName != "sqlite" {
		return a == b
	}
	return plainSQL(a) == plainSQL(b)
}

var (
	quotedName = lazyregexp.New(`"([A-Za-z_][A-Za-z0-9_]*)"`)
	blanks     = lazyregexp.New(`\s*([(),;])\s*|\s+`)
)

func plainSQL(sql string) string {
	return blanks().ReplaceAllString(quotedName().ReplaceAllString(sql, "$1"), " $1")
}
