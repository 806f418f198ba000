package draft_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/schema"
)

// checkReversal applies the way up of every file and then every way down, last
// first: nothing may be left of them. Rows do not come back, nor does what the
// notes say cannot be rolled back; columns that come back are the last ones.
func checkReversal(t *testing.T, r *draft.Result, known *schema.Schema) {
	t.Helper()
	if known == nil || slices.ContainsFunc(r.Notes, func(n draft.Note) bool { return strings.Contains(n.Text, "rolled back") }) {
		return
	}
	model := known.Clone()
	apply := func(commands []command.Command) {
		for _, c := range commands {
			if err := model.Apply(c).Err(); err != nil {
				t.Errorf("%s: %v", c.Describe(), err)
			}
		}
	}
	for _, f := range r.Files {
		apply(f.Migration.Change.Commands())
		apply(f.Migration.Up.Commands())
	}
	for _, f := range slices.Backward(r.Files) {
		apply(f.Migration.Down.Commands())
		for _, c := range slices.Backward(f.Migration.Change.Commands()) {
			back, err := command.Reverse(c)
			if err != nil {
				t.Fatal(err)
			}
			apply([]command.Command{back})
		}
	}
	if d := cmp.Diff(describe(known), describe(model)); d != "" {
		t.Errorf("up and down leave a difference:\n%s", d)
	}
}

// describe writes down all tables, in an order that does not depend on which
// of them was made last.
func describe(s *schema.Schema) []string {
	var lines []string
	for _, table := range s.Tables() {
		for _, c := range table.Create() {
			create, ok := c.(command.CreateTable)
			if !ok {
				lines = append(lines, printtest.Text(c))
				continue
			}
			for _, a := range create.Columns {
				if a.Column.Options.Null == command.Nullable {
					a.Column.Options.Null = command.NullUnset // the same
				}
				if _, null := a.Column.Options.Default.(command.Null); null {
					a.Column.Options.Default = nil // the same
				}
				lines = append(lines, table.Name+" "+printtest.Text(command.CreateTable{Columns: []command.Add{a}}))
			}
		}
	}
	slices.Sort(lines)
	return lines
}
