package sqlfile

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// Style is how a folder writes its migrations: whose annotations it uses, or
// that a migration is a pair of files.
type Style struct {
	family family
	// pair: there is a file for each direction. plain: there is only the way up,
	// without annotations.
	pair, plain bool
	loader      loader
}

// Text is a file of SQL: its name's end, and what is in it.
type Text struct{ Ext, Text string }

// StyleOf returns the style of a file that loads.
func StyleOf(name string, text []byte, d dialect.Dialect) (Style, error) {
	s := Style{loader: loader{dialect: sqlsplit.Dialect(d.Name())}}
	s.pair = strings.HasSuffix(name, upExtension) || strings.HasSuffix(name, downExtension)
	p, err := s.loader.parse(name, text, s.pair)
	if err != nil {
		return s, err
	}
	s.family = p.family
	s.plain = !s.pair && !p.isSectioned(p.cut.pieces)
	return s, nil
}

// Files writes a migration in the style. A nil down is no way down at all.
func (s Style) Files(up, down []string, outside bool) []Text {
	if s.pair {
		files := []Text{{upExtension, s.half(up, outside)}}
		if down != nil {
			files = append(files, Text{downExtension, s.half(down, outside)})
		}
		return files
	}
	var b strings.Builder
	if outside && (s.family == goose || s.family == tern) {
		b.WriteString(s.family.noTransaction() + "\n")
	}
	s.section(&b, command.Up, up, outside)
	if down != nil {
		b.WriteByte('\n')
		s.section(&b, command.Down, down, outside)
	}
	return []Text{{extension, b.String()}}
}

func (s Style) half(statements []string, outside bool) string {
	if !outside {
		return s.Statements(statements)
	}
	return whimbrel.noTransaction() + "\n" + s.Statements(statements)
}

func (s Style) section(b *strings.Builder, d command.Direction, statements []string, outside bool) {
	switch {
	case s.family == tern && d == command.Up: // it begins with the file
	case outside && (s.family == sqlMigrate || s.family == dbmate):
		b.WriteString(s.opener(d, s.family.noTransaction()) + "\n")
	case outside && (s.family == none || s.family == whimbrel):
		b.WriteString(s.family.example(d) + "\n" + s.family.noTransaction() + "\n")
	default:
		b.WriteString(s.family.example(d) + "\n")
	}
	b.WriteString(s.Statements(statements))
}

// opener makes the line of the way up that of a direction.
func (s Style) opener(d command.Direction, line string) string {
	return strings.Replace(line, s.family.example(command.Up), s.family.example(d), 1)
}

// Statements writes statements one below the other, each with its end.
func (s Style) Statements(list []string) string {
	var b strings.Builder
	for i, sql := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s.Statement(sql) + "\n")
	}
	return b.String()
}

// Terminated is a statement with its semicolon, which must not become part of a
// comment at its end.
func Terminated(sql string) string {
	sql = strings.TrimRight(sql, " \t\r\n")
	last := sql[strings.LastIndexByte(sql, '\n')+1:]
	switch {
	case strings.HasSuffix(sql, ";"):
		return sql
	case strings.Contains(last, "--") || strings.Contains(last, "#"):
		return sql + "\n;"
	}
	return sql + ";"
}

// Statement ends a statement, and marks one that would be taken for several.
func (s Style) Statement(sql string) string {
	text := Terminated(sql)
	c, err := s.loader.cut("", []byte(text))
	if err == nil && count(c.pieces) == 1 {
		if !strings.Contains(strings.TrimSuffix(text, ";"), ";") {
			return text
		}
		switch s.family {
		case goose:
			return "-- +goose StatementBegin\n" + text + "\n-- +goose StatementEnd"
		case sqlMigrate:
			return "-- +migrate StatementBegin\n" + text + "\n-- +migrate StatementEnd"
		}
		return text
	}
	return "-- whimbrel: begin statement\n" + strings.TrimRight(sql, " \t\r\n") + "\n-- whimbrel: end statement"
}

func count(pieces []sqlsplit.Piece) int {
	n := 0
	for _, p := range pieces {
		if p.Kind == sqlsplit.Statement {
			n++
		}
	}
	return n
}

// Outside returns the text of a file with the annotation that switches the
// transaction of the way up off.
func (s Style) Outside(text string) string {
	switch {
	case s.family == goose || s.family == tern || s.pair || s.plain:
		return s.family.noTransaction() + "\n" + text
	case s.family == sqlMigrate || s.family == dbmate:
		return s.afterOpener(text, func(string) string { return s.family.noTransaction() })
	}
	return s.afterOpener(text, func(line string) string { return line + "\n" + s.family.noTransaction() })
}

// afterOpener replaces the line that begins the way up.
func (s Style) afterOpener(text string, becomes func(line string) string) string {
	c, err := s.loader.cut("", []byte(text))
	if err != nil {
		return text
	}
	for _, piece := range c.pieces {
		if piece.Kind != sqlsplit.Mark {
			continue
		}
		if a, _ := readAnnotation(piece.Text); a.verb == up && !a.noTransaction {
			return text[:piece.Start] + becomes(strings.TrimRight(piece.Text, " \t\r\n")) + text[piece.End:]
		}
	}
	return text
}

// Annotation is one that switches the transaction off, with what stands there
// without that.
type Annotation struct {
	Start, End int
	Becomes    string
}

// Annotations are those of a text that switch the transaction of the way up off.
func (s Style) Annotations(text string) []Annotation {
	c, err := s.loader.cut("", []byte(text))
	if err != nil {
		return nil
	}
	var list []Annotation
	inDown := false
	for _, piece := range c.pieces {
		if piece.Kind != sqlsplit.Mark {
			continue
		}
		a, _ := readAnnotation(piece.Text)
		switch {
		case a.verb == noTransaction && !inDown:
			end := piece.End
			if strings.HasPrefix(text[end:], "\n") {
				end++
			}
			list = append(list, Annotation{Start: piece.Start, End: end})
		case a.verb == up && a.noTransaction:
			list = append(list, Annotation{piece.Start, piece.End, a.family.example(command.Up)})
		}
		switch a.verb {
		case up:
			inDown = false
		case down:
			inDown = true
		}
	}
	return list
}

// Place is where a statement stands in its text: Start and End as offsets, Line
// and Column as the positions of its commands say it.
type Place struct{ Start, End, Line, Column int }

// Places returns the places of the statements of a file, of whatever direction.
func (s Style) Places(text string) ([]Place, error) {
	c, err := s.loader.cut("", []byte(text))
	if err != nil {
		return nil, err
	}
	var places []Place
	for _, p := range c.pieces {
		if p.Kind == sqlsplit.Statement {
			places = append(places, Place{p.Start, p.End, p.Line, p.Column})
		}
	}
	return places, nil
}
