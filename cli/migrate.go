package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// runFlags are the flags that migrate and rollback share.
type runFlags struct {
	repoFlags
	targetFlags
	limitFlags
	tenants                   tenantFlags
	prefix                    string
	migrationSQL, migratorSQL bool
	level                     string
	strictOrder               bool
	strictChecksums           bool
	strict                    bool
	poolSize                  int
	format                    formatFlag
}

func (f *runFlags) add(c *cobra.Command) {
	f.targetFlags.add(c)
	f.repoFlags.add(c)
	f.addPaths(c)
	f.limitFlags.add(c)
	f.tenants.addRun(c)
	flags := c.Flags()
	flags.StringVar(&f.prefix, "prefix", "", "the schema or database to run the migrations in")
	flags.BoolVar(&f.migrationSQL, "log-migrations-sql", false, "print the SQL of the migrations")
	flags.BoolVar(&f.migratorSQL, "log-migrator-sql", false, "print the SQL around the migrations: transactions, locks, versions")
	flags.StringVar(&f.level, "log-level", "info", "print more or less: error, warning, info or debug")
	flags.BoolVar(&f.strictChecksums, "strict-checksums", false, "refuse to run if an applied migration was edited or its file is missing")
	flags.IntVar(&f.poolSize, "pool-size", 2, "accepted for Ecto's sake: a run uses at most two connections")
	f.format.add(c, "text", "json")
}

func (a *app) migrateCommand() *cobra.Command {
	f := &runFlags{}
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Run the pending migrations",
		Long:  "Run all pending migrations, or as many as a flag says, oldest first.",
		Example: "  whimbrel migrate\n  whimbrel migrate --step 1\n  whimbrel migrate --to 20190417140000\n" +
			"  whimbrel migrate --url postgres://localhost/app_dev --log-migrations-sql\n" +
			"  whimbrel migrate --prefixes acme,globex --parallel 8",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.run(c, f, direction{command.Up, migrate.All()})
		},
	}
	f.add(c)
	c.Flags().BoolVar(&f.strict, "strict", false, "refuse to run if lint finds an error in what is pending, with the database's tables and rows")
	c.Flags().BoolVar(&f.strictOrder, "strict-version-order", false, "refuse a migration that is older than one that has run")
	return c
}

// checkTenants refuses what contradicts itself with several tenants.
func (f *runFlags) checkTenants() error {
	if f.tenants.given() && f.migratorSQL {
		return usagef("--log-migrator-sql cannot say which of several tenants it is about").
			try("whimbrel " + f.command + " --prefix ... --log-migrator-sql, with one of them")
	}
	return f.tenants.check(f.prefix)
}

// direction is a direction with its default target.
type direction struct {
	command.Direction
	target migrate.Target
}

// run migrates all chosen repositories, one after the other.
func (a *app) run(c *cobra.Command, f *runFlags, d direction) error {
	target, err := f.target(c, d.target)
	if err != nil {
		return err
	}
	if err := f.limitFlags.check(); err != nil {
		return err
	}
	if err := f.checkTenants(); err != nil {
		return err
	}
	level, ok := logLevels[f.level]
	if !ok {
		return usagef("--log-level cannot be %s", f.level).try("--log-level error, warning, info or debug")
	}
	if a.quiet {
		level = levelError
	}
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	if c.Flags().Changed("strict-checksums") {
		for _, repo := range repos {
			repo.StrictChecksums = f.strictChecksums
		}
	}
	defer a.connectEarly(c.Context(), repos)()
	if err := a.runGo(c.Context(), goFolders(repos, nil)); err != nil {
		return a.refused(err)
	}
	if f.tenants.given() {
		return a.runTenants(c, f, level, repos, d.Direction, target)
	}
	r := &reporter{
		app: a, level: level, json: f.format.value == "json", migrationSQL: f.migrationSQL, migratorSQL: f.migratorSQL,
	}
	all := []appliedJSON{}
	for _, repo := range repos {
		if len(repos) > 1 && level >= levelInfo && !r.json {
			_, _ = fmt.Fprintf(a.out, "%s\n", a.out.Paint(term.Bold, repo.Module))
		}
		var applied []migrate.Applied
		applied, err = a.runRepo(c.Context(), repo, f, r, d.Direction, target)
		all = append(all, jsonOf(repo, applied)...)
		if err != nil {
			break
		}
	}
	if r.json {
		err = errors.Join(err, writeJSON(a.out, all))
	}
	return err
}

func (a *app) runRepo(ctx context.Context, repo *config.Repo, f *runFlags, r *reporter,
	d command.Direction, target migrate.Target) ([]migrate.Applied, error) {
	if r.level >= levelWarning {
		a.printDiagnostics(repo.Warnings)
	}
	if err := a.checkFolders(repo); err != nil {
		return nil, err
	}
	o := sessionOptions{
		prefix: f.prefix, strictOrder: f.strictOrder, observe: r.observe, look: d == command.Down, limits: f.limitFlags,
		review: a.reviewer(repo, f, d, r),
	}
	if r.migratorSQL {
		o.log = r.log
	}
	s, err := a.open(ctx, repo, o)
	if err != nil {
		return nil, a.refused(err)
	}
	if err := a.refuseForeign(ctx, s, f.prefix); err != nil {
		return nil, s.close(ctx, a.refused(err))
	}
	started := time.Now()
	r.upToDate = nil
	run := s.migrator.Up
	if d == command.Down {
		run = s.migrator.Down
	}
	applied, err := run(ctx, target)
	r.flush()
	if err == nil && r.level >= levelInfo && !r.json {
		err = a.summary(ctx, s, d, r.upToDate, applied, time.Since(started))
	}
	return applied, s.close(ctx, a.refused(err))
}

