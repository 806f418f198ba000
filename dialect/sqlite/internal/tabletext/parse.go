package tabletext

import (
	"fmt"
	"slices"
	"strings"
)

// Parse reads the text of a table as SQLite keeps it.
func Parse(sql string) (*Table, error) {
	list, err := tokens(sql)
	if err != nil {
		return nil, err
	}
	p := &parser{sql: sql, tokens: list}
	t, ok := p.table()
	if !ok || t.String() != sql {
		return nil, fmt.Errorf("this CREATE TABLE text is not understood: %s", sql)
	}
	return t, nil
}

// parser goes through the tokens.
type parser struct {
	sql    string
	tokens []token
	pos    int
}

// at is the next token; behind the last one there are empty ones.
func (p *parser) at(ahead int) token {
	if p.pos+ahead < len(p.tokens) {
		return p.tokens[p.pos+ahead]
	}
	return token{"", len(p.sql), len(p.sql)}
}

func (p *parser) sees(keywords ...string) bool {
	for i, k := range keywords {
		if !p.at(i).is(k) {
			return false
		}
	}
	return true
}

func (p *parser) accept(keywords ...string) bool {
	if !p.sees(keywords...) {
		return false
	}
	p.pos += len(keywords)
	return true
}

// last is where the token before the next one ends.
func (p *parser) last() int {
	read := min(p.pos, len(p.tokens))
	if read == 0 {
		return 0
	}
	return p.tokens[read-1].end
}

func (p *parser) table() (*Table, bool) {
	if !p.accept("CREATE", "TABLE") || !p.at(0).isName() || p.at(1).text != "(" {
		return nil, false
	}
	name, open := p.at(0), p.at(1)
	t := &Table{name: name.name(), nameText: name.text, before: p.sql[:name.start], after: p.sql[name.end:open.end]}
	p.pos += 2
	from := open.end
	for {
		e, ok := p.element(from)
		if !ok {
			return nil, false
		}
		t.elements = append(t.elements, e)
		switch {
		case p.sees(")"):
			e.trail, t.rest = sameLine(p.sql[p.last():p.at(0).start])
			t.rest += p.sql[p.at(0).start:]
			return t, true
		case p.sees(","):
			e.tail = p.sql[p.last():p.at(0).start]
			p.pos++
			from = p.last()
			if p.at(0).text == "" {
				return nil, false
			}
			e.trail, _ = sameLine(p.sql[from:p.at(0).start])
			from += len(e.trail)
		case e.column != "" || p.at(0).text == "":
			return nil, false
		default:
			// SQLite lets the comma between constraints be left out, and here the
			// text would change by one: nobody writes that.
			return nil, false
		}
	}
}

// sameLine cuts a comment off that stands on the line of what it is about.
func sameLine(blank string) (comment, rest string) {
	line, _, more := strings.Cut(blank, "\n")
	if !more || strings.TrimSpace(line) == "" || strings.Count(line, "/*") != strings.Count(line, "*/") {
		return "", blank
	}
	return line, blank[len(line):]
}

func (p *parser) element(from int) (*element, bool) {
	if slices.ContainsFunc([]string{"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}, func(k string) bool { return p.sees(k) }) {
		return &element{parts: []part{p.constraint(from)}}, true
	}
	if !p.at(0).isName() {
		return nil, false
	}
	e := &element{column: p.at(0).name(), parts: p.column(from)}
	return e, true
}

// column reads a column up to its comma.
func (p *parser) column(from int) []part {
	name := part{kind: columnName, lead: p.sql[from:p.at(0).start], text: p.at(0).text}
	p.pos++
	parts := []part{name}
	if start := p.last(); p.typeName() {
		first := p.sql[start:p.last()]
		text := strings.TrimLeft(first, " \t\r\n\f\v")
		parts = append(parts, part{kind: columnType, lead: first[:len(first)-len(text)], text: text})
	}
	for !p.atEnd() {
		parts = append(parts, p.clause(p.last()))
	}
	return parts
}

// atEnd: the element is over.
func (p *parser) atEnd() bool { return p.sees(",") || p.sees(")") || p.at(0).text == "" }

// clauseWords begin what may follow a type.
var clauseWords = []string{
	"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS", "DEFERRABLE", "ON",
}

func (p *parser) typeName() bool {
	found := false
	for !p.atEnd() && !slices.ContainsFunc(clauseWords, func(k string) bool { return p.sees(k) }) {
		found = true
		if p.sees("(") {
			p.parens()
			continue
		}
		p.pos++
	}
	return found
}

// parens passes over parentheses and what is in them, if there are any.
func (p *parser) parens() {
	for depth := 0; p.at(0).text != ""; {
		switch {
		case p.sees("("):
			depth++
		case p.sees(")"):
			depth--
		}
		if depth == 0 && !p.sees(")") {
			return
		}
		p.pos++
		if depth == 0 {
			return
		}
	}
}

// names reads columns in parentheses, which may have a collation and direction.
func (p *parser) names() []string {
	if !p.sees("(") {
		return nil
	}
	var names []string
	depth, first := 0, true
	for p.at(0).text != "" {
		switch {
		case p.sees("("):
			depth++
		case p.sees(")"):
			depth--
		case p.sees(","):
			first = true
			p.pos++
			continue
		case first:
			names, first = append(names, p.at(0).name()), false
		}
		p.pos++
		if depth == 0 {
			break
		}
	}
	return names
}
