package fix

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// span is where a clause stands in its SQL.
type span struct {
	start, end int
	keys       []aspect
}

// spans are the clauses of an ALTER TABLE that has several, or nil.
func spans(c command.Command, database string) []span {
	var list []span
	for _, l := range operation.Of(c, database, nil) {
		last := len(list) - 1
		switch {
		case l.Statement > 0:
			return nil
		case l.End <= l.Start:
		case last >= 0 && list[last].end >= l.End:
			list[last].keys = append(list[last].keys, key(l.Operation))
		default:
			list = append(list, span{l.Start, l.End, []aspect{key(l.Operation)}})
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// cut gives a unit of a script, or of Go, the clauses of its SQL as parts, if its
// text has them as the database sees them: without values that are put into it.
func cut(text, database string, u *unit) {
	e, ok := u.command.(command.Execute)
	if !ok {
		return
	}
	source := text[u.start:u.end]
	parts := clausesIn(source, u.start, database, e.Up)
	if down, is := e.Down.(command.SQL); e.Down != nil && (!is || strings.TrimSpace(string(down)) != "") {
		u.back = clausesIn(source, u.start, database, e.Down)
		if !paired(parts, u.back) {
			u.back = nil
			return
		}
	}
	u.parts = parts
}

// clausesIn finds the clauses of a statement in the source that has it.
func clausesIn(source string, offset int, database string, a command.Action) []*part {
	sql, ok := a.(command.SQL)
	words := strings.Fields(strings.ToUpper(string(sql)))
	if !ok || len(words) < 2 || words[0] != "ALTER" || words[1] != "TABLE" {
		return nil
	}
	list := spans(command.Execute{Up: sql}, database)
	if list == nil {
		return nil
	}
	places := quoted(source, string(sql))
	if places == nil {
		return nil
	}
	var parts []*part
	for _, s := range list {
		parts = append(parts, &part{start: offset + places[s.start], end: offset + places[s.end-1] + 1, clause: s})
	}
	return parts
}

// paired: each clause has one that undoes it, and the other way round.
func paired(parts, back []*part) bool {
	alike := func(list []*part) func(*part) bool {
		return func(p *part) bool {
			n := 0
			for _, other := range list {
				if slices.Equal(p.clause.keys, other.clause.keys) {
					n++
				}
			}
			return n != 1
		}
	}
	return len(parts) > 0 && !slices.ContainsFunc(parts, alike(back)) && !slices.ContainsFunc(back, alike(parts))
}

// quoted returns where in a source each byte of a text stands that a literal
// there is; nil if none is, or several are.
func quoted(source, text string) []int {
	var found []int
	for at := range len(source) {
		places := quotedAt(source, text, at)
		if places != nil && found != nil {
			return nil
		} else if places != nil {
			found = places
		}
	}
	return found
}

// quotedAt: a quote may have a backslash before it, and the lines of a heredoc
// lose their indentation.
func quotedAt(source, text string, at int) []int {
	places := make([]int, 0, len(text))
	for i := range len(text) {
		if i > 0 && text[i-1] == '\n' {
			if more := blanks(source[at:]) - blanks(text[i:]); more > 0 {
				at += more
			}
		}
		if strings.HasPrefix(source[at:], `\"`) || text[i] == '\n' && strings.HasPrefix(source[at:], "\r\n") {
			at++
		}
		if at >= len(source) || source[at] != text[i] {
			return nil
		}
		places = append(places, at)
		at++
	}
	return places
}

func blanks(text string) int { return len(text) - len(trimIndent(text)) }

// undone are the clauses of the way back that undo those that go.
func (u *unit) undone(texts map[*part]string) map[*part]string {
	back := map[*part]string{}
	for _, b := range u.back {
		for _, p := range u.parts {
			if becomes, changed := texts[p]; changed && becomes == "" && slices.Equal(p.clause.keys, b.clause.keys) {
				back[b] = ""
			}
		}
	}
	return back
}
