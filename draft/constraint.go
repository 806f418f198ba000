package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/schema"
)

// addCheck adds a check constraint to a table that exists.
func (d *drafter) addCheck(in intent.AddCheck) {
	columns := make([]intent.Name, len(in.Condition.Columns))
	for i, c := range in.Condition.Columns {
		columns[i] = intent.Name{Span: in.Condition.Span, Text: c}
	}
	if !in.Table.Given() && in.Condition.Table != "" {
		in.Table = intent.Name{Span: in.Condition.Span, Text: in.Condition.Table}
	}
	t, ok := d.tableOf(in.Table, in.Span, columns)
	if !ok {
		return
	}
	c := d.check(t, in)
	if t.known != nil && t.known.Constraint(c.Name) != nil {
		d.fail(in.Span, "%s has a constraint %s already: it exists", t.name(), c.Name).Hint = "give the new one another name"
		return
	}
	s := step{at: in.Span, after: []command.Command{command.CreateConstraint{Constraint: c}}}
	if !d.justAdded(t, columnList(in.Condition.Columns...)) {
		s.title = title{verb: "add", table: t.name(), columns: []string{c.Name}}
		if !in.NotValid {
			d.note("rows of %s that do not hold %s make it fail", t.name(), c.Check)
		}
	}
	d.do(s)
}

// check makes a check constraint, with the name that its condition suggests.
func (d *drafter) check(t target, in intent.AddCheck) command.Constraint {
	if d.sensibleCheck(t, in.Condition) {
		in.Condition, _ = d.condition(t, in.Condition)
	}
	c := command.Constraint{
		Prefix: t.object.Prefix, Table: t.name(), Name: in.Condition.Slug, Check: in.Condition.SQL,
		Comment: in.Comment, SkipValidation: in.NotValid,
	}
	if in.Name.Given() {
		c.Name = in.Name.Text
	}
	if c.Name == "" {
		c.Name = t.name() + "_must_be_valid"
	}
	return c
}

// addExclusion forbids overlapping ranges in a table that exists.
func (d *drafter) addExclusion(in intent.AddExclusion) {
	names := slices.Concat(in.Same, given(in.Start, in.End, in.Range))
	t, ok := d.tableOf(in.Table, in.Span, names)
	if !ok {
		return
	}
	s := step{at: in.Span}
	s.after = d.exclusion(t, in, &s.reasons)
	if len(s.after) == 0 {
		return
	}
	last := s.after[len(s.after)-1].(command.CreateConstraint).Constraint
	s.title = title{verb: "add", table: t.name(), columns: []string{last.Name}}
	d.do(s)
}

func given(names ...intent.Name) []intent.Name {
	return slices.DeleteFunc(names, func(n intent.Name) bool { return !n.Given() })
}

// exclusions makes the exclusion constraints of a new table.
func (d *drafter) exclusions(t *newTable) []command.Command {
	var commands []command.Command
	for _, in := range t.exclusions {
		commands = append(commands, d.exclusion(d.find(intent.Name{Text: t.name, Exact: true}), in, &reasons{})...)
	}
	return commands
}

// exclusion makes the extension and the constraint.
func (d *drafter) exclusion(t target, in intent.AddExclusion, why *reasons) []command.Command {
	if !d.onlyPostgres(in.Span, "an exclusion constraint") {
		return nil
	}
	span, ok := d.rangeOf(t, in, why)
	if !ok {
		return nil
	}
	var conditions []string
	for _, n := range in.Same {
		name, ok := d.column(t, n)
		if !ok {
			return nil
		}
		conditions = append(conditions, d.identifierSQL(name)+" WITH =")
	}
	conditions = append(conditions, span+" WITH &&")
	c := command.Constraint{
		Prefix: t.object.Prefix, Table: t.name(), Name: "no_overlapping_" + overlapping(t, in),
		Exclude: "gist (" + strings.Join(conditions, ", ") + ")",
	}
	if in.Name.Given() {
		c.Name = in.Name.Text
	}
	create := command.CreateConstraint{Constraint: c}
	if len(in.Same) == 0 {
		return []command.Command{create} // a range alone needs no extension
	}
	why.add("btree_gist", "the extension that compares columns for equality in an exclusion; it stays on a rollback")
	return []command.Command{
		command.Execute{Up: command.SQL("CREATE EXTENSION IF NOT EXISTS btree_gist"), Down: command.SQL("")}, create,
	}
}

