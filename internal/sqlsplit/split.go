package sqlsplit

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Dialect says whose rules hold, by the names of the dialects.
type Dialect string

// The dialects.
const (
	Postgres Dialect = "postgres"
	MySQL    Dialect = "mysql"
	SQLite   Dialect = "sqlite"
	MSSQL    Dialect = "mssql"
)

// Kind says what a piece is.
type Kind uint8

// The kinds of pieces.
const (
	// Gap is what stands between statements: blanks, comments, terminators and
	// commands of the client such as DELIMITER.
	Gap Kind = iota
	// Statement is one statement without its terminator and without the
	// comments before and after it.
	Statement
	// Mark is a comment that [Options.Mark] has recognised.
	Mark
)

// Piece is a part of a file.
type Piece struct {
	Kind Kind
	// Text is the piece itself: text[Start:End].
	Text       string
	Start, End int
	// Line and Column are those of Start, from 1; columns count characters.
	Line, Column int
	// Head is the first bare words of a statement, in capitals; at most eight.
	Head []string
	// Repeat is how often a statement is to be run: SQL Server's "GO 3".
	Repeat int
}

// Role is what a comment means to whoever reads the pieces.
type Role uint8

// The roles of comments.
const (
	// Ordinary comments have no meaning.
	Ordinary Role = iota
	// Boundary ends the statement that is open, if any.
	Boundary
	// Verbatim ends it as well, and opens a statement that is not looked into:
	// it goes to the next VerbatimEnd.
	Verbatim
	// VerbatimEnd closes it.
	VerbatimEnd
)

// Options say how to split.
type Options struct {
	Dialect Dialect
	// File is the name in the positions of errors.
	File string
	// Mark is asked about each line comment that begins its line, outside of
	// all quotes. It gets the comment from its dashes to the end of the line.
	// Optional.
	Mark func(comment string) Role
	// Token is told of each token of a statement, by where it begins and ends in
	// the text; of what stands between verbatim marks it is not. Optional.
	Token func(start, end int)
}

// Split cuts a text into pieces. Its error is a *[diag.Diagnostic] that points
// to the place: what is not closed, or what only a client program understands.
func Split(text string, o Options) ([]Piece, error) {
	s := &splitter{
		text: text, options: o, rules: rulesOf(o.Dialect), delimiter: ";",
		cursor: cursor{line: 1, column: 1}, lineStart: true,
	}
	s.backslash = s.rules.backslash
	s.forget()
	if err := s.run(); err != nil {
		return nil, err
	}
	return s.pieces, nil
}

// splitter is one run over one text.
type splitter struct {
	text    string
	options Options
	rules   rules
	pieces  []Piece
	// pos is where the splitter reads, and done the end of the last piece.
	pos, done int
	cursor    cursor
	// lineStart: there are only blanks between the last line feed and pos.
	lineStart bool
	// delimiter is MySQL's DELIMITER, which nothing but the client knows.
	delimiter string
	// backslash: a backslash in '...' escapes.
	backslash bool

	statement
}

// statement is what is known of the statement that is being read.
type statement struct {
	// start is -1 while there is none; end is the end of its last token.
	start, end int
	head       []string
	// prev is the last token: a word in capitals, a symbol, or ' for anything
	// quoted. before is the one before it.
	prev, before string
	parens       int
	// executable is where an open /*! of MySQL begins, or -1.
	executable int
	body       body
}

// forget makes ready for the next statement.
func (s *splitter) forget() {
	s.statement = statement{start: -1, executable: -1, body: s.rules.body()}
}

func (s *splitter) run() error {
	s.pos = len(byteOrderMark) * strings.Count(s.text[:min(len(s.text), len(byteOrderMark))], byteOrderMark)
	for s.pos < len(s.text) {
		if err := s.step(); err != nil {
			return err
		}
	}
	if err := s.finish(1); err != nil {
		return err
	}
	s.gap(len(s.text))
	return nil
}

// byteOrderMark may stand at the beginning of a file and is no part of its text.
const byteOrderMark = "\uFEFF"

// finish ends the open statement, if any.
func (s *splitter) finish(repeat int) error {
	if s.start < 0 {
		return nil
	}
	if s.executable >= 0 {
		return s.unclosed(s.executable, "the comment /*!", "*/")
	}
	if at, what, end := s.body.unclosed(); at >= 0 {
		return s.unclosed(at, what, end)
	}
	s.emit(Piece{Kind: Statement, Start: s.start, End: s.end, Head: s.head, Repeat: repeat})
	s.noticeSettings(s.text[s.start:s.end])
	s.forget()
	return nil
}

// emit adds a piece, and the gap before it.
func (s *splitter) emit(p Piece) {
	s.gap(p.Start)
	p.Text = s.text[p.Start:p.End]
	p.Line, p.Column = s.cursor.to(s.text, p.Start)
	s.pieces = append(s.pieces, p)
	s.done = p.End
}

// gap adds what lies between the last piece and end.
func (s *splitter) gap(end int) {
	if end == s.done {
		return
	}
	p := Piece{Kind: Gap, Text: s.text[s.done:end], Start: s.done, End: end}
	p.Line, p.Column = s.cursor.to(s.text, s.done)
	s.pieces = append(s.pieces, p)
	s.done = end
}

// token adds text[from:s.pos] to the open statement, or begins one.
func (s *splitter) token(from int, name string) {
	if s.start < 0 {
		s.start = from
	}
	s.end = s.pos
	if s.options.Token != nil {
		s.options.Token(from, s.pos)
	}
	s.before, s.prev = s.prev, name
	s.lineStart = false
}

// position returns the place of an offset.
func (s *splitter) position(offset int) diag.Pos {
	c := s.cursor
	line, column := c.to(s.text, offset)
	return diag.Pos{File: s.options.File, Line: line, Column: column}
}

// cursor counts lines and columns while it moves through a text, so that all
// positions together cost one reading.
type cursor struct{ offset, line, column int }

func (c *cursor) to(text string, offset int) (line, column int) {
	passed := text[c.offset:offset]
	if n := strings.Count(passed, "\n"); n > 0 {
		c.line += n
		c.column = 1
		passed = passed[strings.LastIndexByte(passed, '\n')+1:]
	}
	c.column += utf8.RuneCountInString(passed)
	c.offset = offset
	return c.line, c.column
}
