package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/fix"
	"github.com/whimbrel-go/whimbrel/lint/report"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// lintFlags are the flags of lint.
type lintFlags struct {
	planFlags
	pending, all, list bool
	since              string
	serverVersion      string
	output             string
	failOn             string
	rules              []string
	explain            string
	max                int
	fixFlags
	// named: there are files on the command line.
	named bool
	// given are the flags as they were typed.
	given []string
}

func (a *app) lintCommand() *cobra.Command {
	f := &lintFlags{}
	c := &cobra.Command{
		Use:   "lint [FILE or FOLDER]...",
		Short: "Say what migrations would lock, rewrite, break or lose",
		Long: "Review migrations as a database engineer does: what locks a table and for how long, what running code still\n" +
			"uses, what loses data, what the project does otherwise. Without a database the schema is that of the folder's\n" +
			"migrations; with --pending or --url it is the database's own, with the number of rows and the version. Files that\n" +
			"are named are reviewed alone. Ends with 3 if something is as bad as --fail-on.",
		Example: "  whimbrel lint\n  whimbrel lint --since origin/main --format github\n" +
			"  whimbrel lint --url postgres://localhost/app_prod\n  whimbrel lint --explain set-not-null",
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case f.explain != "":
				return a.explainRule(f.explain)
			case f.list:
				return a.listRules(f.format.value)
			}
			f.named, f.given = len(args) > 0, givenFlags(c.Flags())
			if err := f.checkFix(); err != nil {
				return err
			}
			return a.lint(c.Context(), f, args)
		},
	}
	f.addOffline(c)
	f.format.add(c, report.Formats()...)
	flags := c.Flags()
	flags.BoolVar(&f.pending, "pending", false, "review what the database has not applied, with its tables, rows and version")
	flags.StringVar(&f.since, "since", "", "review what has changed since this revision of Git")
	flags.BoolVar(&f.all, "all", false, "review all of the folder, also up to start_after")
	flags.StringVar(&f.serverVersion, "server-version", "", "the version of the database: 15, mariadb 10.11 (default: the oldest supported one)")
	flags.StringVarP(&f.output, "output", "o", "", "write into this file")
	flags.StringVar(&f.failOn, "fail-on", "", "end with 3 from this severity on: error, warning, note or never (default: error)")
	flags.StringArrayVar(&f.rules, "rule", nil, "ask this rule only (repeatable)")
	flags.IntVar(&f.max, "max", 0, "show this number of findings at most")
	flags.StringVar(&f.explain, "explain", "", "print the page of a rule")
	flags.BoolVar(&f.list, "list", false, "list the rules")
	f.fixFlags.add(flags)
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"error", "warning", "note", "never"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// linted is what lint knows about the migrations of a repository.
type linted struct {
	repo    *config.Repo
	entries []lint.Entry
	// found are all migrations of the folders, applied ones too.
	found  []lint.Entry
	config lint.Config
	report *lint.Report
	// memory is what fixes need to know of the folders.
	memory *fix.Memory
	// applied are the versions that the database has, if it was asked.
	applied map[int64]bool
}

func (a *app) lint(ctx context.Context, f *lintFlags, args []string) error {
	settings, repos, err := a.lintSettings(f, args)
	if err != nil {
		return err
	}
	if err := a.runGo(ctx, lintGoFolders(repos, args)); err != nil {
		return err
	}
	whole := &lint.Report{}
	var all []*linted
	for _, r := range repos {
		l, err := a.lintRepo(ctx, f, r, settings, args)
		if err != nil {
			return err
		}
		all = append(all, l)
		whole.Findings = append(whole.Findings, l.report.Findings...)
		whole.Problems = append(whole.Problems, l.report.Problems...)
		whole.Reviewed += l.report.Reviewed
	}
	if f.fix {
		return a.fixLint(ctx, f, args, all)
	}
	if err := a.writeLint(f, whole, all); err != nil {
		return err
	}
	if f.format.value == report.TextFormat && f.output == "" && !a.quiet {
		a.offerFix(f, args, all)
	}
	return lintResult(whole, settings.FailOn)
}

