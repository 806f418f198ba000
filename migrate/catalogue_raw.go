package migrate

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// expectSQL reads as much of a statement in SQL as is needed to know what the
// catalogue shows after it. Anything that it does not know for certain expects
// nothing.
func expectSQL(dialectName, sql string) []expectation {
	r := &sqlReader{rest: sql, dialect: dialectName}
	switch r.keyword("CREATE", "DROP", "ALTER", "RENAME") {
	case "CREATE":
		return r.create()
	case "DROP":
		return r.drop()
	case "ALTER":
		return r.alter()
	case "RENAME":
		return r.renameTable()
	}
	return nil
}

// isRepeatableSQL recognises what says itself that it may be there already.
func isRepeatableSQL(sql string) bool {
	r := &sqlReader{rest: sql}
	switch r.keyword("CREATE", "DROP", "BEGIN", "START") {
	case "CREATE":
		if r.keyword("OR") != "" {
			return r.keyword("REPLACE") != ""
		}
		r.keyword("TEMPORARY", "TEMP", "UNIQUE")
		if r.keyword("TABLE", "SCHEMA", "DATABASE", "EXTENSION", "SEQUENCE", "INDEX", "VIEW", "TRIGGER") == "" {
			return false
		}
		if r.keyword("CONCURRENTLY") != "" {
			return false // an invalid index exists, too
		}
		return r.ifExists()
	case "DROP":
		r.word()
		r.keyword("CONCURRENTLY")
		return r.ifExists()
	case "BEGIN", "START":
		return true // a transaction ends with its session
	}
	return false
}

// sqlReader reads words and names from the beginning of a statement.
type sqlReader struct {
	rest    string
	dialect string
}

// word reads the next bare word in capitals; "" if there is none.
func (r *sqlReader) word() string {
	w := words(r.rest, 1)
	if len(w) == 0 {
		return ""
	}
	r.rest = skipBlank(r.rest)[len(w[0]):]
	return w[0]
}

// keyword reads the next word if it is one of these.
func (r *sqlReader) keyword(wanted ...string) string {
	before := r.rest
	got := r.word()
	for _, w := range wanted {
		if got == w {
			return got
		}
	}
	r.rest = before
	return ""
}

// ifExists reads IF EXISTS or IF NOT EXISTS.
func (r *sqlReader) ifExists() bool {
	if r.keyword("IF") == "" {
		return false
	}
	r.keyword("NOT")
	return r.keyword("EXISTS") != ""
}

// name reads an identifier, quoted or not; "" if there is none.
func (r *sqlReader) name() string {
	r.rest = skipBlank(r.rest)
	if r.rest == "" {
		return ""
	}
	if strings.IndexByte("\"`", r.rest[0]) >= 0 {
		quote := r.rest[:1]
		text, rest, found := strings.Cut(r.rest[1:], quote)
		if !found || strings.HasPrefix(rest, quote) {
			return ""
		}
		r.rest = rest
		return text
	}
	end := strings.IndexFunc(r.rest, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c > 127)
	})
	if end < 0 {
		end = len(r.rest)
	}
	text := r.rest[:end]
	r.rest = r.rest[end:]
	if r.dialect == "postgres" { // which folds names that are not quoted
		return strings.ToLower(text)
	}
	return text
}

// object reads a name that may have a prefix.
func (r *sqlReader) object() command.Object {
	name := r.name()
	if strings.HasPrefix(skipBlank(r.rest), ".") {
		r.rest = skipBlank(r.rest)[1:]
		return command.Object{Prefix: name, Name: r.name()}
	}
	return command.Object{Name: name}
}

// more reports whether another item follows after a comma.
func (r *sqlReader) more() bool { return strings.HasPrefix(skipBlank(r.rest), ",") }

