package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/linediff"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/fix"
	"github.com/whimbrel-go/whimbrel/source"
)

// fixFlags are the flags of lint that write.
type fixFlags struct{ fix, dryRun bool }

func (f *fixFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.fix, "fix", false, "write the fixes into the migrations, and those that follow into new ones")
	flags.BoolVar(&f.dryRun, "dry-run", false, "with --fix: show what would be written")
}

// check: migrations that some database has run must stay as they are, so that
// somebody has to say which have not.
func (f *lintFlags) checkFix() error {
	switch {
	case f.dryRun && !f.fix:
		return usagef("--dry-run shows what --fix would write").try("whimbrel lint --fix --dry-run --since origin/main")
	case f.fix && !f.named && !f.pending && f.url == "" && f.since == "" && !f.all && !f.dryRun:
		e := usagef("say which migrations --fix may change: only those that no database has run")
		e.detail = "name their files, or take those since a revision of Git (--since), those that a database has not run (--pending), or --all"
		return e.try("whimbrel lint --fix --since origin/main")
	}
	return nil
}

// fixCodes returns what writes the fix of a finding as code, or "" if it has
// none.
func fixCodes(all []*linted) func(lint.Finding) string {
	type place struct {
		step *lint.Step
		file string
	}
	options, of := make([]fix.Options, len(all)), map[place]int{}
	for i, l := range all {
		options[i] = l.fixOptions(nil)
		for _, f := range l.report.Findings {
			of[place{f.Step, f.File}] = i
		}
	}
	return func(found lint.Finding) string {
		i, ok := of[place{found.Step, found.File}]
		if !ok || found.Fix == nil {
			return ""
		}
		code, err := fix.Code(found, options[i])
		if err != nil {
			return ""
		}
		return code
	}
}

func (l *linted) fixOptions(identifiers map[string]bool) fix.Options {
	o := fix.Options{Dialect: l.config.Dialect, Commands: l.config.Commands, Read: sources, Identifiers: identifiers, Memory: l.memory.Anew()}
	for _, e := range l.found {
		o.Folder = append(o.Folder, e.File)
	}
	return o
}

// offerFix says how much of what was found has a fix. Whether each of them can be
// written is known to --fix only, which tries.
func (a *app) offerFix(f *lintFlags, args []string, all []*linted) {
	n := 0
	for _, l := range all {
		for _, found := range l.report.Findings {
			if found.Fix != nil && found.Suppressed == nil {
				n++
			}
		}
	}
	switch {
	case n == 1:
		_, _ = fmt.Fprintf(a.out, "1 has a fix: %s\n", a.redact(f.fixCommand(args)))
	case n > 1:
		_, _ = fmt.Fprintf(a.out, "%d have a fix: %s\n", n, a.redact(f.fixCommand(args)))
	}
}

// fixCommand is what to type for the fixes of the migrations that were reviewed:
// the same flags, and the new migrations where nothing says which.
func (f *lintFlags) fixCommand(args []string) string {
	words := append([]string{"whimbrel lint --fix"}, f.given...)
	if !f.named && !f.pending && f.since == "" && !f.all {
		words = append(words, "--since origin/main")
	}
	return strings.Join(append(words, args...), " ")
}

// givenFlags are the flags that say what is reviewed, as they were typed.
func givenFlags(flags *pflag.FlagSet) []string {
	var given []string
	flags.Visit(func(flag *pflag.Flag) {
		values := []string{flag.Value.String()}
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			switch {
			case slices.Contains([]string{"format", "fail-on", "max", "fix", "dry-run"}, flag.Name):
			case flag.Value.Type() == "bool":
				given = append(given, "--"+flag.Name)
			default:
				given = append(given, "--"+flag.Name, value)
			}
		}
	})
	return given
}

// fixing is the work of --fix.
type fixing struct {
	app     *app
	files   []fix.File
	unfixed []fix.Unfixed
	// before are the texts of the files that change.
	before map[string]string
	// inGo: a file in Go changes, which has to be compiled before it can be
	// linted again.
	inGo bool
}