// lintSettings reads the flags and the configuration.
func (a *app) lintSettings(f *lintFlags, args []string) (config.Lint, []*config.Repo, error) {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return config.Lint{}, nil, err
	}
	known := rules.All()
	settings, err := repos[0].Lint(known)
	if err != nil {
		return settings, nil, err
	}
	if f.dialect != "" {
		f.mariaDB = isMariaDB(f.dialect)
		if f.dialect, err = config.DialectOf(f.dialect); err != nil {
			return settings, nil, usagef("%v", err).try("whimbrel lint --dialect postgres")
		}
	}
	settings.FailOn = cmp.Or(settings.FailOn, lint.Error)
	if f.failOn != "" {
		if settings.FailOn, err = config.ParseFailOn(f.failOn); err != nil {
			return settings, nil, usagef("%v", err).try("--fail-on error, warning, note or never")
		}
	}
	if f.url != "" {
		f.pending = true
	}
	if f.max < 0 {
		return settings, nil, usagef("--max cannot be %d", f.max)
	}
	if err := onlyRules(&settings, known, f.rules); err != nil {
		return settings, nil, err
	}
	if len(repos) > 1 && len(args) > 0 {
		repos = []*config.Repo{repoOf(repos, args[0])}
	}
	return settings, repos, nil
}

// onlyRules switches all rules off but the named ones.
func onlyRules(settings *config.Lint, known []*lint.Rule, names []string) error {
	if len(names) == 0 {
		return nil
	}
	var wanted []*lint.Rule
	for _, name := range names {
		meant := lint.FindAll(known, name)
		if len(meant) == 0 {
			return noRule(known, name)
		}
		wanted = append(wanted, meant...)
	}
	for _, r := range known {
		if !slices.Contains(wanted, r) {
			settings.Severities[r.ID] = lint.Off
		} else if settings.Severities[r.ID] == lint.Off {
			delete(settings.Severities, r.ID)
		}
	}
	return nil
}

func noRule(known []*lint.Rule, name string) error {
	e := usagef("there is no rule %s", name).try("whimbrel lint --list")
	if near := lint.NearestRule(known, name); near != "" {
		e.detail = "did you mean " + near + "?"
	}
	return e
}

// lintRepo reviews the migrations of a repository.
func (a *app) lintRepo(ctx context.Context, f *lintFlags, r *config.Repo, settings config.Lint, args []string) (*linted, error) {
	name := f.dialect
	if name == "" {
		var err error
		if name, err = r.Dialect(); err != nil {
			return nil, err
		}
	}
	l := &linted{repo: r, memory: fix.NewMemory()}
	l.config = lint.Config{
		Rules: rules.All(), Dialect: dialectFor(name), Commands: r.Commands, Settings: settings.Settings,
		Read: sources, LockTimeout: r.Limits.Lock, StatementTimeout: r.Limits.Statement, Rows: knownRows(settings.Rows, nil, ""),
		Planned: func(e lint.Entry, p *plan.Plan) { l.memory.Planned(e.File, p) },
	}
	l.config.Commands.Prefix, l.config.Commands.Repo, l.config.Commands.Settings = f.prefix, r.Module, r.Settings()
	var err error
	if l.config.Server, err = f.server(r, name, cmp.Or(f.serverVersion, settings.Version)); err != nil {
		return nil, usagef("--server-version: %v", err).try("whimbrel lint --server-version 15")
	}
	found, warnings, err := a.lintFiles(r, args, l.config.Dialect)
	if err != nil {
		return nil, err
	}
	if !a.quiet {
		a.printDiagnostics(warnings)
	}
	if f.pending {
		if err := a.lintLive(ctx, f, l, settings); err != nil {
			return nil, err
		}
	}
	l.found = found
	if l.entries, err = a.choose(ctx, f, found, l.applied, settings.StartAfter); err != nil {
		return nil, err
	}
	l.report, err = lint.Run(ctx, l.entries, l.config)
	return l, err
}

// writeLint prints a report, or writes it into a file.
func (a *app) writeLint(f *lintFlags, whole *lint.Report, all []*linted) error {
	format := f.format.value
	if format == report.TextFormat {
		a.printDiagnostics(whole.Problems)
	}
	options := a.reportOptions(f, all)
	if f.output == "" {
		if a.quiet && format == report.TextFormat {
			if whole = onlyErrors(whole); len(whole.Findings) == 0 {
				return nil
			}
		}
		return report.Write(a.out, format, whole, options)
	}
	options.Paint = nil
	if err := writeReport(f.output, format, whole, options); err != nil {
		return err
	}
	a.tell("%s; written to %s", report.Summary(whole), f.output)
	return nil
}

func onlyErrors(whole *lint.Report) *lint.Report {
	kept := *whole
	kept.Findings = slices.DeleteFunc(slices.Clone(whole.Findings), func(f lint.Finding) bool { return f.Severity != lint.Error || f.Suppressed != nil })
	return &kept
}

// lintResult decides on the exit code.
func lintResult(whole *lint.Report, failOn lint.Severity) error {
	if whole.Problems.Err() != nil {
		return errReported
	}
	bad := func(f lint.Finding) bool { return f.Suppressed == nil && failOn != lint.Off && f.Severity >= failOn }
	if !slices.ContainsFunc(whole.Findings, bad) {
		return nil
	}
	return errPending
}
