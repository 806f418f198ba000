package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// renameColumn gives a column another name.
func (d *drafter) renameColumn(in intent.RenameColumn) {
	t, ok := d.tableOf(in.Table, in.Span, []intent.Name{in.From})
	if !ok {
		return
	}
	from, ok := d.column(t, in.From)
	if !ok {
		return
	}
	to := in.To.Text
	if strings.HasSuffix(from, "_id") && from != in.From.Text && !in.To.Exact && !strings.HasSuffix(to, "_id") {
		to += "_id" // "rename author to writer" where the column is author_id
	}
	if from == to {
		d.fail(in.Span, "%s is called %s already", from, to).Hint = "say another name"
		return
	}
	if t.known != nil && t.known.Column(to) != nil {
		d.fail(in.To.Span, "%s has a column %s already: it exists", t.name(), to).Hint = "choose another name"
		return
	}
	d.keptNames(t, from)
	d.do(step{
		at: in.Span, title: title{verb: "rename", columns: []string{from + "_to_" + to}, table: t.name()},
		after: []command.Command{command.RenameColumn{Table: t.object, From: from, To: to}},
	})
}

// keptNames notes what is named after a column and keeps its name.
func (d *drafter) keptNames(t target, column string) {
	if t.known == nil {
		return
	}
	var names []string
	for _, i := range t.known.IndexesOn(column) {
		names = append(names, i.Name)
	}
	for _, c := range t.known.ConstraintsOn(column) {
		names = append(names, c.Name)
	}
	for _, k := range t.known.ForeignKeysOn(column) {
		names = append(names, k.Name)
	}
	if len(names) > 0 {
		d.note("%s keeps the old name", list(names))
	}
}

// renameTable gives a table another name.
func (d *drafter) renameTable(in intent.RenameTable) {
	t, ok := d.existing(in.From)
	if !ok {
		return
	}
	to := d.object(d.newName(in.To))
	to.Prefix = t.object.Prefix
	if to == t.object {
		d.fail(in.Span, "%s is called so already", to.Name).Hint = "say another name"
		return
	}
	if d.model.Table(to) != nil {
		d.fail(in.To.Span, "the table %s exists already", to.Name).Hint = "choose another name"
		return
	}
	if t.known != nil && len(t.known.Indexes)+len(t.known.ForeignKeys)+len(t.known.Constraints) > 0 {
		d.note("the indexes and constraints of %s keep their names", t.name())
	}
	d.do(step{
		at: in.Span, title: title{verb: "rename", what: t.name() + "_to_" + to.Name},
		after: []command.Command{command.RenameTable{From: t.object, To: to}},
	})
}
