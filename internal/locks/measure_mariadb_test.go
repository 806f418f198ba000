package locks_test

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/whimbrel-go/whimbrel/internal/locks/cases"
)

// accepted is the best way in which MariaDB is ready to run a statement.
type accepted struct {
	algorithm, lock   string
	rewrites, indexes bool
}

// mariadbServer measures on a database.
type mariadbServer struct {
	t  *testing.T
	db *sql.DB
}

// The server's refusals of an algorithm or a lock.
const (
	errNotSupported       = 1845
	errNotSupportedReason = 1846
)

// measure asks for the statement from the best way to the worst.
func (s mariadbServer) measure(c cases.Case, table string) (accepted, error) {
	s.t.Helper()
	for _, algorithm := range []string{"INSTANT", "NOCOPY", "INPLACE", "COPY"} {
		for _, lock := range []string{"NONE", "SHARED", "EXCLUSIVE"} {
			s.prepare(c)
			before, engine := s.identity(table), s.engine(table)
			_, err := s.db.ExecContext(s.t.Context(), with(c.SQL, algorithm, lock))
			var refused *mysql.MySQLError
			switch {
			case err == nil:
				result := accepted{algorithm: algorithm, lock: lock}
				after := s.identity(table)
				if now := s.engine(table); now != engine && now != "" {
					// No engine reads the files of another: whatever algorithm was
					// accepted, the rows were copied.
					result.algorithm, result.rewrites = "COPY", true
				} else if len(after) > 0 && len(before) > 0 { // it may have another name
					result.rewrites = after[0] != before[0]
					result.indexes = !result.rewrites && after[1] > before[1]
				}
				return result, nil
			case errors.As(err, &refused) && (refused.Number == errNotSupported || refused.Number == errNotSupportedReason):
			default:
				return accepted{}, err
			}
		}
	}
	return accepted{}, errors.New("MariaDB accepts no algorithm")
}

var createTable = regexp.MustCompile(`CREATE TABLE (\w+)`)

// prepare makes what a case finds.
func (s mariadbServer) prepare(c cases.Case) {
	s.t.Helper()
	drop := "SET foreign_key_checks = 0; DROP TABLE IF EXISTS remarks"
	for _, m := range createTable.FindAllStringSubmatch(c.Setup, -1) {
		drop += ", " + m[1]
	}
	if _, err := s.db.ExecContext(s.t.Context(), drop+"; SET foreign_key_checks = 1; "+c.Setup); err != nil {
		s.t.Fatal(err)
	}
}

// identity returns the number of the table and the highest of its indexes. A
// table that is built anew has another.
func (s mariadbServer) identity(table string) []int64 {
	s.t.Helper()
	var id, index int64
	err := s.db.QueryRowContext(s.t.Context(), `SELECT t.table_id, max(i.index_id) FROM information_schema.innodb_sys_tables t
		JOIN information_schema.innodb_sys_indexes i ON i.table_id = t.table_id
		WHERE t.name = concat(database(), '/', ?) GROUP BY t.table_id`, table).Scan(&id, &index)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return []int64{id, index}
}

// engine returns the engine of a table, or "" if there is none of that name.
func (s mariadbServer) engine(table string) string {
	s.t.Helper()
	var engine string
	err := s.db.QueryRowContext(s.t.Context(), `SELECT engine FROM information_schema.tables
		WHERE table_schema = database() AND table_name = ?`, table).Scan(&engine)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		s.t.Fatal(err)
	}
	return engine
}

// with asks for an algorithm and a lock.
func with(statement, algorithm, lock string) string {
	if strings.HasPrefix(statement, "ALTER") {
		return fmt.Sprintf("%s, ALGORITHM=%s, LOCK=%s", statement, algorithm, lock)
	}
	return fmt.Sprintf("%s ALGORITHM=%s LOCK=%s", statement, algorithm, lock)
}

var altered = regexp.MustCompile(`^ALTER TABLE (\w+)|^(?:CREATE|DROP).* ON (\w+)`)
