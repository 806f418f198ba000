package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// optionKeys are the column options that the file knows, by Ecto's names.
// primary_key and autogenerate say nothing that a migration needs.
var optionKeys = []string{
	"null", "default", "size", "precision", "scale", "comment", "collation", "generated", "start_value", "increment",
	"fields", "collate", "check", "after", "primary_key", "autogenerate",
}

// commands reads the keys that shape commands.
func commands(s section) migrate.Commands {
	return migrate.Commands{
		PrimaryKey:    primaryKey(s),
		ForeignKey:    foreignKey(s),
		Timestamps:    timestamps(s),
		DefaultPrefix: s.text("migration_default_prefix"),
	}
}

func primaryKey(s section) record.PrimaryKey {
	const key = "migration_primary_key"
	if on, ok := s.table[key].(bool); ok {
		return record.PrimaryKey{Disabled: !on}
	}
	t := s.sub(key)
	t.only(append([]string{"name", "type"}, optionKeys...)...)
	return record.PrimaryKey{Name: t.word("name"), Type: t.columnType("type"), Options: t.options()}
}

func foreignKey(s section) record.ForeignKey {
	t := s.sub("migration_foreign_key")
	// A prefix stands in Ecto's configuration without effect on the SQL: only
	// the option of references/2 itself counts.
	t.only("column", "type", "name", "on_delete", "on_update", "validate", "prefix")
	return record.ForeignKey{
		SkipValidation: t.has("validate") && !t.boolean("validate"),
		Column:         t.word("column"), Type: t.columnType("type"), Name: t.word("name"),
		OnDelete: t.action("on_delete", "delete_all"), OnUpdate: t.action("on_update", "update_all"),
	}
}

func timestamps(s section) record.Timestamps {
	t := s.sub("migration_timestamps")
	t.only(append([]string{"type", "inserted_at", "updated_at"}, optionKeys...)...)
	return record.Timestamps{
		NullGiven: t.has("null"),
		Type:      t.columnType("type"), InsertedAt: t.timestamp("inserted_at"), UpdatedAt: t.timestamp("updated_at"),
		Options: t.options(),
	}
}

func (s section) timestamp(key string) record.TimestampColumn {
	if on, ok := s.table[key].(bool); ok {
		return record.TimestampColumn{Disabled: !on}
	}
	return record.TimestampColumn{Name: s.word(key)}
}

// word reads a name, which people may write as an atom out of habit.
func (s section) word(key string) string { return strings.TrimPrefix(s.text(key), ":") }

func (s section) columnType(key string) command.Type {
	if name := s.word(key); name != "" {
		return command.NewType(name)
	}
	return command.Type{}
}

func (s section) action(key, cascade string) command.ReferenceAction {
	kinds := map[string]command.ActionKind{
		"nothing": command.Nothing, cascade: command.CascadeAll, "nilify_all": command.NilifyAll,
		"restrict": command.RestrictAction,
	}
	if key == "on_delete" {
		kinds["default_all"] = command.DefaultAll
	}
	return command.ReferenceAction{Kind: choice(s, key, kinds)}
}

func (s section) options() command.ColumnOptions {
	o := command.ColumnOptions{
		Comment: s.text("comment"), Collation: s.text("collation"), Fields: s.text("fields"),
		Collate: s.text("collate"), After: s.word("after"), Size: s.size(),
		Precision: s.optional("precision"), Scale: s.optional("scale"),
		StartValue: s.optional("start_value"), Increment: s.optional("increment"),
	}
	if s.has("null") {
		o.Null = command.NotNull
		if s.boolean("null") {
			o.Null = command.Nullable
		}
	}
	if generated := s.text("generated"); generated != "" {
		o.Generated = command.String(generated)
	}
	if s.has("default") {
		o.Default = s.value("default", s.table["default"])
	}
	if s.has("check") {
		check := s.sub("check")
		check.only("name", "expr")
		o.Check = &command.ColumnCheck{Name: check.text("name"), Expr: check.text("expr")}
	}
	return o
}

func (s section) size() string {
	if text, ok := s.table["size"].(string); ok && strings.TrimPrefix(text, ":") == "max" {
		return "max" // SQL Server's varchar(max)
	}
	if n := s.optional("size"); n != nil {
		return fmt.Sprint(*n)
	}
	return ""
}

func (s section) optional(key string) *int {
	if !s.has(key) {
		return nil
	}
	n := s.number(key)
	return &n
}

// value turns a TOML value into the literal that an .exs file would have; the
// table {fragment = "now()"} is fragment("now()").
func (s section) value(key string, value any) command.Value {
	switch value := value.(type) {
	case string:
		return command.String(s.expanded(key, value))
	case int64:
		return command.Int(value)
	case float64:
		return command.Float(value)
	case bool:
		return command.Bool(value)
	case []any:
		list := make(command.List, len(value))
		for i, element := range value {
			list[i] = s.value(key, element)
		}
		return list
	case map[string]any:
		if sql, ok := value["fragment"].(string); ok && len(value) == 1 {
			return command.Fragment(s.expanded(key, sql))
		}
		return s.mapValue(key, value)
	}
	s.wrongType(key, "a string, a number, true, false, a list or a table", value)
	return nil
}

func (s section) mapValue(key string, table map[string]any) command.Map {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	slices.Sort(names)
	pairs := make(command.Map, len(names))
	for i, name := range names {
		pairs[i] = command.Pair{Key: command.String(name), Value: s.value(key, table[name])}
	}
	return pairs
}
