package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Suppression is a comment that allows what a rule finds.
type Suppression struct {
	// Pos is where the comment stands.
	Pos diag.Pos
	// Rule is the rule as the comment writes it; "" is every rule.
	Rule string
	// Reason is why. Comments of other tools have none.
	Reason string
	// Tool is whose comment it is: "excellent_migrations", "squawk", "atlas", or
	// "" for Whimbrel's own.
	Tool string
}

// suppress marks the findings that comments allow, and adds those about
// comments. A comment may also stand in another file that a finding is in, a
// module of the application: it is not asked whether that one is stale.
func (p *Pass) suppress() {
	own := p.text(p.Migration.File)
	allowed := map[*text][]allowance{own: own.allowances()}
	used := map[string]bool{}
	for i := range p.findings {
		f := &p.findings[i]
		for _, place := range append([]diag.Pos{f.Pos}, f.Via...) {
			t := p.text(place.File)
			list, ok := allowed[t]
			if !ok {
				list = t.allowances()
				allowed[t] = list
			}
			for n := range list {
				if name, ok := list[n].allows(t, f, place); ok {
					used[usedKey(list[n].pos, name)] = true
					f.Suppressed = &Suppression{list[n].pos, name, list[n].reason, list[n].tool}
				}
			}
		}
	}
	for _, a := range allowed[own] {
		if a.tool == "" {
			p.judge(a, used)
		}
	}
}

func usedKey(pos diag.Pos, name string) string { return fmt.Sprint(pos.Line, " ", name) }

// allows reports whether the comment is for a finding at a place, and by which
// of its names.
func (a *allowance) allows(t *text, f *Finding, at diag.Pos) (name string, ok bool) {
	if !a.file && !a.covers(t, f, at) {
		return "", false
	}
	if a.tool != "" && len(a.names) == 0 {
		known := func(alias Alias) bool { return alias.Tool == a.tool }
		return "", slices.ContainsFunc(f.Rule.Aliases, known)
	}
	for _, name := range a.names {
		if a.means(name, f.Rule) {
			return name, true
		}
	}
	return "", false
}

// covers reports whether a finding at a place stands where the comment is for.
func (a *allowance) covers(t *text, f *Finding, at diag.Pos) bool {
	line := at.Line
	if line == 0 { // the migration as a whole stands where it begins
		line = t.codeLine(1)
	}
	if a.first <= line && line <= a.last {
		return true
	}
	// An expression of several lines that begins there; a block does not.
	return a.behind && f.Step != nil && f.Step.Change == nil && f.Step.Command.Pos().Line == a.first
}

// means reports whether a name is that of a rule.
func (a *allowance) means(name string, r *Rule) bool {
	if a.tool == "" {
		return r.Named(name)
	}
	return slices.ContainsFunc(r.Aliases, func(alias Alias) bool {
		return alias.Tool == a.tool && (alias.Name == name || a.tool == atlas && slices.ContainsFunc(atlasClasses[name],
			func(prefix string) bool { return strings.HasPrefix(alias.Name, prefix) }))
	})
}

// atlasClasses are the names of Atlas' analyzers, with the beginnings of the
// codes that each of them reports.
var atlasClasses = map[string][]string{
	"destructive": {"DS"}, "data_depend": {"MF"}, "incompatible": {"BC"}, "concurrent_index": {"PG1"},
	"constraint_deletion": {"CD"}, "naming": {"NM"}, "nestedtx": {"TX"}, "blocking": {"PG3"},
}

// judge reports what is wrong with a comment.
func (p *Pass) judge(a allowance, used map[string]bool) {
	if a.reason == "" {
		p.about(withoutReason, a, Problem{
			Message: fmt.Sprintf("allows %s and does not say why", strings.Join(a.names, ", ")),
			Advice:  "say what makes it safe here: allow RULE because REASON",
		})
	}
	if len(a.names) == 0 {
		p.about(unknownRule, a, Problem{Message: "allows no rule", Advice: "name the rule: allow RULE because REASON"})
	}
	for _, name := range a.names {
		meant := FindAll(p.Rules, name)
		switch {
		case len(meant) == 0:
			p.about(unknownRule, a, p.unknown(name))
		case p.Plan != nil && slices.ContainsFunc(meant, p.asked) && !used[usedKey(a.pos, name)]:
			p.about(stale, a, Problem{
				Message: fmt.Sprintf("allows %s, which finds nothing here", name),
				Advice:  "take the comment away",
			})
		}
	}
}

func (p *Pass) unknown(name string) Problem {
	problem := Problem{Message: "there is no rule " + name, Advice: "see the list: whimbrel lint --list"}
	if near := NearestRule(p.Rules, name); near != "" {
		problem.Advice = "did you mean " + near + "?"
	}
	return problem
}

// about reports a problem of a comment, if its rule is asked.
func (p *Pass) about(id string, a allowance, problem Problem) {
	i := slices.IndexFunc(p.Rules, func(r *Rule) bool { return r.ID == id })
	if i < 0 || !p.asked(p.Rules[i]) {
		return
	}
	p.rule = p.Rules[i]
	before := len(p.findings)
	p.ReportAt(a.pos, problem)
	for i := before; i < len(p.findings); i++ {
		p.findings[i].End = a.end
	}
}