// refused explains at once why a run was refused before anything was executed,
// and says that this is so.
func (a *app) refused(err error) error {
	var failed *migrate.Error
	if errors.As(err, &failed) || !refusals[diag.KindOf(err)] {
		return err
	}
	a.printError(err)
	_, _ = fmt.Fprintln(a.err, "Nothing was run: all migrations are checked before the first one starts.")
	if diag.KindOf(err) == diag.Refused {
		_, _ = fmt.Fprintln(a.err, "What is refused, and what can be done about it: whimbrel check")
	}
	return errReported
}

// refusals are the kinds of errors in migrations that are found beforehand.
var refusals = map[diag.Kind]bool{
	diag.Syntax: true, diag.Invalid: true, diag.Unsupported: true, diag.Irreversible: true, diag.Refused: true,
	migrate.DriftKind: true,
}

// summary is the last line of a run: what was done, and what to type next.
func (a *app) summary(ctx context.Context, s *session, d command.Direction, idle *migrate.UpToDate,
	applied []migrate.Applied, took time.Duration) error {
	a.err.EndProgress()
	say := func(format string, args ...any) {
		_, _ = fmt.Fprintf(a.out, format+"\n", args...)
	}
	switch {
	case len(applied) > 0 && d == command.Up:
		say("\n%s applied to %s in %s. To undo the last one: whimbrel rollback",
			plural(len(applied), "migration"), s.database, duration(took))
	case len(applied) > 0:
		say("\n%s rolled back in %s in %s. To apply again: whimbrel migrate",
			plural(len(applied), "migration"), s.database, duration(took))
	case d == command.Up && idle != nil && idle.Applied+idle.Pending > 0:
		say("Migrations already up in %s: %s.", s.database, counted(idle.Applied, idle.Pending))
	case d == command.Up:
		// There is nothing, or another migrator was faster.
		status, err := s.migrator.Migrations(ctx)
		if err != nil {
			return err
		}
		if len(status) == 0 {
			say("No migrations in %s yet. Write the first: whimbrel gen migration NAME", shownFolders(s.repo))
			return nil
		}
		say("Migrations already up in %s: %s.", s.database, counts(status))
	default:
		say("Migrations already down in %s: nothing to roll back.", s.database)
	}
	return nil
}

// counts summarises a status: "3 applied, 1 pending".
func counts(status []migrate.Status) string {
	up := 0
	for _, s := range status {
		if s.Up {
			up++
		}
	}
	return counted(up, len(status)-up)
}

func counted(applied, pending int) string {
	if pending == 0 {
		return fmt.Sprintf("%d applied, none pending", applied)
	}
	return fmt.Sprintf("%d applied, %d pending", applied, pending)
}

func shownFolders(r *config.Repo) string {
	names := make([]string, len(r.Folders))
	for i, f := range r.Folders {
		names[i] = f.Shown
	}
	return join(names, " and ")
}

// checkFolders refuses to go on without the folders, before anything is
// connected to.
func (a *app) checkFolders(r *config.Repo) error {
	for _, f := range r.Folders {
		if !fileExists(f.Path) && !a.carries(r) {
			problem := diag.Errorf(diag.IO, diag.Pos{}, "there is no migrations folder %s", f.Shown).
				WithDetail("it is the folder of %s; another one is named with --migrations-path or in whimbrel.toml", r.Module).
				WithHint("whimbrel gen migration NAME")
			own := path.Join(path.Dir(r.Structure.Shown), "migrations")
			if near := migrationsNear("."); len(near) > 0 && !slices.Contains(near, own) {
				problem = problem.WithHint("name the folder that is meant in whimbrel.toml, one [repos.NAME] for each database:\n"+
					"  [repo]\n  priv = %q\nthere is: %s", path.Dir(near[0]), strings.Join(near, ", "))
			}
			return problem
		}
	}
	return nil
}

// appliedJSON is a migration that a run has executed, as --format json prints it.
type appliedJSON struct {
	Repo       string            `json:"repo"`
	Version    int64             `json:"version"`
	Name       string            `json:"name"`
	File       string            `json:"file"`
	Direction  command.Direction `json:"direction"`
	DurationMS float64           `json:"duration_ms"`
}

func jsonOf(repo *config.Repo, applied []migrate.Applied) []appliedJSON {
	list := make([]appliedJSON, len(applied))
	for i, a := range applied {
		list[i] = appliedJSON{
			Repo: repo.Name, Version: a.Version, Name: a.Name, File: a.File, Direction: a.Direction,
			DurationMS: float64(a.Duration.Microseconds()) / 1000,
		}
	}
	return list
}
