package fix

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// spellIndex keeps the author's words of an index that SQL makes or drops: the
// fix has it as a command, which may know less of it (operator classes, storage)
// and writes it otherwise. PostgreSQL's CONCURRENTLY is the only word that the
// text gets.
func (r *repair) spellIndex(c *change) {
	execute, ok := c.unit.command.(command.Execute)
	if !ok || c.part != nil || r.options.Dialect.Name() != "postgres" {
		return
	}
	sql, ok := execute.Up.(command.SQL)
	if !ok {
		return
	}
	text, ok := concurrently(string(sql))
	if !ok || text == string(sql) && len(c.instead) > 0 || r.saysTheSame(string(sql), c) {
		return // the fix may be about the very words
	}
	c.instead = r.spelt(c.instead, text)
	for i := range c.then {
		m := &c.then[i]
		m.Change, m.Up = r.spelt(m.Change, text), r.spelt(m.Up, text)
	}
}

// spelt puts a text in the place of the only command, if that builds or drops an
// index concurrently.
func (r *repair) spelt(list []command.Command, text string) []command.Command {
	if len(list) != 1 || !isConcurrent(list[0]) {
		return list
	}
	e := command.Execute{Up: command.SQL(text)}
	if back := reverse(list); len(back) == 1 {
		if statements, err := r.options.Dialect.Statements(back[0]); err == nil && len(statements) == 1 {
			e.Down = command.SQL(statements[0])
		}
	}
	return []command.Command{e}
}

func isConcurrent(c command.Command) bool {
	switch c := c.(type) {
	case command.CreateIndex:
		return c.Index.Concurrently
	case command.DropIndex:
		return c.Index.Concurrently
	}
	return false
}

// concurrently adds the word behind CREATE [UNIQUE] INDEX or DROP INDEX, if it is
// not there.
func concurrently(sql string) (string, bool) {
	words := strings.Fields(strings.ToUpper(sql))
	at := slices.Index(words, "INDEX")
	if at < 1 || at > 2 || words[0] != "CREATE" && words[0] != "DROP" {
		return "", false
	}
	if at+1 < len(words) && words[at+1] == "CONCURRENTLY" {
		return sql, true
	}
	end := strings.Index(strings.ToUpper(sql), "INDEX") + len("INDEX")
	return sql[:end] + " CONCURRENTLY" + sql[end:], true
}

// saysTheSame: in a script or in Go a command reads better than SQL, if it says
// all that the SQL does.
func (r *repair) saysTheSame(sql string, c *change) bool {
	if r.doc.comment() == "--" {
		return false
	}
	lists := [][]command.Command{c.instead}
	for _, m := range c.then {
		lists = append(lists, m.Change, m.Up)
	}
	for _, list := range lists {
		if len(list) != 1 || !isConcurrent(list[0]) {
			continue
		}
		if drop, ok := list[0].(command.DropIndex); ok && drop.Index.Table == "" {
			return false // which drop/1 would have to name
		}
		written, err := r.options.Dialect.Statements(plain(list[0]))
		return err == nil && len(written) == 1 && bare(written[0]) == bare(sql)
	}
	return false
}

// plain is the command as it builds with a lock.
func plain(c command.Command) command.Command {
	switch c := c.(type) {
	case command.CreateIndex:
		c.Index.Concurrently = false
		return c
	case command.DropIndex:
		c.Index.Concurrently = false
		return c
	}
	return c
}

// bare is SQL without quotes and blanks, in small letters.
func bare(sql string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n\";", r) {
			return -1
		}
		return r
	}, strings.ToLower(sql))
}
