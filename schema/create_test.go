package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/schema"
)

// TestCreate replays Create of every table of many histories: it is the same
// table, but for what Create says that it cannot say.
func TestCreate(t *testing.T) {
	histories := append(archives(t, "testdata/*.txtar"), archives(t, "../internal/samples/testdata/*.txtar")...)
	for _, file := range []string{"cases.jsonl", "options.jsonl", "random.jsonl"} {
		histories = append(histories, conformance(t, file)...)
	}
	ignored := cmp.Options{
		cmpopts.IgnoreUnexported(schema.Table{}), cmpopts.EquateEmpty(), cmp.AllowUnexported(command.Integer{}),
		cmpopts.IgnoreFields(schema.Index{}, "Constraint"), cmpopts.IgnoreFields(schema.PrimaryKey{}, "Name"),
		cmpopts.IgnoreFields(schema.ForeignKey{}, "NotValidated"), cmpopts.IgnoreTypes(schema.Origin{}),
		cmpopts.SortSlices(func(a, b schema.ForeignKey) bool { return a.Name < b.Name }),
	}
	tables := 0
	for _, h := range histories {
		s, _ := h.replay(h.database)
		again := schema.New(schema.ForDatabase(h.database))
		for _, table := range s.Tables() {
			if table.Partial {
				continue
			}
			for _, c := range table.Create() {
				again.Apply(c)
			}
			tables++
			if d := cmp.Diff(table, again.Table(table.Object), ignored); d != "" {
				t.Errorf("%s, table %s (-first, +again):\n%s", h.name, table.Object, d)
			}
		}
	}
	if tables < 500 {
		t.Errorf("only %d tables", tables)
	}
}
