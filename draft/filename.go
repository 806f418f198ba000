package draft

import (
	"slices"
	"strings"
)

// maxName is how long the name of a file may be.
const maxName = 80

// title is a step's part of its file's name.
type title struct {
	// verb is what is done: "create", "add", "remove", "modify", "rename" …
	verb string
	// what it is done to, if it is not columns: "users", "users_email_index".
	what string
	// columns and table are those of add, remove, modify and rename.
	columns []string
	table   string
	// index: what is an index, which does not fold with others into a list.
	index bool
}

// empty reports whether the step has no part in the name.
func (t title) empty() bool { return t.verb == "" }

// fileName names a file after its steps.
func fileName(titles []title) string {
	var parts []string
	verb := ""
	for i := 0; i < len(titles); {
		n := 1
		for i+n < len(titles) && folds(titles[i], titles[i+n]) {
			n++
		}
		part := folded(titles[i : i+n])
		if next, said := strings.CutPrefix(part, verb); said && verb != "" {
			part = next // the verb is said once
		} else {
			verb = spoken(part)
		}
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
		i += n
	}
	name := strings.Join(parts, "_and_")
	if len(name) > maxName && len(parts) > 1 {
		name = parts[0] + "_and_more"
	}
	return name
}

// spoken is the verb that a part begins with, if it need not be said again.
func spoken(part string) string {
	for _, verb := range []string{"create_", "drop_", "add_", "remove_", "rename_", "enable_", "disable_"} {
		if strings.HasPrefix(part, verb) {
			return verb
		}
	}
	return ""
}

// folds reports whether two titles share more than the verb: tables that are
// created, and one column of several tables.
func folds(a, b title) bool {
	switch {
	case a.verb != b.verb:
		return false
	case a.table == "" && b.table == "":
		return (a.verb == "create" || a.verb == "drop") && !a.index && !b.index
	case a.verb == "rename":
		return a.table == b.table
	}
	return (a.verb == "add" || a.verb == "remove") && len(a.columns) == 1 && slices.Equal(a.columns, b.columns)
}

// folded writes titles that fold into each other.
func folded(titles []title) string {
	first := titles[0]
	if first.table == "" {
		var whats []string
		for _, t := range titles {
			whats = append(whats, t.what)
		}
		return first.verb + "_" + enumerated(whats)
	}
	var tables, renamed []string
	for _, t := range titles {
		if !slices.Contains(tables, t.table) {
			tables = append(tables, t.table)
		}
		renamed = append(renamed, t.columns...)
	}
	if first.verb == "rename" {
		return "rename_" + strings.Join(renamed, "_and_") + "_on_" + first.table
	}
	return first.about(enumerated(tables))
}

// about writes a title about columns of a table.
func (t title) about(table string) string {
	columns := strings.Join(t.columns, "_")
	switch {
	case t.verb == "modify":
		return "alter_" + table + "_modify_" + columns
	case len(t.columns) == 1 && t.verb == "remove":
		return "remove_" + columns + "_from_" + table
	case len(t.columns) == 1 && t.verb == "add":
		return "add_" + columns + "_to_" + table
	}
	return "alter_" + table + "_" + t.verb + "_" + columns
}

// enumerated joins names as a sentence has them: a_b_and_c.
func enumerated(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], "_") + "_and_" + names[last]
}
