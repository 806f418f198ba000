package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// tenantFlags say in which prefixes a command works, if in several.
type tenantFlags struct {
	prefixes []string
	query    string
	parallel int
	failFast bool
	changed  func(name string) bool
}

func (f *tenantFlags) add(c *cobra.Command) {
	flags := c.Flags()
	f.changed = flags.Changed
	flags.StringSliceVar(&f.prefixes, "prefixes", nil, "the tenants: schemas or databases, with commas between them (repeatable)")
	flags.StringVar(&f.query, "prefixes-query", "", "the same, as a query that returns their names: \"SELECT schema_name FROM ...\"")
	flags.IntVar(&f.parallel, "parallel", migrate.DefaultParallel, "how many tenants to work on at once")
}

// addRun adds what is for commands that run migrations.
func (f *tenantFlags) addRun(c *cobra.Command) {
	f.add(c)
	c.Flags().BoolVar(&f.failFast, "fail-fast", false, "begin no further tenant once one has failed")
}

// given reports whether there are tenants.
func (f *tenantFlags) given() bool { return f.changed("prefixes") || f.changed("prefixes-query") }

// check refuses what contradicts itself.
func (f *tenantFlags) check(prefix string) error {
	switch {
	case !f.given():
		for _, name := range []string{"parallel", "fail-fast"} {
			if f.changed(name) {
				return usagef("--%s is for several tenants", name).try("--prefixes a,b --" + name)
			}
		}
		return nil
	case f.changed("prefixes") && f.changed("prefixes-query"):
		return usagef("--prefixes and --prefixes-query contradict each other").try("--prefixes a,b or --prefixes-query \"SELECT ...\"")
	case prefix != "":
		return usagef("--prefix is for one tenant, and --prefixes for several").try("--prefixes a,b," + prefix)
	case f.parallel < 1:
		return usagef("--parallel must be at least 1, but is %d", f.parallel)
	case f.changed("prefixes-query"):
		if strings.TrimSpace(f.query) == "" {
			return usagef("--prefixes-query is empty").try("--prefixes-query \"SELECT schema_name FROM tenants\"")
		}
		return nil
	}
	for i, name := range f.prefixes {
		f.prefixes[i] = strings.TrimSpace(name)
	}
	return checkTenants(f.prefixes, "--prefixes", "--prefixes a,b,c")
}

// checkTenants refuses a list of names that cannot be meant.
func checkTenants(names []string, from, hint string) error {
	if len(names) == 0 {
		return usagef("%s names no tenant: nothing was run", from).try(hint)
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		switch {
		case name == "":
			return usagef("%s has an empty name: nothing was run", from).try(hint)
		case seen[name]:
			return usagef("%s names the tenant %s twice: nothing was run", from, name).try(hint)
		}
		seen[name] = true
	}
	return nil
}

// of returns the tenants of a repository.
func (f *tenantFlags) of(ctx context.Context, conn database.Conn) ([]string, error) {
	if !f.changed("prefixes-query") {
		return f.prefixes, nil
	}
	rows, err := conn.Query(ctx, f.query)
	if err != nil {
		return nil, f.refused(err)
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		if len(row) != 1 {
			return nil, usagef("--prefixes-query returns %s, and not one: nothing was run", plural(len(row), "column")).
				try("--prefixes-query \"SELECT schema_name FROM ...\"")
		}
		if row[0] == nil {
			return nil, usagef("--prefixes-query returns NULL for a name: nothing was run").
				try("add to the query: WHERE ... IS NOT NULL")
		}
		names[i] = fmt.Sprint(row[0])
		if text, ok := row[0].([]byte); ok {
			names[i] = string(text)
		}
	}
	hint := "SELECT DISTINCT ..."
	if len(names) == 0 {
		hint = "look at what the query returns: " + f.query
	}
	return names, checkTenants(names, "--prefixes-query", hint)
}

// refused says that the database does not answer the query.
func (f *tenantFlags) refused(err error) error {
	var server *database.Error
	if !errors.As(err, &server) {
		return err
	}
	query := f.query
	if server.Position > 0 {
		query = withCaret(query, server.Position)
	}
	lines := []string{query}
	for _, line := range []string{server.Detail, server.Hint, "Nothing was run."} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return diag.Errorf(databaseKind, diag.Pos{}, "--prefixes-query: %s", server.Error()).WithDetail("%s", strings.Join(lines, "\n"))
}

// tenantSession is a repository with several tenants.
type tenantSession struct {
	repo     *config.Repo
	database config.Database
	names    []string
	tenants  *migrate.Tenants
	openers  []*opener
}

// openTenants connects to a repository's database and finds its tenants.
func (a *app) openTenants(ctx context.Context, r *config.Repo, f *tenantFlags, o sessionOptions,
	observe func(context.Context, string, migrate.Event)) (s *tenantSession, err error) {
	s = &tenantSession{repo: r}
	defer func() {
		if err != nil {
			s.close(ctx)
		}
	}()
	first, err := a.opener(ctx, s, r)
	if err != nil {
		return s, err
	}
	s.database = first.database
	c := a.migratorConfig(r, s.database.Dialect, o)
	if r.MigrationRepo != nil {
		if c.VersionsDB, err = a.opener(ctx, s, r.MigrationRepo); err != nil {
			return s, err
		}
	}
	if s.names, err = f.of(ctx, first.conn.Load().Conn); err != nil {
		return s, err
	}
	s.tenants, err = migrate.NewTenants(first, c, migrate.TenantOptions{
		Prefixes: s.names, Parallel: f.parallel, FailFast: f.failFast, Observe: observe,
	})
	return s, err
}

