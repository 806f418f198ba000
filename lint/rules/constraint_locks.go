package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// lockHygiene are the rules about the locks of a migration as a whole.
func lockHygiene() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "several-locks", Title: "several tables are locked in one transaction", Severity: lint.Warning,
			Databases: []string{"postgres", "mssql"},
			Aliases:   aliases("pgfence wide-lock-window", "migrationpilot MP008", "online_migrations multiple_foreign_keys"),
			Migration: severalLocks,
		},
		{
			ID: "missing-lock-timeout", Title: "waiting for a lock has no end, and everybody waits behind it", Severity: lint.Note,
			Once:      true,
			Databases: []string{"postgres", "mysql"},
			Aliases: aliases("squawk require-lock-timeout", "squawk require-timeout-settings", "eugene E9",
				"pgfence missing-lock-timeout", "migrationpilot MP004"),
			Migration: missingLockTimeout,
		},
		{
			ID: "missing-statement-timeout", Title: "work under a lock has no time limit", Severity: lint.Note,
			Once:      true,
			Databases: []string{"postgres"},
			Aliases: aliases("squawk require-statement-timeout", "squawk require-timeout-settings",
				"pgfence missing-statement-timeout", "migrationpilot MP020"),
			Migration: missingStatementTimeout,
		},
	}
}

// severalLocks looks at what operations do to their own table: a foreign key
// needs its two tables at once, and nobody can take that apart.
func severalLocks(p *lint.Pass) {
	if !p.Plan.InTransaction {
		return
	}
	var first, second *lint.Step
	var tables []string
	small := true
	for i, s := range p.Steps {
		name, _ := calledAfter(p.Steps[i:], s.On(), nil)
		if !exclusively(s) || unseen(p, s.On()) || slices.Contains(tables, name.String()) {
			continue
		}
		tables = append(tables, name.String())
		small = small && p.Weigh(s.On(), lint.Warning) == lint.Note
		if first == nil {
			first = s
		} else if second == nil {
			second = s
		}
	}
	if second == nil {
		return
	}
	severity := lint.Warning
	if small {
		severity = lint.Note
	}
	p.Report(second, lint.Problem{
		Severity: severity,
		Message: fmt.Sprintf("waits for %s on %s while %s on %s, taken in line %d, is held",
			on(second, second.On()).Mode, second.On(), on(first, first.On()).Mode, first.On(), placeOf(first).Line),
		Detail: fmt.Sprintf("The transaction locks %s, and frees them all at its end. "+
			"A program that uses them in another order makes a deadlock, and one of the two is cut off.", list(tables)),
		Manual: sections(p, "Explicit Locking, Deadlocks", "", "", "Transaction locking and row versioning guide, Deadlocks"),
		Advice: "change one table in a migration",
	})
}

// exclusively reports whether a step locks its own table, which was there
// before and stays, so that writes wait. The lock of an index that is built is
// the matter of another rule.
func exclusively(s *lint.Step) bool {
	switch s.Operation.(type) {
	case operation.DropTable, operation.CreateIndex, operation.LockTable:
		return false
	}
	e := on(s, s.On())
	return !s.Fresh && s.On().Name != "" && e != nil && (e.Blocks == locks.Reads || e.Mode == "SHARE ROW EXCLUSIVE")
}

func missingLockTimeout(p *lint.Pass) {
	s, e := waitingForLock(p)
	if s == nil {
		return
	}
	set := "SET LOCAL lock_timeout TO '5s'"
	manualSection := "Client Connection Defaults, Statement Behavior: lock_timeout"
	if p.Database() == "mysql" {
		set, manualSection = "SET lock_wait_timeout = 5", "Server System Variables: lock_wait_timeout"
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("waits without end for %s on %s, and everybody who wants %s waits behind it",
			orLock(e.Mode), e.Table, e.Table),
		Detail: "This is said once a run, of the first such migration.",
		Manual: manual(p, manualSection),
		Advice: `set lock_timeout = "5s" and lock_retries in whimbrel.toml for all migrations, or execute "` + set + `" first`,
	})
}

// waitingForLock is the first step that waits for a lock without a limit, or nil.
func waitingForLock(p *lint.Pass) (*lint.Step, locks.Effect) {
	s, e := firstBlocking(p, func(locks.Effect) bool { return true })
	if s == nil || limited(p, s, p.LockTimeout, "lock_timeout", "lock_wait_timeout") {
		return nil, e
	}
	return s, e
}

// missingStatementTimeout leaves it to missingLockTimeout if both are missing:
// one finding is enough for one line to write.
func missingStatementTimeout(p *lint.Pass) {
	if waiting, _ := waitingForLock(p); waiting != nil && p.Severities["missing-lock-timeout"] != lint.Off {
		return
	}
	s, e := firstBlocking(p, locks.Effect.Long)
	if s == nil || limited(p, s, p.StatementTimeout, "statement_timeout", "transaction_timeout") {
		return
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("may hold %s on %s for as long as the work on its rows takes", orLock(e.Mode), e.Table),
		Manual:  manual(p, "Client Connection Defaults, Statement Behavior: statement_timeout"),
		Advice: `set statement_timeout = "1m" in whimbrel.toml for all migrations, ` +
			`or execute "SET LOCAL statement_timeout TO '1min'" first`,
	})
}

func orLock(mode string) string {
	if mode == "" {
		return "a lock"
	}
	return mode
}

// firstBlocking is the first lock on a table from before that writes or reads
// wait for.
func firstBlocking(p *lint.Pass, which func(locks.Effect) bool) (*lint.Step, locks.Effect) {
	for _, s := range p.Steps {
		for _, e := range s.Effects {
			if e.Blocks >= locks.Writes && e.Table.Name != "" && !createdBefore(p, s, e.Table) && which(e) {
				return s, e
			}
		}
	}
	return nil, locks.Effect{}
}

// createdBefore reports whether the migration has created the table before a
// step.
func createdBefore(p *lint.Pass, s *lint.Step, table command.Object) bool {
	if unseen(p, table) {
		return true
	}
	if s.On() == table {
		return s.Fresh
	}
	return p.Fresh(table)
}

// limited reports whether a time limit holds when a step runs: that of every
// migration, or one that the migration has set.
func limited(p *lint.Pass, s *lint.Step, always time.Duration, names ...string) bool {
	set := always > 0
	for _, earlier := range p.Steps {
		if earlier == s {
			break
		}
		if v, ok := earlier.Operation.(operation.SetVariable); ok && slices.Contains(names, strings.ToLower(v.Object.Name)) {
			set = limits(v.Value)
		}
	}
	return set
}

// limits reports whether the value of a time limit is one: 0 is none, and SQL
// Server's -1.
func limits(value string) bool {
	value = strings.Trim(strings.ToLower(value), `'" `)
	return value != "default" && value != "-1" && strings.Trim(value, "0 smin") != ""
}
