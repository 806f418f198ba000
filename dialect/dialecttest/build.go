package dialecttest

import "github.com/whimbrel-go/whimbrel/command"

// An Option sets options of a column.
type Option func(*command.ColumnOptions)

// Column returns a column of a type by its name, or of a reference.
func Column(name string, kind any, options ...Option) command.Column {
	c := command.Column{Name: name}
	switch kind := kind.(type) {
	case string:
		c.Type = command.NewType(kind)
	case command.Type:
		c.Type = kind
	case *command.Reference:
		c.Type, c.Reference = kind.Type, kind
	default:
		panic("a column needs a type or a reference")
	}
	for _, option := range options {
		option(&c.Options)
	}
	return c
}

// PrimaryKey makes the column part of the primary key.
func PrimaryKey(o *command.ColumnOptions) { o.PrimaryKey = true }

// NotNull forbids NULL.
func NotNull(o *command.ColumnOptions) { o.Null = command.NotNull }

// Nullable allows NULL.
func Nullable(o *command.ColumnOptions) { o.Null = command.Nullable }

// Default sets the default.
func Default(v command.Value) Option { return func(o *command.ColumnOptions) { o.Default = v } }

// Size sets the size.
func Size(size string) Option { return func(o *command.ColumnOptions) { o.Size = size } }

// Precision sets precision and scale.
func Precision(precision, scale int) Option {
	return func(o *command.ColumnOptions) { o.Precision, o.Scale = &precision, &scale }
}

// Digits sets the precision alone.
func Digits(n int) Option { return func(o *command.ColumnOptions) { o.Precision = &n } }

// Comment sets the comment.
func Comment(text string) Option { return func(o *command.ColumnOptions) { o.Comment = text } }

// Generated makes the column a generated one.
func Generated(sql string) Option {
	return func(o *command.ColumnOptions) { o.Generated = command.String(sql) }
}

// References returns references(table) with Ecto's defaults.
func References(table string, options ...func(*command.Reference)) *command.Reference {
	ref := &command.Reference{Table: table, Column: "id", Type: command.NewType("bigserial")}
	for _, option := range options {
		option(ref)
	}
	return ref
}

// Create returns create table(name) with the columns.
func Create(name string, columns ...command.Column) command.CreateTable {
	c := command.CreateTable{Table: Table(name)}
	for _, column := range columns {
		c.Columns = append(c.Columns, command.Add{Column: column})
	}
	return c
}

// Alter returns alter table(name) with the changes.
func Alter(name string, changes ...command.Change) command.AlterTable {
	return command.AlterTable{Table: Table(name), Changes: changes}
}

// Table returns table(name).
func Table(name string) command.Table {
	return command.Table{Object: command.Object{Name: name}}
}

// Index returns index(table, columns) with Ecto's name.
func Index(table string, columns ...string) command.Index {
	i := command.Index{Table: table}
	for _, name := range columns {
		i.Columns = append(i.Columns, command.IndexColumn{Column: name})
	}
	i.Name = command.DefaultIndexName(table, i.Columns)
	return i
}

// ID is the primary key that Ecto gives every table.
func ID() command.Column { return Column("id", "bigserial", PrimaryKey) }
