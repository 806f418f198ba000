package sqlite

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	dt "github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestColumns(t *testing.T) {
	c := func(kind any, options ...dt.Option) command.Column { return dt.Column("c", kind, options...) }
	dt.Columns(t, New(), []dt.ColumnCase{
		dt.Is(c("id"), `INTEGER`),
		dt.Is(c("serial"), `INTEGER`),
		dt.Is(c("bigserial"), `INTEGER`),
		dt.Is(c("identity"), `IDENTITY`),
		dt.Is(c("integer"), `INTEGER`),
		dt.Is(c("bigint"), `INTEGER`),
		dt.Is(c("float"), `NUMERIC`),
		dt.Is(c("decimal"), `DECIMAL`),
		dt.Is(c("boolean"), `INTEGER`),
		dt.Is(c("string"), `TEXT`),
		dt.Is(c("text"), `TEXT`),
		dt.Is(c("binary"), `BLOB`),
		dt.Is(c("bitstring"), `BITSTRING`),
		dt.Is(c("uuid"), `TEXT`),
		dt.Is(c("binary_id"), `TEXT`),
		dt.Is(c("map"), `TEXT`),
		dt.Is(c("date"), `TEXT`),
		dt.Is(c("time"), `TEXT`),
		dt.Is(c("time_usec"), `TEXT`),
		dt.Is(c("utc_datetime"), `TEXT`),
		dt.Is(c("utc_datetime_usec"), `TEXT`),
		dt.Is(c("naive_datetime"), `TEXT`),
		dt.Is(c("naive_datetime_usec"), `TEXT`),
		dt.Is(c("duration"), `DURATION`),
		dt.Is(c("timestamptz"), `TIMESTAMPTZ`),
		dt.Is(c("timestamp with time zone"), `TIMESTAMP WITH TIME ZONE`),
		dt.Is(c("string", dt.Size("40")), `TEXT`),
		dt.Is(c("binary", dt.Size("16")), `BLOB`),
		dt.Is(c("map", dt.Size("100")), `TEXT`),
		dt.Is(c("decimal", dt.Precision(10, 2)), `DECIMAL(10,2)`),
		dt.Is(c("decimal", dt.Digits(10)), `DECIMAL(10,0)`),
		dt.Is(c("string", dt.Digits(10)), `TEXT`),
		dt.Is(c("time", dt.Digits(3)), `TEXT`),
		dt.Is(c("time_usec", dt.Digits(3)), `TEXT`),
		dt.Is(c("utc_datetime", dt.Digits(3)), `TEXT`),
		dt.Is(c("utc_datetime_usec", dt.Digits(3)), `TEXT`),
		dt.Is(c("naive_datetime_usec", dt.Digits(3)), `TEXT`),
		dt.Is(c("duration", dt.Digits(3)), `DURATION`),
		dt.Is(c("utc_datetime_usec", dt.Digits(8)), `TEXT`),
		dt.Is(c("string", dt.Default(command.Null{})), `TEXT DEFAULT NULL`),
		dt.Is(c("string", dt.Default(command.String("it's"))), `TEXT DEFAULT 'it''s'`),
		dt.Is(c("string", dt.Default(command.String(`back\slash`))), `TEXT DEFAULT 'back\\slash'`),
		dt.Is(c("boolean", dt.Default(command.Bool(true))), `INTEGER DEFAULT true`),
		dt.Is(c("integer", dt.Default(command.Int(-7))), `INTEGER DEFAULT -7`),
		dt.Is(c("float", dt.Default(command.Float(1e-7))), `NUMERIC DEFAULT 1.0e-7`),
		dt.Is(c("float", dt.Default(command.Float(100))), `NUMERIC DEFAULT 100.0`),
		dt.Is(c("utc_datetime", dt.Default(command.Fragment(`now()`))), `TEXT DEFAULT now()`),
		dt.Is(c("map", dt.Default(command.Map{})), `TEXT DEFAULT ('{}')`),
		dt.Is(c("integer", dt.Generated(`(a * 2)`)), `INTEGER`),
		dt.Is(c("string", dt.NotNull, dt.Default(command.String(``))), `TEXT DEFAULT '' NOT NULL`),
		dt.Is(c(command.ArrayOf(command.NewType("string"))), `TEXT`),
		dt.Is(c(command.MapOf(command.NewType("string"))), `TEXT`),
		dt.Is(c(command.ArrayOf(command.NewType("string")), dt.Default(command.List{command.String("it's")})), `TEXT DEFAULT ('["it''s"]')`),
		dt.Is(c("bigserial", dt.PrimaryKey), `INTEGER PRIMARY KEY AUTOINCREMENT`),
		dt.Is(c("uuid", dt.PrimaryKey), `TEXT PRIMARY KEY`),
		dt.Is(c("string", dt.Nullable, func(o *command.ColumnOptions) { o.Collate = "nocase" }), `TEXT NULL COLLATE NOCASE`),
		dt.Is(c("integer", func(o *command.ColumnOptions) { o.Check = &command.ColumnCheck{Name: "small", Expr: "c < 9"} }), `INTEGER CONSTRAINT small CHECK (c < 9)`),
	})
}
