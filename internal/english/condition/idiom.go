package condition

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// idiom reads conditions that name no column, or name it last.
func (p *parser) idiom() node {
	if p.strict {
		return nil
	}
	return p.first(p.softDelete, p.lacking, p.rowAge)
}

// softDelete reads "not deleted", "non-deleted", "is deleted".
func (p *parser) softDelete() node {
	p.accept("that", "which", "who")
	p.accept("they", "it")
	p.accept("are", "is", "were", "was", "have been", "has been")
	deleted := column{name: "deleted_at"}
	live := p.accept("not", "non -", "non", "never", "no longer")
	if live {
		p.accept("yet", "been")
	}
	if p.accept("undeleted") {
		live = true
	} else if !p.accept("soft deleted", "soft - deleted", "softdeleted", "deleted") {
		return nil
	}
	if !p.restEnds() {
		return nil
	}
	if live {
		return postfix{deleted, "IS NULL"}
	}
	return postfix{deleted, "IS NOT NULL"}
}

// restEnds reports whether the phrase that was read ends here; "deleted_by" or
// "deleted = true" does not.
func (p *parser) restEnds() bool {
	if p.accept("rows", "records", "ones", "entries") {
		return true
	}
	t := p.token(0)
	if t.Kind == words.Symbol {
		return !p.operatorAt(0)
	}
	switch t.Word {
	case "is", "at", "by", "=", "in":
		return t.Kind != words.Word
	}
	return true
}

// lacking reads "have no phone", "without a role", "has a phone".
func (p *parser) lacking() node {
	p.accept("that", "which", "who")
	p.accept("they", "it")
	op := "IS NULL"
	switch {
	case p.accept("has no", "have no", "having no", "with no", "without", "has not got", "have not got", "do not have", "does not have",
		"lack", "lacks", "lacking", "missing"):
	case p.accept("has a", "have a", "has an", "have an", "has the", "have the"):
		op = "IS NOT NULL"
	default:
		return nil
	}
	p.accept("set")
	x, ok := p.name(0).(column)
	if !ok || noLack(x.name) || !p.ends(0) {
		return nil
	}
	p.accept("set", "yet")
	return postfix{x, op}
}

// noLack are nouns after "without" that are no columns.
func noLack(name string) bool {
	switch name {
	case "locking", "locks", "lock", "locking_the_table", "downtime", "default", "timestamps", "validation", "validating", "time_zone",
		"data", "rows", "index", "id", "primary_key":
		return true
	}
	return false
}

// rowAge reads "older than 30 days" and "created more than 30 days ago" about
// the row itself.
func (p *parser) rowAge() node {
	p.accept("that", "which", "who")
	p.accept("are", "is", "were", "was")
	row := column{name: "inserted_at"}
	if n := p.first(func() node { return p.age(row) }); n != nil {
		if b := n.(binary); b.moment {
			return n
		}
	}
	return nil
}

// flag reads a boolean column: "active", "is_admin", "are published". A word
// that does not look like one is a flag only if it is all there is.
func (p *parser) flag() node {
	if p.strict {
		return p.name(1)
	}
	p.accept("that", "which", "who")
	if !p.accept("they", "it", "he", "she") && p.isWord(1, "are") && p.token(0).Kind == words.Word && strings.HasSuffix(p.token(0).Word, "s") {
		p.at++
	}
	not := false
	if p.accept("is", "are", "was", "were", "has been", "have been", "be", "must be", "should be") {
		not = p.accept("not", "never")
	}
	opening := p.at == 0
	mark := p.state
	for n := 1; n <= 3; n++ {
		p.state = mark
		c, ok := p.name(n).(column)
		if !ok {
			break
		}
		lone := opening && n == 1 && p.at == len(p.tokens) && !holdsText(c.name)
		if !looksBoolean(c.name) && !lone {
			continue
		}
		if p.operatorAt(0) || p.isSymbol(0, "(") {
			return nil
		}
		if not {
			return prefix{op: "NOT", x: c}
		}
		return c
	}
	return nil
}

// holdsText reports whether a column of this name is surely no flag.
func holdsText(name string) bool {
	return isWordy(name) || enumerated(name) || isMoment(name) || looksColumn(name)
}

// about writes a predicate over another subject.
func about(n, old, x node) node {
	swap := func(part node) node { return about(part, old, x) }
	if n == old {
		return x
	}
	switch n := n.(type) {
	case binary:
		n.left, n.right = swap(n.left), swap(n.right)
		return n
	case prefix:
		n.x = swap(n.x)
		return n
	case postfix:
		n.x = swap(n.x)
		return n
	case between:
		n.x = swap(n.x)
		return n
	case in:
		n.x = swap(n.x)
		return n
	case call:
		args := make([]node, len(n.args))
		for i, arg := range n.args {
			args[i] = swap(arg)
		}
		n.args = args
		return n
	}
	return n
}
