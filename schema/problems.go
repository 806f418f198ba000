package schema

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
)

// on reports problems at the position of a part of the command.
func (a *applier) on(pos diag.Pos) located {
	if !pos.IsValid() {
		pos = a.origin.Pos
	}
	return located{a, pos}
}

// located reports problems at a position.
type located struct {
	*applier
	pos diag.Pos
}

func (a *applier) report(d *diag.Diagnostic) { a.problems = append(a.problems, d) }

// unsure makes a warning of what may be a matter of what the model has not
// seen.
func (a *applier) unsure(d *diag.Diagnostic, sure bool) *diag.Diagnostic {
	if sure && len(a.gaps) == 0 {
		return d
	}
	warning := *d
	warning.Severity, warning.Kind = diag.Warning, diag.Advice
	return &warning
}

func (a *applier) duplicate(first Origin, format string, args ...any) {
	a.on(a.origin.Pos).duplicate(first, format, args...)
}

func (l located) duplicate(first Origin, format string, args ...any) {
	d := diag.Errorf(diag.Invalid, l.pos, format, args...)
	if first.Pos.IsValid() {
		d = d.WithDetail("it was created at %s", first.Pos)
	}
	l.report(d)
}

func (a *applier) unknownTable(o command.Object) {
	d := diag.Errorf(diag.Invalid, a.origin.Pos, "table %s is not known", o)
	a.report(a.unsure(a.hintTable(d, o.Name), a.complete))
}

func (l located) unknownParent(key ForeignKey) {
	d := diag.Errorf(diag.Invalid, l.pos, "table %s, which %s references, is not known", key.To, key.Name)
	l.report(l.unsure(l.hintTable(d, key.To.Name), l.complete))
}

func (a *applier) hintTable(d *diag.Diagnostic, name string) *diag.Diagnostic {
	if near := a.NearestTable(name); near != "" && near != name {
		return d.WithHint("did you mean %s?", near)
	}
	if !a.complete {
		return d.WithDetail("the migrations may not have the whole history")
	}
	return d
}

// column returns a column for changing. A partial table has whatever is
// mentioned; otherwise an unknown one is a problem.
func (a *applier) column(t *Table, name string, pos diag.Pos) *Column {
	if c := t.Column(name); c != nil {
		return c
	}
	if !t.Partial {
		a.unknownColumn(t, name, pos)
		return nil
	}
	t.Columns = append(t.Columns, Column{Name: name, Origin: a.at(pos)})
	return &t.Columns[len(t.Columns)-1]
}

func (a *applier) unknownColumn(t *Table, name string, pos diag.Pos) {
	d := diag.Errorf(diag.Invalid, a.at(pos).Pos, "table %s has no column %s", t.Object, name)
	if near := t.NearestColumn(name); near != "" {
		d = d.WithHint("did you mean %s?", near)
	}
	a.report(a.unsure(d, true))
}

func (a *applier) unknownIndex(index command.Index) {
	t := a.Table(index.TableObject())
	if t != nil && t.Partial || t == nil && !a.complete && index.Table == "" {
		return
	}
	if t == nil {
		a.unknownTable(index.TableObject())
		return
	}
	var names []string
	for _, i := range t.Indexes {
		names = append(names, i.Name)
	}
	d := diag.Errorf(diag.Invalid, a.origin.Pos, "table %s has no index %s", t.Object, index.Name)
	if near := diag.Nearest(index.Name, names); near != "" {
		d = d.WithHint("did you mean %s?", near)
	}
	a.report(a.unsure(d, true))
}

func (a *applier) unknownConstraint(t *Table, name string) {
	var names []string
	for _, c := range t.Constraints {
		names = append(names, c.Name)
	}
	for _, k := range t.ForeignKeys {
		names = append(names, k.Name)
	}
	d := diag.Errorf(diag.Invalid, a.origin.Pos, "table %s has no constraint %s", t.Object, name)
	if near := diag.Nearest(name, names); near != "" {
		d = d.WithHint("did you mean %s?", near)
	}
	a.report(a.unsure(d, true))
}

func (a *applier) stillReferenced(what string, r Referrer) {
	d := diag.Errorf(diag.Invalid, a.origin.Pos, "%s is referenced by table %s (%s)", what, r.Table.Object, r.Key.Name)
	a.report(a.unsure(d.WithHint("drop the foreign key first"), false))
}

func (l located) keyTypeDiffers(t *Table, own *Column, parent *Table, column *Column) {
	d := diag.Errorf(diag.Invalid, l.pos, "%s.%s has the type %s, but %s.%s, which it references, has %s",
		t.Name, own.Name, own.Type.Inspect(), parent.Name, column.Name, column.Type.Inspect())
	if l.database != "sqlite" {
		d = d.WithHint("references(%s, type: %s)", command.Atom(parent.Name).Inspect(), l.keyType(column.Type).Inspect())
	}
	l.report(l.unsure(d, l.database != "sqlite"))
}
