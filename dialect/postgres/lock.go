package postgres

import (
	"strconv"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/internal/ddl"
)

// Lock is lock_for_migrations/3 of Ecto.Adapters.Postgres. The table lock
// conflicts with itself and with schema changes, not with reading or writing.
// The advisory lock's number is the one that Ecto computes from the prefix and
// the repository's name.
func (postgres) Lock(r dialect.LockRequest) (dialect.Lock, error) {
	lock := dialect.Lock{Begin: begin, Hold: hold}
	switch r.Strategy {
	case dialect.LockNone:
	case dialect.LockAdvisory:
		lock = advisory(advisoryKey(r.Versions.Prefix, r.Repo))
	case dialect.LockDefault:
		table, err := tableName(r.Versions)
		if err != nil {
			return dialect.Lock{}, err
		}
		lock.InTransaction = "LOCK TABLE " + table + " IN SHARE UPDATE EXCLUSIVE MODE"
		lock.NoWait = lock.InTransaction + " NOWAIT"
		lock.Holders = holders("l.locktype = 'relation' AND l.relation = to_regclass(" + literal(table) + ") AND l.mode IN " +
			"('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')")
		if r.Timeout > 0 {
			lock.Bound = setLocal("lock_timeout", r.Timeout)
			lock.Unbound = "SET LOCAL lock_timeout TO DEFAULT"
		}
	default:
		return dialect.Lock{}, ddl.UnknownLock(r.Strategy)
	}
	return lock, nil
}

const (
	begin = "BEGIN"
	hold  = "SET LOCAL idle_in_transaction_session_timeout = 0"
)

// advisory is the lock of a number. A key of 64 bits stands in two columns of
// pg_locks; Ecto's has 27.
func advisory(number uint32) dialect.Lock {
	key := strconv.FormatUint(uint64(number), 10)
	return dialect.Lock{
		Begin: begin, Hold: hold,
		Acquire:          "SELECT pg_try_advisory_lock(" + key + ")",
		Release:          "SELECT pg_advisory_unlock(" + key + ")",
		TryInTransaction: "SELECT pg_try_advisory_xact_lock(" + key + ")",
		Holders: holders("l.locktype = 'advisory' AND l.classid = 0 AND l.objid = " + key + " AND l.objsubid = 1 " +
			"AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"),
	}
}

func tableName(table command.Object) (string, error) {
	w := newWriter()
	w.Object(table).End()
	statements, err := w.Statements()
	if err != nil {
		return "", err
	}
	return statements[0], nil
}

// sessionColumns are the columns of [dialect.Lock].Holders.
const sessionColumns = "a.application_name, concat_ws('@', a.usename, host(a.client_addr)), " +
	"extract(epoch FROM now() - coalesce(a.xact_start, a.state_change))::bigint, a.state, a.query"

func holders(which string) string {
	return "SELECT DISTINCT l.pid, " + sessionColumns + ", NULL FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) " +
		"WHERE l.granted AND l.pid <> pg_backend_pid() AND " + which
}

func setLocal(setting string, d time.Duration) string {
	return "SET LOCAL " + setting + " = " + strconv.FormatInt(ddl.Milliseconds(d), 10)
}

// Limits: without a transaction there are none, as CREATE INDEX CONCURRENTLY
// leaves an invalid index behind when it is cut off.
func (postgres) Limits(t dialect.Timeouts) dialect.Limits {
	var l dialect.Limits
	if t.Lock > 0 {
		l.InTransaction = append(l.InTransaction, setLocal("lock_timeout", t.Lock))
	}
	if t.Statement > 0 {
		l.InTransaction = append(l.InTransaction, setLocal("statement_timeout", t.Statement))
	}
	return l
}

// Sessions: the number 0 among those of pg_blocking_pids stands for a prepared
// transaction, which has no session.
func (postgres) Sessions() dialect.Sessions {
	return dialect.Sessions{
		Blockers: func(session int64) string {
			pid := strconv.FormatInt(session, 10)
			return "SELECT DISTINCT b.pid, " + sessionColumns + ", (SELECT CASE l.locktype WHEN 'relation' THEN " +
				"l.relation::regclass::text ELSE l.locktype END FROM pg_locks AS l WHERE l.pid = " + pid +
				" AND NOT l.granted LIMIT 1) FROM unnest(pg_blocking_pids(" + pid + ")) AS b (pid) LEFT JOIN pg_stat_activity AS a USING (pid)"
		},
		End: func(session int64) string {
			return "SELECT pg_terminate_backend(" + strconv.FormatInt(session, 10) + ")"
		},
		Only: func(session int64, query string) string {
			return "SELECT CASE WHEN pg_backend_pid() = " + strconv.FormatInt(session, 10) + " THEN (" + query + ") END"
		},
	}
}
