package fix

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// A fix leads to the tables that there were without it. Each rule sees to that
// for its own, and here it is tried for what all fixes of a migration have become
// together: the text as it will be, and the migrations behind it.

// other says which tables the written migrations would make otherwise than the
// original, or "". A migration in Go is known only once it is compiled.
func (r *repair) other(files []File) string {
	first := r.changes[0].finding.First
	if first == nil || filepath.Ext(r.migration.Files[0].Path) == ".go" || slices.ContainsFunc(r.changes, better) {
		return ""
	}
	edited, err := r.reloaded(files)
	if err != nil {
		return "the fixed migration cannot be read: " + summary(err)
	}
	between := r.between()
	before := append([]*source.Migration{r.migration.Migration}, between...)
	after := append([]*source.Migration{edited}, between...)
	for _, f := range r.follows {
		after = append(after, f.migration())
	}
	was, is := first.Clone(), first.Clone()
	if err := r.run(was, before, command.Up); err != nil {
		return "" // what is behind it is not known
	}
	if err := r.run(is, after, command.Up); err != nil {
		return "the fixed migration cannot be planned: " + summary(err)
	}
	if different := r.different(was, is); len(different) > 0 {
		return "the tables would not be the same: " + strings.Join(different, ", ")
	}
	if len(between) > 0 {
		return ""
	}
	return r.otherBack(was, is, before, after)
}

// otherBack looks at the way down, if there is one: it leads where the original's
// does, or to where the migration began, which the author may have missed.
func (r *repair) otherBack(was, is *schema.Schema, before, after []*source.Migration) string {
	if err := r.run(was, before, command.Down); err != nil {
		return ""
	}
	if err := r.run(is, after, command.Down); err != nil {
		return "there would be no way down: " + summary(err)
	}
	began := r.changes[0].finding.First
	different := slices.DeleteFunc(r.different(was, is), func(table string) bool {
		return !slices.Contains(r.different(began, is), table)
	})
	if len(different) > 0 {
		return "the tables would not be the same on the way down: " + strings.Join(different, ", ")
	}
	return ""
}

func better(c *change) bool { return c.finding.Fix.Better }

// reloaded is the migration as its files will define it.
func (r *repair) reloaded(files []File) (*source.Migration, error) {
	m := r.migration
	at := slices.IndexFunc(r.options.Folder, func(f source.File) bool { return f.Version == m.Version && f.Path == m.File })
	if at < 0 {
		return nil, fmt.Errorf("%s is not among the migrations of its folder", m.File)
	}
	texts := make([][]byte, 2)
	for i, f := range m.Files {
		texts[i] = []byte(f.Text)
		for _, written := range files {
			if written.Path == f.Path {
				texts[i] = []byte(written.Text)
			}
		}
	}
	return r.options.Folder[at].LoadAs(texts[0], texts[1])
}

// manyBetween is from how many migrations on they are not replayed for each fix:
// that what is fixed means the same behind them is looked at anyway (later.go).
const manyBetween = 50

// between are the migrations that come between the original and those that
// follow, where it has no room right behind it.
func (r *repair) between() []*source.Migration {
	var list []*source.Migration
	last := lastBefore(r.migration.Version, r.options, r.many)
	count := 0
	for _, f := range r.options.Folder {
		if f.Version > r.migration.Version && f.Version <= last {
			count++
		}
	}
	if count > manyBetween {
		return nil
	}
	for _, f := range r.options.Folder {
		if f.Version <= r.migration.Version || f.Version > last {
			continue
		}
		m, err := f.Load()
		if err != nil {
			continue
		}
		if _, err := plan.Build(m, command.Up, r.options.Commands, r.options.Dialect); err == nil {
			list = append(list, m)
		}
	}
	return list
}

// run applies migrations in a direction.
func (r *repair) run(s *schema.Schema, list []*source.Migration, d command.Direction) error {
	if d == command.Down {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	for _, m := range list {
		p, err := plan.Build(m, d, r.options.Commands, r.options.Dialect)
		if err != nil {
			return err
		}
		for _, statement := range p.Known() {
			if statement.Command != nil && !statement.Further {
				s.Apply(statement.Command)
			}
		}
	}
	return nil
}

// different are the tables that differ, as the database keeps them. Most are the
// same without a closer look.
func (r *repair) different(a, b *schema.Schema) []string {
	if len(differing(a, b)) == 0 {
		return nil
	}
	d := r.options.Dialect
	return differing(a.Normal(d), b.Normal(d))
}

func differing(a, b *schema.Schema) []string {
	var list []string
	for _, t := range a.Tables() {
		if other := b.Table(t.Object); other == nil || t != other && !sameTable(t, other) {
			list = append(list, t.String())
		}
	}
	for _, t := range b.Tables() {
		if a.Table(t.Object) == nil {
			list = append(list, t.String())
		}
	}
	return list
}

func sameTable(a, b *schema.Table) bool {
	return a.Partial == b.Partial && slices.Equal(unchecked(a), unchecked(b)) && print.Same(created(a), created(b))
}

// created are the commands that make a table. In which order its columns and
// indexes are makes no difference.
func created(t *schema.Table) []command.Command {
	sorted := *t
	sorted.Columns = slices.SortedFunc(slices.Values(t.Columns), func(a, b schema.Column) int { return strings.Compare(a.Name, b.Name) })
	sorted.Indexes = slices.SortedFunc(slices.Values(t.Indexes), func(a, b schema.Index) int { return strings.Compare(a.Name, b.Name) })
	sorted.Constraints = slices.SortedFunc(slices.Values(t.Constraints), func(a, b schema.Constraint) int { return strings.Compare(a.Name, b.Name) })
	sorted.ForeignKeys = slices.SortedFunc(slices.Values(t.ForeignKeys), func(a, b schema.ForeignKey) int { return strings.Compare(a.Name, b.Name) })
	return sorted.Create()
}

// unchecked are the constraints that the rows of a table were not looked at for.
func unchecked(t *schema.Table) []string {
	var names []string
	for _, k := range t.ForeignKeys {
		if k.NotValidated {
			names = append(names, k.Name)
		}
	}
	for _, c := range t.Constraints {
		if c.SkipValidation {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	return names
}
