package operation_test

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// show writes an operation in one line: its kind, its table, and every other
// field that is set.
func show(l operation.Located) string {
	v := reflect.ValueOf(l.Operation)
	words := []string{v.Type().Name()}
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if field.IsZero() {
			continue
		}
		switch name {
		case "OnTable", "OnObject":
			words = append(words, fmt.Sprint(field.Field(0).Interface()))
		default:
			words = append(words, setting(name, field.Interface()))
		}
	}
	if _, told := l.Operation.(operation.CreateIndex); !told {
		for _, option := range [][2]string{{"ALGORITHM", l.Algorithm}, {"LOCK", l.Lock}} {
			if option[1] != "" {
				words = append(words, option[0]+"="+option[1])
			}
		}
		if l.Online {
			words = append(words, "ONLINE=ON")
		}
	}
	return strings.Join(words, " ")
}

func setting(name string, value any) string {
	switch v := value.(type) {
	case bool:
		return strings.ToUpper(name)
	case command.Column:
		return definition(v)
	case *command.Column:
		return "(from " + definition(*v) + ")"
	case []command.Column:
		var columns []string
		for _, c := range v {
			columns = append(columns, definition(c))
		}
		return "(" + strings.Join(columns, ", ") + ")"
	case command.Index:
		return index(v)
	case command.Value:
		return name + "=" + v.Inspect()
	case command.ReferenceAction:
		return fmt.Sprintf("%s=%d%v", name, v.Kind, strings.Join(v.Columns, ","))
	case []string:
		return name + "=" + strings.Join(v, ",")
	}
	return fmt.Sprintf("%s=%v", name, value)
}

func definition(c command.Column) string {
	o := c.Options
	words := []string{c.Name, c.Type.Inspect()}
	add := func(given bool, format string, args ...any) {
		if given {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	add(c.Reference != nil, "REFERENCES!")
	add(o.Size != "", "size=%s", o.Size)
	if o.Precision != nil {
		add(true, "precision=%d", *o.Precision)
	}
	if o.Scale != nil {
		add(true, "scale=%d", *o.Scale)
	}
	add(o.Null == command.NotNull, "not null")
	add(o.Null == command.Nullable, "null")
	if o.Default != nil {
		add(true, "default=%s", o.Default.Inspect())
	}
	if o.Generated != nil {
		add(true, "generated=%s", o.Generated.Inspect())
	}
	add(o.PrimaryKey, "primary key")
	add(o.Collation != "", "collation=%s", o.Collation)
	add(o.Comment != "", "comment=%q", o.Comment)
	add(o.After != "", "after=%s", o.After)
	return strings.Join(words, " ")
}

func index(i command.Index) string {
	words := []string{i.Name + "("}
	for n, c := range i.Columns {
		if n > 0 {
			words[0] += ", "
		}
		words[0] += c.Column + c.Expr
		if c.Direction != "" {
			words[0] += " " + string(c.Direction)
		}
	}
	words[0] += ")"
	for n, given := range []bool{i.Unique, i.Concurrently, i.Only} {
		if given {
			words = append(words, []string{"UNIQUE", "CONCURRENTLY", "ONLY"}[n])
		}
	}
	for _, part := range [][2]string{{"using", i.Using}, {"where", i.Where}, {"with", i.Options}, {"comment", i.Comment}} {
		if part[1] != "" {
			words = append(words, part[0]+"="+part[1])
		}
	}
	if len(i.Include) > 0 {
		words = append(words, fmt.Sprintf("include=%d", len(i.Include)))
	}
	if i.NullsDistinct != nil {
		words = append(words, fmt.Sprintf("nulls distinct=%v", *i.NullsDistinct))
	}
	return strings.Join(words, " ")
}
