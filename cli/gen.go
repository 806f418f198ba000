package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
)

func (a *app) genCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "gen",
		Aliases: []string{"generate"},
		Short:   "Write a new migration",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(a.genMigrationCommand())
	return c
}

// genFlags are the flags of gen migration.
type genFlags struct {
	repoFlags
	path, change string
	// format is chosen by the folder unless the flag is given.
	format formatFlag
	chosen bool
}

func (a *app) genMigrationCommand() *cobra.Command {
	f := &genFlags{}
	c := &cobra.Command{
		Use:   "migration NAME",
		Short: "Write a new migration file",
		Long: "Write a new migration file with the current time (UTC) as its version.\n" +
			"The name may be written in under_scores, in CamelCase or in words.",
		Example: "  whimbrel gen migration add_weather_table\n" +
			"  whimbrel gen migration AddWeatherTable --change 'create table(\"weather\")'\n" +
			"  whimbrel gen migration add_weather_table --format sql\n" +
			"  whimbrel gen migration add_weather_table --format go",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("the migration needs a name").try("whimbrel gen migration add_weather_table")
			}
			f.chosen = c.Flags().Changed("format")
			return a.genMigration(f, strings.Join(args, " "))
		},
	}
	flags := c.Flags()
	flags.StringArrayVarP(&f.repos, "repo", "r", nil, "the repository, by its name or module")
	flags.StringVar(&f.path, "migrations-path", "", "the folder to write to")
	flags.StringVar(&f.change, "change", "", "the code of change/0, or of the function in Go")
	f.format.add(c, "exs", "go", "sql")
	shown := flags.Lookup("format")
	shown.Usage, shown.DefValue = "the language: exs, go or sql (default: go in a folder of Go migrations, else exs)", ""
	addCompatible(c)
	return c
}

func (a *app) genMigration(f *genFlags, name string) error {
	if f.path != "" {
		f.paths = []string{f.path}
	}
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	if len(repos) > 1 {
		return usagef("there are %d repositories: %s; say which one the migration is for", len(repos), repoNames(repos)).
			try("whimbrel gen migration " + name + " --repo " + repos[0].Name)
	}
	r := repos[0]
	m := generate.Migration{
		Name: name, Change: f.change, Folder: r.Folders[0].Path, Shown: r.Folders[0].Shown, Repo: r.Module, Now: a.now(),
	}
	p, err := gobuild.OpenFolder(m.Folder, m.Shown)
	if err != nil {
		return err
	}
	// Files are compared by generate; this one may have another name, or hold
	// several.
	if existing := p.Adds(generate.Underscore(name)); existing != "" {
		return diag.Errorf(diag.Invalid, diag.Pos{File: m.Shown},
			"migration can't be created, there is already a migration %s", existing).WithHint("choose another name")
	}
	format := f.format.value
	if p.Set != "" && !f.chosen {
		format = "go"
	}
	switch {
	case format == "sql" && f.change != "":
		return usagef("--change is code, and the file is to be SQL").try("whimbrel gen migration " + name + " --format sql")
	case format == "sql":
		m.SQL = true
		return a.write(m, "Write the SQL of both directions")
	case format == "go":
		return a.genGo(m, p)
	}
	return a.write(m, "Fill in change/0")
}

// write writes the file and says what is left to do.
func (a *app) write(m generate.Migration, todo string) error {
	made := !fileExists(m.Folder)
	file, err := generate.Write(m)
	if err != nil {
		return err
	}
	if made {
		a.done("created " + m.Shown)
	}
	a.done("created " + file.Path)
	if m.Change == "" {
		a.tell("\n%s, then: whimbrel migrate", todo)
	} else {
		a.tell("\nNext: whimbrel migrate")
	}
	return nil
}

// genGo writes a migration in Go, and first the Set that it is added to, if
// the folder has none.
func (a *app) genGo(m generate.Migration, p *gobuild.Package) error {
	if _, err := gobuild.FindModule(m.Folder, m.Shown); err != nil {
		return err
	}
	m.Go = func(version int64, name string) (base, text string, err error) {
		text, err = p.Source(version, name, m.Change)
		return gobuild.FileName(version, name), text, err
	}
	if p.Set == "" {
		// Tried out first, so that a wrong name leaves nothing behind.
		if err := generate.Check(m.Name); err != nil {
			return err
		}
		if err := a.writeSet(p); err != nil {
			return err
		}
	}
	return a.write(m, "Fill in the function")
}

// writeSet writes the file with the Set, and says so.
func (a *app) writeSet(p *gobuild.Package) error {
	shown, err := makeSet(p)
	if err == nil {
		a.done("created " + shown)
	}
	return err
}

// makeSet writes the file with the Set and returns its path as it is shown.
func makeSet(p *gobuild.Package) (shown string, err error) {
	if err := os.MkdirAll(p.Dir, 0o755); err != nil {
		return "", diag.Errorf(diag.IO, diag.Pos{File: p.Shown}, "cannot make the folder: %v", reason(err))
	}
	shown = filepath.Join(p.Shown, gobuild.SetFile)
	f, err := os.OpenFile(filepath.Join(p.Dir, gobuild.SetFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return "", diag.Errorf(diag.IO, diag.Pos{File: shown}, "cannot write the file: %v", reason(err)).
			WithHint("write this into a file of the folder: var Migrations whimbrel.Set")
	}
	_, err = f.WriteString(p.SetSource())
	return shown, errors.Join(err, f.Close())
}

func repoNames(repos []*config.Repo) string {
	names := make([]string, len(repos))
	for i, r := range repos {
		names[i] = r.Name
	}
	return strings.Join(names, ", ")
}
