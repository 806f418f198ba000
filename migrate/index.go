package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
)

// builtIndex is what a CREATE INDEX statement of PostgreSQL says of its index.
type builtIndex struct {
	concurrently, lenient bool
	// name is "" if the server chooses it; table is as it is written.
	name, table string
}

// indexBuiltBy reads the beginning of CREATE [UNIQUE] INDEX [CONCURRENTLY]
// [[IF NOT EXISTS] name] ON [ONLY] table.
func indexBuiltBy(sql string) (builtIndex, bool) {
	var index builtIndex
	r := &nameReader{rest: sql}
	if !r.word("CREATE") {
		return index, false
	}
	r.word("UNIQUE")
	if !r.word("INDEX") {
		return index, false
	}
	index.concurrently = r.word("CONCURRENTLY")
	index.lenient = r.word("IF") && r.word("NOT") && r.word("EXISTS")
	if !r.word("ON") {
		name := r.name()
		if index.name = strings.ReplaceAll(strings.Trim(name, `"`), `""`, `"`); !strings.HasPrefix(name, `"`) {
			index.name = strings.ToLower(name)
		}
		if !r.word("ON") {
			return index, false
		}
	}
	r.word("ONLY")
	index.table = r.name()
	for index.table != "" && strings.HasPrefix(r.rest, ".") {
		r.rest = r.rest[1:]
		index.table += "." + r.name()
	}
	return index, index.table != ""
}

// nameReader reads words and names of SQL.
type nameReader struct{ rest string }

// word skips a keyword if it comes next.
func (r *nameReader) word(keyword string) bool {
	rest := skipBlank(r.rest)
	if w := words(rest, 1); len(w) != 1 || w[0] != keyword {
		return false
	}
	r.rest = rest[len(keyword):]
	return true
}

// name reads a name with its quotes, or "".
func (r *nameReader) name() string {
	rest := skipBlank(r.rest)
	end := strings.IndexAny(rest, " \t\r\n\f\v.(\",;")
	if strings.HasPrefix(rest, `"`) {
		end = 1
		for end < len(rest) {
			next := strings.IndexByte(rest[end:], '"')
			if next < 0 {
				return ""
			}
			end += next + 1
			if !strings.HasPrefix(rest[end:], `"`) {
				break
			}
			end++
		}
	} else if end < 0 {
		end = len(rest)
	}
	r.rest = rest[end:]
	return rest[:end]
}

// invalidSQL asks for the index if it is invalid: its name as it is written in
// SQL, and the session that is building it, if there is one.
func (i builtIndex) invalidSQL() string {
	return "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), p.pid " + i.invalidFrom()
}

func (i builtIndex) invalidFrom() string {
	return "FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace " +
		"LEFT JOIN pg_stat_progress_create_index AS p ON p.index_relid = c.oid " +
		"WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relname = " + text(i.name) + " AND i.indrelid = to_regclass(" + text(i.table) + ")"
}

