package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// baselineFlags are the flags of baseline.
type baselineFlags struct {
	repoFlags
	prefix             string
	all, force, dryRun bool
	only               versionValue
	format             formatFlag
}

func (a *app) baselineCommand() *cobra.Command {
	f := &baselineFlags{}
	c := &cobra.Command{
		Use:   "baseline VERSION",
		Short: "Mark migrations as applied without running them",
		Long: "Mark all migrations up to a version as applied, without running them: for a database that has what they do,\n" +
			"because it was made from a dump or by hand. The rows in the table of versions are those that Ecto writes.",
		Example: "  whimbrel baseline 20190417140000 --dry-run\n  whimbrel baseline 20190417140000\n  whimbrel baseline --all",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			target, err := f.target(args)
			if err != nil {
				return err
			}
			return a.baseline(c.Context(), f, target)
		},
	}
	f.repoFlags.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.BoolVar(&f.all, "all", false, "mark all migrations")
	flags.Var(&f.only, "only", "mark this migration and no other: it will never run here")
	flags.BoolVar(&f.force, "force", false, "go on although the database has applied a later version")
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would be marked, and write nothing")
	flags.StringVar(&f.prefix, "prefix", "", "the schema or database that holds the versions")
	f.format.add(c, "text", "json")
	return c
}

// target returns how far the arguments go.
func (f *baselineFlags) target(args []string) (migrate.Target, error) {
	const example = "whimbrel baseline 20190417140000"
	switch {
	case len(args) > 1:
		return migrate.Target{}, usagef("one version is enough: everything up to it is marked").try("whimbrel baseline " + args[len(args)-1])
	case f.all && len(args) == 1:
		return migrate.Target{}, usagef("--all and a version contradict each other").try(example)
	case f.only != 0 && (f.all || len(args) == 1):
		return migrate.Target{}, usagef("--only is of one migration, and the others are not marked").try(fmt.Sprintf("whimbrel baseline --only %d", f.only))
	case f.only != 0:
		return migrate.Only(int64(f.only)), nil
	case f.all:
		return migrate.All(), nil
	case len(args) == 0:
		return migrate.Target{}, usagef("say up to which version, --all, or --only VERSION").try(example)
	}
	var version versionValue
	if err := version.Set(args[0]); err != nil {
		return migrate.Target{}, usagef("%s: %v", args[0], err).try(example)
	}
	return migrate.To(int64(version)), nil
}

func (f *baselineFlags) mode() migrate.BaselineMode {
	switch {
	case f.dryRun && f.force:
		return migrate.BaselineShownForced
	case f.dryRun:
		return migrate.BaselineShown
	case f.force:
		return migrate.BaselineForced
	}
	return migrate.BaselineSafe
}

func (a *app) baseline(ctx context.Context, f *baselineFlags, target migrate.Target) error {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	if len(repos) > 1 {
		return usagef("there are %d repositories: %s; say whose migrations to mark", len(repos), repoNames(repos)).
			try("whimbrel baseline --repo " + repos[0].Name + " ...")
	}
	repo := repos[0]
	if err := a.checkFolders(repo); err != nil {
		return err
	}
	if err := a.runGo(ctx, goFolders(repos, nil)); err != nil {
		return err
	}
	r := &reporter{app: a, level: levelWarning}
	s, err := a.open(ctx, repo, sessionOptions{prefix: f.prefix, look: f.dryRun, observe: r.observe})
	if err != nil {
		return err
	}
	marked, err := s.migrator.Baseline(ctx, target, f.mode())
	if err := s.close(ctx, err); err != nil {
		return err
	}
	if f.format.value == "json" {
		return writeJSON(a.out, statusRows(repo, marked))
	}
	if !a.quiet {
		a.printBaseline(s.database, marked, f.dryRun)
	}
	return nil
}

func (a *app) printBaseline(d config.Database, marked []migrate.Status, dryRun bool) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(a.out, format+"\n", args...) }
	if len(marked) == 0 {
		say("Nothing to mark in %s: the migrations are recorded as applied already.", d)
		return
	}
	mark, done := a.out.Paint(term.Green, a.out.Mark("✓"))+"up", "marked as applied in %s; none of them was run.\nTo see what is left to run: whimbrel migrations"
	if dryRun {
		mark, done = "would be up", "would be marked as applied in %s; nothing was written."
	}
	for _, s := range marked {
		say("%s  %d  %s", mark, s.Version, s.Name)
	}
	say("\n%s "+done, plural(len(marked), "migration"), d)
}
