package sqlfile

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// section is the statements of one direction.
type section struct {
	statements    []statement
	noTransaction bool
}

// statement is a statement with its place.
type statement struct {
	sqlsplit.Piece
	pos diag.Pos
}

// parser sorts the statements of a file into sections.
type parser struct {
	file string
	// cut is the file's text.
	cut *cut
	// half: the file is one of a pair and has no sections.
	half     bool
	family   family
	sections map[command.Direction]*section
	current  *section
	// opened is the StatementBegin that is open.
	opened *diag.Pos
	// noTransaction: neither direction runs in a transaction.
	noTransaction bool
	problems      diag.List
}

func (p *parser) run(pieces []sqlsplit.Piece) {
	sectioned := p.isSectioned(pieces)
	if !sectioned || p.isTern(pieces) {
		p.current = p.section(command.Up)
	}
	refused := false
	for _, piece := range pieces {
		pos := diag.Pos{File: p.file, Line: piece.Line, Column: piece.Column}
		switch {
		case piece.Kind == sqlsplit.Mark:
			p.annotation(piece.Text, pos)
		case piece.Kind != sqlsplit.Statement:
		case p.current != nil:
			p.current.statements = append(p.current.statements, statement{piece, pos})
		case !refused:
			refused = true // one report is enough
			p.refuse(pos, "the statement stands before the first section").
				hint("move it below %s", p.firstFamily(pieces).example(command.Up))
		}
	}
	if p.opened != nil {
		p.refuse(*p.opened, "StatementBegin has no StatementEnd").hint("%s", strings.Replace(p.family.example(command.Up), "Up", "StatementEnd", 1))
	}
	if sectioned && p.sections[command.Up] == nil && len(p.problems) == 0 {
		p.refuse(diag.Pos{File: p.file}, "the file has no section for the way up").hint("%s", p.family.example(command.Up))
	}
	if p.noTransaction {
		for _, s := range p.sections {
			s.noTransaction = true
		}
	}
}

// isSectioned reports whether the file has sections at all: without any, all
// of it is the way up. An annotation of another tool's announces them.
func (p *parser) isSectioned(pieces []sqlsplit.Piece) bool {
	for _, piece := range pieces {
		if piece.Kind != sqlsplit.Mark {
			continue
		}
		if a, _ := readAnnotation(piece.Text); !p.half && (a.verb == up || a.verb == down || a.family != whimbrel) {
			return true
		}
	}
	return false
}

// isTern reports whether the sections are those of tern, whose way up begins
// with the file.
func (p *parser) isTern(pieces []sqlsplit.Piece) bool { return p.firstFamily(pieces) == tern }

func (p *parser) firstFamily(pieces []sqlsplit.Piece) family {
	for _, piece := range pieces {
		if piece.Kind == sqlsplit.Mark {
			a, _ := readAnnotation(piece.Text)
			return a.family
		}
	}
	return none
}

func (p *parser) section(d command.Direction) *section {
	if p.sections[d] == nil {
		p.sections[d] = &section{}
	}
	return p.sections[d]
}

func (p *parser) annotation(text string, pos diag.Pos) {
	a, _ := readAnnotation(text)
	if p.family == none {
		p.family = a.family
	}
	switch {
	case a.family != p.family:
		p.refuse(pos, "the file has annotations of both %s and %s", p.family, a.family).hint("use one kind in a file")
	case a.verb == unknown:
		p.refuse(pos, "there is no such annotation of %s: %s", a.family, text).hint("%s", a.hint)
	case a.verb == unfinished:
		p.refuse(pos, "the migration is not written yet").hint("write its SQL, and delete this line")
	case a.verb == environment:
		p.refuse(pos, "ENVSUB is not something that Whimbrel does: a migration is the same everywhere").
			hint("write the values into the SQL")
	case p.half && (a.family != whimbrel || a.verb == up || a.verb == down):
		p.refuse(pos, "%s and %s say the direction in their names, and have no sections", "*"+upExtension, "*"+downExtension).
			hint("rename the file to end in %s, or leave the annotation out", extension)
	case a.verb == noTransaction:
		if p.current == nil || p.family == goose || p.family == tern {
			p.noTransaction = true
		} else {
			p.current.noTransaction = true
		}
	case a.verb == begin, a.verb == end:
		p.bracket(a.verb, pos)
	case a.verb == up:
		p.open(command.Up, a, pos)
	case a.verb == down:
		p.open(command.Down, a, pos)
	}
}

// bracket checks StatementBegin and StatementEnd. They do nothing else: the
// splitter needs no help, and many files have several statements in between,
// which other tools send as one text.
func (p *parser) bracket(v verb, pos diag.Pos) {
	switch {
	case v == begin && p.opened != nil:
		p.refuse(pos, "StatementBegin stands within another one").hint("close the one of line %d first", p.opened.Line)
	case v == begin && p.current == nil:
		p.refuse(pos, "StatementBegin stands before the first section").hint("%s", p.family.example(command.Up))
	case v == begin:
		p.opened = &pos
	case p.opened == nil:
		p.refuse(pos, "StatementEnd has no StatementBegin").hint("leave it out")
	default:
		p.opened = nil
	}
}

// open begins a section.
func (p *parser) open(d command.Direction, a annotation, pos diag.Pos) {
	// These two let sections alternate.
	repeats := a.family == dbmate || a.family == sqlMigrate
	switch {
	case p.opened != nil:
		p.refuse(*p.opened, "StatementBegin has no StatementEnd").hint("close it before %s", a.family.example(d))
		p.opened = nil
	case p.sections[d] != nil && !repeats:
		p.refuse(pos, "there are two sections for the way %s", d).hint("write all of it into one section")
	case d == command.Down && p.sections[command.Up] == nil && (a.family == goose || a.family == dbmate):
		p.refuse(pos, "the way down stands before the way up").hint("begin the file with %s", a.family.example(command.Up))
	}
	p.current = p.section(d)
	p.current.noTransaction = p.current.noTransaction || a.noTransaction
}

// refuse adds a problem; hint completes it.
func (p *parser) refuse(pos diag.Pos, format string, args ...any) *problem {
	p.problems = append(p.problems, diag.Errorf(diag.Invalid, pos, format, args...))
	return &problem{p}
}

type problem struct{ *parser }

func (p *problem) hint(format string, args ...any) {
	last := len(p.problems) - 1
	p.problems[last] = p.problems[last].WithHint(format, args...)
}