// fixLint writes the fixes, says what it has written, and lints again.
func (a *app) fixLint(ctx context.Context, f *lintFlags, args []string, all []*linted) error {
	w := &fixing{app: a, before: map[string]string{}}
	for _, l := range all {
		if err := refuseApplied(l, args); err != nil {
			return err
		}
		if err := w.repository(l); err != nil {
			return err
		}
	}
	if f.dryRun {
		w.show()
		w.left()
		return nil
	}
	if err := w.write(); err != nil {
		return err
	}
	w.say(f.pending)
	w.left()
	if w.inGo {
		w.tell("Go migrations have changed: whimbrel lint says what remains.")
		return nil
	}
	again := *f
	again.fix = false
	a.listings = nil // there are new files
	if f.named {
		for _, file := range w.files {
			if file.New {
				args = append(args, file.Path)
			}
		}
	}
	return a.lint(ctx, &again, args)
}

// refuseApplied: the text of a migration that a database has run must stay as it
// is.
func refuseApplied(l *linted, args []string) error {
	for _, arg := range args {
		if version, _, ok := generate.SplitName(arg); ok && l.applied[version] {
			return diag.Errorf(diag.Refused, diag.Pos{File: arg}, "the database has run this migration, so that its file must stay as it is; nothing was written").
				WithHint("write the change as a new migration: whimbrel gen migration NAME")
		}
	}
	return nil
}

// repository fixes the migrations of a repository, in their order.
func (w *fixing) repository(l *linted) error {
	type place struct {
		version int64
		file    string
	}
	fixable := map[place][]lint.Finding{}
	for _, f := range l.report.Findings {
		if f.Fix != nil && f.Suppressed == nil {
			at := place{f.Version, f.File}
			fixable[at] = append(fixable[at], f)
		}
	}
	options := l.fixOptions(nil)
	for _, e := range l.entries {
		m := fix.Migration{}
		if e.Review {
			m.Findings = fixable[place{e.Version, e.Path}]
		}
		if len(m.Findings) == 0 {
			continue
		}
		if err := w.migration(m, e.File, &options); err != nil {
			return err
		}
	}
	return nil
}

func (w *fixing) migration(m fix.Migration, file source.File, options *fix.Options) error {
	var err error
	if m.Migration, err = file.Load(); err != nil {
		return err
	}
	for _, path := range shownPaths(file) {
		if _, changed := w.before[path]; changed {
			for _, f := range m.Findings {
				w.unfixed = append(w.unfixed, fix.Unfixed{Finding: f, Reason: "another migration of its file is fixed: run it again"})
			}
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return diag.Errorf(diag.IO, diag.Pos{File: path}, "cannot read the migration: %v", reason(err))
		}
		m.Files = append(m.Files, fix.File{Path: path, Text: string(text)})
	}
	if filepath.Ext(file.Path) == ".go" && options.Identifiers == nil {
		p, err := gobuild.OpenFolder(filepath.Dir(file.Path), filepath.Dir(file.Path))
		if err != nil {
			return err
		}
		options.Identifiers = p.Identifiers
	}
	files, unfixed, err := fix.Apply(m, *options)
	if err != nil {
		return err
	}
	w.unfixed = append(w.unfixed, unfixed...)
	w.take(m, files, options)
	return nil
}

// take keeps the files, and their versions from being given again.
func (w *fixing) take(m fix.Migration, files []fix.File, options *fix.Options) {
	for _, f := range files {
		w.files = append(w.files, f)
		w.inGo = w.inGo || filepath.Ext(f.Path) == ".go"
		if !f.New {
			at := slices.IndexFunc(m.Files, func(old fix.File) bool { return old.Path == f.Path })
			w.before[f.Path] = m.Files[at].Text
			continue
		}
		if version, name, ok := generate.SplitName(f.Path); ok {
			options.Folder = append(options.Folder, source.Loaded(&source.Migration{Version: version, Name: name, File: f.Path}))
		}
	}
}

