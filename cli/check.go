package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// checkFlags are the flags of check.
type checkFlags struct {
	planFlags
	stub bool
}

func (a *app) checkCommand() *cobra.Command {
	f := &checkFlags{}
	c := &cobra.Command{
		Use:   "check [FILE or FOLDER]...",
		Short: "Say which migrations of a folder run, and why others do not",
		Long: "Plan all migrations in both directions, without a database, and say which of them run here and which are\n" +
			"refused: file, line, what it is and what to do. With --stub a file for SQL is written beside each script that\n" +
			"is refused: it stands for the script once it is filled in. Ends with 3 if a migration is refused.",
		Example: "  whimbrel check\n  whimbrel check priv/repo/migrations --dialect postgres --format json\n  whimbrel check --stub",
		RunE:    func(c *cobra.Command, args []string) error { return a.check(c.Context(), f, args) },
	}
	f.addOffline(c)
	c.Flags().BoolVar(&f.stub, "stub", false, "write a file for SQL beside each script that is refused")
	f.format.add(c, "text", "json")
	return c
}

// checkedFile is a migration with what is wrong with it in each direction.
type checkedFile struct {
	file     planFile
	up, down error
	live     bool
	// locked is why migrate refuses what runs, with the lock that is configured.
	locked error
}

// isLive reports whether what a migration does depends on what it reads.
func isLive(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Statements(), func(s dialect.Statement) bool { return s.Live != nil })
}

// The states of a checked migration, as --format json calls them.
const (
	checkRuns    = "runs"
	checkLive    = "live"
	checkUpOnly  = "up only"
	checkRefused = "refused"
)

// state says whether a migration runs. One that Ecto cannot undo either runs.
func (c checkedFile) state() string {
	switch {
	case c.up != nil:
		return checkRefused
	case c.down != nil && !c.oneWay():
		return checkUpOnly
	case c.live:
		return checkLive
	}
	return checkRuns
}

// wanting reports whether something has to be done about a migration.
func (c checkedFile) wanting() bool {
	return c.state() == checkRefused || c.state() == checkUpOnly || c.locked != nil
}

// oneWay reports whether Ecto refuses to undo the migration as well: it cannot
// be reversed, or its own code says so.
func (c checkedFile) oneWay() bool {
	list := diag.All(c.down)
	return c.up == nil && len(list) > 0 && !slices.ContainsFunc(list, func(d *diag.Diagnostic) bool { return !isOneWay(d) })
}

// isOneWay reports whether Ecto ends with the same. Of the exceptions only those
// count that a script raises itself.
func isOneWay(d *diag.Diagnostic) bool {
	switch {
	case d.Kind == diag.Invalid && strings.HasPrefix(d.Summary, "** ("):
		return strings.HasPrefix(d.Summary, "** (RuntimeError)") || strings.HasPrefix(d.Summary, "** (Ecto.MigrationError)")
	case d.Kind == diag.Invalid, d.Kind == diag.Irreversible:
		return true
	}
	return d.Severity != diag.Error
}

func (a *app) check(ctx context.Context, f *checkFlags, args []string) error {
	repos, err := a.offline(ctx, &f.planFlags, args)
	if err != nil {
		return err
	}
	var all []checkedFile
	for _, r := range repos {
		a.noteDialect(r, &f.planFlags)
		p, err := a.planningOf(r, &f.planFlags, args)
		if err != nil {
			return err
		}
		for _, file := range p.files {
			all = append(all, p.check(file, r.Lock))
		}
	}
	if f.format.value == "json" {
		err = writeJSON(a.out, a.checkReport(all))
	} else {
		a.printChecked(all)
	}
	if err == nil && f.stub {
		err = a.writeStubs(all)
	}
	if err == nil && slices.ContainsFunc(all, checkedFile.wanting) {
		return errPending
	}
	return err
}

// check plans a migration in both directions.
func (p *planning) check(file planFile, lock dialect.LockStrategy) checkedFile {
	c := checkedFile{file: file}
	migration, err := file.load()
	if err != nil {
		c.up, c.down = err, err
		return c
	}
	up, err := p.build(migration, command.Up)
	if c.up = err; err == nil {
		c.live, c.locked = isLive(up), migrate.CheckLock(up, p.dialect, lock)
	}
	_, c.down = p.build(migration, command.Down)
	return c
}

