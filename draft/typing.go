package draft

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// typed is the type of a column with the options that belong to it.
type typed struct {
	Type    command.Type
	Options command.ColumnOptions
}

// typeOf chooses the type of a column: the one that is told, or the one that
// its values, its name or its default say, in this order.
func (d *drafter) typeOf(c intent.Column, why *reasons) typed {
	name := c.Name.Text
	if c.Type.Name != "" || c.Type.Array {
		return d.toldType(name, c.Type, why)
	}
	t := typed{Options: sizes(c.Type)}
	switch {
	case len(c.Values) > 0:
		t.Type = command.NewType("string")
		why.add(name, "string: its values ("+strings.Join(c.Values, ", ")+") belong in an Ecto.Enum of the application, where they are easy to change")
	case c.Type.Precision != nil:
		t.Type = command.NewType("decimal")
	case c.Type.Size != 0:
		t.Type = command.NewType("string")
	default:
		t.Type = d.typeByName(name, c.Default, why)
	}
	return t
}

// toldType is the type as told. Money is never a float: sums of floats are
// wrong.
func (d *drafter) toldType(name string, told intent.TypeName, why *reasons) typed {
	t := typed{Type: command.NewType(told.Name), Options: sizes(told)}
	if told.Name == "" {
		t.Type = command.NewType("string")
	}
	if told.Name == "float" && IsMoney(name) {
		t.Type = command.NewType("decimal")
		why.add(name, "decimal, although float was told: floats cannot hold money exactly")
		d.note("%s is decimal, although float was told: floats cannot hold money exactly", name)
	}
	if told.Array {
		t.Type = command.ArrayOf(t.Type)
	}
	return t
}

func sizes(told intent.TypeName) command.ColumnOptions {
	o := command.ColumnOptions{Precision: told.Precision, Scale: told.Scale}
	if told.Size != 0 {
		o.Size = strconv.Itoa(told.Size)
	}
	return o
}

// typeByName is the type that a column's name stands for. A default says more
// than a name that could be anything.
func (d *drafter) typeByName(name string, value *intent.Value, why *reasons) command.Type {
	t, known := TypeByName(name)
	if value != nil && (!known || !fits(*value, t) && !IsMoney(name)) {
		if byValue, ok := typeOfValue(*value); ok {
			why.add(name, byValue.Name+", by its default")
			return byValue
		}
	}
	if t.Name == "utc_datetime_usec" && d.o.Style.Timestamps != "" {
		t = command.NewType(d.o.Style.Timestamps)
	}
	if known {
		why.add(name, strings.TrimPrefix(t.Inspect(), ":")+", by name")
	} else {
		why.add(name, "string: nothing says another type")
	}
	return t
}

// fits reports whether a value can be the default of a column of the type that
// its name suggests.
func fits(v intent.Value, t command.Type) bool {
	switch v.Kind {
	case intent.TrueValue, intent.FalseValue:
		return t.Name == "boolean"
	case intent.NumberValue:
		return isNumeric(t) || t.Name == "boolean"
	case intent.StringValue:
		return t.Name != "boolean" && !isNumeric(t) || isNumber(v.Text)
	}
	return true
}

// typeOfValue is the type that a default is of.
func typeOfValue(v intent.Value) (command.Type, bool) {
	switch v.Kind {
	case intent.TrueValue, intent.FalseValue:
		return command.NewType("boolean"), true
	case intent.NumberValue:
		if strings.Contains(v.Text, ".") {
			return command.NewType("decimal"), true
		}
		return command.NewType("integer"), true
	case intent.StringValue:
		return command.NewType("string"), true
	case intent.EmptyMap:
		return command.NewType("map"), true
	case intent.EmptyList:
		return command.ArrayOf(command.NewType("string")), true
	}
	return command.Type{}, false
}

func isNumeric(t command.Type) bool { return isInteger(t) || t.Name == "decimal" || t.Name == "float" }

func isInteger(t command.Type) bool {
	switch t.Name {
	case "integer", "bigint", "smallint", "id", "serial", "bigserial":
		return true
	}
	return false
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// isTime reports whether values of the type are moments.
func isTime(t command.Type) bool {
	return strings.Contains(t.Name, "datetime") || strings.HasPrefix(t.Name, "timestamp")
}

func isDocument(t command.Type) bool {
	return t.IsMap() || t.Name == "jsonb" || t.Name == "json"
}

// ginned reports whether only a GIN index finds something inside of values of
// the type.
func ginned(t command.Type) bool {
	return t.IsArray() || t.IsMap() || t.Name == "jsonb" || t.Name == "tsvector"
}
