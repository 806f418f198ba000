package tabletext

import (
	"slices"
	"strings"
)

// Table is the text of a table in parts.
type Table struct {
	// name is the table's name; before and after are what stands around it.
	name, before, after string
	nameText            string
	elements            []*element
	// rest is what follows the last element.
	rest string
}

// element is a column or a constraint of the table.
type element struct {
	// column is the name of a column, and empty for a constraint.
	column string
	parts  []part
	// tail is what stands between it and its comma, and trail a comment behind
	// the comma on the same line, which belongs to it.
	tail, trail string
}

// part is the name of a column, its type, or one constraint.
type part struct {
	kind kind
	// lead are the blanks and comments before it.
	lead, text string
	// constraint is the name that CONSTRAINT gives it.
	constraint string
	// columns are those of a key, to is the table that is referenced, and toColumns
	// its columns; none are its primary key.
	columns   []string
	to        string
	toColumns []string
}

// kind is what a part is.
type kind uint8

const (
	other kind = iota
	columnName
	columnType
	primaryKey
	notNull
	null
	unique
	check
	defaultValue
	collate
	references
	deferrable
	generated
)

// Name is the table's name.
func (t *Table) Name() string { return t.name }

// String returns the whole text.
func (t *Table) String() string { return t.write(t.nameText) }

// As returns the text of a table of another name with the same columns.
// Expressions that name the table itself lose its name.
func (t *Table) As(name string) string {
	text := t.write(Quote(name))
	list, err := tokens(text)
	if err != nil {
		return text
	}
	var b strings.Builder
	done := 0
	for i := 3; i+1 < len(list); i++ {
		if isNameStart(list[i].text) && Same(list[i].name(), t.name) && list[i+1].text == "." {
			b.WriteString(text[done:list[i].start])
			done = list[i+1].end
		}
	}
	return b.String() + text[done:]
}

// write writes the text. A comment to the end of the line must not swallow what
// has come to stand behind it.
func (t *Table) write(name string) string {
	var b strings.Builder
	open := false
	add := func(text string) {
		if open && text != "" {
			if !strings.HasPrefix(text, "\n") {
				b.WriteByte('\n')
			}
			open = false
		}
		b.WriteString(text)
	}
	add(t.before + name + t.after)
	for i, e := range t.elements {
		for _, p := range e.parts {
			add(p.lead)
			add(p.text)
		}
		add(e.tail)
		if i < len(t.elements)-1 {
			add(",")
		}
		add(e.trail)
		open = open || strings.Contains(e.trail, "--")
	}
	add(t.rest)
	return b.String()
}

// Columns returns the names of the columns.
func (t *Table) Columns() []string {
	var names []string
	for _, e := range t.elements {
		if e.column != "" {
			names = append(names, e.column)
		}
	}
	return names
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for _, e := range t.elements {
		if e.column != "" && Same(e.column, name) {
			return &Column{table: t, element: e}
		}
	}
	return nil
}

// AddColumn adds a column with this definition behind the others.
func (t *Table) AddColumn(name, definition string) {
	at := len(t.Columns())
	t.insert(at, &element{column: name, parts: parseDefinition(definition)})
}

// AddConstraint adds a constraint with this text to the table.
func (t *Table) AddConstraint(text string) {
	list, err := tokens(text)
	p := part{kind: other, text: text}
	if err == nil {
		parsed := &parser{sql: text, tokens: list}
		p = parsed.constraint(0)
	}
	t.insert(len(t.elements), &element{parts: []part{p}})
}

// insert puts an element among the others, on a line of its own if they are.
func (t *Table) insert(at int, e *element) {
	lead := " "
	if at > 1 {
		if before := t.elements[at-1].parts[0].lead; strings.TrimSpace(before) == "" && before != "" {
			lead = before
		}
	}
	e.parts[0].lead = lead
	t.elements = slices.Insert(t.elements, at, e)
}

// remove takes elements out.
func (t *Table) remove(which func(*element) bool) {
	for i := 0; i < len(t.elements); {
		if !which(t.elements[i]) {
			i++
			continue
		}
		lead := t.elements[i].parts[0].lead
		t.elements = slices.Delete(t.elements, i, i+1)
		if i == 0 && len(t.elements) > 0 && strings.TrimSpace(t.elements[0].parts[0].lead) == "" {
			t.elements[0].parts[0].lead = lead
		}
	}
}
