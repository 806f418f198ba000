package lint

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// place gives every finding its place in the source.
func (p *Pass) place() {
	for i := range p.findings {
		f := &p.findings[i]
		if f.Step != nil {
			t := p.text(askedAt(f.Step).File)
			f.Pos, f.End = t.span(f.Step)
			t.narrow(f)
			p.led(f)
		} else if f.Pos.IsValid() && !f.End.IsValid() {
			f.End = p.text(f.Pos.File).wordEnd(f.Pos)
		}
		if f.Pos.File == "" && !f.Pos.IsValid() {
			f.Pos = diag.Pos{File: p.Migration.File}
		}
	}
}

// order puts the findings into the order of the lines, those in other files
// behind.
func (p *Pass) order() {
	elsewhere := func(f Finding) int {
		if f.Pos.File == p.Migration.File {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(p.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(elsewhere(a), elsewhere(b)), cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
}

// text returns the text of a file: the migration's, or another that its
// commands come from.
func (p *Pass) text(file string) *text {
	if t, ok := p.texts[file]; ok {
		return t
	}
	t := &text{file: file}
	switch {
	case file == p.Migration.File:
		t.source = string(p.Source)
	case p.Read != nil && file != "":
		t.source = string(p.Read(file))
	}
	if p.texts == nil {
		p.texts = map[string]*text{}
	}
	p.texts[file] = t
	return t
}

// text is a source in which places are looked up.
type text struct {
	file, source string
	lines        []int // where each line begins
}

// askedAt is the place that asks for a step: the change, or else the command.
func askedAt(s *Step) diag.Pos {
	if s.Change != nil && s.Change.Pos().IsValid() {
		return s.Change.Pos()
	}
	return s.Command.Pos()
}

// span returns where a step stands.
func (t *text) span(s *Step) (from, to diag.Pos) {
	pos := askedAt(s)
	start := t.offset(pos)
	if start < 0 {
		return pos, diag.Pos{}
	}
	if sql, ok := sqlOf(s.Command); ok && s.End > s.Start {
		if at := t.find(sql, start, s.Start); at >= 0 {
			end := min(at+s.End-s.Start, len(t.source))
			return t.position(pos, at), t.position(pos, end)
		}
	}
	return t.position(pos, start), t.position(pos, expressionEnd(t.source, start))
}

func sqlOf(c command.Command) (string, bool) {
	execute, ok := c.(command.Execute)
	if !ok {
		return "", false
	}
	switch up := execute.Up.(type) {
	case command.SQL:
		return string(up), true
	case command.Query:
		return up.SQL, true
	}
	return "", false
}

// find returns where the text of SQL at an offset stands in the source, at or
// behind start. In a script the SQL may be indented, so only its line is looked
// for.
func (t *text) find(sql string, start, offset int) int {
	if strings.HasPrefix(t.source[start:], sql) {
		return start + offset
	}
	begin := strings.LastIndexByte(sql[:offset], '\n') + 1
	line, _, _ := strings.Cut(sql[begin:], "\n")
	trimmed := strings.TrimSpace(line)
	if trimmed == "" {
		return -1
	}
	at := strings.Index(t.source[start:], trimmed)
	if at < 0 {
		return -1
	}
	return start + at + max(0, offset-begin-strings.Index(line, trimmed))
}

func (t *text) index() {
	if t.lines != nil {
		return
	}
	t.lines = []int{0}
	for i := 0; i < len(t.source); i++ {
		if t.source[i] == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
}

// offset returns where a position is in the source, or -1. Without a column, as
// in Go, it is where the line's text begins.
func (t *text) offset(pos diag.Pos) int {
	t.index()
	if pos.Line < 1 || pos.Line > len(t.lines) || t.source == "" {
		return -1
	}
	at := t.lines[pos.Line-1]
	if pos.Column < 1 {
		line := t.line(pos.Line)
		return at + len(line) - len(strings.TrimLeft(line, " \t"))
	}
	for range pos.Column - 1 {
		if at >= len(t.source) {
			return -1
		}
		_, size := utf8.DecodeRuneInString(t.source[at:])
		at += size
	}
	return at
}

// position is the other way round.
func (t *text) position(in diag.Pos, offset int) diag.Pos {
	line := t.lineOf(offset)
	return diag.Pos{File: in.File, Line: line, Column: utf8.RuneCountInString(t.source[t.lines[line-1]:offset]) + 1}
}

// lineOf returns the line that an offset is in, counted from 1.
func (t *text) lineOf(offset int) int {
	line, found := slices.BinarySearch(t.lines, offset)
	if found {
		line++
	}
	return line
}

// narrow moves a finding about a column from the beginning of CREATE TABLE to the
// line of that column.
func (t *text) narrow(f *Finding) {
	if _, ok := f.Step.Operation.(operation.CreateTable); !ok || f.Step.Column == "" || f.Step.End == 0 || !f.End.IsValid() {
		return
	}
	start, end := t.offset(f.Pos), t.offset(f.End)
	if start < 0 || end <= start {
		return
	}
	open := strings.IndexByte(t.source[start:end], '(')
	at := definitionAt(t.source[:end], start+max(0, open), f.Step.Column)
	if at < 0 {
		return
	}
	stop := at
	for depth := 0; stop < end && (depth > 0 || !strings.ContainsRune(",\n)", rune(t.source[stop]))); stop++ {
		switch t.source[stop] {
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	pos := f.Pos
	f.Pos, f.End = t.position(pos, at), t.position(pos, at+len(strings.TrimRight(t.source[at:stop], " \t\r")))
}

// definitionAt returns where a column of CREATE TABLE is defined, or -1: its
// name, quoted or not, behind the opening bracket or a comma.
func definitionAt(source string, from int, name string) int {
	for at := from; ; at++ {
		next := strings.IndexAny(source[at:], "(,\n")
		if next < 0 {
			return -1
		}
		at += next
		begin := at + 1
		for begin < len(source) && strings.IndexByte(" \t\r\n", source[begin]) >= 0 {
			begin++
		}
		rest := strings.TrimLeft(source[begin:], "\"`[")
		if len(rest) > len(name) && strings.EqualFold(rest[:len(name)], name) && !isWordByte(rest[len(name)]) {
			return begin
		}
	}
}

// wordEnd returns where the name ends that begins at a position: that of a
// module, with its dots, among them.
func (t *text) wordEnd(pos diag.Pos) diag.Pos {
	start := t.offset(pos)
	if start < 0 || pos.Column < 1 {
		return diag.Pos{}
	}
	end := start
	for end < len(t.source) && (isWordByte(t.source[end]) || t.source[end] == '.') {
		end++
	}
	if end == start {
		return diag.Pos{}
	}
	return t.position(pos, end)
}

// expressionEnd returns where the expression that begins at start ends: at the
// end of its line, or of a later one while a bracket is open or a comma is
// last. The "do" or "{" of a block is left out.
func expressionEnd(source string, start int) int {
	depth, end := 0, start
	for i := start; i < len(source); i++ {
		switch c := source[i]; c {
		case '"', '\'', '`':
			i = skipString(source, i)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return end
			}
		case '\n':
			if depth <= 0 && (end == start || source[end-1] != ',') {
				return trimBlock(source, start, end)
			}
			continue
		case '#':
			for i+1 < len(source) && source[i+1] != '\n' {
				i++
			}
			continue
		case ' ', '\t', '\r':
			continue
		}
		end = min(i+1, len(source))
	}
	return trimBlock(source, start, end)
}

// skipString returns the index of the quote that ends a string, or of the end of
// the line if there is none; of a heredoc only the first line is passed over.
func skipString(source string, i int) int {
	quote := source[i]
	if bytes.HasPrefix([]byte(source[i:]), []byte{quote, quote, quote}) {
		return i + 2
	}
	for j := i + 1; j < len(source) && source[j] != '\n'; j++ {
		if source[j] == '\\' {
			j++
		} else if source[j] == quote {
			return j
		}
	}
	return i
}

func trimBlock(source string, start, end int) int {
	line := source[start:end]
	for _, opener := range []string{" do", " {", ","} {
		if cut, ok := strings.CutSuffix(line, opener); ok {
			return start + len(strings.TrimRight(cut, " "))
		}
	}
	return end
}
