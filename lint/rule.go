package lint

import "slices"

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
	// Step is called for every operation of a migration, in order, before the
	// operation is applied to the schema. Optional.
	Step func(*Pass, *Step)
	// Migration is called once behind the last operation. Optional.
	Migration func(*Pass)
}

// Alias is a rule by the name of another tool.
type Alias struct{ Tool, Name string }

// For reports whether the rule is for a dialect.
func (r *Rule) For(database string) bool {
	return r.Databases == nil || slices.Contains(r.Databases, database)
}

// Find returns the rule of that name, which may be an alias, or nil.
func Find(rules []*Rule, name string) *Rule {
	for _, r := range rules {
		if r.ID == name || slices.ContainsFunc(r.Aliases, func(a Alias) bool { return a.Name == name }) {
			return r
		}
	}
	return nil
}
