// Package cases holds the statements that package locks is measured with, and
// that its document lists.
//
// A file for each database has them in groups. A group begins with "--- " and
// its name; its lines are a statement each. What a statement finds is made by
// the SQL below the last "--- setup" before it. Braces at the beginning of a
// line say how a statement is measured:
//
//	{14+}                      the versions that have it
//	{-17}                      the versions that had it
//	{utc}                      in a session whose time zone is UTC
//	{hold users ACCESS SHARE}  outside of a transaction, held up by somebody
//	                           who has that lock on the table
package cases

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/schema"
)

//go:embed *.sql
var files embed.FS

// Case is a statement.
type Case struct {
	// Group is the name of its group, Setup the SQL of what it finds.
	Group, Setup string
	SQL          string
	// Since and Until are the major versions that have it; 0 is any.
	Since, Until int
	UTC          bool
	Holds        []Hold
}

// Hold is a lock that somebody else has.
type Hold struct{ Table, Mode string }

// In reports whether a version has the statement.
func (c Case) In(major int) bool {
	return major >= c.Since && (c.Until == 0 || major <= c.Until)
}

// Before returns the schema that the statement finds.
func (c Case) Before(database string) *schema.Schema {
	s := schema.New(schema.ForDatabase(database))
	s.Apply(command.Execute{Up: command.SQL(c.Setup)})
	return s
}

// Of returns the cases of a database.
func Of(database string) ([]Case, error) {
	text, err := files.ReadFile(database + ".sql")
	if err != nil {
		return nil, err
	}
	var cases []Case
	var group, setup string
	for _, line := range strings.Split(string(text), "\n") {
		if name, ok := strings.CutPrefix(line, "--- "); ok {
			if group = name; name == "setup" {
				setup = ""
			}
			continue
		}
		switch {
		case strings.TrimSpace(line) == "":
		case group == "setup":
			setup += line + "\n"
		default:
			c, err := parse(line)
			if err != nil {
				return nil, fmt.Errorf("%s.sql: %w: %s", database, err, line)
			}
			c.Group, c.Setup = group, setup
			cases = append(cases, c)
		}
	}
	return cases, nil
}

func parse(line string) (Case, error) {
	words, found := strings.CutPrefix(line, "{")
	if !found {
		return Case{SQL: line}, nil
	}
	words, sql, _ := strings.Cut(words, "} ")
	c := Case{SQL: sql}
	for _, word := range strings.Split(words, ", ") {
		if err := c.say(word); err != nil {
			return c, err
		}
	}
	return c, nil
}

// say takes what the braces say.
func (c *Case) say(word string) (err error) {
	fields := strings.Fields(word)
	switch {
	case word == "utc":
		c.UTC = true
	case strings.HasSuffix(word, "+"):
		c.Since, err = strconv.Atoi(strings.TrimSuffix(word, "+"))
	case strings.HasPrefix(word, "-"):
		c.Until, err = strconv.Atoi(word[1:])
	case len(fields) > 2 && slices.Index(fields, "hold") == 0:
		c.Holds = append(c.Holds, Hold{fields[1], strings.Join(fields[2:], " ")})
	default:
		err = fmt.Errorf("unknown word %q", word)
	}
	return err
}
