package sqldb

import (
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for _, text := range []string{
		"cannot parse `postgres://user:s3cr3t@host/db`: bad",
		"cannot parse postgres://user:s3cr3t@s3cr3t@host/db",
		"bad: host=x password=s3cr3t dbname=y", "Server=x;Pwd=s3cr3t;Database=y", "sqlserver://sa:s3cr3t@host?database=x",
		"invalid DSN: user:s3cr3t@tcp(127.0.0.1:3306)/db", "user:s3@cr3t@unix(/tmp/x)/db",
	} {
		got := redact(text)
		if strings.Contains(got, "cr3t") || !strings.Contains(got, "xxxxx") {
			t.Errorf("%s: got %s", text, got)
		}
	}
	for _, text := range []string{"connection refused", "dial tcp 127.0.0.1:1: connect: refused", "user@host is unknown"} {
		if got := redact(text); got != text {
			t.Errorf("%s: got %s", text, got)
		}
	}
}