// overlapping is what must not overlap.
func overlapping(t target, in intent.AddExclusion) string {
	if in.Of.Given() {
		return inflect.Plural(in.Of.Text)
	}
	return t.name()
}

// rangeOf is the range that must not overlap: a column of a range type, or made
// of a start and an end by their type.
func (d *drafter) rangeOf(t target, in intent.AddExclusion, why *reasons) (string, bool) {
	if in.Range.Given() {
		name, ok := d.column(t, in.Range)
		return d.identifierSQL(name), ok
	}
	if !in.Start.Given() || !in.End.Given() {
		start, end, ok := d.onlyRange(t)
		if !ok {
			d.fail(in.Span, "what must not overlap? A start and an end are missing").Hint = "say both: from starts_at to ends_at"
			return "", false
		}
		in.Start, in.End = start, end
	}
	start, ok := d.column(t, in.Start)
	end, okEnd := d.column(t, in.End)
	if !ok || !okEnd {
		return "", false
	}
	function := d.rangeFunction(t, start, why)
	return function + "(" + d.identifierSQL(start) + ", " + d.identifierSQL(end) + ")", true
}

// onlyRange finds the one start that a table has, with its end.
func (d *drafter) onlyRange(t target) (start, end intent.Name, ok bool) {
	names := d.columnsOf(t)
	found := 0
	for _, name := range names {
		for _, pair := range [][2]string{{"starts_", "ends_"}, {"start_", "end_"}, {"valid_from", "valid_to"}, {"from_", "to_"}} {
			other := strings.Replace(name, pair[0], pair[1], 1)
			if strings.HasPrefix(name, pair[0]) && slices.Contains(names, other) {
				start, end = intent.Name{Text: name, Exact: true}, intent.Name{Text: other, Exact: true}
				found++
			}
		}
	}
	return start, end, found == 1
}

// rangeFunction makes ranges of two columns. Ecto's utc_datetime is a timestamp
// without time zone, of which an index can only have a tsrange.
func (d *drafter) rangeFunction(t target, start string, why *reasons) string {
	kind := d.existingIndexed(t).kind(start)
	if t.fresh != nil && t.known == nil {
		for _, c := range t.fresh.what.Columns {
			if c.Name.Text == start {
				kind = d.typeOf(c, &reasons{}).Type
			}
		}
	}
	known := !t.stranger() && !kind.IsZero()
	switch {
	case kind.Name == "date":
		return "daterange"
	case known && (strings.HasPrefix(kind.Name, "utc_datetime") || strings.HasPrefix(kind.Name, "naive_datetime")):
		why.add(start, "tsrange: "+kind.Name+" is a timestamp without time zone")
		return "tsrange"
	case isInteger(kind):
		return "int4range"
	case kind.Name == "decimal":
		return "numrange"
	}
	return "tstzrange"
}

// dropConstraint drops a constraint by its name, or by what it is about.
func (d *drafter) dropConstraint(in intent.DropConstraint) {
	t, ok := d.tableOfConstraint(in)
	if !ok {
		return
	}
	s := step{at: in.Span, title: title{verb: "remove", table: t.name()}}
	c, ok := d.constraintToDrop(t, in, &s)
	if !ok {
		return
	}
	drop := command.DropConstraint{Constraint: c}
	if in.IfExists {
		drop.Existence = command.Lenient
	}
	s.after = []command.Command{drop}
	s.title.columns = []string{c.Name}
	d.do(s)
}

// tableOfConstraint is the table of a constraint: told, or the one that has a
// constraint of the name, or the only one with the columns.
func (d *drafter) tableOfConstraint(in intent.DropConstraint) (target, bool) {
	if !in.Table.Given() && in.Name.Given() {
		for _, t := range d.model.Tables() {
			if t.Constraint(in.Name.Text) != nil || t.ForeignKey(in.Name.Text) != nil {
				return target{object: t.Object, known: t}, true
			}
		}
	}
	return d.tableOf(in.Table, in.Span, in.Columns)
}

// constraintToDrop finds the constraint, and writes the way down.
func (d *drafter) constraintToDrop(t target, in intent.DropConstraint, s *step) (command.Constraint, bool) {
	bare := command.Constraint{Prefix: t.object.Prefix, Table: t.name(), Name: in.Name.Text}
	if t.known != nil && !t.known.Partial {
		return d.knownConstraint(t.known, in, bare, s)
	}
	if bare.Name == "" && in.Kind == intent.ForeignKey && len(in.Columns) == 1 {
		bare.Name = (&command.Reference{}).ConstraintName(t.name(), in.Columns[0].Text)
	}
	if bare.Name == "" {
		d.fail(in.Span, "which constraint of %s? None is known here", t.name()).Hint =
			"say its name: drop the constraint amount_must_be_positive from " + t.name()
		return bare, false
	}
	s.oneWay = true
	d.warn("dropping %s cannot be rolled back: no migration here says what it demands", bare.Name)
	return bare, true
}

