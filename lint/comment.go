package lint

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
)

// The tools whose comments are obeyed beside Whimbrel's own.
const (
	excellentMigrations = "excellent_migrations"
	squawk              = "squawk"
	atlas               = "atlas"
)

// allowance is a comment that allows what rules find.
type allowance struct {
	// tool is whose comment it is; "" is Whimbrel's.
	tool string
	// pos and end are where it stands.
	pos, end diag.Pos
	// names are the rules as they are written; none means all of the tool's.
	names  []string
	reason string
	// file: it is for the whole file. Otherwise it is for the lines from first to
	// last, and behind says that it stands at the end of the first.
	file, behind bool
	first, last  int
	// sql: it is a comment of SQL.
	sql bool
}

// allowances reads the comments of a source.
func (t *text) allowances() []allowance {
	if !mayAllow(t.source) {
		return nil
	}
	t.index()
	var list []allowance
	for i := range t.lines {
		line := t.line(i + 1)
		at, a, ok := readAllowance(line, t.markers())
		if !ok {
			continue
		}
		column := utf8.RuneCountInString(line[:at]) + 1
		a.pos = diag.Pos{File: t.file, Line: i + 1, Column: column}
		a.end = diag.Pos{File: t.file, Line: i + 1, Column: utf8.RuneCountInString(strings.TrimRight(line, " \t\r")) + 1}
		a.sql = strings.HasPrefix(line[at:], "--") || path.Ext(t.file) == ".sql"
		a.behind = strings.TrimSpace(line[:at]) != ""
		t.reach(&a)
		list = append(list, a)
	}
	return list
}

// mayAllow is a quick look: most migrations have no such comment.
func mayAllow(source string) bool {
	return strings.Contains(source, "whimbrel:") || strings.Contains(source, "excellent_migrations:") ||
		strings.Contains(source, "squawk-ignore") || strings.Contains(source, "atlas:nolint")
}

// markers are what comments begin with: those of the language, and those of SQL
// within it.
func (t *text) markers() []string {
	switch path.Ext(t.file) {
	case ".go":
		return []string{"//", "--"}
	case ".sql":
		return []string{"--", "#"}
	}
	return []string{"#", "--"}
}

// readAllowance looks for a comment in a line, and returns where it begins.
func readAllowance(line string, markers []string) (at int, a allowance, ok bool) {
	for _, marker := range markers {
		for from := 0; ; {
			i := strings.Index(line[from:], marker)
			if i < 0 {
				break
			}
			at = from + i
			from = at + len(marker)
			if at > 0 && !strings.ContainsRune(" \t;,", rune(line[at-1])) {
				continue
			}
			if a, ok = readWords(strings.TrimSpace(line[from:])); ok {
				return at, a, true
			}
		}
	}
	return 0, allowance{}, false
}

// readWords reads the text of a comment.
func readWords(text string) (allowance, bool) {
	if rest, ok := strings.CutPrefix(text, "whimbrel:"); ok {
		return readOwn(strings.TrimSpace(rest))
	}
	for _, other := range []struct {
		word, tool string
		file       bool
	}{
		{"excellent_migrations:safety-assured-for-this-file", excellentMigrations, true},
		{"excellent_migrations:safety-assured-for-next-line", excellentMigrations, false},
		{"squawk-ignore-file", squawk, true},
		{"squawk-ignore", squawk, false},
		{"atlas:nolint", atlas, false},
	} {
		if rest, ok := cutWord(text, other.word); ok {
			return allowance{tool: other.tool, file: other.file, names: namesIn(rest)}, true
		}
	}
	return allowance{}, false
}

// readOwn reads "allow RULE[, RULE] because REASON".
func readOwn(text string) (allowance, bool) {
	rest, file := cutWord(text, "allow-file")
	if !file {
		var ok bool
		if rest, ok = cutWord(text, "allow"); !ok {
			return allowance{}, false
		}
	}
	names, reason, _ := strings.Cut(" "+rest+" ", " because ")
	return allowance{file: file, names: namesIn(names), reason: strings.TrimSpace(reason)}, true
}

// cutWord is strings.CutPrefix for a whole word.
func cutWord(text, word string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(text, word)
	return strings.TrimSpace(rest), ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// namesIn separates names by commas or blanks.
func namesIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}

// reach works out which lines a comment is for.
func (t *text) reach(a *allowance) {
	line := a.pos.Line
	if a.behind {
		a.first, a.last = line, line
		return
	}
	next := t.codeLine(line + 1)
	// Atlas has a file's directive at its head, above an empty line.
	if a.tool == atlas && next > line+1 && t.codeLine(1) == next && strings.TrimSpace(t.line(line+1)) == "" {
		a.file = true
	}
	a.first, a.last = next, next
	if end := t.blockEnd(next, a.sql); end > next {
		a.last = end
	}
}

// codeLine returns the first line from one on that is neither blank nor a
// comment; behind the last one if there is none.
func (t *text) codeLine(from int) int {
	t.index()
	for ; from <= len(t.lines); from++ {
		line, comment := strings.TrimSpace(t.line(from)), false
		for _, marker := range t.markers() {
			comment = comment || strings.HasPrefix(line, marker)
		}
		if line != "" && !comment {
			break
		}
	}
	return from
}

// line returns a line, counted from 1, without its end.
func (t *text) line(number int) string {
	if number > len(t.lines) {
		return ""
	}
	line, _, _ := strings.Cut(t.source[t.lines[number-1]:], "\n")
	return line
}