// tally counts the migrations in each state.
func tally(all []checkedFile) map[string]int {
	counts := map[string]int{}
	for _, c := range all {
		counts[c.state()]++
	}
	return counts
}

// percent is the share of migrations that run in both directions.
func percent(all []checkedFile) float64 {
	if len(all) == 0 {
		return 100
	}
	counts := tally(all)
	return 100 * float64(counts[checkRuns]+counts[checkLive]) / float64(len(all))
}

// printChecked prints the reasons of all refusals, and the sum.
func (a *app) printChecked(all []checkedFile) {
	last := ""
	for _, c := range all {
		switch {
		case c.state() == checkRefused:
			a.printRefusal(c.file, "is refused", c.up, &last)
		case c.state() == checkUpOnly:
			a.printRefusal(c.file, "runs, and its rollback is refused", c.down, &last)
		case c.oneWay() && diag.KindOf(c.down) == diag.Invalid:
			a.printRefusal(c.file, "runs, and its rollback fails, as it does with Ecto", c.down, nil)
		}
		if c.locked != nil {
			a.printRefusal(c.file, "runs, but not with the lock and the transaction that it has", c.locked, &last)
		}
	}
	a.printShared(all)
	a.printMissing(all)
	counts := tally(all)
	line := fmt.Sprintf("%s: %d run", plural(len(all), "migration"), counts[checkRuns]+counts[checkLive])
	switch n := counts[checkLive]; n {
	case 0:
	case 1:
		line += " (1 of them asks the database while it runs)"
	default:
		line += fmt.Sprintf(" (%d of them ask the database while they run)", n)
	}
	if n := counts[checkUpOnly]; n > 0 {
		line += fmt.Sprintf(", %d run upwards only", n)
	}
	if n := counts[checkRefused]; n > 0 {
		line += fmt.Sprintf(", %d refused", n)
	}
	if n := len(slices.DeleteFunc(slices.Clone(all), func(c checkedFile) bool { return c.locked == nil })); n > 0 {
		line += fmt.Sprintf(", %d not with this lock", n)
	}
	_, _ = fmt.Fprintf(a.out, "%s: %.1f %%\n", line, percent(all))
}

// printRefusal prints a migration with the reasons and what to do, which is
// not told again if it is the last that was told. Without last nothing is to be
// done.
func (a *app) printRefusal(f planFile, what string, err error, last *string) {
	_, _ = fmt.Fprintln(a.out, a.out.Paint(term.Bold, f.path)+" "+what)
	for _, d := range a.diagnose(err) {
		_, _ = fmt.Fprintf(a.out, "  %s%s\n", placeIn(f, d), indented(d.Summary, "    "))
		if len(d.Via) > 0 {
			_, _ = fmt.Fprintf(a.out, "    called %s\n", way(d.Via, f.path))
		}
		if d.Detail != "" && !strings.Contains(d.Detail, "othing was run") {
			_, _ = fmt.Fprintf(a.out, "    %s\n", indented(d.Detail, "    "))
		}
		if d.Hint == "" || last == nil {
			continue
		}
		todo := indented(d.Hint, "      ")
		if *last == d.Hint {
			todo = "as above"
		}
		*last = d.Hint
		_, _ = fmt.Fprintf(a.out, "    what to do: %s\n", todo)
	}
	_, _ = fmt.Fprintln(a.out)
}

// placeIn is where a script goes wrong, to stand before the reason.
func placeIn(f planFile, d *diag.Diagnostic) string {
	switch {
	case d.Pos.Line == 0:
		return ""
	case d.Pos.File != f.path && d.Pos.File != "":
		return d.Pos.String() + ": "
	}
	return fmt.Sprintf("line %d: ", d.Pos.Line)
}

