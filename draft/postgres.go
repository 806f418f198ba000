package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// enum is a type of the database with its values.
type enum struct {
	name   string
	values []string
}

// onlyPostgres refuses what another database does not have.
func (d *drafter) onlyPostgres(at intent.Span, what string) bool {
	if d.o.Dialect == "" || d.o.Dialect == "postgres" {
		return true
	}
	d.fail(at, "%s is of PostgreSQL: %s has none", what, d.o.Dialect)
	return false
}

// extensions enables or drops extensions.
func (d *drafter) extensions(in intent.Extensions) {
	if !d.onlyPostgres(in.Span, "an extension") {
		return
	}
	s := step{at: in.Span, title: title{verb: "enable"}}
	if in.Drop {
		s.title.verb = "disable"
	}
	var names []string
	for _, n := range in.Names {
		if !d.extensionName(n) {
			return
		}
		name := d.identifierSQL(n.Text)
		e := command.Execute{Up: command.SQL("CREATE EXTENSION IF NOT EXISTS " + name), Down: command.SQL("DROP EXTENSION IF EXISTS " + name)}
		if !in.Drop && d.model.HasExtension(n.Text) {
			d.note("%s is enabled already: a rollback leaves it", n.Text)
			e.Down = command.SQL("")
		}
		if in.Drop {
			e.Up, e.Down = e.Down, e.Up
		}
		s.after = append(s.after, e)
		names = append(names, strings.ReplaceAll(n.Text, "-", "_"))
	}
	s.title.what = strings.Join(names, "_and_")
	d.do(s)
}

// createEnum creates a type, and the column that is told with it.
func (d *drafter) createEnum(in intent.CreateEnum) {
	if in.Column.Given() {
		d.addColumns(intent.AddColumns{
			Span: in.Span, Tables: tablesOf(in.Table), Columns: []intent.Column{enumColumn(in)},
		})
		return
	}
	if !d.onlyPostgres(in.Span, "an enum type") {
		return
	}
	if !in.Type.Given() {
		d.fail(in.Span, "the enum type has no name").Hint = "create a native enum order_status with pending, paid"
		return
	}
	s := step{at: in.Span, title: title{verb: "create", what: in.Type.Text + "_type"}}
	e := enum{name: in.Type.Text, values: in.Values}
	s.after = []command.Command{d.createType(e, &s)}
	s.down = dropTypes([]enum{e})
	d.do(s)
}

func tablesOf(n intent.Name) intent.Tables {
	if !n.Given() {
		return intent.Tables{}
	}
	return intent.Tables{Span: n.Span, Names: []intent.Name{n}}
}

// enumColumn is the column of an enum type.
func enumColumn(in intent.CreateEnum) intent.Column {
	return intent.Column{
		Span: in.Span, Name: in.Column, Null: in.Null, Default: in.Default, Values: in.Values, Native: true,
		Type: intent.TypeName{Span: in.Type.Span, Name: in.Type.Text},
	}
}

// createType makes a type, with the guide's warning.
func (d *drafter) createType(e enum, s *step) command.Command {
	d.onlyPostgres(s.at, "an enum type")
	if len(e.values) == 0 {
		d.fail(s.at, "the enum %s has no values", e.name).Hint = "say them: pending, paid or shipped"
	}
	d.typeName(s.at, e.name)
	d.warn("adding values to %s later needs ALTER TYPE ... ADD VALUE outside of a transaction, and none can be removed: "+
		"a :string with Ecto.Enum is easier to change", e.name)
	return d.typeSQL(e)
}

func (d *drafter) typeSQL(e enum) command.Command {
	values := make([]string, len(e.values))
	for i, v := range e.values {
		values[i] = d.literal(v)
	}
	return command.Execute{Up: command.SQL("CREATE TYPE " + d.identifierSQL(e.name) + " AS ENUM (" + strings.Join(values, ", ") + ")")}
}

// typeName refuses what cannot be the name of a type.
func (d *drafter) typeName(at intent.Span, name string) bool {
	if isName(name) && len(name) <= maxIdentifier {
		return true
	}
	d.fail(at, "%q is not a name for a type", name).Hint = "use letters, digits and underscores, at most 63 of them"
	return false
}

// dropTypes drops types, the last one first. It is not nil.
func dropTypes(enums []enum) []command.Command {
	commands := []command.Command{}
	for _, e := range slices.Backward(enums) {
		commands = append(commands, command.Execute{Up: command.SQL("DROP TYPE " + identifierSQL(e.name, "postgres"))})
	}
	return commands
}

// addEnumValue adds values to a type. PostgreSQL cannot use them in the
// transaction that adds them, and cannot take them away.
func (d *drafter) addEnumValue(in intent.AddEnumValue) {
	if !d.onlyPostgres(in.Span, "an enum type") {
		return
	}
	name, ok := d.enumType(in.Type)
	if !ok {
		return
	}
	s := step{at: in.Span, title: title{verb: "add", table: name, columns: slices.Clone(in.Values)}, alone: true, noTransaction: true}
	for i, v := range in.Values {
		s.title.columns[i] = snakeWord(v)
		sql := "ALTER TYPE " + d.identifierSQL(name) + " ADD VALUE IF NOT EXISTS " + d.literal(v)
		switch {
		case in.Before != "":
			sql += " BEFORE " + d.literal(in.Before)
		case in.After != "" && i == 0:
			sql += " AFTER " + d.literal(in.After)
		case in.After != "":
			sql += " AFTER " + d.literal(in.Values[i-1])
		}
		s.after = append(s.after, command.Execute{Up: command.SQL(sql)})
	}
	s.down, s.downComment = []command.Command{}, "PostgreSQL cannot remove values from an enum"
	d.note("the values of %s cannot be removed again: a rollback leaves them", name)
	d.do(s)
}

// enumType is the type of the name, or that of the column of the name.
func (d *drafter) enumType(n intent.Name) (string, bool) {
	for _, name := range []string{n.Text, inflect.Singular(n.Text)} {
		if d.model.Enum(d.object(name)) != nil {
			return name, true
		}
	}
	var found []string
	for _, e := range d.model.Enums() {
		if strings.HasSuffix(e.Name, "_"+n.Text) {
			found = append(found, e.Name)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], true
	case !n.Given():
		d.fail(n.Span, "which enum type is meant?").Hint = "say its name: add the value paid to order_status"
		return "", false
	}
	return n.Text, d.typeName(n.Span, n.Text)
}

// dropEnum drops a type. What its values were makes the way back.
func (d *drafter) dropEnum(in intent.DropEnum) {
	if !d.onlyPostgres(in.Span, "an enum type") {
		return
	}
	name, ok := d.enumType(in.Type)
	if !ok {
		return
	}
	s := step{at: in.Span, title: title{verb: "drop", what: name + "_type"}}
	s.after = dropTypes([]enum{{name: name}})
	if known := d.model.Enum(d.object(name)); known != nil {
		s.down = []command.Command{d.typeSQL(enum{name: name, values: known.Values})}
	} else {
		s.oneWay = true
		d.warn("dropping %s cannot be rolled back: its values are not known", name)
	}
	d.do(s)
}
