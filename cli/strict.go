package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/report"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/schema"
)

// strictError is why --strict lets nothing run.
type strictError struct {
	report *lint.Report
	// where is the database.
	where string
}

func (e *strictError) Error() string {
	return fmt.Sprintf("--strict: lint finds %s in what is pending", plural(report.Count(e.report).Errors, "error"))
}

// Diagnostic lists the errors, where there is no room to show them.
func (e *strictError) Diagnostic() *diag.Diagnostic {
	var lines []string
	for _, f := range onlyErrors(e.report).Findings {
		lines = append(lines, fmt.Sprintf("%s: [%s] %s", f.Pos, f.Rule.ID, f.Message))
	}
	d := diag.Errorf(diag.Refused, diag.Pos{}, "%s: nothing was run", e.Error())
	d.Detail, d.Hint = strings.Join(lines, "\n"), e.hint()
	return d
}

// hint says what to type.
func (e *strictError) hint() string {
	hint := "change the migration, or allow it there: whimbrel: allow RULE because REASON"
	if slices.ContainsFunc(onlyErrors(e.report).Findings, func(f lint.Finding) bool { return f.Fix != nil }) {
		return "whimbrel lint --fix --pending writes the fixes; or " + hint
	}
	return hint
}

// printStrict shows what --strict has refused.
func (a *app) printStrict(e *strictError) {
	var b bytes.Buffer
	o := report.Options{Source: remembered(sources), Paint: painting(a.err)}
	if err := report.Write(&b, report.TextFormat, onlyErrors(e.report), o); err != nil {
		a.printError(err)
	}
	_, _ = fmt.Fprintf(a.err, "%s\nNothing was run on %s: --strict refuses errors.\ntry: %s, or run without --strict\n",
		strings.TrimRight(a.redact(b.String()), "\n"), e.where, e.hint())
}

// isStrict reports whether a run has ended because of --strict alone.
func isStrict(err error) bool {
	var strict *strictError
	return errors.As(err, &strict)
}

// onlyStrict reports whether nothing else has stopped any tenant.
func onlyStrict(left *migrate.TenantsError) bool {
	failed := slices.DeleteFunc(slices.Clone(left.Results), func(t migrate.TenantResult) bool { return t.Err == nil })
	return len(failed) > 0 && !slices.ContainsFunc(failed, func(t migrate.TenantResult) bool { return !isStrict(t.Err) })
}

// reviewer returns what looks at the planned migrations before they run; nil if
// nobody asks for it. Where their SQL is logged the reporter learns their locks.
func (a *app) reviewer(repo *config.Repo, f *runFlags, d command.Direction, r *reporter) func(context.Context, migrate.Review) error {
	strict, notes := f.strict && d == command.Up, r != nil && f.migrationSQL && !f.migratorSQL
	if !strict && !notes {
		return nil
	}
	return func(ctx context.Context, v migrate.Review) error {
		c, settings, err := a.liveConfig(ctx, repo, f, v)
		if err != nil && strict {
			return err
		}
		if notes && err == nil { // without them the SQL is logged all the same
			found := c.Base.Clone()
			for _, p := range v.Planned {
				r.locks = append(r.locks, notesOf(p.Statements, found, c.Server))
			}
		}
		if !strict {
			return nil
		}
		return refuseErrors(ctx, repo, c, settings, v)
	}
}

// liveConfig is what lint has to know, from the database that is migrated.
func (a *app) liveConfig(ctx context.Context, repo *config.Repo, f *runFlags, v migrate.Review) (lint.Config, config.Lint, error) {
	settings, err := repo.Lint(rules.All())
	if err != nil {
		return lint.Config{}, settings, err
	}
	name, err := repo.Dialect()
	if err != nil {
		return lint.Config{}, settings, err
	}
	_, limits := f.limitFlags.of(repo)
	c := lint.Config{
		Rules: rules.All(), Dialect: dialectFor(name), Commands: repo.Commands, Settings: settings.Settings, Read: sources,
		LockTimeout: limits.Lock, StatementTimeout: limits.Statement,
	}
	c.Commands.Prefix, c.Commands.Repo, c.Commands.Settings = v.Prefix, repo.Module, repo.Settings()
	err = learn(ctx, v.DB, &c, learned{versions: repo.VersionsTable, prefix: v.Prefix, server: true}, settings)
	c.Base = cmp.Or(c.Base, schema.New(schema.ForDatabase(name)))
	return c, settings, err
}

// refuseErrors reviews the planned migrations.
func refuseErrors(ctx context.Context, repo *config.Repo, c lint.Config, settings config.Lint, v migrate.Review) error {
	var entries []lint.Entry
	for _, p := range v.Planned {
		entries = append(entries, lint.Entry{File: p.Source, Review: p.Version > settings.StartAfter})
	}
	found, err := lint.Run(ctx, entries, c)
	if err != nil {
		return err
	}
	if err := found.Problems.Err(); err != nil {
		return err
	}
	if report.Count(found).Errors == 0 {
		return nil
	}
	where := "the database"
	if d, err := repo.Database(); err == nil {
		where = d.String()
	}
	return &strictError{found, where}
}