func (r *sqlReader) create() []expectation {
	unique := r.keyword("UNIQUE") != ""
	switch r.keyword("TABLE", "VIEW", "INDEX") {
	case "TABLE", "VIEW":
		if unique || r.ifExists() {
			return nil
		}
		return named(expectation{thing: aTable, table: r.object(), present: true})
	case "INDEX":
		concurrently := r.keyword("CONCURRENTLY") != ""
		if r.ifExists() && !concurrently {
			return nil
		}
		index := r.object()
		if r.keyword("ON") == "" {
			return nil
		}
		r.keyword("ONLY")
		table := r.object()
		if index.Prefix != "" {
			table.Prefix = index.Prefix
		}
		return named(expectation{thing: anIndex, table: table, name: index.Name, present: true})
	}
	return nil
}

func (r *sqlReader) drop() []expectation {
	switch r.keyword("TABLE", "VIEW", "INDEX") {
	case "TABLE", "VIEW":
		if r.ifExists() {
			return nil
		}
		table := r.object()
		if r.more() {
			return nil
		}
		return named(expectation{thing: aTable, table: table})
	case "INDEX":
		r.keyword("CONCURRENTLY")
		if r.ifExists() {
			return nil
		}
		index := r.object()
		e := expectation{thing: anIndex, table: command.Object{Prefix: index.Prefix}, name: index.Name}
		if r.keyword("ON") != "" {
			e.table = r.object()
		} else if r.dialect == "mysql" || r.more() {
			return nil
		}
		return named(e)
	}
	return nil
}

// alter reads the first action of ALTER TABLE: all of them are executed, or
// none.
func (r *sqlReader) alter() []expectation {
	if r.keyword("TABLE") == "" {
		return nil
	}
	r.ifExists()
	r.keyword("ONLY")
	table := r.object()
	switch r.keyword("ADD", "DROP", "RENAME") {
	case "ADD":
		return r.alterPart(table, true)
	case "DROP":
		return r.alterPart(table, false)
	case "RENAME":
		switch r.keyword("TO", "AS", "COLUMN") {
		case "TO", "AS":
			to := r.object()
			if to.Prefix == "" {
				to.Prefix = table.Prefix
			}
			return named(expectation{thing: aTable, table: table}, expectation{thing: aTable, table: to, present: true})
		case "COLUMN":
			from := r.name()
			if r.keyword("TO") != "" {
				return named(expectation{thing: aColumn, table: table, name: from},
					expectation{thing: aColumn, table: table, name: r.name(), present: true})
			}
		}
	}
	return nil
}

func (r *sqlReader) alterPart(table command.Object, present bool) []expectation {
	e := expectation{thing: aColumn, table: table, present: present}
	switch r.keyword("CONSTRAINT", "COLUMN", "INDEX", "KEY", "UNIQUE", "PRIMARY", "FOREIGN", "CHECK", "FULLTEXT", "SPATIAL", "PARTITION", "PERIOD", "SYSTEM") {
	case "CONSTRAINT":
		e.thing = aConstraint
	case "INDEX", "KEY":
		e.thing = anIndex
	case "COLUMN", "":
	default:
		return nil
	}
	if r.ifExists() {
		return nil
	}
	if e.thing != aColumn && r.keyword("PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "USING") != "" {
		return nil // and the database gives it a name
	}
	e.name = r.name()
	if e.thing == aConstraint && r.dialect == "mysql" && r.keyword("PRIMARY") != "" {
		e.name = "PRIMARY" // whatever was written
	}
	return named(e)
}

func (r *sqlReader) renameTable() []expectation {
	if r.keyword("TABLE") == "" {
		return nil
	}
	from := r.object()
	if r.keyword("TO") == "" {
		return nil
	}
	to := r.object()
	if r.more() {
		return nil
	}
	return named(expectation{thing: aTable, table: from}, expectation{thing: aTable, table: to, present: true})
}

// named returns the expectations if all names could be read.
func named(list ...expectation) []expectation {
	for _, e := range list {
		if e.thing != anIndex && e.table.Name == "" || e.thing != aTable && e.name == "" {
			return nil
		}
	}
	return list
}
