package whimbrel

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
)

// ColumnOption is an option of [Columns.Add], [Changes.Add] and
// [Changes.Modify].
type ColumnOption interface {
	ModifyOption
	TimestampOption
	columnOption(*command.ColumnOptions)
}

// ModifyOption is an option of [Changes.Modify]: a [ColumnOption] or [From].
type ModifyOption interface{ modifyOption(*modification) }

// TimestampOption is an option of [Columns.Timestamps].
type TimestampOption interface{ timestampOption(*timestamps) }

type columnOption func(*command.ColumnOptions)

func (o columnOption) columnOption(options *command.ColumnOptions) { o(options) }
func (o columnOption) modifyOption(m *modification)                { o(&m.options) }
func (o columnOption) timestampOption(t *timestamps)               { o(&t.Options) }

// PrimaryKey makes the column part of the primary key.
func PrimaryKey() ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.PrimaryKey = true })
}

// Null says whether the column accepts NULL. Without it the database decides,
// which means yes.
func Null(accepted bool) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) {
		o.Null = command.NotNull
		if accepted {
			o.Null = command.Nullable
		}
	})
}

// Size is the size of the type, the number of characters for example. The
// default of [String] is 255.
func Size(n int) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Size = strconv.Itoa(n) })
}

// SizeMax is SQL Server's size max.
func SizeMax() ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Size = "max" })
}

// Precision is the precision of a numeric or time type: the number of digits,
// and for numbers how many of them stand after the point, as in Precision(8, 2).
func Precision(digits int, scale ...int) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) {
		o.Precision = &digits
		for _, s := range scale {
			o.Scale = &s
		}
	})
}

// Scale is the number of digits after the point; it needs a [Precision].
func Scale(digits int) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Scale = &digits })
}

// After puts the column after another one. MySQL only; others ignore it.
func After(column string) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.After = column })
}

// Collation names the column's collation.
func Collation(name string) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Collation = name })
}

// Collate names the collating sequence. SQLite only.
func Collate(name string) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Collate = name })
}

// Generated is the SQL of a generated column: what stands after GENERATED in
// PostgreSQL, and after AS in MySQL and SQL Server.
func Generated(sql string) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Generated = command.String(sql) })
}

// StartValue is the first value of an identity column. PostgreSQL only.
func StartValue(n int) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.StartValue = &n })
}

// Increment is the step of an identity column. PostgreSQL only.
func Increment(n int) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Increment = &n })
}

// IntervalFields restricts an interval: "YEAR TO MONTH". PostgreSQL only.
func IntervalFields(sql string) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) { o.Fields = sql })
}

// ColumnCheck is a named check on the column. SQLite only.
func ColumnCheck(name, expression string) ColumnOption {
	return columnOption(func(o *command.ColumnOptions) {
		o.Check = &command.ColumnCheck{Name: name, Expr: expression}
	})
}

// TableOption is an option of the verbs for tables.
type TableOption interface{ tableOption(*table) }

// table is a table with what only its creation needs.
type table struct {
	command.Table
	// key is the primary key to generate; nil means the repository's.
	key *command.Column
	// noKey generates none.
	noKey bool
}

type tableOption func(*table)

func (o tableOption) tableOption(t *table) { o(t) }

// NoPrimaryKey creates a table without the generated primary key.
func NoPrimaryKey() TableOption {
	return tableOption(func(t *table) { t.noKey = true })
}

// PrimaryKeyColumn creates a table with this primary key in place of the
// generated one.
func PrimaryKeyColumn(name string, kind DataType, options ...ColumnOption) TableOption {
	return tableOption(func(t *table) {
		t.key = &command.Column{Name: name, Type: kind.command(), Options: columnOptions(options)}
		t.key.Options.PrimaryKey = true
	})
}

// Engine is MySQL's storage engine; the default is InnoDB.
func Engine(name string) TableOption {
	return tableOption(func(t *table) { t.Engine = name })
}

// TableOptions is SQL appended to CREATE TABLE: "WITH (fillfactor=70)".
func TableOptions(sql string) TableOption {
	return tableOption(func(t *table) { t.Options = sql })
}

// AlterTableOption is an option of [Migration.AlterTable]: [Prefix] or
// [Comment].
type AlterTableOption interface{ alterTableOption(*command.Table) }

// DropOption is an option of the verbs that drop: [Cascade].
type DropOption interface{ dropOption(*command.DropMode) }

// CascadeOption is what [Cascade] returns.
type CascadeOption struct{}

// Cascade drops what depends on the dropped object too.
func Cascade() CascadeOption { return CascadeOption{} }

func (CascadeOption) dropOption(mode *command.DropMode)       { *mode = command.Cascade }
func (CascadeOption) dropTableOption(drop *command.DropTable) { drop.Mode = command.Cascade }

func columnOptions(options []ColumnOption) command.ColumnOptions {
	var set command.ColumnOptions
	for _, o := range options {
		o.columnOption(&set)
	}
	return set
}
