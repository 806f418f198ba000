package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
)

// GitHub's commands for the log of a workflow, by severity.
var gitHubLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Note: "notice"}

// writeGitHub writes the commands that GitHub makes annotations of.
func writeGitHub(w io.Writer, r *lint.Report, o Options) error {
	var b strings.Builder
	for _, p := range r.Problems {
		if p.Severity == diag.Error {
			annotate(&b, "error", p.Pos, diag.Pos{}, "not read", strings.TrimSpace(p.Summary+"\n"+p.Hint))
		}
	}
	list := open(r)
	for i, f := range list {
		if o.Max > 0 && i >= o.Max {
			fmt.Fprintf(&b, "%s not shown; all of them: --max 0\n", plural(len(list)-i, "finding"))
			break
		}
		pos := f.Pos
		pos.File = fileOf(f)
		text := f.Message
		if f.Advice != "" {
			text += "\ndo: " + f.Advice
		}
		annotate(&b, gitHubLevels[f.Severity], pos, f.End, f.Rule.ID, text)
	}
	b.WriteString(Summary(r) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// annotate writes one command. Columns are for a place within one line only.
func annotate(b *strings.Builder, level string, from, to diag.Pos, title, text string) {
	var properties []string
	add := func(name string, value any) {
		properties = append(properties, name+"="+gitHubProperty(fmt.Sprint(value)))
	}
	if from.File != "" {
		add("file", from.File)
	}
	if from.Line > 0 {
		add("line", from.Line)
	}
	if to.Line >= from.Line && to.Line > 0 {
		add("endLine", to.Line)
	}
	if from.Column > 0 && (to.Line == 0 || to.Line == from.Line) {
		add("col", from.Column)
		if to.Column > from.Column {
			add("endColumn", to.Column-1) // the last one that belongs to it
		}
	}
	add("title", title)
	fmt.Fprintf(b, "::%s %s::%s\n", level, strings.Join(properties, ","), gitHubText(text))
}

// gitHubText escapes the message of a command.
func gitHubText(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// gitHubProperty escapes the value of a property.
func gitHubProperty(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
