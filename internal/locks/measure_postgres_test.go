package locks_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/internal/locks/cases"
)

// pgModes are PostgreSQL's locks by the names in pg_locks, the weakest first.
var pgModes = []struct{ name, mode string }{
	{"AccessShareLock", "ACCESS SHARE"}, {"RowShareLock", "ROW SHARE"}, {"RowExclusiveLock", "ROW EXCLUSIVE"},
	{"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"}, {"ShareLock", "SHARE"},
	{"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"}, {"ExclusiveLock", "EXCLUSIVE"}, {"AccessExclusiveLock", "ACCESS EXCLUSIVE"},
}

// seen is what was measured of a table.
type seen struct {
	mode                     int // within pgModes; -1 is none
	scans, rewrites, indexes bool
	// planning: an index is locked so that no query on the table can be planned.
	planning bool
}

// relation is a table, or the index of one, as it was before a statement.
type relation struct {
	name, table, kind string
	file              uint32
}

// postgresServer measures on a server.
type postgresServer struct {
	t    *testing.T
	url  string
	conn *pgx.Conn
	// notices are what the server told of its work since they were last taken.
	notices []string
	setup   string
}

func newPostgresServer(t *testing.T, url string) *postgresServer {
	t.Helper()
	s := &postgresServer{t: t, url: url}
	s.conn = s.connect(func(_ *pgconn.PgConn, n *pgconn.Notice) { s.notices = append(s.notices, n.Message) })
	s.run("SET statement_timeout = '30s'; SET allow_in_place_tablespaces = on")
	s.run("CREATE TABLESPACE other LOCATION ''")
	return s
}

