package migrate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// TransactionMode says what a transaction is around.
type TransactionMode string

// The modes. Where the database cannot roll schema changes back there are no
// transactions, whatever the mode.
const (
	// TransactionEach gives each migration a transaction of its own, but those
	// with @disable_ddl_transaction; this is Ecto's way.
	TransactionEach TransactionMode = ""
	// TransactionAll makes the whole run one transaction: all of its migrations
	// are applied, or none.
	TransactionAll TransactionMode = "all"
	// TransactionNone runs the statements of all migrations one by one.
	TransactionNone TransactionMode = "none"
)

// Limits bound how long a run waits.
type Limits struct {
	// MigrationLock is how long to wait for another migrator; 0 means without
	// end. [IsLocked] recognises the error.
	MigrationLock time.Duration
	// Lock and Statement are how long a statement of a migration may wait for a
	// lock, and run, before the server refuses it. 0 leaves that to the server.
	// On PostgreSQL they do not hold for a migration without a transaction.
	Lock, Statement time.Duration
	// Retries is how often a migration is tried again that was rolled back
	// because of Lock, or a statement without a transaction that was not
	// executed because of it.
	Retries int
	// RetryPause is the pause before the first of them, about; each further one
	// is twice as long, up to half a minute. 0 means one second.
	RetryPause time.Duration
}

// longestRetryPause is how far the pause between two tries grows.
const longestRetryPause = 30 * time.Second

// checkLimits refuses a configuration that would not do what it says.
func checkLimits(c *Config) error {
	switch c.Transaction {
	case TransactionEach, TransactionAll, TransactionNone:
	case "each":
		c.Transaction = TransactionEach
	default:
		return fmt.Errorf("migrate: there is no transaction mode %q; the modes are each, all and none", c.Transaction)
	}
	if c.Transaction == TransactionAll {
		if !c.Dialect.Capabilities().TransactionalDDL {
			return diag.Errorf(diag.Unsupported, diag.Pos{}, "MySQL and MariaDB cannot run all migrations in one transaction").
				WithDetail("They commit at every change of the schema.").
				WithHint("leave --transaction (or the key transaction) out: the journal says how far a run has come")
		}
		if c.VersionsDB != nil {
			return diag.Errorf(diag.Unsupported, diag.Pos{}, "one transaction cannot span two databases").
				WithDetail("migration_repo keeps the versions in another database.").
				WithHint("leave --transaction (or the key transaction) out")
		}
	}
	if c.Limits.Retries > 0 && c.Limits.Lock == 0 {
		return diag.Errorf(diag.Invalid, diag.Pos{}, "nothing is tried again without a time limit for locks").
			WithHint("add --statement-lock-timeout 5s, or lock_timeout = \"5s\" to whimbrel.toml")
	}
	if c.Limits.RetryPause <= 0 {
		c.Limits.RetryPause = time.Second
	}
	return nil
}

// limits is the SQL of the configured limits.
func (m *Migrator) limits() dialect.Limits {
	return m.config.Dialect.Limits(dialect.Timeouts{Lock: m.config.Limits.Lock, Statement: m.config.Limits.Statement})
}

// warnLimits says which limits the database does not have.
func (m *Migrator) warnLimits(ctx context.Context) {
	for _, name := range m.limits().Without {
		m.warn(ctx, diag.List{diag.Warningf(diag.Pos{}, "%s has no effect: the database has no such limit", name)})
	}
}

// limited sets the limits on the session while f runs a migration without a
// transaction.
func (m *executor) limited(ctx context.Context, f func() error) error {
	sql := m.limits()
	if len(sql.Set) == 0 {
		return f()
	}
	if err := m.conn.Exec(ctx, sql.Set...); err != nil {
		return &failedStep{step: step{part: partLimit}, index: -1, err: err}
	}
	defer func() {
		done, cancel := detached(ctx)
		defer cancel()
		_ = m.conn.Exec(done, sql.Reset...) // else they end with the session
	}()
	return f()
}

// isLockTimeout recognises that a lock was not free in time, or that the
// server has ended a deadlock at this session's cost: lock_not_available and
// deadlock_detected; ER_LOCK_WAIT_TIMEOUT and ER_LOCK_DEADLOCK; errors 1222 and
// 1205, and the one that dialect/mssql throws.
func isLockTimeout(dialectName string, err error) bool {
	code := database.CodeOf(err)
	switch dialectName {
	case "postgres":
		return code == "55P03" || code == "40P01"
	case "mysql":
		return code == "1205" || code == "1213"
	case "mssql":
		return code == "1222" || code == "1205" || code == "51222"
	}
	return false
}

// retrying runs f, which leaves nothing behind when it fails for want of a
// lock, and runs it again as often as the configuration says. What waits for a
// lock makes everybody wait who comes after it; in the pauses they get their
// turn.
func (m *executor) retrying(ctx context.Context, j *job, f func() error) error {
	for try := 1; ; try++ {
		err := f()
		if err == nil || try > m.config.Limits.Retries || !m.isRetriable(err) {
			return err
		}
		pause := retryPause(m.config.Limits.RetryPause, try)
		m.observe(ctx, Retrying{
			Migration: j.plan.Migration, Direction: j.plan.Direction, Err: err, Try: try, Retries: m.config.Limits.Retries, Pause: pause,
		})
		if sleep(ctx, pause) != nil {
			return err
		}
	}
}

func (m *executor) isRetriable(err error) bool {
	return isLockTimeout(m.config.Dialect.Name(), err) && !IsLocked(err) && !errors.Is(err, errOvertaken)
}

// retryPause doubles with every try. Half of it is chance, so that those who
// were in each other's way do not meet again.
func retryPause(first time.Duration, try int) time.Duration {
	pause := longestRetryPause
	if shift := try - 1; shift < 16 && first<<shift < longestRetryPause {
		pause = first << shift
	}
	return pause/2 + rand.N(pause/2+1)
}
