package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// The last line of defence against a text that was misread: names and
// conditions that nobody would choose are refused instead of drafted.

// sensibleTable refuses words of the sentence in the name of a table that
// nothing is known of, unless the person has told the name as such.
func (d *drafter) sensibleTable(n intent.Name) bool {
	if n.Exact {
		return true
	}
	if english.Reserved(n.Text) || english.Reserved(inflect.Singular(n.Text)) || english.Asks(n.Text) {
		return d.misread(n, n.Text, "table")
	}
	for part := range strings.SplitSeq(n.Text, "_") {
		if glue(part) || slipOfKeyword(part) || part == "many" || part == "not" || part == "null" || part == "default" || part == "unique" || part == "column" {
			return d.misread(n, part, "table")
		}
	}
	return true
}

// sensibleColumn refuses words of the sentence, and the names of tables, as the
// name of a new column.
func (d *drafter) sensibleColumn(c intent.Column) bool {
	n := c.Name
	if n.Exact {
		return true
	}
	first, _, _ := strings.Cut(n.Text, "_")
	switch first {
	case "not", "null", "and", "or", "to", "of", "in", "it", "add", "drop", "remove", "rename", "alter", "create":
		return d.misread(n, first, "column")
	}
	if english.Reserved(n.Text) {
		return d.misread(n, n.Text, "column")
	}
	for part := range strings.SplitSeq(n.Text, "_") {
		// is_active is a flag: "is" before the rest is no word of the sentence.
		if glue(part) && (part != "is" || n.Text == "is" || !strings.HasPrefix(n.Text, "is_")) || slipOfKeyword(part) {
			return d.misread(n, part, "column")
		}
	}
	if last := n.Text[strings.LastIndexByte(n.Text, '_')+1:]; len(last) > 1 && strings.Trim(last, "0123456789") == "" && strings.HasSuffix(d.words(n.Span), " "+last) {
		// "battery 100" is a value, "line 2" a name.
		return d.misread(n, last, "column")
	}
	if d.commaMissing(n) {
		return false
	}
	if _, isTable := d.lookup(n.Text); isTable && inflect.IsPlural(n.Text) && onlyNamed(c) {
		return d.misread(n, n.Text, "column")
	}
	return true
}

// commaMissing refuses "name address", which is more likely two columns than
// one, unless it was written as one word.
func (d *drafter) commaMissing(n intent.Name) bool {
	first, rest, ok := strings.Cut(n.Text, "_")
	if !ok || strings.ContainsRune(d.words(n.Span), '_') {
		return false
	}
	switch first {
	case "name", "title", "description", "slug", "body":
	default:
		return false
	}
	if _, known := TypeByName(rest); !known && !oneSlip(rest, "address") {
		return false
	}
	d.fail(n.Span, "is %q one column or two?", d.words(n.Span)).Hint = "write " + first + ", " + rest + " or " + n.Text
	return true
}

// onlyNamed reports whether nothing but the name is said of a column.
func onlyNamed(c intent.Column) bool {
	return !c.Type.Given() && c.Default == nil && len(c.Values) == 0 && c.Reference == nil
}

// slipOfKeyword reports whether a word is one slip away from one that says
// something: uniqe, extention. The first letter is seldom the wrong one.
func slipOfKeyword(word string) bool {
	for _, keyword := range [...]string{"extension", "column", "constraint", "reference", "unique", "default", "nullable", "optional", "required", "foreign", "concurrently"} {
		if word != "" && word[0] == keyword[0] && word != keyword+"s" && oneSlip(word, keyword) {
			return true
		}
	}
	return false
}

// glue reports whether a word only holds a sentence together.
func glue(word string) bool {
	switch word {
	case "referencing", "references", "with", "but", "and", "or", "if", "when", "while", "then", "is", "which", "that", "must", "should", "the", "an", "please", "be", "are", "defaulting":
		return true
	}
	return false
}

func (d *drafter) misread(n intent.Name, word, what string) bool {
	d.fail(n.Span, "%q was not understood: it would be (a part of) the name of a %s, %s", word, what, n.Text).
		Hint = "say it in other words, or put the name in quotes if it is one"
	return false
}

// sensibleCheck refuses a condition that is only a column, which says something
// of a boolean alone.
func (d *drafter) sensibleCheck(t target, c intent.Condition) bool {
	if len(c.Columns) != 1 || strings.Trim(c.SQL, `"`+"`") != c.Columns[0] {
		return true
	}
	kind, _ := TypeByName(c.Columns[0])
	if column, ok := t.definition(c.Columns[0]); ok {
		kind = column.Type
	} else if t.fresh != nil {
		for _, column := range t.fresh.what.Columns {
			if column.Name.Text == c.Columns[0] {
				kind = d.typeOf(column, &reasons{}).Type
			}
		}
	}
	if kind.Name == "boolean" || kind.Name == "bool" {
		return true
	}
	d.fail(c.Span, "what must %s be? The text does not say", c.Columns[0]).Hint = "say it as a condition: " + c.Columns[0] + " > 0"
	return false
}
