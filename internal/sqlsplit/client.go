package sqlsplit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// clientCommand reads what the mysql and sqlcmd programs take for themselves:
// DELIMITER, and GO on a line of its own. The word is the first of its line or
// of its statement.
func (s *splitter) clientCommand(from int, word string, lineStart bool) (handled bool, err error) {
	switch {
	case word == "DELIMITER" && s.rules.executable:
		return s.delimiterCommand(from)
	case word == "GO" && s.rules.batches && lineStart:
		return s.batchEnd(from)
	}
	return false, nil
}

// delimiterCommand: where a statement is open, the word may be the name of a
// column, and only a delimiter without letters makes the line a command.
func (s *splitter) delimiterCommand(from int) (handled bool, err error) {
	open := s.start >= 0
	if s.pos < len(s.text) && !isSpace(s.text[s.pos]) {
		return false, nil
	}
	line, _, _ := strings.Cut(s.text[s.pos:], "\n")
	fields := strings.Fields(line)
	switch {
	case open && (len(fields) == 0 || strings.ContainsFunc(fields[0], inDefinition)):
		return false, nil
	case len(fields) == 0:
		return true, diag.Errorf(diag.Syntax, s.position(from), "DELIMITER needs the characters that are to end a statement").
			WithHint("DELIMITER //")
	}
	if err := s.finish(1); err != nil {
		return true, err
	}
	s.delimiter = strings.Trim(fields[0], "'\"")
	if s.delimiter == "" || strings.Contains(s.delimiter, `\`) {
		return true, diag.Errorf(diag.Syntax, s.position(from), "DELIMITER cannot be %s", fields[0]).WithHint("DELIMITER //")
	}
	s.pos += len(line)
	return true, nil
}

// inDefinition reports whether a character may follow the name of a column.
func inDefinition(r rune) bool {
	return r == ',' || r == '(' || r == ')' || r < 0x80 && (isLetter(byte(r)) || isDigit(byte(r)))
}

// maxRepeat is how often "GO n" may run a batch: more is a loop's work.
const maxRepeat = 1000

// batchEnd reads "GO", "GO 5" and a comment behind it.
func (s *splitter) batchEnd(from int) (handled bool, err error) {
	line, _, _ := strings.Cut(s.text[s.pos:], "\n")
	rest, _, _ := strings.Cut(line, "--")
	repeat := 1
	if count := strings.TrimSpace(rest); count != "" {
		if repeat, err = strconv.Atoi(count); err != nil || !isSpace(rest[0]) {
			return false, nil
		}
	}
	if repeat < 1 || repeat > maxRepeat {
		return true, diag.Errorf(diag.Refused, s.position(from), "GO can repeat a batch from 1 to %d times, but not %d times", maxRepeat, repeat).
			WithHint("WHILE @i < %d BEGIN ... END", repeat)
	}
	s.pos += len(line)
	return true, s.finish(repeat)
}

// sqlcmdWords are the commands of sqlcmd that a script may hold.
var sqlcmdWords = []string{"r", "setvar", "connect", "out", "error", "perftrace", "quit", "exit", "reset", "ed", "list", "listvar", "serverlist", "on", "xml", "help"}

// refuseClient refuses commands of the client program that begin with c.
func (s *splitter) refuseClient(c byte) error {
	program, word := "", s.wordAfter(s.pos+1)
	switch {
	case c == '\\' && s.rules.dollar:
		program = "psql"
	case c == '\\' && s.rules.executable && !strings.HasPrefix(s.text[s.pos+1:], "N"):
		program = "the mysql client"
	case c == '.' && s.options.Dialect == SQLite && s.start < 0 && s.lineStart && word != "":
		program = "the sqlite3 shell"
	case c == ':' && s.rules.batches && s.lineStart && slices.Contains(sqlcmdWords, strings.ToLower(word)):
		program = "sqlcmd"
	default:
		return nil
	}
	return diag.Errorf(diag.Refused, s.position(s.pos), "%c%s is a command of %s, and not SQL", c, word, program).
		WithDetail("The database does not know it; only that program does.").
		WithHint("leave the line out, or write what it does in SQL")
}

// wordAfter returns the letters at an offset, or one other character.
func (s *splitter) wordAfter(at int) string {
	end := at
	for end < len(s.text) && end-at < maxKeyword && 'A' <= s.text[end]&^0x20 && s.text[end]&^0x20 <= 'Z' {
		end++
	}
	if end == at && end < len(s.text) && s.text[end] > ' ' && s.text[end] < 0x7f && s.text[at-1] == '\\' {
		end++
	}
	return s.text[min(at, len(s.text)):end]
}

// refuseCopy refuses COPY ... FROM stdin as soon as it is read: what follows
// is data, up to a line \., and no SQL.
func (s *splitter) refuseCopy(word string) error {
	if !s.rules.dollar || word != "STDIN" || s.before != "FROM" || s.head[0] != "COPY" || s.parens > 0 {
		return nil
	}
	return diag.Errorf(diag.Refused, s.position(s.start), "COPY ... FROM stdin cannot be run from a migration").
		WithDetail("Its rows are no SQL: psql sends the lines after it as data, up to a line \\. .").
		WithHint("write the rows as INSERT INTO ... VALUES ...; pg_dump does with --inserts")
}

// noticeSettings follows the settings that change what a backslash means.
func (s *splitter) noticeSettings(text string) {
	n := len(s.pieces)
	if head := s.pieces[n-1].Head; len(head) == 0 || head[0] != "SET" {
		return
	}
	setting := strings.ToUpper(text)
	switch {
	case s.rules.dollar && strings.Contains(setting, "STANDARD_CONFORMING_STRINGS"):
		words := strings.FieldsFunc(setting, func(r rune) bool { return r == '=' || r == '\'' || r < 0x80 && isSpace(byte(r)) })
		switch words[len(words)-1] {
		case "OFF", "FALSE", "NO", "0", "F", "N":
			s.backslash = true
		default:
			s.backslash = false
		}
	case s.rules.executable && strings.Contains(setting, "SQL_MODE"):
		s.backslash = !strings.Contains(setting, "NO_BACKSLASH_ESCAPES")
	}
}

// unclosed is the error for something that is opened and never closed.
func (s *splitter) unclosed(at int, what, end string) error {
	return diag.Errorf(diag.Syntax, s.position(at), "%s that begins here does not end", what).
		WithHint("close it with %s", end)
}