// text writes a string literal for PostgreSQL, whatever
// standard_conforming_strings says.
func text(s string) string {
	s = strings.ReplaceAll(s, "'", "''")
	if strings.Contains(s, `\`) {
		return "E'" + strings.ReplaceAll(s, `\`, `\\`) + "'"
	}
	return "'" + s + "'"
}

// InvalidIndexError says that an index exists, but is invalid: an earlier
// CREATE INDEX CONCURRENTLY was interrupted, or is still running. No query uses
// such an index, though a unique one refuses rows.
type InvalidIndexError struct {
	Index string
	// Builder is the session that is building it, or 0.
	Builder int64
	// Err is why it could not be replaced, if that was tried.
	Err error
}

// Error names the index.
func (e *InvalidIndexError) Error() string {
	switch {
	case e.Builder != 0:
		return fmt.Sprintf("the index %s is not valid yet: session %d is building it", e.Index, e.Builder)
	case e.Err != nil:
		return fmt.Sprintf("the index %s exists, but is INVALID, and could not be dropped: %v", e.Index, e.Err)
	}
	return fmt.Sprintf("the index %s exists, but is INVALID", e.Index)
}

// Unwrap returns the reason.
func (e *InvalidIndexError) Unwrap() error { return e.Err }

// advice is what to type.
func (e *InvalidIndexError) advice(again string) string {
	if e.Builder != 0 {
		return "wait until it is built, then run " + again + " again"
	}
	return "an interrupted CREATE INDEX CONCURRENTLY has left it behind; drop it, then run " + again + " again:\n" +
		"DROP INDEX CONCURRENTLY " + e.Index + ";"
}

// findInvalid returns the index if it is invalid, or nil. What the server does
// not tell is not there: versions before 12 do not say who is building.
func findInvalid(ctx context.Context, conn database.Conn, index builtIndex) *InvalidIndexError {
	if index.name == "" {
		return nil
	}
	rows, err := conn.Query(ctx, index.invalidSQL())
	if err != nil || len(rows) == 0 {
		return nil
	}
	builder, _ := toVersion(rows[0][1]) // NULL if nobody is
	return &InvalidIndexError{Index: toText(rows[0][0]), Builder: builder}
}

// guardIndexes adds, after each statement that creates an index unless it
// exists, one that fails if the index exists but is invalid.
func (m *Migrator) guardIndexes(steps []step) []step {
	if m.config.Dialect.Name() != "postgres" {
		return steps
	}
	var guarded []step
	for _, s := range steps {
		guarded = append(guarded, s)
		if index, ok := indexBuiltBy(s.sql); ok && index.lenient && index.name != "" {
			sql := "SELECT 1 / (1 - count(*)) " + index.invalidFrom()
			guarded = append(guarded, step{part: partValid, conn: s.conn, sql: sql, index: index})
		}
	}
	return guarded
}

// buildIndex runs a statement that builds an index outside of a transaction.
// If it fails on the way, PostgreSQL leaves the index behind, invalid: it is
// dropped, so that nothing remains. If an invalid one was there before, which
// IF NOT EXISTS takes for success, it is replaced.
func (m *executor) buildIndex(ctx context.Context, conn database.Conn, index builtIndex, build func() error) error {
	err := build()
	if err == nil && !index.lenient {
		return nil
	}
	if err != nil && database.CodeOf(err) == "" {
		return err // the connection is gone
	}
	done, cancel := detached(ctx)
	defer cancel()
	invalid := findInvalid(done, conn, index)
	switch {
	case invalid == nil:
		return err
	case invalid.Builder != 0, err != nil && database.CodeOf(err) == duplicateTable && !index.concurrently:
		return invalid
	}
	existed := err == nil || database.CodeOf(err) == duplicateTable
	dropped := conn.Exec(done, "DROP INDEX CONCURRENTLY "+invalid.Index)
	m.observe(ctx, IndexDropped{Name: invalid.Index, Err: dropped})
	switch {
	case dropped != nil && existed:
		invalid.Err = dropped
		return invalid
	case dropped != nil || !existed:
		return err
	}
	return m.buildIndex(ctx, conn, index, build)
}

// duplicateTable is PostgreSQL's code for an index that exists, too.
const duplicateTable = "42P07"

// Diagnostic returns the error for a person.
func (e *InvalidIndexError) Diagnostic() *diag.Diagnostic {
	return diag.Errorf(Database, diag.Pos{}, "%s", e.Error()).WithHint("%s", e.advice("migrate"))
}

// String says what was done about it.
func (e IndexDropped) String() string {
	if e.Err != nil {
		return fmt.Sprintf("the index %s is INVALID and could not be dropped: %v; the next run replaces it, or: DROP INDEX CONCURRENTLY %s;",
			e.Name, e.Err, e.Name)
	}
	return fmt.Sprintf("the index %s was left INVALID by an interrupted build, and has been dropped", e.Name)
}
