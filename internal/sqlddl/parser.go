package sqlddl

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// parser reads one statement. What is not as expected sets failed, and the
// rest is read without meaning.
type parser struct {
	database string
	sql      string
	tokens   []token
	pos      int
	failed   bool
	// text is what was read of the statement so far.
	text Text
	// first is the first token of the statement.
	first int
	// begin is where the clause begins that is being read.
	begin int
	// about is the table that the statement is about; creates: it is new.
	about   command.Object
	creates bool
	// gap: the statement changes the schema in a way that [Parse] has no word for.
	gap bool
	// conditional: the statement stands behind IF of SQL Server, which is how one
	// says IF EXISTS there.
	conditional bool
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

// last is the end of the last token that was read.
func (p *parser) last() int {
	if p.pos == 0 {
		return p.tokens[0].start
	}
	return p.tokens[p.pos-1].end
}

// since is the text from there to the last token that was read.
func (p *parser) since(from int) string { return p.sql[min(from, p.last()):p.last()] }

// put adds what the clause says.
func (p *parser) put(s Statement) {
	p.text.Parts = append(p.text.Parts, Part{s, p.begin, 0})
}

// closed says that the clause of the parts from the given one on ends here.
func (p *parser) closed(from int) {
	for i := from; i < len(p.text.Parts); i++ {
		if part := &p.text.Parts[i]; part.End == 0 {
			part.End = max(p.last(), part.Start)
		}
	}
}

// part is a statement that stands within another, from there to here.
func (p *parser) part(s Statement, from int) Part { return Part{s, from, max(p.last(), from)} }

// sees reports whether the next tokens are these keywords and symbols, with
// single blanks between them.
func (p *parser) sees(phrase string) bool { return p.matches(phrase) > 0 }

// matches returns how many tokens the phrase has, or 0 if others come.
func (p *parser) matches(phrase string) int {
	for i := p.pos; i < len(p.tokens); i++ {
		keyword, rest, more := strings.Cut(phrase, " ")
		if t := p.tokens[i]; t.kind != word && t.kind != symbol || !isKeyword(t.text, keyword) {
			return 0
		}
		if !more {
			return i + 1 - p.pos
		}
		phrase = rest
	}
	return 0
}

// isKeyword compares with a word in capitals.
func isKeyword(text, keyword string) bool {
	if len(text) != len(keyword) {
		return false
	}
	for i := range len(text) {
		c := text[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != keyword[i] {
			return false
		}
	}
	return true
}

// seesAny reports whether one of the phrases comes next.
func (p *parser) seesAny(phrases ...string) bool { return slices.ContainsFunc(phrases, p.sees) }

// accept takes the words of a phrase, all or none.
func (p *parser) accept(phrase string) bool {
	n := p.matches(phrase)
	p.pos += n
	return n > 0
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
		p.accept(".") // SQL Server leaves out a schema: db..table
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
	for first := true; ; first = false {
		t := p.at()
		switch {
		case t.kind == end, t.kind == symbol && strings.Contains(",)];", t.text):
			return strings.TrimSpace(p.sql[from:to])
		case !first && p.seesAny(phrases...):
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

// literal reads a string.
func (p *parser) literal() string {
	t := p.step()
	if t.kind != text {
		p.fail()
	}
	return t.text
}

// lenient reads IF EXISTS or IF NOT EXISTS.
func (p *parser) lenient() command.Existence {
	if p.acceptAny("IF NOT EXISTS", "IF EXISTS") != "" || p.conditional {
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

// passOver passes over everything up to a comma or closing parenthesis of the
// same level, or the end.
func (p *parser) passOver() {
	for !p.failed && !p.ended() && !p.sees(",") && !p.sees(")") {
		if p.sees("(") {
			p.parens()
		} else {
			p.step()
		}
	}
}
