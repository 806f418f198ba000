package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/structure"
)

// squashFlags are the flags of squash.
type squashFlags struct {
	repoFlags
	to                               int64
	discard, unverified, withoutRows bool
}

func (a *app) squashCommand() *cobra.Command {
	f := &squashFlags{}
	c := &cobra.Command{
		Use:   "squash --to VERSION",
		Short: "Replace the oldest migrations by one",
		Long: "Replace all migrations up to a version by one with that version, which does the same on an empty database.\n" +
			"Databases that have run the version never run it again. The old files go to a folder beside the migrations.\n\n" +
			"The result is compared with the history on two scratch databases, which are created on the configured server\n" +
			"and dropped. It is a script if a script can say everything, and otherwise SQL.",
		Example: "  whimbrel squash --to 20240101000000\n  whimbrel squash --to 20240101000000 --delete",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if !c.Flags().Changed("to") {
				return usagef("say up to which version").try("whimbrel migrations lists them; whimbrel squash --to VERSION")
			}
			return a.squash(c.Context(), f)
		},
	}
	f.repoFlags.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.Var((*versionValue)(&f.to), "to", "the last version to be replaced, and the version of the new migration")
	flags.BoolVar(&f.discard, "delete", false, "delete the old files instead of moving them")
	flags.BoolVar(&f.withoutRows, "without-rows", false, "leave out rows that the old migrations insert")
	flags.BoolVar(&f.unverified, "unverified", false, "do without scratch databases, if a script can say everything")
	return c
}

// squashing is one run of squash.
type squashing struct {
	app     *app
	repo    *config.Repo
	flags   *squashFlags
	dialect dialect.Dialect
	// old are the migrations to be replaced by version.
	old []oldMigration
}

// oldMigration is a migration with the folder that it is in.
type oldMigration struct {
	source.File
	folder config.Folder
}

// last is the migration whose version the new one gets.
func (s *squashing) last() oldMigration { return s.old[len(s.old)-1] }

func (a *app) squash(ctx context.Context, f *squashFlags) error {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	if len(repos) > 1 {
		return usagef("there are %d repositories: %s; say whose migrations to squash", len(repos), repoNames(repos)).
			try(fmt.Sprintf("whimbrel squash --to %d --repo %s", f.to, repos[0].Name))
	}
	name, err := repos[0].Dialect()
	if err != nil {
		return err
	}
	s := &squashing{app: a, repo: repos[0], flags: f, dialect: dialectFor(name)}
	if err := s.collect(); err != nil {
		return err
	}
	if written, ok := s.unfinished(); ok {
		return s.finish(written)
	}
	if err := s.check(); err != nil {
		return err
	}
	o, err := s.write(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(filepath.Dir(s.path(s.last(), s.last().Paths()[0])), o.base)
	if err := writeWhole(path, path, o.text); err != nil {
		return err
	}
	return s.finish(o.base)
}

// collect finds the migrations up to the version.
func (s *squashing) collect() error {
	if err := s.app.checkFolders(s.repo); err != nil {
		return err
	}
	for _, folder := range s.repo.Folders {
		if gobuild.Has(folder.Path) {
			return diag.Errorf(diag.Refused, diag.Pos{File: folder.Shown}, "Go migrations cannot be squashed").
				WithDetail("a Go file may hold several migrations, and code that they share")
		}
		files, _, err := source.Find([]source.Folder{{FS: s.app.listed(folder.Path), Name: folder.Shown}}, s.app.formats(s.dialect))
		if err != nil {
			return err
		}
		for _, f := range files {
			if f.Version <= s.flags.to {
				s.old = append(s.old, oldMigration{f, folder})
			}
		}
	}
	sortOld(s.old)
	return nil
}

// check refuses what cannot be squashed.
func (s *squashing) check() error {
	files := make([]source.File, len(s.old))
	for i, o := range s.old {
		files[i] = o.File
	}
	if err := source.Duplicates(files); err != nil {
		return err
	}
	if len(s.old) == 0 || s.last().Version != s.flags.to {
		return diag.Errorf(diag.Invalid, diag.Pos{}, "there is no migration %d in %s", s.flags.to, shownFolders(s.repo)).
			WithHint("whimbrel migrations lists the versions")
	}
	if len(s.old) == 1 {
		return diag.Errorf(diag.Invalid, diag.Pos{File: s.last().Path}, "there is nothing to squash: this is the only migration up to %d", s.flags.to)
	}
	return nil
}

// write returns the new migration.
func (s *squashing) write(ctx context.Context) (output, error) {
	script, doubts, err := s.script()
	if err != nil {
		return output{}, err
	}
	if s.flags.unverified {
		if err := s.unverifiable(doubts); err != nil {
			return output{}, err
		}
		return script, nil
	}
	wanted, err := s.history(ctx)
	if err != nil {
		return output{}, err
	}
	if len(doubts) == 0 {
		got, err := s.result(ctx, script)
		switch {
		case ctx.Err() != nil:
			return output{}, ctx.Err()
		case err == nil && structure.Same(s.dialect.Name(), wanted, got):
			return script, nil
		case err == nil:
			doubts = diag.List{diag.Warningf(diag.Pos{}, "a script would make another database").WithDetail("%s", firstDifference(wanted, got))}
		default:
			doubts = s.app.diagnose(err)
		}
	}
	sql := s.sql(wanted)
	got, err := s.result(ctx, sql)
	if err == nil && !structure.Same(s.dialect.Name(), wanted, got) {
		err = diag.Errorf(diag.Unsupported, diag.Pos{}, "the squashed migration would make another database than the history").
			WithDetail("%s\nNothing was written.", firstDifference(wanted, got))
	}
	if err == nil && !s.app.quiet {
		s.tellDoubts(doubts)
	}
	return sql, err
}

// tellDoubts says why the migration is SQL and no script.
func (s *squashing) tellDoubts(doubts diag.List) {
	note := diag.Warningf(diag.Pos{}, "the migration is written as SQL, which cannot be rolled back: not everything can be a script")
	note.Severity = diag.Note
	lines := make([]string, 0, len(doubts))
	for _, d := range doubts {
		lines = append(lines, strings.TrimPrefix(d.Pos.String()+": "+d.Summary+"\n"+d.Detail, ": "))
	}
	if more := len(lines) - maxContradictions; more > 0 {
		lines = append(lines[:maxContradictions], plural(more, "more reason"))
	}
	note.Detail = strings.TrimSpace(strings.Join(lines, "\n"))
	s.app.printDiagnostics(diag.List{note})
}

// firstDifference shows the first line that two texts differ in.
func firstDifference(wanted, got string) string {
	a, b := strings.Split(wanted, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return "  history:  " + a[i] + "\n  squashed: " + b[i]
		}
	}
	return fmt.Sprintf("  history:  %d lines\n  squashed: %d lines", len(a), len(b))
}

// unfinished returns the new file of a squash that was interrupted. Its mark is
// that the old migration with the version is still there: it goes last.
func (s *squashing) unfinished() (base string, ok bool) {
	n := len(s.old)
	if n < 2 || s.old[n-1].Version != s.flags.to || s.old[n-2].Version != s.flags.to {
		return "", false
	}
	for _, o := range s.old[n-2:] {
		if o.Squashed() {
			return filepath.Base(o.Paths()[0]), true
		}
	}
	return "", false
}
