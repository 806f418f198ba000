package whimbrel

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
)

// IndexSpec describes an index; make one with [Index] or [UniqueIndex]. Its
// methods return a changed copy.
type IndexSpec struct{ index command.Index }

// Index is an index on columns of a table, index/3. Its name is
// TABLE_COLUMNS_index unless it is given one.
func Index(table string, columns ...string) IndexSpec {
	i := IndexSpec{command.Index{Table: table}}
	for _, c := range columns {
		i = i.Column(c)
	}
	return i
}

// UniqueIndex is a unique index, unique_index/3.
func UniqueIndex(table string, columns ...string) IndexSpec {
	return Index(table, columns...).Unique()
}

func (i IndexSpec) with(c command.IndexColumn) IndexSpec {
	i.index.Columns = append(slices.Clone(i.index.Columns), c)
	return i
}

// Column adds a column.
func (i IndexSpec) Column(name string) IndexSpec { return i.with(command.IndexColumn{Column: name}) }

// Expr adds an expression, which is used as it stands: "lower(name)".
func (i IndexSpec) Expr(sql string) IndexSpec { return i.with(command.IndexColumn{Expr: sql}) }

// Direction is the order of a column in an index.
type Direction = command.IndexDirection

// The directions.
const (
	Asc            Direction = command.Asc
	AscNullsFirst  Direction = command.AscNullsFirst
	AscNullsLast   Direction = command.AscNullsLast
	Desc           Direction = command.Desc
	DescNullsFirst Direction = command.DescNullsFirst
	DescNullsLast  Direction = command.DescNullsLast
)

// Ordered adds a column with a direction.
func (i IndexSpec) Ordered(direction Direction, name string) IndexSpec {
	return i.with(command.IndexColumn{Column: name, Direction: direction})
}

// OrderedExpr adds an expression with a direction.
func (i IndexSpec) OrderedExpr(direction Direction, sql string) IndexSpec {
	return i.with(command.IndexColumn{Expr: sql, Direction: direction})
}

// Name names the index.
func (i IndexSpec) Name(name string) IndexSpec { i.index.Name = name; return i }

// Unique makes the index unique.
func (i IndexSpec) Unique() IndexSpec { i.index.Unique = true; return i }

// Concurrently builds and drops the index without blocking writes. On
// PostgreSQL the migration needs [DisableDDLTransaction] and
// [DisableMigrationLock].
func (i IndexSpec) Concurrently() IndexSpec { i.index.Concurrently = true; return i }

// Using sets the index's type: "gin".
func (i IndexSpec) Using(method string) IndexSpec { i.index.Using = method; return i }

// Where makes the index a partial one.
func (i IndexSpec) Where(condition string) IndexSpec { i.index.Where = condition; return i }

// Include adds columns that only cover queries.
func (i IndexSpec) Include(columns ...string) IndexSpec {
	i.index.Include = slices.Clone(i.index.Include)
	for _, c := range columns {
		i.index.Include = append(i.index.Include, command.IndexColumn{Column: c})
	}
	return i
}

// IncludeExpr adds an expression that only covers queries.
func (i IndexSpec) IncludeExpr(sql string) IndexSpec {
	i.index.Include = append(slices.Clone(i.index.Include), command.IndexColumn{Expr: sql})
	return i
}

// Only does not recurse into the table's partitions. PostgreSQL only.
func (i IndexSpec) Only() IndexSpec { i.index.Only = true; return i }

// NullsDistinct says whether NULLs differ from each other in a unique index.
// PostgreSQL 15 and later.
func (i IndexSpec) NullsDistinct(distinct bool) IndexSpec {
	i.index.NullsDistinct = &distinct
	return i
}

// Comment is stored with the index where the database can.
func (i IndexSpec) Comment(text string) IndexSpec { i.index.Comment = text; return i }

// Options is SQL for the index's WITH clause.
func (i IndexSpec) Options(sql string) IndexSpec { i.index.Options = sql; return i }

// Prefix is the schema or database of the index and its table.
func (i IndexSpec) Prefix(name string) IndexSpec { i.index.Prefix = name; return i }

// named returns the index with its name.
func (i IndexSpec) named() command.Index {
	index := i.index
	if index.Name == "" {
		index.Name = command.DefaultIndexName(index.Table, index.Columns)
	}
	return index
}
