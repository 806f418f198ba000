package fix

import (
	"maps"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/lint"
)

// change is what becomes of one place of the text.
type change struct {
	finding lint.Finding
	unit    *unit
	// part is the line of the unit's block, or nil: the whole unit.
	part *part
	// instead takes its place; then follow.
	instead []command.Command
	then    []lint.Migration
	// outside and noLock are asked of the original migration.
	outside, noLock bool
	// moved: nothing is left in its place. keep: it stays, and instead stands
	// behind it.
	moved, keep bool
	// text is what it becomes.
	text text
}

// start is where the place begins.
func (c *change) start() int {
	if c.part != nil {
		return c.part.start
	}
	return c.unit.start
}

// repair is the work on one migration.
type repair struct {
	migration Migration
	options   Options
	doc       document
	up, down  []*unit
	// all are the commands of the way up; ownHistory is what they do, and numbers
	// which of them stands at a place, once somebody has asked.
	all        []command.Command
	ownHistory *history
	numbers    map[command.Position]int
	// lowered are the operations of units, once they were asked for.
	lowered map[*unit][]operation.Located
	changes []*change
	unfixed []Unfixed
	// rewritten is the migration that the original becomes as a whole, or nil.
	rewritten *lint.Migration
	// many is how many migrations may follow, and follows are those that do.
	many    int
	follows []following
	// live: some of what the migration does is known only when it runs.
	live bool
}

// take plans the fix of a finding, or says why it is none.
func (r *repair) take(f lint.Finding) {
	u, p, reason := r.find(f)
	switch {
	case reason != "":
	case u.several:
		reason = "several commands are asked for at this place"
	case !f.Fix.Keep && p == nil && r.mixed(u, f.Step, f.Fix.Instead):
		reason = "its statement asks for other things, too: give it one of its own first"
	case r.live && (len(f.Fix.Then) > 0 || f.Fix.Outside):
		reason = "the migration looks into the answer of a query, and what it does then may need it where it is"
	case (!f.Fix.Keep || f.Fix.Outside) && r.taken(u, p):
		reason = "another fix changes the same place: run it again"
	}
	if reason != "" {
		r.refuse(f, reason)
		return
	}
	c := &change{finding: f, unit: u, part: p, instead: f.Fix.Instead, then: slices.Clone(f.Fix.Then)}
	if f.Fix.Outside {
		if f.Fix.Keep || r.alone(c) {
			c.outside, c.noLock = true, true
		} else {
			own := lint.Migration{Name: nameOf(c.instead, r.migration.Name), Outside: true, NoLock: true, Change: c.instead}
			c.then = append([]lint.Migration{own}, c.then...)
			c.instead = nil
		}
	}
	r.spellIndex(c)
	c.keep = f.Fix.Keep
	c.moved = len(c.instead) == 0 && !f.Fix.Keep
	t, err := r.printed(c)
	if err != nil {
		r.refuse(f, "its code cannot be printed: "+summary(err))
		return
	}
	if err := r.printable(c); err != nil {
		r.refuse(f, "its code cannot be printed: "+summary(err))
		return
	}
	if reason = r.conflict(c, t); reason == "" {
		reason = r.outdated(c)
	}
	if u.only && (t.behind != "" || len(c.instead) > 1) {
		reason = "its function has room for one command only: write it with do and end first"
	}
	if reason != "" {
		r.refuse(f, reason)
		return
	}
	r.changes = append(r.changes, c)
}

// printable tries whether the migrations that follow can be written down.
func (r *repair) printable(c *change) error {
	o := r.options
	o.Identifiers = maps.Clone(o.Identifiers)
	w, numbers := writerFor(r.migration.Files[0].Path, r.migration, o), newNumbers(r.migration, o, r.many)
	for _, m := range c.then {
		if _, err := w.following(numbers.next(m, o.Commands)); err != nil {
			return err
		}
	}
	return nil
}