// way names the places that led from a script to another file, the last of
// which is in the script.
func way(via []diag.Pos, script string) string {
	places := make([]string, len(via))
	for i, pos := range via {
		places[i] = "from " + pos.String()
		if pos.File == script {
			places[i] = fmt.Sprintf("from line %d", pos.Line)
		}
	}
	return strings.Join(places, ", ")
}

// indented moves all lines of a text but the first.
func indented(text, by string) string { return strings.ReplaceAll(text, "\n", "\n"+by) }

// checkReport is what --format json prints.
type checkReport struct {
	Migrations int     `json:"migrations"`
	Runs       int     `json:"runs"`
	Live       int     `json:"live"`
	UpOnly     int     `json:"up_only"`
	Refused    int     `json:"refused"`
	Percent    float64 `json:"percent"`
	// Missing are the lines of whimbrel.toml that refused migrations ask for.
	Missing []missingLine `json:"missing"`
	// Files are all migrations by version.
	Files []checkRow `json:"files"`
}

type checkRow struct {
	Version *int64        `json:"version"`
	Name    string        `json:"name"`
	File    string        `json:"file"`
	State   string        `json:"state"`
	Up      []planProblem `json:"up,omitempty"`
	Down    []planProblem `json:"down,omitempty"`
	// Locked is why migrate refuses it with the lock that is configured.
	Locked []planProblem `json:"locked,omitempty"`
}

func (a *app) checkReport(all []checkedFile) checkReport {
	counts := tally(all)
	report := checkReport{
		Migrations: len(all), Runs: counts[checkRuns], Live: counts[checkLive], UpOnly: counts[checkUpOnly],
		Refused: counts[checkRefused], Percent: percent(all),
		Missing: a.missingLines(all), Files: []checkRow{},
	}
	for _, c := range all {
		row := checkRow{Name: c.file.name, File: c.file.path, State: c.state()}
		if c.file.version != 0 {
			row.Version = &c.file.version
		}
		if c.up != nil {
			row.Up = problems(a.diagnose(c.up), diag.Error)
		}
		if c.down != nil {
			row.Down = problems(a.diagnose(c.down), diag.Error)
		}
		if c.locked != nil {
			row.Locked = problems(a.diagnose(c.locked), diag.Error)
		}
		report.Files = append(report.Files, row)
	}
	return report
}

// writeStubs writes a file for SQL beside every script that is refused.
func (a *app) writeStubs(all []checkedFile) error {
	for _, c := range all {
		if c.state() != checkRefused || filepath.Ext(c.file.path) != ".exs" {
			continue
		}
		text, err := a.stub(c)
		if err != nil {
			return err
		}
		path := c.file.path + ".sql"
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			_, err = file.WriteString(text)
			if closed := file.Close(); err == nil {
				err = closed
			}
		}
		if err != nil {
			return diag.Errorf(diag.IO, diag.Pos{File: path}, "cannot write the file: %v", reason(err))
		}
		a.done("wrote " + path)
	}
	return nil
}

// stub is the SQL file that is to be filled in. Until then it is refused as the
// script is.
func (a *app) stub(c checkedFile) (string, error) {
	script, err := c.file.text()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "-- This file stands for %s, which Mix goes on running.\n-- Whimbrel does not run the script:\n", filepath.Base(c.file.path))
	for _, d := range a.diagnose(c.up) {
		fmt.Fprintf(&b, "--   %s%s\n", placeIn(c.file, d), indented(d.Summary, "--     "))
	}
	fmt.Fprintf(&b, "-- Write what it does in SQL, and delete the line that says \"unfinished\". If there is nothing to do in your\n"+
		"-- databases, mark it as applied instead: whimbrel baseline --only %d\n-- whimbrel: unfinished\n", c.file.version)
	if strings.Contains(string(script), "@disable_ddl_transaction true") {
		b.WriteString("-- whimbrel: no transaction\n")
	}
	b.WriteString("\n-- whimbrel: up\n\n-- whimbrel: down\n\n-- The script:\n")
	for line := range strings.Lines(string(script)) {
		b.WriteString(strings.TrimRight("--   "+strings.TrimRight(line, "\r\n"), " ") + "\n")
	}
	return b.String(), nil
}
