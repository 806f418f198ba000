package english

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// shown writes an intent in one line, without spans and what is zero.
func shown(in any) string { return show(reflect.ValueOf(in)) }

func show(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case intent.Name:
		if x.Exact {
			return "`" + x.Text + "`"
		}
		return x.Text
	case intent.Value:
		return fmt.Sprintf("%d:%s", x.Kind, x.Text)
	case intent.Condition:
		return "«" + x.SQL + "» " + x.Slug
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		return show(v.Elem())
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, show(v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Struct:
		var parts []string
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.Name == "Span" || v.Field(i).IsZero() {
				continue
			}
			parts = append(parts, f.Name+"="+show(v.Field(i)))
		}
		return v.Type().Name() + "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprint(v.Interface())
}
