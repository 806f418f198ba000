package rules_test

import (
	"database/sql"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// TestBatchesOnServers runs what does a statement in batches, over several of
// them, and compares with what the statement would have done. Keys have gaps,
// and those of PostgreSQL are in no order of time.
func TestBatchesOnServers(t *testing.T) {
	const update = "UPDATE accounts SET name = 'x' WHERE name IS NULL OR email = 'b'"
	const remove = "DELETE FROM accounts WHERE email LIKE 'b%'"
	const uuids = "create table(:accounts, primary_key: false) do\n  add :id, :uuid, primary_key: true\n  add :email, :string\n  add :name, :string\nend"
	postgres := dbtest.Postgres(t)
	dbtest.Exec(t, postgres, `CREATE TABLE whole (id uuid PRIMARY KEY, email text, name text);
		INSERT INTO whole SELECT gen_random_uuid(), CASE WHEN n % 3 = 0 THEN 'a' ELSE 'b' END, CASE WHEN n % 2 = 0 THEN 'y' END
		FROM generate_series(1, 25003) n;
		CREATE TABLE accounts (LIKE whole INCLUDING ALL);
		INSERT INTO accounts SELECT * FROM whole`)
	mariadb := dbtest.MariaDB(t)
	dbtest.Exec(t, mariadb, `CREATE TABLE whole (id bigint PRIMARY KEY, email varchar(9), name varchar(9));
		INSERT INTO whole SELECT 3 * seq, IF(seq % 3 = 0, 'a', 'b'), IF(seq % 2 = 0, 'y', NULL) FROM seq_1_to_25003;
		CREATE TABLE accounts LIKE whole;
		INSERT INTO accounts SELECT * FROM whole`)
	for _, test := range []struct{ name, database, url, table, statement string }{
		{"postgres/update", "postgres", postgres, uuids, update},
		{"postgres/delete", "postgres", postgres, uuids, remove},
		{"mariadb/update", "mysql", mariadb, accounts, update},
		{"mariadb/delete", "mysql", mariadb, accounts, remove},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := situation{server: server(test.database), before: []string{test.table}, migration: test.statement + ";"}
			found := s.findings(t, []*lint.Rule{lint.Find(rules.All(), "unbatched-backfill")})
			if len(found) != 1 || found[0].Fix == nil {
				t.Fatalf("no fix: %v", found)
			}
			db := dbtest.Open(t, test.url)
			for range 2 { // it can be run again
				for _, c := range found[0].Fix.Then[0].Change {
					execute(t, db, string(c.(command.Execute).Up.(command.SQL)))
				}
			}
			execute(t, db, replaced(test.statement))
			var rows, differ int
			if err := db.QueryRow(`SELECT count(*), count(CASE WHEN a.id IS NULL OR coalesce(a.name, '') <> coalesce(w.name, '') THEN 1 END)
				FROM whole w LEFT JOIN accounts a ON a.id = w.id`).Scan(&rows, &differ); err != nil {
				t.Fatal(err)
			}
			var left int
			if err := db.QueryRow("SELECT count(*) FROM accounts").Scan(&left); err != nil {
				t.Fatal(err)
			}
			if differ != 0 || left != rows || rows == 0 {
				t.Errorf("%d of %d rows differ, and there are %d", differ, rows, left)
			}
		})
	}
}

func execute(t *testing.T, db *sql.DB, text string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// replaced is the statement on the other table.
func replaced(statement string) string {
	verb, rest := statement[:len("UPDATE ")], statement[len("UPDATE accounts"):]
	if verb != "UPDATE " {
		verb, rest = "DELETE FROM ", statement[len("DELETE FROM accounts"):]
	}
	return verb + "whole" + rest
}
