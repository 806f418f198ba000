package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// statusFlags are the flags of the status table.
type statusFlags struct {
	repoFlags
	tenants tenantFlags
	prefix  string
	check   bool
	accept  []string
	format  formatFlag
}

func (a *app) migrationsCommand() *cobra.Command {
	f := &statusFlags{}
	c := &cobra.Command{
		Use:     "migrations",
		Aliases: []string{"status"},
		Short:   "List the migrations and whether they have run",
		Long: "List the migrations and whether they have run, and whether what has run was edited since or is missing.\n" +
			"Comments and layout do not count.",
		Example: "  whimbrel migrations\n  whimbrel migrations --format json\n" +
			"  whimbrel migrations --check                    # exit code 3 if something is pending, edited or missing\n" +
			"  whimbrel migrations --accept 20190417140000    # the edited file is right as it is",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.tenants.check(f.prefix); err != nil {
				return err
			}
			if len(f.accept) > 0 {
				return a.accept(c.Context(), f)
			}
			return a.migrations(c.Context(), f)
		},
	}
	f.repoFlags.add(c)
	f.addPaths(c)
	f.tenants.add(c)
	c.Flags().StringVar(&f.prefix, "prefix", "", "the schema or database that holds the versions")
	c.Flags().BoolVar(&f.check, "check", false, "end with exit code 3 if a migration is pending, edited or missing")
	c.Flags().StringArrayVar(&f.accept, "accept", nil, "take an edited or missing migration for what was applied: a version, or all (repeatable)")
	f.format.add(c, "text", "json")
	return c
}

func (a *app) migrations(ctx context.Context, f *statusFlags) error {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	if err := a.runGo(ctx, goFolders(repos, nil)); err != nil {
		return err
	}
	if f.tenants.given() {
		return a.tenantStatus(ctx, f, repos)
	}
	rows := []statusJSON{}
	for i, repo := range repos {
		status, d, err := a.status(ctx, repo, f.prefix)
		if err != nil {
			return err
		}
		rows = append(rows, statusRows(repo, status)...)
		if f.format.value == "text" && !a.quiet {
			if i > 0 {
				_, _ = fmt.Fprintln(a.out)
			}
			a.statusTable(repo, d, status)
		}
	}
	return a.endStatus(f, rows)
}

// endStatus prints what a program reads, and decides on the exit code.
func (a *app) endStatus(f *statusFlags, rows []statusJSON) error {
	if f.format.value == "json" {
		if err := writeJSON(a.out, rows); err != nil {
			return err
		}
	}
	for _, row := range rows {
		if f.check && (row.Status == "down" || row.isAmiss()) {
			return errPending
		}
	}
	return nil
}

func (a *app) status(ctx context.Context, repo *config.Repo, prefix string) ([]migrate.Status, config.Database, error) {
	if err := a.checkFolders(repo); err != nil {
		return nil, config.Database{}, err
	}
	r := &reporter{app: a, level: levelWarning}
	if a.quiet {
		r.level = levelError
	}
	s, err := a.open(ctx, repo, sessionOptions{prefix: prefix, look: true, observe: r.observe})
	if err != nil {
		return nil, config.Database{}, err
	}
	status, err := s.migrator.Check(ctx)
	return status, s.database, s.close(ctx, err)
}

// fileNotFound is Ecto's name for a version without a file.
const fileNotFound = "** FILE NOT FOUND **"

// statusTable prints Ecto's table.
func (a *app) statusTable(repo *config.Repo, d config.Database, status []migrate.Status) {
	out := a.out
	print := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	print("%s", out.Paint(term.Bold, "Repo: "+repo.Module)+out.Paint(term.Dim, "  "+d.String()))
	if len(status) == 0 {
		print("\nNo migrations in %s yet. Write the first: whimbrel gen migration NAME", shownFolders(repo))
		return
	}
	print("\n  %s", out.Paint(term.Dim, "Status    Migration ID    Migration Name"))
	print("%s", out.Paint(term.Dim, strings.Repeat("-", 50)))
	if line := a.squashedLine(status); line != "" {
		print("%s", line)
	}
	for _, s := range status {
		if s.SquashedInto != 0 {
			continue
		}
		state, style, name := "down", term.Yellow, s.Name
		if s.Up {
			state, style = "up", term.Green
		}
		if s.File == "" {
			name = out.Paint(term.Red, fileNotFound)
		}
		if note := driftNote(s); note != "" {
			name += "  " + out.Paint(term.Red, note)
		}
		print("  %s%-15d %s", out.Paint(style, fmt.Sprintf("%-10s", state)), s.Version, name)
	}
	print("")
	next := "."
	for _, s := range status {
		if !s.Up {
			next = ". To run what is pending: whimbrel migrate"
		}
	}
	print("%s%s%s", counts(status), driftCounts(status), next)
	for _, line := range driftAdvice(status) {
		print("%s", line)
	}
}

// statusJSON is one line of the table as --format json prints it.
type statusJSON struct {
	Repo string `json:"repo"`
	// Prefix is the tenant, if there are several.
	Prefix  string `json:"prefix,omitempty"`
	Status  string `json:"status"`
	Version int64  `json:"version"`
	// Name and File are null when no file has the version.
	Name *string `json:"name"`
	File *string `json:"file"`
	// SquashedInto is the version of the migration that has taken its place.
	SquashedInto int64 `json:"squashed_into,omitempty"`
	// Drift is "edited", "missing" or "unknown".
	Drift migrate.Drift `json:"drift,omitempty"`
}

func statusRows(repo *config.Repo, status []migrate.Status) []statusJSON {
	rows := make([]statusJSON, len(status))
	for i, s := range status {
		rows[i] = statusJSON{Repo: repo.Name, Status: "down", Version: s.Version, SquashedInto: s.SquashedInto, Drift: s.Drift}
		if s.Up {
			rows[i].Status = "up"
		}
		if s.File != "" {
			rows[i].Name, rows[i].File = &s.Name, &s.File
		}
	}
	return rows
}
