package mysql

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// forever is a year in seconds. Ecto waits with -1, which MySQL takes for ever,
// but MariaDB answers with NULL and takes no lock at all.
const forever = "31536000"

// Lock is lock_for_migrations/3 of Ecto.Adapters.MyXQL: a named lock of the
// session. There is no Begin: MySQL commits at every change of the schema, so
// that Ecto opens no transaction either. Ecto knows no other strategy here, so
// that LockAdvisory is the same lock.
func (mysql) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	switch r.Strategy {
	case dialect.LockNone:
		return dialect.Lock{}, nil
	case dialect.LockDefault, dialect.LockAdvisory:
		name, patience := literal(lockName(r)), forever
		if r.Timeout > 0 {
			patience = seconds(r.Timeout)
		}
		return dialect.Lock{
			Acquire: "SELECT GET_LOCK(" + name + ", " + patience + ")",
			Release: "SELECT RELEASE_LOCK(" + name + ")",
			Holders: holders(name),
		}, nil
	}
	return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
}

// holders asks who has a named lock.
func holders(name string) string {
	return "SELECT l.id, NULL, p.user, p.time, p.command, p.info, NULL FROM (SELECT IS_USED_LOCK(" + name +
		") AS id) AS l LEFT JOIN information_schema.processlist AS p ON p.id = l.id WHERE l.id IS NOT NULL"
}

// maxLockName is how many characters MySQL allows.
const maxLockName = 64

// lockName is Ecto's, and another one for each prefix: tenants have tables of
// versions of their own and need not wait for each other.
func lockName(r dialect.LockRequest) string {
	name := "ecto_" + r.Repo
	if r.Versions.Prefix != "" {
		name += "." + r.Versions.Prefix
	}
	if utf8.RuneCountInString(name) <= maxLockName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return "ecto_" + hex.EncodeToString(sum[:16])
}

// Limits: max_statement_time is MariaDB's, and MySQL takes its part for a
// comment; it has a time limit for SELECT only. The session's values are kept
// in variables of its own. Changes of the schema wait by lock_wait_timeout,
// which knows whole seconds, and changes of rows by innodb_lock_wait_timeout.
func (mysql) Limits(t dialect.Timeouts) dialect.Limits {
	var l dialect.Limits
	if t.Lock > 0 {
		whole := strconv.FormatInt(int64((t.Lock+time.Second-1)/time.Second), 10)
		l.Set = append(l.Set, "SET @whimbrel_lock = @@SESSION.lock_wait_timeout, @whimbrel_row = @@SESSION.innodb_lock_wait_timeout, "+
			"SESSION lock_wait_timeout = "+whole+", SESSION innodb_lock_wait_timeout = "+whole)
		l.Reset = append(l.Reset, "SET SESSION lock_wait_timeout = @whimbrel_lock, SESSION innodb_lock_wait_timeout = @whimbrel_row")
	}
	if t.Statement > 0 {
		l.Set = append(l.Set, "SET @whimbrel_time = 0 /*M! + @@SESSION.max_statement_time, SESSION max_statement_time = "+
			seconds(t.Statement)+" */")
		l.Reset = append(l.Reset, "SET @whimbrel_time = @whimbrel_time /*M! , SESSION max_statement_time = @whimbrel_time */")
	}
	return l
}

// seconds writes a duration with its milliseconds.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(float64(ddl.Milliseconds(d))/1000, 'f', -1, 64)
}

// Sessions: the server does not say who holds the lock of a table's metadata.
// It can only be a session that has an open transaction or runs a statement.
func (mysql) Sessions() dialect.Sessions {
	return dialect.Sessions{
		Blockers: func(session int64) string {
			me := strconv.FormatInt(session, 10)
			return "SELECT p.id, NULL, p.user, p.time, CASE WHEN t.trx_id IS NULL THEN p.command ELSE " +
				"CONCAT(p.command, ', in a transaction') END, p.info, 'a table' FROM information_schema.processlist AS me " +
				"JOIN information_schema.processlist AS p ON p.id <> me.id AND (p.db = me.db OR p.db IS NULL) " +
				"LEFT JOIN information_schema.innodb_trx AS t ON t.trx_mysql_thread_id = p.id " +
				"WHERE me.id = " + me + " AND me.state LIKE 'Waiting for table%lock' AND " +
				"COALESCE(p.state, '') NOT LIKE 'Waiting for%lock' AND (t.trx_id IS NOT NULL OR p.command = 'Query') " +
				"AND p.id <> CONNECTION_ID() ORDER BY p.time DESC"
		},
		End: func(session int64) string { return "KILL " + strconv.FormatInt(session, 10) },
	}
}