// summary is the first line of an error.
func summary(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

func (r *repair) refuse(f lint.Finding, reason string) {
	code, err := Code(f, r.options)
	if err != nil {
		code = ""
	}
	r.unfixed = append(r.unfixed, Unfixed{f, reason, code})
}

// find returns the place of the text that a finding is about.
func (r *repair) find(f lint.Finding) (*unit, *part, string) {
	if f.Step == nil {
		return nil, nil, "it is about the migration as a whole"
	}
	at := slices.IndexFunc(r.up, func(u *unit) bool { return same(u.command, f.Step.Command) })
	if at < 0 {
		return nil, nil, "its command does not stand directly in the migration's callback: a loop, a condition or a function makes it"
	}
	u := r.up[at]
	if p := partOf(u, f.Step); p != nil {
		return u, p, ""
	}
	if f.Step.Change != nil || f.Step.End > f.Step.Start && len(u.parts) > 0 {
		return nil, nil, "its line does not stand directly in the block: a loop, a condition or a function makes it"
	}
	return u, nil, ""
}

// mixed: the text of SQL, or a block that the step is about as a whole, asks for
// more than the step.
func (r *repair) mixed(u *unit, s *lint.Step, instead []command.Command) bool {
	if _, whole := carried(&change{unit: u, instead: instead}); whole {
		return false
	}
	if s.End <= s.Start {
		_, _, is := block(u.command)
		return is && slices.ContainsFunc(r.operationsOf(u, nil), func(op operation.Operation) bool { return key(op) != key(s.Operation) })
	}
	return slices.ContainsFunc(r.lower(u), func(l operation.Located) bool {
		return l.End <= s.Start || l.Start >= s.End
	})
}

// same: two plans of one migration have the same commands at the same places.
func same(a, b command.Command) bool {
	return a.Pos().Line == b.Pos().Line && a.Pos().Column == b.Pos().Column && a.Pos().File == b.Pos().File &&
		print.Same([]command.Command{a}, []command.Command{b})
}

// partOf is the part of a unit that asks for a step, or nil.
func partOf(u *unit, s *lint.Step) *part {
	for _, p := range u.parts {
		if s.Change == nil && len(p.changes) == 0 && clause(p, s) {
			return p
		}
		for _, c := range p.changes {
			if s.Change != nil && c.Pos() == s.Change.Pos() && c.ColumnName() == s.Change.ColumnName() {
				return p
			}
		}
	}
	return nil
}

// clause: the step was read from the text of a clause.
func clause(p *part, s *lint.Step) bool {
	return s.End > s.Start && s.Start < p.clause.end && s.End > p.clause.start
}

// taken: another fix changes the place already.
func (r *repair) taken(u *unit, p *part) bool {
	return slices.ContainsFunc(r.changes, func(c *change) bool {
		return c.unit == u && !c.keep && (c.part == nil || p == nil || c.part == p)
	})
}

// conflict keeps the text of a change, unless it does not go together with
// another one: a fix may touch more lines of a block than the one that it is
// about.
func (r *repair) conflict(c *change, t text) string {
	for _, other := range r.changes {
		if other.unit != c.unit || other.keep || c.keep {
			continue
		}
		for p, text := range t.parts {
			if s, there := other.text.parts[p]; there && s != text {
				return "another fix changes the same lines: run it again"
			}
		}
		if t.replaced || other.text.replaced {
			return "another fix changes the same place: run it again"
		}
	}
	c.text = t
	return ""
}

// alone: the migration does nothing else.
func (r *repair) alone(c *change) bool {
	m := r.migration
	return len(r.all) == 1 && len(r.up) == 1 && (c.part == nil || len(c.unit.parts) == 1) && m.AfterBegin == nil && m.BeforeCommit == nil
}

// settle gives a migration from which everything moves away its first following
// one: so it keeps its version.
func (r *repair) settle() {
	if len(r.all) != len(r.up) || !r.emptied() || r.migration.AfterBegin != nil || r.migration.BeforeCommit != nil {
		return
	}
	c := r.changes[0]
	first := c.then[0]
	c.then = c.then[1:]
	c.outside, c.noLock = first.Outside, first.NoLock
	instead := first.Change
	if instead == nil {
		instead = first.Up
		if r.doc.reversed() {
			instead = bothWays(first.Up, first.Down)
		}
	}
	t, err := r.printed(&change{unit: c.unit, part: c.part, instead: instead})
	if instead == nil || err != nil {
		r.rewritten = &first
		return
	}
	c.instead, c.text, c.moved = instead, t, false
}

// emptied: nothing stays.
func (r *repair) emptied() bool {
	moving := r.moving()
	for _, u := range r.up {
		if !moving[u] {
			return false
		}
	}
	return len(r.changes) > 0 && len(r.changes[0].then) > 0
}

// gone: all of a unit moves away.
func (r *repair) gone(u *unit) bool { return isGone(u, r.byUnit()[u]) }

// isGone: all of a unit moves away, with these changes of it.
func isGone(u *unit, changes []*change) bool {
	parts := 0
	for _, c := range changes {
		switch {
		case !c.moved:
			return false
		case c.part == nil:
			return true
		default:
			parts++
		}
	}
	return parts > 0 && parts == len(u.parts)
}

// bothWays pairs SQL of both directions for a callback that is reversed. What has
// no way back has none there either.
func bothWays(up, down []command.Command) []command.Command {
	if down == nil {
		return up
	}
	if len(down) == 0 {
		down = []command.Command{command.Execute{Up: command.SQL("")}}
	}
	if len(up) != 1 || len(down) != 1 {
		return nil
	}
	forward, ok := up[0].(command.Execute)
	back, okBack := down[0].(command.Execute)
	if !ok || !okBack {
		return nil
	}
	return []command.Command{command.Execute{Up: forward.Up, Down: back.Up}}
}
