package fix

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// unit is a statement of the text that asks for one command.
type unit struct {
	// file is which of the migration's files it stands in.
	file int
	// start and end are the statement, without what ends it in SQL.
	start, end int
	margin
	command command.Command
	// parts are the changes of its block, or the clauses of its SQL.
	parts []*part
	// back are the clauses of the SQL that is the way back of its SQL.
	back []*part
	// only: it is all that its function can have (def change, do: ...).
	only bool
	// block is what Go calls the parameter of its block.
	block string
	// several: more commands than this one are asked for here.
	several bool
}

// part is a line of a block, or a clause of ALTER TABLE.
type part struct {
	start, end int
	margin
	// changes are what it asks for: one, or the two of timestamps().
	changes []command.Change
	// clause is what it is of SQL.
	clause span
}

// margin is how far something is indented: by how many steps it is printed, and
// by what its lines really begin with, if they are to begin with something else.
type margin struct {
	depth  int
	indent *string
}

// shift sets the lines of a printed text as far off as those around it.
func (m margin) shift(text string) string {
	if m.indent == nil {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(unindented(text)) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(*m.indent)
		}
		b.WriteString(line)
	}
	return b.String()
}

// edit replaces text[start:end].
type edit struct {
	start, end int
	text       string
}

// edits are those of the files of a migration, by their numbers.
type edits struct {
	list map[int][]edit
}

func (e *edits) add(file, start, end int, text string) {
	if e.list == nil {
		e.list = map[int][]edit{}
	}
	e.list[file] = append(e.list[file], edit{start, end, text})
}

// apply returns the text with the edits, which do not overlap. Those of the same
// place stand in the order in which they were asked for.
func (e *edits) apply(file int, text string) string {
	list := slices.Clone(e.list[file])
	slices.SortStableFunc(list, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	var b strings.Builder
	at := 0
	for _, x := range list {
		if strings.Contains(text, "\r\n") {
			x.text = strings.ReplaceAll(x.text, "\n", "\r\n")
		}
		b.WriteString(text[at:x.start] + x.text)
		at = x.end
		if x.text == "" && x.end > x.start && lineStart(text, x.start) == x.start && lineStart(text, x.end) == x.end {
			before, after := closed(b.String(), text[at:])
			at = len(text) - len(after)
			b.Reset()
			b.WriteString(before)
		}
	}
	return b.String() + text[at:]
}

// closed takes away the blank lines that are too many where lines were taken out
// between two texts.
func closed(before, after string) (string, string) {
	trimmed := strings.TrimRight(before, " \t\r\n")
	last := trimmed[strings.LastIndexByte(trimmed, '\n')+1:]
	blankBefore := strings.Count(before[len(trimmed):], "\n") > 1
	opens := strings.HasSuffix(last, " do") || strings.HasSuffix(last, "{") || strings.HasPrefix(last, "--")
	next := strings.TrimLeft(after, " \t\r\n")
	blankAfter := strings.Count(after[:len(after)-len(next)], "\n") > 0
	word, _, _ := strings.Cut(next, "\n")
	switch word = strings.TrimSpace(word); {
	case opens && blankAfter, blankBefore && blankAfter:
		after = after[lineStart(after, len(after)-len(next)):]
	case blankBefore && (word == "end" || strings.HasPrefix(word, "}") || word == ""):
		before = trimmed + "\n"
	}
	return before, after
}

// lines knows where the lines of a text begin.
type lines struct {
	text   string
	starts []int
}

func newLines(text string) *lines {
	l := &lines{text: text, starts: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// offset returns where a position is, or -1. Columns count characters.
func (l *lines) offset(pos diag.Pos) int {
	if pos.Line < 1 || pos.Line > len(l.starts) || pos.Column < 1 {
		return -1
	}
	at := l.starts[pos.Line-1]
	if pos.Line == 1 && strings.HasPrefix(l.text, byteOrderMark) {
		at = len(byteOrderMark)
	}
	for range pos.Column - 1 {
		if at >= len(l.text) {
			return -1
		}
		_, size := utf8.DecodeRuneInString(l.text[at:])
		at += size
	}
	return at
}

const byteOrderMark = "\uFEFF"

// lineStart is where the line of an offset begins.
func lineStart(text string, at int) int { return strings.LastIndexByte(text[:at], '\n') + 1 }

// lineEnd is where it ends, behind its line feed.
func lineEnd(text string, at int) int {
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}

// indentation is what a line begins with.
func indentation(text string, at int) string {
	line := text[lineStart(text, at):at]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// whole grows text[start:end] to whole lines, if nothing else stands on them but
// a comment behind it, and takes the comment lines right above it along, which
// it returns.
func whole(text string, start, end int, comment string) (from, to int, above []string) {
	from, to = lineStart(text, start), lineEnd(text, end)
	if strings.TrimSpace(text[from:start]) != "" {
		return start, end, nil
	}
	if rest := strings.TrimSpace(text[end:to]); rest != "" && !strings.HasPrefix(rest, comment) {
		return start, end, nil
	}
	for from > 0 {
		before := lineStart(text, from-1)
		line := strings.TrimSpace(text[before:from])
		words, ok := strings.CutPrefix(line, comment)
		if !ok || annotates(words) {
			break
		}
		above = append([]string{strings.TrimSpace(words)}, above...)
		from = before
	}
	return from, to, above
}

// annotates: the comment says something to a program.
func annotates(words string) bool {
	words = strings.TrimSpace(words)
	return slices.ContainsFunc([]string{"+", "--", "whimbrel:", "migrate:"}, func(begin string) bool {
		return strings.HasPrefix(words, begin)
	})
}

func trimIndent(text string) string { return strings.TrimLeft(text, " \t") }
