package cli

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/docs"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/report"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

// reportOptions are what the writers of reports need to know.
func (a *app) reportOptions(f *lintFlags, all []*linted) report.Options {
	o := report.Options{
		Source: remembered(sources), Paint: painting(a.out), Max: f.max, Version: buildVersion(),
		Page: func(id string) string { page, _ := docs.LintPage(id); return page },
		Fix:  fixCodes(all),
	}
	for _, r := range rules.All() {
		asked := func(l *linted) bool { return r.For(l.config.Dialect.Name()) && l.config.Severities[r.ID] != lint.Off }
		if slices.ContainsFunc(all, asked) {
			o.Rules = append(o.Rules, r)
		}
	}
	return o
}

// remembered reads every file once.
func remembered(read diag.Sources) diag.Sources {
	texts := map[string][]byte{}
	return func(file string) []byte {
		text, ok := texts[file]
		if !ok {
			text = read(file)
			texts[file] = text
		}
		return text
	}
}

// painting gives the parts of a report their colours, on a terminal.
func painting(out *term.Stream) func(report.Style, string) string {
	styles := map[report.Style]string{
		report.ErrorStyle: term.Red, report.WarningStyle: term.Yellow, report.NoteStyle: term.Bold,
		report.Title: term.Bold, report.Faint: term.Dim,
	}
	return func(style report.Style, text string) string {
		if styles[style] == "" {
			return text
		}
		return out.Paint(styles[style], text)
	}
}

// writeReport writes a report into a file, all of it or nothing.
func writeReport(path, format string, whole *lint.Report, o report.Options) error {
	var b bytes.Buffer
	if err := report.Write(&b, format, whole, o); err != nil {
		return err
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return diag.Errorf(diag.IO, diag.Pos{File: path}, "cannot write the report: %v", reason(err))
	}
	return nil
}

// explainRule prints the page of a rule, or of all rules that another tool's
// name stands for.
func (a *app) explainRule(name string) error {
	known := rules.All()
	meant := lint.FindAll(known, name)
	if len(meant) == 0 {
		return noRule(known, name)
	}
	for i, r := range meant {
		page, ok := docs.LintPage(r.ID)
		if !ok {
			page = fmt.Sprintf("# %s\n\n%s\n", r.ID, r.Title)
		}
		if i > 0 {
			_, _ = fmt.Fprintln(a.out)
		}
		_, _ = fmt.Fprint(a.out, page)
	}
	return nil
}

// ruleRow is a rule as --list --format json prints it.
type ruleRow struct {
	Rule      string              `json:"rule"`
	Title     string              `json:"title"`
	Severity  string              `json:"severity"`
	Databases []string            `json:"databases"`
	Aliases   map[string][]string `json:"aliases"`
}

// listRules lists all rules.
func (a *app) listRules(format string) error {
	if format != report.JSONFormat {
		return a.ruleTable(rules.All())
	}
	rows := []ruleRow{}
	for _, r := range rules.All() {
		row := ruleRow{r.ID, r.Title, r.Severity.String(), r.Databases, map[string][]string{}}
		if row.Databases == nil {
			row.Databases = []string{}
		}
		for _, alias := range r.Aliases {
			row.Aliases[alias.Tool] = append(row.Aliases[alias.Tool], alias.Name)
		}
		rows = append(rows, row)
	}
	return writeJSON(a.out, rows)
}

func (a *app) ruleTable(list []*lint.Rule) error {
	width := 0
	for _, r := range list {
		width = max(width, len(r.ID))
	}
	styles := map[lint.Severity]string{lint.Error: term.Red, lint.Warning: term.Yellow}
	for _, r := range list {
		severity := fmt.Sprintf("%-7s", r.Severity)
		if style, ok := styles[r.Severity]; ok {
			severity = a.out.Paint(style, severity)
		}
		_, _ = fmt.Fprintf(a.out, "%s  %s  %s\n", a.out.Paint(term.Bold, fmt.Sprintf("%-*s", width, r.ID)), severity, r.Title)
		var more []string
		if len(r.Databases) > 0 {
			more = append(more, join(r.Databases, ", ")+" only")
		}
		for _, alias := range r.Aliases {
			more = append(more, alias.Tool+" "+alias.Name)
		}
		if len(more) > 0 {
			_, _ = fmt.Fprintf(a.out, "%*s  %s\n", width, "", a.out.Paint(term.Dim, strings.Join(more, ", ")))
		}
	}
	return nil
}
