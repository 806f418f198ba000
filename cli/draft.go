package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/generate"
)

// draftFlags are the flags of draft.
type draftFlags struct {
	repoFlags
	path, name, dialect string
	print               bool
	// choose are the answers to questions, from 1.
	choose []int
	// ids, timestamps, tenantColumn and online take the place of [draft]'s keys.
	ids, timestamps formatFlag
	tenantColumn    string
	online          bool
	onlineGiven     bool
	// format is chosen by the folder unless the flag is given.
	format       formatFlag
	formatChosen bool
}

// draftExamples are what can be typed.
const draftExamples = `  whimbrel draft 'Create users table with email and name'
  whimbrel draft 'Add phone to users'
  whimbrel draft 'Make email unique on users' --online
  whimbrel draft 'Backfill role to member on users where role is null'
  whimbrel draft 'create_table products sku:string:unique price:decimal' --print
  whimbrel draft - < description.txt`

func (a *app) draftCommand() *cobra.Command {
	f := &draftFlags{}
	c := &cobra.Command{
		Use:   "draft TEXT",
		Short: "Write a migration from a description in English",
		Long: "Write the migration that a description in English asks for, offline and always the same way. What the\n" +
			"description leaves open is decided by conventions, and each decision is explained; what has two meanings is\n" +
			"asked. The migrations of the folder are read to know the tables; with --url, the database is.\n" +
			"With - the description comes from standard input.",
		Example: draftExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			f.formatChosen, f.onlineGiven = c.Flags().Changed("format"), c.Flags().Changed("online")
			return a.draft(c.Context(), f, args)
		},
	}
	c.SetFlagErrorFunc(draftFlagError)
	f.add(c)
	return c
}

// draftFlagError answers a flag that is wrong, or a list with dashes, which
// looks like one.
func draftFlagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && strings.ContainsAny(unknown.GetSpecifiedShortnames(), " \n") {
		return usagef("the description begins with a dash, as flags do").
			try("whimbrel draft -- " + shellQuoted("-"+unknown.GetSpecifiedShortnames()))
	}
	return flagError(c, err)
}

func (f *draftFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringArrayVarP(&f.repos, "repo", "r", nil, "the repository, by its name or module")
	flags.StringVar(&f.path, "migrations-path", "", "the folder to read and to write to")
	flags.StringVar(&f.url, "url", "", "read the tables of this database instead of the folder's migrations")
	flags.StringVar(&f.name, "name", "", "the migration's name, if there is one file")
	flags.BoolVar(&f.print, "print", false, "print the migration and write nothing")
	flags.IntSliceVar(&f.choose, "choose", nil, "the `number` of the reading that is meant, for a description with several (repeatable)")
	f.format.add(c, "exs", "go", "sql", "json")
	shown := flags.Lookup("format")
	shown.Usage, shown.DefValue = "the `language`: exs, go or sql (default: go in a folder of Go migrations, else exs), or json,\n"+
		"which prints the commands and writes nothing", ""
	flags.StringVar(&f.dialect, "dialect", "", "the database that it is for: "+join(config.Dialects, " or ")+" (default: the configured one)")
	f.choice(c, &f.ids, "ids", "the `type` of primary keys", config.DraftIDs)
	f.choice(c, &f.timestamps, "timestamps", "the `type` of timestamps", config.DraftTimestamps)
	flags.StringVar(&f.tenantColumn, "tenant-column", "", "the `column` that says whose a row is (default tenant_id)")
	flags.BoolVar(&f.online, "online", false, "build indexes concurrently, in migrations of their own; --online=false if [draft] says so")
	_ = c.RegisterFlagCompletionFunc("dialect", cobra.FixedCompletions(config.Dialects, cobra.ShellCompDirectiveNoFileComp))
	addCompatible(c)
}

// choice adds a flag that is one of a few words, the first by default.
func (f *draftFlags) choice(c *cobra.Command, flag *formatFlag, name, usage string, allowed []string) {
	flag.allowed = allowed
	c.Flags().Var(flag, name, usage+": "+join(allowed, " or ")+" (default "+allowed[0]+")")
	_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp))
}

// drafting is one run of draft.
type drafting struct {
	app     *app
	flags   *draftFlags
	repo    *config.Repo
	options draft.Options
	// fromStdin says that the description was not typed.
	fromStdin bool
	// chosen are the answers of --choose that a question had.
	chosen []int
	// notes are what the person should know of the folder.
	notes diag.List
}

func (a *app) draft(ctx context.Context, f *draftFlags, args []string) error {
	d, err := a.drafting(ctx, f, args)
	if err != nil {
		return err
	}
	result, err := d.decide()
	if err != nil {
		return err
	}
	if f.name != "" && len(result.Files) != 1 {
		return usagef("--name is for one migration, and this is %d: %s", len(result.Files), fileNames(result)).
			try("whimbrel draft without --name")
	}
	if f.name != "" {
		result.Files[0].Name = generate.Underscore(f.name)
	}
	return d.deliver(result)
}

// drafting checks the flags, and reads the text and the tables.
func (a *app) drafting(ctx context.Context, f *draftFlags, args []string) (*drafting, error) {
	if len(args) == 0 {
		return nil, noDescription("say what the migration is to do")
	}
	if f.path != "" {
		f.paths = []string{f.path}
	}
	c, err := a.load(f.repoFlags)
	if err != nil {
		return nil, err
	}
	settings, err := c.Draft()
	if err != nil {
		return nil, err
	}
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return nil, err
	}
	if len(repos) > 1 {
		return nil, usagef("there are %d repositories: %s; say which one the migration is for", len(repos), repoNames(repos)).
			try("whimbrel draft --repo " + repos[0].Name + " ...")
	}
	d := &drafting{app: a, flags: f, repo: repos[0]}
	if err := d.target(settings); err != nil {
		return nil, err
	}
	if err := d.knowTables(ctx); err != nil {
		return nil, err
	}
	d.fromStdin = len(args) == 1 && args[0] == "-"
	d.options.Text, err = a.description(args)
	return d, err
}

// description is the text of the arguments, or of standard input for "-".
func (a *app) description(args []string) (string, error) {
	text := strings.Join(args, " ")
	if text == "-" {
		read, err := io.ReadAll(io.LimitReader(a.in, maxDescription+1))
		if err != nil {
			return "", diag.Errorf(diag.IO, diag.Pos{}, "cannot read the description: %v", reason(err))
		}
		text = string(read)
	}
	switch {
	case strings.TrimSpace(text) == "":
		return "", noDescription("the description is empty")
	case len(text) > maxDescription:
		return "", usagef("the description has more than %d bytes; draft a migration at a time", maxDescription)
	}
	return text, nil
}

// maxDescription is far more than anybody says about a migration.
const maxDescription = 64 << 10

func noDescription(problem string) *usageError {
	return usagef("%s", problem).try(strings.TrimSpace(strings.ReplaceAll(draftExamples, "\n  ", "\n")))
}

func fileNames(r *draft.Result) string {
	names := make([]string, len(r.Files))
	for i, file := range r.Files {
		names[i] = file.Name
	}
	return join(names, " and ")
}
