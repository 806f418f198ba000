package draft

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/schema"
)

// drafter turns the intents of one text into steps, and the steps into files.
type drafter struct {
	o Options
	// model is what the tables look like after the steps so far; before is what
	// they look like without them. started is set if something is known at all.
	model   *schema.Schema
	started bool
	// fresh are the tables that the text creates, by name, from the moment that
	// their part of the text is begun; order has them as they are told.
	fresh map[string]*newTable
	order []*newTable
	steps []step
	// strangers are the tables that were noted as unknown.
	strangers map[string]bool

	notes    []Note
	problems diag.List
	question *Question
}

func newDrafter(o Options) *drafter {
	d := &drafter{o: o, model: schema.New(), fresh: map[string]*newTable{}, strangers: map[string]bool{}}
	if o.Schema != nil {
		d.model = o.Schema.Clone()
		d.started = len(o.Schema.Tables()) > 0
	}
	return d
}

// all makes the steps. A change of rows divides the text: what is about the
// schema before it is one part, what comes after it another.
func (d *drafter) all(intents []intent.Intent) {
	var part []intent.Intent
	for _, in := range intents {
		switch in := in.(type) {
		case intent.Backfill:
			d.part(part)
			d.backfill(in)
			part = nil
		case intent.DeleteRows:
			d.part(part)
			d.deleteRows(in)
			part = nil
		default:
			part = append(part, in)
		}
	}
	d.part(part)
}

// part makes the steps of changes to the schema. What is said about a table
// that the part creates goes into its creation, which stands where the first
// of the tables is told, or before what needs it.
func (d *drafter) part(intents []intent.Intent) {
	created := d.gather(intents)
	var rest []intent.Intent
	first := -1
	for _, in := range joined(intents) {
		in = d.split(in)
		if isCreate(in) {
			if first < 0 {
				first = len(rest)
			}
		} else if !d.absorb(in) {
			rest = append(rest, in)
		}
	}
	for i, in := range rest {
		if len(created) > 0 && (i >= first || d.mentions(in, created)) {
			d.createTables(created)
			created = nil
		}
		d.change(in)
	}
	d.createTables(created)
}

func isCreate(in intent.Intent) bool {
	switch in.(type) {
	case intent.CreateTable, intent.JoinTable:
		return true
	}
	return false
}

// joined makes one of changes to the same column in a row: "to citext" and
// "required" are one line of the migration.
func joined(intents []intent.Intent) []intent.Intent {
	var list []intent.Intent
	for _, in := range intents {
		next, ok := in.(intent.ChangeColumn)
		if last := len(list) - 1; ok && last >= 0 {
			if before, ok := list[last].(intent.ChangeColumn); ok && sameColumn(before, next) {
				list[last] = both(before, next)
				continue
			}
		}
		list = append(list, in)
	}
	return list
}

func sameColumn(a, b intent.ChangeColumn) bool {
	return a.Table.Text == b.Table.Text && a.Column.Text == b.Column.Text
}

// both adds to a change what the next one says.
func both(a, b intent.ChangeColumn) intent.ChangeColumn {
	if b.To.Given() {
		a.To = b.To
	}
	if b.From.Given() {
		a.From = b.From
	}
	if b.Null != intent.NullUntold {
		a.Null = b.Null
	}
	if b.Default != nil || b.DropDefault {
		a.Default, a.DropDefault = b.Default, b.DropDefault
	}
	if b.Comment != "" {
		a.Comment = b.Comment
	}
	return a
}

// change makes the steps of one intent about what exists.
func (d *drafter) change(in intent.Intent) {
	switch in := in.(type) {
	case intent.AddColumns:
		d.addColumns(in)
	case intent.Associate:
		d.associate(in)
	case intent.RemoveColumns:
		d.removeColumns(in)
	case intent.RenameColumn:
		d.renameColumn(in)
	case intent.ChangeColumn:
		d.changeColumn(in)
	case intent.DropTable:
		d.dropTables(in)
	case intent.RenameTable:
		d.renameTable(in)
	case intent.CreateIndex:
		d.createIndex(in)
	case intent.DropIndex:
		d.dropIndex(in)
	case intent.RenameIndex:
		d.renameIndex(in)
	case intent.AddCheck:
		d.addCheck(in)
	case intent.AddExclusion:
		d.addExclusion(in)
	case intent.DropConstraint:
		d.dropConstraint(in)
	case intent.Extensions:
		d.extensions(in)
	case intent.CreateEnum:
		d.createEnum(in)
	case intent.AddEnumValue:
		d.addEnumValue(in)
	case intent.DropEnum:
		d.dropEnum(in)
	default:
		d.fail(in.At(), "the draft does not know how to write this")
	}
}

// object is a name with the prefix that tables have without being told.
func (d *drafter) object(name string) command.Object {
	return command.Object{Prefix: d.o.Config.DefaultPrefix, Name: name}
}
