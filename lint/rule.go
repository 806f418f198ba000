package lint

import (
	"cmp"
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Rule is one thing that migrations are asked for.
type Rule struct {
	// ID is its name in kebab-case, and that of its page in docs/lint.
	ID string
	// Title says in one line what is wrong, without the particulars.
	Title string
	// Severity is that of its findings where nothing is known of the table.
	Severity Severity
	// Databases are the dialects that it is for; nil is all.
	Databases []string
	// Aliases are the names that other tools have for it. Configuration and
	// suppressions accept them.
	Aliases []Alias
	// Once: the first finding of a run is enough, since it is how the project
	// runs its migrations that is to be changed, or all of them.
	Once bool
	// Step is called for every operation of a migration, in order, before the
	// operation is applied to the schema. Optional.
	Step func(*Pass, *Step)
	// Migration is called once behind the last operation. Optional.
	Migration func(*Pass)
	// Text is called once with the source of a migration, also of one that
	// cannot be loaded or planned: nothing but its file is known then. Optional.
	Text func(*Pass)
}

// Alias is a rule by the name of another tool.
type Alias struct{ Tool, Name string }

// For reports whether the rule is for a dialect.
func (r *Rule) For(database string) bool {
	return r.Databases == nil || slices.Contains(r.Databases, database)
}

// Named reports whether the name is the rule's, or another tool's for it.
func (r *Rule) Named(name string) bool {
	return r.ID == name || slices.ContainsFunc(r.Aliases, func(a Alias) bool { return a.Name == name })
}

// Find returns the rule of that name, which may be an alias, or nil.
func Find(rules []*Rule, name string) *Rule {
	if i := slices.IndexFunc(rules, func(r *Rule) bool { return r.ID == name }); i >= 0 {
		return rules[i]
	}
	for _, r := range rules {
		if r.Named(name) {
			return r
		}
	}
	return nil
}

// FindAll returns the rules that a name means: that of the name, or else all
// that another tool calls so.
func FindAll(rules []*Rule, name string) []*Rule {
	if r := Find(rules, name); r == nil || r.ID == name {
		return slices.DeleteFunc([]*Rule{r}, func(r *Rule) bool { return r == nil })
	}
	return slices.DeleteFunc(slices.Clone(rules), func(r *Rule) bool { return !r.Named(name) })
}

// NearestRule returns the name of the rule that was probably meant, or "".
func NearestRule(rules []*Rule, name string) string {
	var own, aliases []string
	for _, r := range rules {
		own = append(own, r.ID)
		for _, a := range r.Aliases {
			aliases = append(aliases, a.Name)
		}
	}
	return cmp.Or(diag.Nearest(name, own), diag.Nearest(name, aliases))
}
