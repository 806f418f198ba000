package fix_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/fix"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// TestFixes proves the fix of every rule by the samples of its page that fail:
// what it writes can be planned in both directions, lints clean, gives the same
// schema, leads back, and is fixed no further.
func TestFixes(t *testing.T) {
	pages := linttest.Pages(t, "../..")
	for _, r := range rules.All() {
		page, proved := pages[r.ID], false
		for _, language := range []string{"elixir", "sql"} {
			for _, database := range databasesOf(r, page, language) {
				t.Run(r.ID+"/"+language+"/"+database, func(t *testing.T) {
					c, ok := newProof(t, r, page, language, database)
					if !ok {
						t.Skip("no fix")
					}
					proved = true
					c.run(t)
				})
			}
		}
		if promised := strings.Contains(page.Text, "\n| Fix | yes"); promised != proved {
			t.Errorf("%s: the page promises a fix: %t, and its samples have one: %t", r.ID, promised, proved)
		}
	}
}

// databasesOf are those that the samples of a page are for.
func databasesOf(r *lint.Rule, page linttest.Page, language string) []string {
	samples := page.In("Fails", language)
	if len(samples) == 0 {
		return nil
	}
	all := append(slices.Clone(page.Samples["Before"]), samples...)
	tagged := slices.ContainsFunc(all, func(s linttest.Sample) bool { return s.Database != "" })
	if tagged || language == "sql" {
		return []string{linttest.Database(r, all)}
	}
	if r.Databases != nil {
		return r.Databases
	}
	return []string{"postgres", "mysql", "sqlite", "mssql"}
}

// proof is a sample that a rule finds fault with, before and after its fix.
type proof struct {
	rule          *lint.Rule
	before, after folder
	findings      []lint.Finding
	unfixed       []fix.Unfixed
	better        bool
}

// newProof fixes a sample; false if the rule has no fix for it.
func newProof(t *testing.T, r *lint.Rule, page linttest.Page, language, database string) (*proof, bool) {
	t.Helper()
	files, old := linttest.Folder(page.Samples["Before"], page.In("Fails", language))
	c := &proof{rule: r, before: folder{database: database, files: files, rules: rules.All(), reviewed: 20260101000000 + int64(old)}}
	for _, m := range c.before.migrations(t) {
		if _, err := c.before.plan(m, command.Up); err != nil {
			return nil, false // the sample is not for this database
		}
	}
	report := c.before.lint(t)
	c.findings = of(report.Findings, r)
	fixable := slices.DeleteFunc(slices.Clone(c.findings), func(f lint.Finding) bool { return f.Fix == nil })
	if len(fixable) == 0 {
		return nil, false
	}
	for _, f := range fixable {
		c.better = c.better || f.Fix.Better
		if _, err := fix.Code(f, fix.Options{Dialect: linttest.Dialect(database), Folder: c.before.find(t)}); err != nil {
			t.Errorf("the fix has no code: %v", err)
		}
	}
	c.after, c.unfixed = c.before.fixed(t, fixable)
	return c, true
}

func of(findings []lint.Finding, r *lint.Rule) []lint.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f lint.Finding) bool { return f.Rule.ID != r.ID || f.Suppressed != nil })
}

func (c *proof) run(t *testing.T) {
	for _, u := range c.unfixed {
		t.Errorf("is not fixed: %s", u.Reason)
	}
	if t.Failed() {
		return
	}
	c.planned(t)
	if !t.Failed() {
		c.clean(t)
		c.sameSchema(t)
		c.leadsBack(t)
		c.idempotent(t)
	}
	if t.Failed() {
		t.Log(c.text(t))
	}
}

// planned: every migration has a plan, and a way down if there was one.
func (c *proof) planned(t *testing.T) {
	reversible := true
	for _, m := range c.before.migrations(t) {
		if _, err := c.before.plan(m, command.Down); err != nil {
			reversible = false
		}
	}
	for _, m := range c.after.migrations(t) {
		if _, err := c.after.plan(m, command.Up); err != nil {
			t.Errorf("%d_%s: %v", m.Version, m.Name, err)
		}
		if _, err := c.after.plan(m, command.Down); err != nil && reversible {
			t.Errorf("%d_%s down: %v", m.Version, m.Name, err)
		}
	}
}