func (d *drafter) knownConstraint(t *schema.Table, in intent.DropConstraint, bare command.Constraint, s *step) (command.Constraint, bool) {
	checks, keys := matching(t, in)
	switch {
	case len(checks)+len(keys) > 1:
		return bare, d.whichConstraint(t, checks, keys, in, &bare, s)
	case len(checks) == 1:
		s.down = []command.Command{command.CreateConstraint{Constraint: checks[0].Constraint}}
		bare.Name = checks[0].Name
		return bare, true
	case len(keys) == 1:
		bare.Name = keys[0].Name
		s.down = d.keyAgain(t, keys[0])
		return bare, true
	}
	what := in.Name.Text
	if what == "" {
		what = "on " + joinNames(in.Columns)
	}
	d.fail(in.Span, "%s has no constraint %s", t.Name, what).Hint = constraintHint(t)
	return bare, false
}

// matching are the constraints that a description fits.
func matching(t *schema.Table, in intent.DropConstraint) (checks []schema.Constraint, keys []schema.ForeignKey) {
	about := func(columns []string) bool {
		return !slices.ContainsFunc(in.Columns, func(n intent.Name) bool {
			return !slices.ContainsFunc(columnNames(n), func(name string) bool { return slices.Contains(columns, name) })
		})
	}
	for _, c := range t.Constraints {
		isKind := in.Kind == intent.AnyConstraint || (in.Kind == intent.CheckKind) == (c.Check != "") && in.Kind != intent.ForeignKey
		if in.Name.Given() && c.Name == in.Name.Text || !in.Name.Given() && isKind && about(constrained(t, c)) {
			checks = append(checks, c)
		}
	}
	for _, k := range t.ForeignKeys {
		isKind := in.Kind == intent.AnyConstraint || in.Kind == intent.ForeignKey
		if in.Name.Given() && k.Name == in.Name.Text || !in.Name.Given() && isKind && about(k.Columns) {
			keys = append(keys, k)
		}
	}
	return checks, keys
}

// constrained are the columns that a constraint names.
func constrained(t *schema.Table, c schema.Constraint) []string {
	var columns []string
	for _, column := range t.Columns {
		for _, other := range t.ConstraintsOn(column.Name) {
			if other.Name == c.Name {
				columns = append(columns, column.Name)
			}
		}
	}
	return columns
}

// whichConstraint asks which of several constraints is meant.
func (d *drafter) whichConstraint(t *schema.Table, checks []schema.Constraint, keys []schema.ForeignKey,
	in intent.DropConstraint, bare *command.Constraint, s *step) bool {
	q := intent.Question{Span: in.Span, Text: "which constraint of " + t.Name + " is meant?"}
	for _, c := range checks {
		q.Choices = append(q.Choices, intent.Choice{Label: c.Name})
	}
	for _, k := range keys {
		q.Choices = append(q.Choices, intent.Choice{Label: k.Name})
	}
	choice, ok := d.ask(q)
	if !ok {
		return false
	}
	bare.Name = q.Choices[choice].Label
	if choice < len(checks) {
		s.down = []command.Command{command.CreateConstraint{Constraint: checks[choice].Constraint}}
	} else {
		s.down = d.keyAgain(t, keys[choice-len(checks)])
	}
	return true
}

// keyAgain makes the column of a dropped foreign key one again.
func (d *drafter) keyAgain(t *schema.Table, k schema.ForeignKey) []command.Command {
	column, ok := t.Definition(k.Columns[0])
	if !ok || column.Reference == nil {
		return []command.Command{}
	}
	column.Options = command.ColumnOptions{}
	return []command.Command{command.AlterTable{
		Table: command.Table{Object: t.Object}, Changes: []command.Change{command.Modify{Column: column}},
	}}
}

func constraintHint(t *schema.Table) string {
	var names []string
	for _, c := range t.Constraints {
		names = append(names, c.Name)
	}
	for _, k := range t.ForeignKeys {
		names = append(names, k.Name)
	}
	if len(names) == 0 {
		return t.Name + " has no constraints"
	}
	return "its constraints are " + list(names)
}
