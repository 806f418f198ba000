package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// convertFlags are the flags of convert.
type convertFlags struct {
	repoFlags
	to, out, packageName, dialect string
	force                         bool
}

func (a *app) convertCommand() *cobra.Command {
	f := &convertFlags{}
	c := &cobra.Command{
		Use:   "convert [FILE or FOLDER]... --to go|exs|sql",
		Short: "Write migrations in another language",
		Long: "Write the migrations of the given files and folders, or of the configured folder, as Go, as Ecto scripts or\n" +
			"as SQL. The new files do the same; what they cannot have, such as comments, is named. Files are never\n" +
			"overwritten without --force. One migration without --out is printed.\n\n" +
			"Go code as input is not parsed.",
		Example: "  whimbrel convert priv/repo/migrations --to go --out migrations\n" +
			"  whimbrel convert --to sql --dialect postgres --out sql\n" +
			"  whimbrel convert 20190417140000_add_weather_table.exs --to go",
		RunE: func(_ *cobra.Command, args []string) error { return a.convert(f, args) },
	}
	f.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.StringVar(&f.to, "to", "", "the language: go, exs or sql")
	flags.StringVar(&f.out, "out", "", "the folder to write to")
	flags.StringVar(&f.packageName, "package", "", "the name of the Go package (default: the folder's)")
	flags.StringVar(&f.dialect, "dialect", "", "the database of SQL: "+join(config.Dialects, " or ")+" (default: the configured one)")
	flags.BoolVar(&f.force, "force", false, "overwrite files")
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions([]string{"go", "exs", "sql"}, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("dialect", cobra.FixedCompletions(config.Dialects, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// output is a file to be written.
type output struct{ base, text string }

// conversion is one run of convert.
type conversion struct {
	app     *app
	repo    *config.Repo
	dialect dialect.Dialect
	// target is the Go package that is written to; nil for other languages.
	target *goTarget
}

func (a *app) convert(f *convertFlags, args []string) error {
	c, err := a.conversion(f, args)
	if err != nil {
		return err
	}
	files, warnings, err := a.planFiles(c.repo, args, c.dialect)
	if err != nil {
		return err
	}
	if f.out == "" && len(files) != 1 {
		return usagef("there are %d migrations: say which folder to write to", len(files)).
			try("whimbrel convert --to " + f.to + " --out FOLDER")
	}
	if !a.quiet {
		a.printDiagnostics(append(warnings, unparsed(c.repo, args)...))
	}
	outputs, err := c.all(f.to, files)
	if err != nil {
		return err
	}
	if f.out == "" {
		for _, o := range outputs {
			if len(outputs) > 1 {
				_, _ = fmt.Fprintf(a.out, "-- %s\n", o.base)
			}
			_, _ = fmt.Fprint(a.out, o.text)
		}
		return nil
	}
	if c.target != nil {
		outputs = append(outputs, c.target.set()...)
	}
	return a.writeAll(f.out, outputs, f.force)
}

// conversion checks the flags.
func (a *app) conversion(f *convertFlags, args []string) (*conversion, error) {
	switch f.to {
	case "go", "exs", "sql":
	case "":
		return nil, usagef("say which language to convert to").try("whimbrel convert --to go --out migrations")
	default:
		return nil, usagef("--to cannot be %s", f.to).try("whimbrel convert --to go --out migrations")
	}
	for _, arg := range args {
		if filepath.Ext(arg) == ".go" {
			e := usagef("%s is Go code, which is not parsed", arg)
			e.detail = "only scripts and SQL can be converted"
			return nil, e
		}
	}
	if f.packageName != "" && f.to != "go" {
		return nil, usagef("--package is for Go only").try("whimbrel convert --to go --package " + f.packageName)
	}
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return nil, err
	}
	if len(repos) > 1 && len(args) == 0 {
		return nil, usagef("there are %d repositories: %s; say whose migrations to convert", len(repos), repoNames(repos)).
			try("whimbrel convert --to " + f.to + " --repo " + repos[0].Name)
	}
	c := &conversion{app: a, repo: repos[0]}
	name := f.dialect
	if name == "" {
		name, err = c.repo.Dialect()
	} else if name, err = config.DialectOf(name); err != nil {
		err = usagef("%v", err).try("whimbrel convert --to " + f.to + " --dialect postgres")
	}
	if err != nil {
		return nil, err
	}
	c.dialect = dialectFor(name)
	if f.to == "go" {
		c.target, err = newGoTarget(f)
	}
	return c, err
}

// unparsed warns of Go migrations in the folders, which are left out.
func unparsed(r *config.Repo, args []string) diag.List {
	dirs := args
	if len(args) == 0 {
		for _, f := range r.Folders {
			dirs = append(dirs, f.Path)
		}
	}
	var warnings diag.List
	for _, dir := range dirs {
		if gobuild.Has(dir) {
			warnings = append(warnings, diag.Warningf(diag.Pos{File: dir}, "the Go files of the folder are left out: Go code is not parsed"))
		}
	}
	return warnings
}

// all converts the migrations. If one of them cannot be, none is.
func (c *conversion) all(to string, files []planFile) ([]output, error) {
	var outputs []output
	var problems diag.List
	for _, file := range files {
		converted, warnings, err := c.one(to, file)
		if err != nil {
			list := diag.All(err)
			if list == nil {
				return nil, err
			}
			problems = append(problems, list...)
			continue
		}
		if !c.app.quiet {
			c.app.printDiagnostics(warnings)
		}
		outputs = append(outputs, converted...)
	}
	return outputs, problems.Err()
}

func (c *conversion) one(to string, file planFile) ([]output, diag.List, error) {
	if file.version == 0 {
		return nil, nil, diag.Errorf(diag.Invalid, diag.Pos{File: file.path}, "the file's name does not begin with a version").
			WithHint("rename it to NUMBER_NAME, such as 20190417140000_%s", filepath.Base(file.path))
	}
	m, err := file.load()
	if err != nil {
		return nil, nil, err
	}
	var lost diag.List
	if text, err := file.text(); err == nil && filepath.Ext(file.path) == ".exs" && to != "sql" {
		lost = exs.Lost(file.path, text)
	}
	if to == "sql" {
		outputs, warnings, err := c.sql(m)
		return outputs, warnings, err
	}
	captured, warnings, err := print.Capture(m, c.repo.Commands)
	if err != nil {
		return nil, nil, err
	}
	o, err := c.print(to, m, captured)
	return []output{o}, append(append(lost, m.Warnings...), warnings...), err
}

func (c *conversion) print(to string, m *source.Migration, captured *print.Migration) (output, error) {
	if to == "go" {
		return c.target.print(captured)
	}
	return printScript(c.repo, m, captured)
}

// writeAll writes the files, or none if one of them is there already.
func (a *app) writeAll(out string, outputs []output, force bool) error {
	var there diag.List
	for _, o := range outputs {
		path := filepath.Join(out, o.base)
		if old, err := os.ReadFile(path); err == nil && !force && !bytes.Equal(old, []byte(o.text)) {
			there = append(there, diag.Errorf(diag.Invalid, diag.Pos{File: path}, "there is a file of this name already; nothing was written").
				WithHint("choose another folder with --out, or overwrite it with --force"))
		}
	}
	if err := there.Err(); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return diag.Errorf(diag.IO, diag.Pos{File: out}, "cannot make the folder: %v", reason(err))
	}
	for _, o := range outputs {
		path := filepath.Join(out, o.base)
		if err := os.WriteFile(path, []byte(o.text), 0o644); err != nil {
			return diag.Errorf(diag.IO, diag.Pos{File: path}, "cannot write the migration: %v", reason(err))
		}
		a.done("wrote " + path)
	}
	return nil
}
