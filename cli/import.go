package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/source"
)

// importFlags are the flags of import.
type importFlags struct {
	repoFlags
	from, table string
	yes, undo   bool
}

func (a *app) importCommand() *cobra.Command {
	f := &importFlags{}
	c := &cobra.Command{
		Use:   "import",
		Short: "Take over a database that another tool has migrated",
		Long: "Write into the table of versions what another tool's own table says has run.\n" +
			"It shows first what it will write, and asks. --undo takes it back.",
		Example: "  whimbrel import --from goose\n  whimbrel import --from golang-migrate --yes\n  whimbrel import --undo",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.importVersions(c.Context(), f)
		},
	}
	f.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.StringVar(&f.from, "from", "", "the tool: "+join(importNames(), " or "))
	flags.StringVar(&f.table, "table", "", "the tool's table, if it has another name than usual")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&f.undo, "undo", false, "take an import back")
	_ = c.RegisterFlagCompletionFunc("from", cobra.FixedCompletions(importNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) importVersions(ctx context.Context, f *importFlags) error {
	if f.from == "" && !f.undo {
		return usagef("import needs the name of the tool: %s", join(importNames(), " or ")).try("whimbrel import --from goose")
	}
	tool, err := importToolOf(f.from)
	if err != nil {
		return err
	}
	repo, err := a.importRepo(f)
	if err != nil {
		return err
	}
	if err := a.runGo(ctx, goFolders([]*config.Repo{repo}, nil)); err != nil {
		return err
	}
	d, err := repo.Database()
	if err != nil {
		return err
	}
	conn, err := a.connect(ctx, existing(d))
	if err != nil {
		return err
	}
	t := &takeover{
		conn: conn, dialect: dialectFor(d.Dialect), tool: tool, from: tool.tableNamed(f.table),
		ours: command.Object{Name: repo.VersionsTable}, now: a.now(),
	}
	if t.ours.Name == "" {
		t.ours.Name = "schema_migrations"
	}
	run := a.importFrom
	if f.undo {
		run = a.importUndo
	}
	return (&session{conns: []database.Conn{conn}}).close(ctx, run(ctx, f, repo, d, t))
}

// importRepo returns the one repository whose database is taken over.
func (a *app) importRepo(f *importFlags) (*config.Repo, error) {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return nil, err
	}
	switch repo := repos[0]; {
	case len(repos) > 1:
		return nil, usagef("there are %d repositories: %s; say which one to take over", len(repos), repoNames(repos)).
			try("whimbrel import --from " + f.from + " --repo " + repo.Name)
	case repo.MigrationRepo != nil:
		return nil, usagef("the versions of %s are in another database (migration_repo); import writes only into the migrated one", repo.Name).
			try("take migration_repo out of whimbrel.toml")
	default:
		return repo, a.checkFolders(repo)
	}
}

func (a *app) importFrom(ctx context.Context, f *importFlags, repo *config.Repo, d config.Database, t *takeover) error {
	files, warnings, err := find(a.folders(repo), a.sets(repo), a.formats(t.dialect))
	if err != nil {
		return err
	}
	a.printDiagnostics(warnings)
	if err := t.plan(ctx, files); err != nil {
		return err
	}
	if len(t.rows) == 0 && t.backup == "" {
		a.tell("Nothing to write: %s of %s holds all that %s has run on %s.", t.ours, "Whimbrel", t.tool.name, d)
		return nil
	}
	a.showTakeover(d, t, files)
	command := "whimbrel import --from " + t.tool.name
	if f.table != "" {
		command += " --table " + f.table
	}
	if err := a.confirm(f.yes, "Write this?", command+" --yes", "Nothing was written."); err != nil {
		return err
	}
	if err := t.write(ctx, files); err != nil {
		return err
	}
	a.done(plural(len(t.rows), "version") + " written to " + t.ours.String() + ". To take it back: whimbrel import --undo")
	return nil
}

// showTakeover prints what an import will write.
func (a *app) showTakeover(d config.Database, t *takeover, files []source.File) {
	names := map[int64]string{}
	for _, f := range files {
		names[f.Version] = f.Name
	}
	print := func(format string, args ...any) { _, _ = fmt.Fprintf(a.out, format+"\n", args...) }
	print("%s", a.out.Paint(term.Bold, fmt.Sprintf("%s has run %s on %s (table %s)",
		t.tool.name, plural(len(t.applied), "migration"), d, t.from)))
	if len(t.rows) > 0 {
		print("\n  %s", a.out.Paint(term.Dim, "Migration ID    Migration Name"))
		print("%s", a.out.Paint(term.Dim, strings.Repeat("-", 50)))
		for _, row := range t.rows {
			name, ok := names[row.version]
			if !ok {
				name = a.out.Paint(term.Red, fileNotFound)
			}
			print("  %-15d %s", row.version, name)
		}
	}
	print("")
	for _, line := range t.describe() {
		print("%s", line)
	}
	pending := slices.DeleteFunc(slices.Clone(files), func(f source.File) bool { return t.has(f.Version) })
	print("Pending after that: %s.", plural(len(pending), "migration"))
}

// confirm asks a question, unless the answer was given on the command line.
func (a *app) confirm(yes bool, question, command, nothing string) error {
	if yes {
		return nil
	}
	refusal := usagef("nobody is here to be asked, and nothing was written").try(command)
	return a.askFirst(question, nothing, refusal)
}

func (a *app) importUndo(ctx context.Context, f *importFlags, _ *config.Repo, d config.Database, t *takeover) error {
	j, err := t.readJournal(ctx)
	if err != nil {
		return err
	}
	if err := t.checkUndo(ctx, j); err != nil {
		return err
	}
	for _, line := range t.describeUndo(j, d.String()) {
		_, _ = fmt.Fprintln(a.out, line)
	}
	if err := a.confirm(f.yes, "Take it back?", "whimbrel import --undo --yes", "Nothing was changed."); err != nil {
		return err
	}
	if err := t.undo(ctx, j); err != nil {
		return err
	}
	a.done("The import from " + j.tool + " has been taken back.")
	return nil
}

// exec runs statements, in a transaction where the database has those for
// changes of the schema.
func (t *takeover) exec(ctx context.Context, statements []string) error {
	if !t.dialect.Capabilities().TransactionalDDL {
		return t.conn.Exec(ctx, statements...)
	}
	err := t.conn.Exec(ctx, append(statements, "COMMIT")...)
	if err != nil {
		return errors.Join(err, ignored(t.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")))
	}
	return nil
}

// ignored is the error of a ROLLBACK: the server has done it already, or the
// connection is gone.
func ignored(error) error { return nil }
