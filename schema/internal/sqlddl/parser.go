package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// Parse reads all statements of a text by the rules of a database: "postgres",
// "mysql", "sqlite" or "mssql"; "" is PostgreSQL. Statements that cannot change
// the schema are left out.
func Parse(sql, database string) []Statement {
	if database == "" {
		database = "postgres"
	}
	pieces, err := sqlsplit.Split(sql, sqlsplit.Options{Dialect: sqlsplit.Dialect(database)})
	if err != nil {
		return []Statement{Unknown{Words: firstWords(tokens(sql, database)), Reason: err.Error()}}
	}
	var list []Statement
	for _, piece := range pieces {
		if piece.Kind == sqlsplit.Statement {
			list = append(list, one(piece.Text, database)...)
		}
	}
	return list
}

// one reads one statement.
func one(sql, database string) []Statement {
	p := &parser{database: database, sql: sql, tokens: tokens(sql, database)}
	list, known := p.statement()
	p.accept(";")
	if known && !p.failed && p.at().kind == end {
		return list
	}
	if harmless(p.tokens) {
		return nil
	}
	unknown := Unknown{Words: firstWords(p.tokens), Reason: notUnderstood}
	unknown.Table, unknown.Creates = p.about, p.creates
	return []Statement{unknown}
}

// parser reads one statement. What is not as expected sets failed, and the
// rest is read without meaning.
type parser struct {
	database string
	sql      string
	tokens   []token
	pos      int
	failed   bool
	// about is the table that the statement is about; creates: it is new.
	about   command.Object
	creates bool
	// names counts the constraints without a name, by kind.
	names map[string]int
}

func (p *parser) at() token { return p.tokens[p.pos] }

func (p *parser) step() token {
	t := p.tokens[p.pos]
	if t.kind != end {
		p.pos++
	}
	return t
}

func (p *parser) fail() { p.failed = true }

// sees reports whether the next tokens are these keywords and symbols.
func (p *parser) sees(keywords ...string) bool {
	for i, k := range keywords {
		if p.pos+i >= len(p.tokens) {
			return false
		}
		t := p.tokens[p.pos+i]
		if t.kind != word && t.kind != symbol || !strings.EqualFold(t.text, k) {
			return false
		}
	}
	return true
}

// accept takes the keywords, all or none. Words may be given in one text.
func (p *parser) accept(phrase string) bool {
	keywords := strings.Fields(phrase)
	if !p.sees(keywords...) {
		return false
	}
	p.pos += len(keywords)
	return true
}

// acceptAny takes the first phrase that is there.
func (p *parser) acceptAny(phrases ...string) string {
	for _, phrase := range phrases {
		if p.accept(phrase) {
			return phrase
		}
	}
	return ""
}

func (p *parser) expect(phrase string) {
	if !p.accept(phrase) {
		p.fail()
	}
}

// name reads a name. Bare ones are folded as the database does.
func (p *parser) name() string {
	t := p.step()
	switch {
	case t.kind == name:
		return t.text
	case t.kind == word && p.database == "postgres":
		return strings.ToLower(t.text)
	case t.kind == word:
		return t.text
	case t.kind == text && p.database == "sqlite":
		return t.text
	}
	p.fail()
	return ""
}

// object reads a name with its prefix.
func (p *parser) object() command.Object {
	p.accept(".") // MySQL takes a name without the prefix before it
	o := command.Object{Name: p.name()}
	for p.accept(".") {
		o = command.Object{Prefix: o.Name, Name: p.name()}
	}
	return o
}

// names in parentheses; sizes and directions are not wanted there.
func (p *parser) nameList() []string {
	var list []string
	p.expect("(")
	for {
		list = append(list, p.name())
		if p.at().text == "(" && p.at().kind == symbol { // a prefix length of MySQL
			p.parens()
		}
		p.acceptAny("ASC", "DESC")
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return list
}

// parens reads what is in parentheses, and returns its text.
func (p *parser) parens() string {
	open := p.at()
	if !p.accept("(") {
		p.fail()
		return ""
	}
	for depth := 1; ; {
		t := p.step()
		switch {
		case t.kind == end:
			p.fail()
			return ""
		case t.kind == symbol && t.text == "(":
			depth++
		case t.kind == symbol && t.text == ")":
			if depth--; depth == 0 {
				return strings.TrimSpace(p.sql[open.end:t.start])
			}
		}
	}
}

// brackets reads what is in square brackets.
func (p *parser) brackets() {
	for depth := 0; ; {
		t := p.step()
		switch {
		case t.kind == end:
			p.fail()
			return
		case t.kind == symbol && t.text == "[":
			depth++
		case t.kind == symbol && t.text == "]":
			if depth--; depth == 0 {
				return
			}
		}
	}
}

// until reads at least one token, and on to a comma or closing parenthesis of
// the same level, to one of the phrases, or to the end. It returns the text.
func (p *parser) until(phrases ...string) string {
	from, to := p.at().start, p.at().start
	stop := func() bool {
		return slices.ContainsFunc(phrases, func(phrase string) bool { return p.sees(strings.Fields(phrase)...) })
	}
	for first := true; ; first = false {
		t := p.at()
		switch {
		case t.kind == end, t.kind == symbol && strings.Contains(",)];", t.text):
			return strings.TrimSpace(p.sql[from:to])
		case !first && stop():
			return strings.TrimSpace(p.sql[from:to])
		case t.kind == symbol && t.text == "(":
			p.parens()
		case t.kind == symbol && t.text == "[":
			p.brackets()
		default:
			p.step()
		}
		if p.failed {
			return ""
		}
		to = p.tokens[p.pos-1].end
	}
}

// text reads a string.
func (p *parser) text() string {
	t := p.step()
	if t.kind != text {
		p.fail()
	}
	return t.text
}

// lenient reads IF EXISTS or IF NOT EXISTS.
func (p *parser) lenient() command.Existence {
	if p.acceptAny("IF NOT EXISTS", "IF EXISTS") != "" {
		return command.Lenient
	}
	return command.Strict
}

// dropMode reads what may stand behind a drop.
func (p *parser) dropMode() command.DropMode {
	if p.acceptAny("CASCADE CONSTRAINTS", "CASCADE", "RESTRICT") == "CASCADE" {
		return command.Cascade
	}
	return command.Restrict
}

// firstWords are enough of a statement for a person to find it.
func firstWords(list []token) string {
	var words []string
	for _, t := range list {
		if t.kind == end || len(words) == 5 {
			break
		}
		if t.kind == text {
			words = append(words, "'…'")
			break
		}
		words = append(words, t.text)
	}
	return strings.Join(words, " ")
}

const notUnderstood = "this statement is not understood"
