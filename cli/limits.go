package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// limitFlags bound a run; each wins over its key in whimbrel.toml.
type limitFlags struct {
	transaction string
	limits      migrate.Limits
	// changed reports whether a flag was given.
	changed func(name string) bool
}

func (f *limitFlags) add(c *cobra.Command) {
	flags := c.Flags()
	f.changed = flags.Changed
	flags.StringVar(&f.transaction, "transaction", "each", "what a transaction is around: each migration, all of them, or none")
	flags.DurationVar(&f.limits.MigrationLock, "lock-timeout", 0, "how long to wait for another migrator (default: without end)")
	flags.DurationVar(&f.limits.Lock, "statement-lock-timeout", 0, "how long a statement may wait for a lock")
	flags.DurationVar(&f.limits.Statement, "statement-timeout", 0, "how long a statement may run")
	flags.IntVar(&f.limits.Retries, "lock-retries", 0, "how often to try again when a lock was not free in time")
	_ = c.RegisterFlagCompletionFunc("transaction", cobra.FixedCompletions([]string{"each", "all", "none"}, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses values that mean nothing.
func (f *limitFlags) check() error {
	for name, d := range map[string]time.Duration{
		"lock-timeout": f.limits.MigrationLock, "statement-lock-timeout": f.limits.Lock, "statement-timeout": f.limits.Statement,
	} {
		if d < 0 || d == 0 && f.changed(name) {
			return usagef("--%s must be longer than nothing", name).try("--" + name + " 30s")
		}
	}
	if f.limits.Retries < 0 {
		return usagef("--lock-retries cannot be %d", f.limits.Retries)
	}
	switch f.transaction {
	case "each", "all", "none":
		return nil
	}
	return usagef("--transaction cannot be %s", f.transaction).try("--transaction each, all or none")
}

// of returns what holds for a repository.
func (f *limitFlags) of(r *config.Repo) (migrate.TransactionMode, migrate.Limits) {
	mode, limits := r.Transaction, r.Limits
	if f.changed == nil { // the command has no such flags
		return mode, limits
	}
	if f.changed("transaction") {
		mode = migrate.TransactionMode(f.transaction)
	}
	for _, flag := range []struct {
		name      string
		key, flag *time.Duration
	}{
		{"lock-timeout", &limits.MigrationLock, &f.limits.MigrationLock},
		{"statement-lock-timeout", &limits.Lock, &f.limits.Lock},
		{"statement-timeout", &limits.Statement, &f.limits.Statement},
	} {
		if f.changed(flag.name) {
			*flag.key = *flag.flag
		}
	}
	if f.changed("lock-retries") {
		limits.Retries = f.limits.Retries
	}
	return mode, limits
}
