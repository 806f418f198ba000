package config

import (
	"time"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// transactionModes are the values of transaction.
var transactionModes = map[string]migrate.TransactionMode{
	"each": migrate.TransactionEach, "all": migrate.TransactionAll, "none": migrate.TransactionNone,
}

// limits reads what bounds a run.
func limits(s section) (migrate.TransactionMode, migrate.Limits) {
	return choice(s, "transaction", transactionModes), migrate.Limits{
		MigrationLock: s.duration("migration_lock_timeout"),
		Lock:          s.duration("lock_timeout"),
		Statement:     s.duration("statement_timeout"),
		Retries:       s.number("lock_retries"),
	}
}

// duration reads a time such as "30s". A number without a unit would leave open
// which one is meant.
func (s section) duration(key string) time.Duration {
	text := s.text(key)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		s.fail(key, try(key+` = "30s"`), "%s must be a time such as \"500ms\", \"30s\" or \"5m\", but is %q", key, text)
		return 0
	}
	return d
}