// clean: the rule finds nothing any more, and no other rule anything new.
func (c *proof) clean(t *testing.T) {
	report := c.after.lint(t)
	if err := report.Problems.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range of(report.Findings, c.rule) {
		if slices.ContainsFunc(c.findings, func(was lint.Finding) bool { return was.Fix == nil && was.Message == f.Message }) {
			continue
		}
		t.Errorf("still found: %s: %s", f.Pos, f.Message)
	}
	known := map[string]int{}
	for _, f := range c.before.lint(t).Findings {
		known[f.Rule.ID]++
	}
	for _, f := range report.Findings {
		known[f.Rule.ID]--
		if f.Severity >= lint.Warning && f.Suppressed == nil && known[f.Rule.ID] < 0 && f.Rule.ID != c.rule.ID {
			t.Errorf("new: %s: %s[%s] %s", f.Pos, f.Severity, f.Rule.ID, f.Message)
		}
	}
}

// sameSchema: the model of the tables is the same.
func (c *proof) sameSchema(t *testing.T) {
	if c.better {
		return
	}
	if d := schemaDiff(c.before.replay(t), c.after.replay(t), c.before.database); d != "" {
		t.Errorf("the schema differs (-unfixed, +fixed):\n%s", d)
	}
}

// leadsBack: undoing all that is reviewed leads to where it began.
func (c *proof) leadsBack(t *testing.T) {
	fixed, ok := c.after.undone(t)
	if !ok {
		return // planned has said so if it could before
	}
	unfixed, ok := c.before.undone(t)
	if !ok {
		return
	}
	if d := schemaDiff(unfixed, fixed, c.before.database); d != "" {
		t.Errorf("the way down leads elsewhere (-unfixed, +fixed):\n%s", d)
	}
}

// undone is the schema after the way up and down again.
func (f folder) undone(t *testing.T) (*schema.Schema, bool) {
	s := f.replay(t)
	for _, m := range slices.Backward(f.migrations(t)) {
		if m.Version < f.reviewed {
			break
		}
		p, err := f.plan(m, command.Down)
		if err != nil {
			return nil, false
		}
		for _, statement := range p.Known() {
			if statement.Command != nil && !statement.Further {
				s.Apply(statement.Command)
			}
		}
	}
	return s, true
}

// idempotent: fixing again changes nothing.
func (c *proof) idempotent(t *testing.T) {
	again, _ := c.after.fixed(t, of(c.after.lint(t).Findings, c.rule))
	for name, file := range again.files {
		if old := c.after.files[name]; old == nil || string(old.Data) != string(file.Data) {
			t.Errorf("fixing again changes %s", name)
		}
	}
}

func (c *proof) text(t *testing.T) string {
	var b strings.Builder
	for _, f := range c.after.find(t) {
		fmt.Fprintf(&b, "-- %s --\n", f.Path)
		for _, p := range f.Paths() {
			b.WriteString(string(c.after.files[p].Data))
		}
	}
	return b.String()
}

func (f folder) migrations(t *testing.T) []*source.Migration {
	t.Helper()
	var list []*source.Migration
	for _, file := range f.find(t) {
		m, err := file.Load()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

func (f folder) plan(m *source.Migration, d command.Direction) (*plan.Plan, error) {
	return plan.Build(m, d, record.Config{}, linttest.Dialect(f.database))
}

func (f folder) replay(t *testing.T) *schema.Schema {
	t.Helper()
	s, _ := schema.Replay(f.migrations(t), record.Config{}, schema.ForDatabase(f.database))
	return s
}

// schemaDiff compares two models as the database keeps them.
func schemaDiff(a, b *schema.Schema, database string) string {
	d := linttest.Dialect(database)
	ignored := []cmp.Option{
		cmpopts.IgnoreUnexported(schema.Table{}), cmpopts.EquateEmpty(), cmp.AllowUnexported(command.Integer{}),
		cmpopts.IgnoreTypes(schema.Origin{}),
	}
	return cmp.Diff(tables(a.Normal(d)), tables(b.Normal(d)), ignored...)
}

func tables(s *schema.Schema) map[string]any {
	parts := map[string]any{"enums": s.Enums(), "extensions": s.Extensions()}
	for _, t := range s.Tables() {
		if t.Partial { // its columns are in the order in which they are mentioned
			slices.SortFunc(t.Columns, func(a, b schema.Column) int { return strings.Compare(a.Name, b.Name) })
		}
		parts["table "+t.String()] = t
	}
	return parts
}