// shownPaths are the paths of a migration's files.
func shownPaths(f source.File) []string {
	paths := []string{f.Path}
	if names := f.Paths(); len(names) == 2 {
		paths = append(paths, filepath.Join(filepath.Dir(f.Path), filepath.Base(names[1])))
	}
	return paths
}

// write writes the new files, none of which may be there, and then those that
// change.
func (w *fixing) write() error {
	undo := &undoing{}
	for _, f := range w.files {
		if !f.New {
			continue
		}
		if err := writeNew(f); err != nil {
			return errors.Join(err, undo.all())
		}
		undo.file(f.Path)
	}
	for i, f := range w.files {
		if f.New {
			continue
		}
		if err := writeWhole(f.Path, f.Path, f.Text); err != nil {
			return errors.Join(err, w.restore(w.files[:i]), undo.all())
		}
	}
	return nil
}

// restore writes the texts from before again.
func (w *fixing) restore(files []fix.File) error {
	var problem error
	for _, f := range files {
		if !f.New {
			problem = errors.Join(problem, writeWhole(f.Path, f.Path, w.before[f.Path]))
		}
	}
	return problem
}

func writeNew(f fix.File) error {
	file, err := os.OpenFile(f.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = file.WriteString(f.Text)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return diag.Errorf(diag.IO, diag.Pos{File: f.Path}, "cannot write the migration: %v; nothing was changed", reason(err))
	}
	return nil
}

// tell speaks beside the report, which may be for a program.
func (w *fixing) tell(format string, args ...any) {
	if !w.app.quiet {
		_, _ = fmt.Fprintf(w.app.err, format+"\n", args...)
	}
}

func (w *fixing) done(text string) {
	w.tell("%s%s", w.app.err.Paint(term.Green, w.app.err.Mark("✓")), text)
}

// say lists the files.
func (w *fixing) say(asked bool) {
	if len(w.files) == 0 {
		w.tell("There is nothing that can be fixed here.")
		return
	}
	for _, f := range w.files {
		if f.New {
			w.done("created " + f.Path)
		} else {
			w.done("changed " + f.Path)
		}
	}
	if !asked {
		w.tell("No database was asked whether it has run one of the changed files; --pending asks.")
	}
	w.tell("Read them before you commit them.\n")
}

// left says what has to be done by hand.
func (w *fixing) left() {
	for _, u := range w.unfixed {
		w.tell("%s: %s is not fixed: %s", u.Finding.Pos, u.Finding.Rule.ID, u.Reason)
		if u.Code != "" {
			w.tell("\n%s", indentedBy("    ", strings.TrimRight(u.Code, "\n")))
		}
	}
}

// show prints the differences.
func (w *fixing) show() {
	a := w.app
	for _, f := range w.files {
		from := f.Path
		if f.New {
			from = os.DevNull
		}
		_, _ = fmt.Fprintf(a.out, "--- %s\n+++ %s\n", from, f.Path)
		for _, hunk := range linediff.Hunks(linediff.Compare(linesOf(w.before[f.Path]), linesOf(f.Text)), 3) {
			_, _ = fmt.Fprintln(a.out, hunk.Head())
			for _, line := range hunk.Lines {
				_, _ = fmt.Fprintln(a.out, w.painted(line))
			}
		}
	}
	if len(w.files) == 0 {
		w.tell("There is nothing that can be fixed here.")
	}
}

func (w *fixing) painted(line linediff.Line) string {
	text := string(line.Mark) + line.Text
	switch line.Mark {
	case '-':
		return w.app.out.Paint(term.Red, text)
	case '+':
		return w.app.out.Paint(term.Green, text)
	}
	return text
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func indentedBy(indent, text string) string {
	return indent + strings.ReplaceAll(text, "\n", "\n"+indent)
}