func (s *tenantSession) close(ctx context.Context) {
	for _, o := range s.openers {
		o.close(ctx)
	}
}

// tenantRun is migrate or rollback with several tenants.
type tenantRun struct {
	app       *app
	command   *cobra.Command
	flags     *runFlags
	level     logLevel
	direction command.Direction
	target    migrate.Target
	// several: there are other repositories too.
	several bool
}

// runTenants migrates the tenants of all chosen repositories. The failure of a
// repository's tenants does not stop the next repository.
func (a *app) runTenants(c *cobra.Command, f *runFlags, level logLevel, repos []*config.Repo,
	d command.Direction, target migrate.Target) error {
	r := &tenantRun{app: a, command: c, flags: f, level: level, direction: d, target: target, several: len(repos) > 1}
	rows := []tenantJSON{}
	var failed error
	for _, repo := range repos {
		if r.several && r.tells() {
			_, _ = fmt.Fprintf(a.out, "%s\n", a.out.Paint(term.Bold, repo.Module))
		}
		results, err := r.repo(c.Context(), repo)
		rows = append(rows, a.tenantRows(repo, results)...)
		failed = errors.Join(failed, err)
		if err != nil && (f.tenants.failFast || !errors.Is(err, errReported) && !errors.Is(err, errPending)) {
			break
		}
	}
	if f.format.value == "json" {
		failed = errors.Join(failed, writeJSON(a.out, rows))
	}
	return failed
}

// tells reports whether results are told as lines.
func (r *tenantRun) tells() bool { return r.level >= levelInfo && r.flags.format.value == "text" }

func (r *tenantRun) repo(ctx context.Context, repo *config.Repo) ([]migrate.TenantResult, error) {
	a := r.app
	if r.level >= levelWarning {
		a.printDiagnostics(repo.Warnings)
	}
	if err := a.checkFolders(repo); err != nil {
		return nil, err
	}
	report := newTenantReport(r)
	options := sessionOptions{
		strictOrder: r.flags.strictOrder, limits: r.flags.limitFlags, review: a.reviewer(repo, r.flags, r.direction, nil),
	}
	s, err := a.openTenants(ctx, repo, &r.flags.tenants, options, report.observe)
	if err != nil {
		return nil, a.refused(err)
	}
	defer s.close(ctx)
	report.total = len(s.names)
	started := time.Now()
	run := s.tenants.Up
	if r.direction == command.Down {
		run = s.tenants.Down
	}
	results, err := run(ctx, r.target)
	a.err.EndProgress()
	var left *migrate.TenantsError
	if err != nil && !errors.As(err, &left) {
		return results, a.refused(err)
	}
	if r.tells() {
		_, _ = fmt.Fprintln(a.out, r.counts(s, results, time.Since(started)))
	}
	if left == nil {
		return results, nil
	}
	r.explain(repo, left)
	if onlyStrict(left) {
		return results, errPending
	}
	return results, errReported
}

// counts is the last line of a run.
func (r *tenantRun) counts(s *tenantSession, results []migrate.TenantResult, took time.Duration) string {
	n := map[migrate.TenantOutcome]int{}
	migrations := 0
	for _, result := range results {
		n[result.Outcome]++
		migrations += len(result.Applied)
	}
	done, idle := "migrated", "already up"
	if r.direction == command.Down {
		done, idle = "rolled back", "already down"
	}
	var parts []string
	for _, part := range []struct {
		outcome migrate.TenantOutcome
		word    string
	}{
		{migrate.TenantDone, done}, {migrate.TenantNothingToDo, idle},
		{migrate.TenantFailed, "failed"}, {migrate.TenantNotStarted, "not started"},
	} {
		if n[part.outcome] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[part.outcome], part.word))
		}
	}
	line := fmt.Sprintf("%s in %s: %s", plural(len(results), "tenant"), s.database, strings.Join(parts, ", "))
	if migrations > 0 {
		line = "\n" + line + fmt.Sprintf(" (%s in %s)", plural(migrations, "migration"), duration(took))
	}
	return line
}

// tenantJSON is one tenant of a run, as --format json prints it.
type tenantJSON struct {
	Repo   string `json:"repo"`
	Prefix string `json:"prefix"`
	// Outcome is "done", "nothing to do", "failed" or "not started".
	Outcome string `json:"outcome"`
	// Error is the reason in one line.
	Error      string        `json:"error,omitempty"`
	DurationMS float64       `json:"duration_ms"`
	Migrations []appliedJSON `json:"migrations"`
}

func (a *app) tenantRows(repo *config.Repo, results []migrate.TenantResult) []tenantJSON {
	rows := make([]tenantJSON, len(results))
	for i, r := range results {
		rows[i] = tenantJSON{
			Repo: repo.Name, Prefix: r.Prefix, Outcome: r.Outcome.String(),
			DurationMS: float64(r.Duration.Microseconds()) / 1000, Migrations: jsonOf(repo, r.Applied),
		}
		if r.Err != nil {
			rows[i].Error = a.reasonOf(r.Err)
		}
	}
	return rows
}

// joinNames writes names as --prefixes reads them.
func joinNames(names []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(names) // a strings.Builder does not fail
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