func (s *postgresServer) connect(notice pgconn.NoticeHandler) *pgx.Conn {
	s.t.Helper()
	config, err := pgx.ParseConfig(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	config.OnNotice = notice
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	conn, err := pgx.ConnectConfig(s.t.Context(), config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (s *postgresServer) run(sql string) {
	s.t.Helper()
	if _, err := s.conn.Exec(s.t.Context(), sql); err != nil {
		s.t.Fatalf("%v\n%s", err, sql)
	}
}

// prepare makes what a case finds.
func (s *postgresServer) prepare(c cases.Case) {
	s.t.Helper()
	if s.setup != c.Setup {
		s.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS empty_schema; " + c.Setup)
		s.setup = c.Setup
	}
}

// relations returns the tables and indexes that are there, by their numbers.
func (s *postgresServer) relations() map[uint32]relation {
	s.t.Helper()
	rows, err := s.conn.Query(s.t.Context(), `
		SELECT c.oid, c.relname, coalesce(t.relname, c.relname), c.relkind::text, coalesce(pg_relation_filenode(c.oid), 0)
		FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'i', 'I')`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	found := map[uint32]relation{}
	for rows.Next() {
		var oid uint32
		var r relation
		if err := rows.Scan(&oid, &r.name, &r.table, &r.kind, &r.file); err != nil {
			s.t.Fatal(err)
		}
		found[oid] = r
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return found
}

// measure runs a case and returns what it did to each table that was there.
func (s *postgresServer) measure(c cases.Case) (map[string]*seen, error) {
	s.t.Helper()
	s.prepare(c)
	before := s.relations()
	tables := map[string]*seen{}
	var err error
	if len(c.Holds) > 0 {
		err = s.held(c, before, tables)
		s.setup = ""
	} else {
		err = s.inTransaction(c, before, tables)
	}
	if err != nil {
		return nil, err
	}
	for name, table := range tables {
		if table.mode < 0 {
			return nil, fmt.Errorf("something was done to %s without a lock: %+v", name, *table)
		}
	}
	return tables, nil
}

func (s *postgresServer) inTransaction(c cases.Case, before map[uint32]relation, tables map[string]*seen) error {
	zone := "Europe/Berlin"
	if c.UTC {
		zone = "UTC"
	}
	s.run("BEGIN; SET LOCAL timezone = '" + zone + "'; SET LOCAL client_min_messages = debug1")
	defer func() { s.run("ROLLBACK") }()
	counted := s.rowsRead(before)
	s.notices = nil
	if _, err := s.conn.Exec(s.t.Context(), c.SQL); err != nil {
		return err
	}
	s.read(before, tables)
	s.run("SET LOCAL client_min_messages = warning")
	if err := s.locks(s.conn, s.conn.PgConn().PID(), before, tables); err != nil {
		return err
	}
	s.files(before, tables)
	for name, rows := range s.rowsRead(before) {
		if table := tables[name]; table != nil && rows > counted[name] && !table.rewrites && !table.indexes {
			table.scans = true
		}
	}
	return nil
}

// at returns what was seen of a table.
func at(tables map[string]*seen, name string) *seen {
	if tables[name] == nil {
		tables[name] = &seen{mode: -1}
	}
	return tables[name]
}

// rowsRead counts the rows that the transaction has read one after the other.
func (s *postgresServer) rowsRead(before map[uint32]relation) map[string]int64 {
	s.t.Helper()
	rows, err := s.conn.Query(s.t.Context(), `
		SELECT relid, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	read := map[string]int64{}
	for rows.Next() {
		var oid uint32
		var n int64
		if err := rows.Scan(&oid, &n); err != nil {
			s.t.Fatal(err)
		}
		if r, ok := before[oid]; ok {
			read[r.name] = n
		}
	}
	return read
}

// locks reads which locks a session has, or waits for.
func (s *postgresServer) locks(conn *pgx.Conn, pid uint32, before map[uint32]relation, tables map[string]*seen) error {
	rows, err := conn.Query(s.t.Context(), "SELECT relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = $1", pid)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var oid uint32
		var name string
		if err := rows.Scan(&oid, &name); err != nil {
			return err
		}
		r, ok := before[oid]
		if !ok {
			continue
		}
		mode := slices.IndexFunc(pgModes, func(m struct{ name, mode string }) bool { return m.name == name })
		if r.name == r.table {
			at(tables, r.table).mode = max(at(tables, r.table).mode, mode)
		} else if pgModes[mode].mode == "ACCESS EXCLUSIVE" {
			defer func() { at(tables, r.table).planning = true }()
		}
	}
	return rows.Err()
}

// files looks for tables that have a new file with something in it.
func (s *postgresServer) files(before map[uint32]relation, tables map[string]*seen) {
	s.t.Helper()
	for oid, now := range s.relations() {
		was, ok := before[oid]
		if !ok || was.kind == "i" || tables[was.name] == nil {
			continue
		}
		var size int64
		if err := s.conn.QueryRow(s.t.Context(), "SELECT pg_relation_size($1::oid::regclass)", oid).Scan(&size); err != nil {
			s.t.Fatal(err)
		}
		table := tables[was.name]
		table.rewrites = size > 0 && was.file != now.file
		table.indexes = size > 0 && table.indexes // TRUNCATE makes empty ones
	}
}

var (
	verifying  = regexp.MustCompile(`^verifying table "(.*)"`)
	building   = regexp.MustCompile(`^building index "(.*)" on table "(.*?)"`)
	validating = regexp.MustCompile(`^validating foreign key constraint "(.*)"`)
	vacuumed   = regexp.MustCompile(`(?s)"(?:\w+\.\w+\.)?(\w+)".*(?:pages: .* [1-9]\d* scanned|in [1-9]\d* out of)`)
)

// read takes what the server told of its work.
func (s *postgresServer) read(before map[uint32]relation, tables map[string]*seen) {
	ours := map[string]bool{}
	for _, r := range before {
		ours[r.table] = true
	}
	for _, notice := range s.notices {
		for _, reads := range []*regexp.Regexp{verifying, vacuumed} {
			if m := reads.FindStringSubmatch(notice); m != nil && ours[m[1]] {
				at(tables, m[1]).scans = true
			}
		}
		if m := building.FindStringSubmatch(notice); m != nil && ours[m[2]] {
			at(tables, m[2]).indexes = true
		}
		if m := validating.FindStringSubmatch(notice); m != nil {
			for _, table := range s.constrained(m[1]) {
				if ours[table] {
					at(tables, table).scans = true
				}
			}
		}
	}
}

// constrained returns the tables of a foreign key.
func (s *postgresServer) constrained(name string) []string {
	s.t.Helper()
	var from, to string
	err := s.conn.QueryRow(s.t.Context(), `SELECT f.relname, t.relname FROM pg_constraint c
		JOIN pg_class f ON f.oid = conrelid JOIN pg_class t ON t.oid = confrelid
		WHERE conname = $1 AND contype = 'f' ORDER BY f.relkind = 'p' LIMIT 1`, name).Scan(&from, &to)
	if err != nil {
		s.t.Fatal(err)
	}
	return []string{from, to}
}

// held runs a statement that cannot be in a transaction, and looks at it while
// it waits for each of those who hold it up.
func (s *postgresServer) held(c cases.Case, before map[uint32]relation, tables map[string]*seen) error {
	watch := s.connect(nil)
	defer watch.Close(context.Background())
	var holders []*pgx.Conn
	for _, hold := range c.Holds {
		holder := s.connect(nil)
		defer holder.Close(context.Background())
		if _, err := holder.Exec(s.t.Context(), "BEGIN; LOCK TABLE ONLY "+hold.Table+" IN "+hold.Mode+" MODE"); err != nil {
			return err
		}
		holders = append(holders, holder)
	}
	s.run("SET client_min_messages = debug1")
	s.notices = nil
	done := make(chan error, 1)
	go func() {
		_, err := s.conn.Exec(context.Background(), c.SQL)
		done <- err
	}()
	for _, holder := range holders {
		if err := waitFor(s.t, watch, s.conn.PgConn().PID(), holder.PgConn().PID()); err != nil {
			return err
		}
		if err := s.locks(watch, s.conn.PgConn().PID(), before, tables); err != nil {
			return err
		}
		if _, err := holder.Exec(s.t.Context(), "ROLLBACK"); err != nil {
			return err
		}
	}
	if err := <-done; err != nil {
		return err
	}
	s.run("SET client_min_messages = warning")
	s.read(before, tables)
	s.files(before, tables)
	return nil
}

// waitFor waits until a session is blocked by another one.
func waitFor(t *testing.T, watch *pgx.Conn, session, holder uint32) error {
	t.Helper()
	for range 3000 {
		var blocked bool
		err := watch.QueryRow(t.Context(), "SELECT $1 = ANY (pg_blocking_pids($2))", int32(holder), int32(session)).Scan(&blocked)
		if err != nil || blocked {
			return err
		}
		time.Sleep(2 * time.Millisecond)
	}
	return fmt.Errorf("the statement did not wait for %d", holder)
}

// major is the server's version.
func (s *postgresServer) major() int {
	s.t.Helper()
	var number int
	if err := s.conn.QueryRow(s.t.Context(), "SELECT current_setting('server_version_num')::int / 10000").Scan(&number); err != nil {
		s.t.Fatal(err)
	}
	return number
}
