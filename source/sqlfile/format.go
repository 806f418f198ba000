package sqlfile

import (
	"bytes"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
	"github.com/whimbrel-go/whimbrel/source"
)

// The ends of the files' names.
const (
	extension     = ".sql"
	upExtension   = ".up.sql"
	downExtension = ".down.sql"
)

// Formats returns the two forms of SQL migrations: NAME.up.sql with
// NAME.down.sql, and NAME.sql. The dialect decides how the files are cut into
// statements.
func Formats(d dialect.Dialect) []source.Format {
	l := loader{dialect: sqlsplit.Dialect(d.Name())}
	return []source.Format{
		{Ext: upExtension, Other: downExtension, Load: l.pairWithoutDown, LoadPair: l.pair, NamesRepeat: true, Tokens: l.tokens},
		{Ext: extension, Load: l.single, NamesRepeat: true, Tokens: l.tokens},
	}
}

// loader loads files for one dialect.
type loader struct{ dialect sqlsplit.Dialect }

// single loads one file with sections.
func (l loader) single(name string, text []byte) (*source.Migration, error) {
	p, err := l.parse(name, text, false)
	if err != nil {
		return nil, err
	}
	up, down := p.sections[command.Up], p.sections[command.Down]
	if up == nil {
		up = &section{}
	}
	m, err := l.migration(name, p.family, up, down, "give the file a section for the way down, even an empty one:\n"+p.family.example(command.Down))
	return summed(m, p.cut), err
}

// pair loads a file for each direction.
func (l loader) pair(name string, text []byte, downName string, downText []byte) (*source.Migration, error) {
	up, upCut, upErr := l.half(name, text)
	down, downCut, downErr := l.half(downName, downText)
	if problems := append(diag.All(upErr), diag.All(downErr)...); len(problems) > 0 {
		return nil, problems
	}
	m, err := l.migration(name, none, up, down, "")
	return summed(m, upCut, downCut), err
}

// summed gives a migration the checksum of its files.
func summed(m *source.Migration, files ...*cut) *source.Migration {
	if m != nil {
		m.Checksum = checksum(files...)
	}
	return m
}

func (l loader) pairWithoutDown(name string, text []byte) (*source.Migration, error) {
	up, upCut, err := l.half(name, text)
	if err != nil {
		return nil, err
	}
	other := strings.TrimSuffix(name, upExtension) + downExtension
	m, err := l.migration(name, none, up, nil, "write "+other+", even an empty one")
	return summed(m, upCut), err
}

// half loads one file of a pair. A single statement that the database refuses
// to run in a transaction needs no annotation there: golang-migrate sends such
// a file as it is.
func (l loader) half(name string, text []byte) (*section, *cut, error) {
	p, err := l.parse(name, text, true)
	if err != nil {
		return nil, nil, err
	}
	s := p.sections[command.Up]
	if s == nil {
		s = &section{}
	}
	if l.dialect == sqlsplit.Postgres && len(s.statements) == 1 && refusesTransaction(s.statements[0].Head) {
		s.noTransaction = true
	}
	return s, p.cut, nil
}

// migration makes a migration of two sections. Without a down it cannot be
// undone, and hint says what to do about it; but nothing is undone by nothing.
func (l loader) migration(name string, f family, up, down *section, hint string) (*source.Migration, error) {
	m := &source.Migration{File: name, NoTransactionUp: up.noTransaction, NoTransactionHint: f.noTransaction()}
	problems, warnings := l.settle(up, f)
	m.Up = callback(up)
	if down == nil && len(up.statements) == 0 {
		down = &section{}
	}
	if down == nil {
		m.Down = func(*record.Recorder) error {
			return diag.Errorf(diag.Irreversible, diag.Pos{File: name}, "the migration says nothing about the way down").WithHint("%s", hint)
		}
	} else {
		m.NoTransactionDown = down.noTransaction
		refused, warned := l.settle(down, f)
		problems, warnings = append(problems, refused...), append(warnings, warned...)
		m.Down = callback(down)
	}
	m.DisableMigrationLock = l.concurrent(up) || down != nil && l.concurrent(down)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	m.Warnings = warnings
	return m, nil
}

// callback records the statements of a section.
func callback(s *section) source.Callback {
	return func(r *record.Recorder) error {
		if prefix := r.Config().Prefix; prefix != "" && len(s.statements) > 0 {
			r.Warn(diag.Warningf(s.statements[0].pos, "the prefix %s is not applied to the SQL of the file", prefix).
				WithHint("name the prefix in the SQL, or write the migration as a script"))
		}
		for _, statement := range s.statements {
			for range statement.Repeat {
				err := r.Record(command.Execute{Position: command.Position(statement.pos), Up: command.SQL(statement.Text)})
				if err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// parse cuts a text into statements and sorts them into sections.
func (l loader) parse(name string, text []byte, half bool) (*parser, error) {
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, diag.Errorf(diag.Refused, diag.Pos{File: name}, "the file is written in UTF-16").
			WithHint("save it as UTF-8")
	}
	c, err := l.cut(name, text)
	if err != nil {
		return nil, err
	}
	p := &parser{file: name, cut: c, half: half, sections: map[command.Direction]*section{}}
	p.run(c.pieces)
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return p, nil
}
