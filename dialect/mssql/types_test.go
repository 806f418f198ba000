package mssql

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	dt "github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestColumns(t *testing.T) {
	c := func(kind any, options ...dt.Option) command.Column { return dt.Column("c", kind, options...) }
	dt.Columns(t, New(), []dt.ColumnCase{
		dt.Is(c("id"), `bigint`),
		dt.Is(c("serial"), `int IDENTITY(1,1)`),
		dt.Is(c("bigserial"), `bigint IDENTITY(1,1)`),
		dt.Is(c("identity"), `identity`),
		dt.Is(c("integer"), `integer`),
		dt.Is(c("bigint"), `bigint`),
		dt.Is(c("float"), `float`),
		dt.Is(c("decimal"), `decimal`),
		dt.Is(c("boolean"), `bit`),
		dt.Is(c("string"), `nvarchar(255)`),
		dt.Is(c("text"), `text`),
		dt.Is(c("binary"), `varbinary(max)`),
		dt.Is(c("bitstring"), `bitstring`),
		dt.Is(c("uuid"), `uniqueidentifier`),
		dt.Is(c("binary_id"), `uniqueidentifier`),
		dt.Is(c("map"), `nvarchar(max)`),
		dt.Is(c("date"), `date`),
		dt.Is(c("time"), `time(0)`),
		dt.Is(c("time_usec"), `time(6)`),
		dt.Is(c("utc_datetime"), `datetime`),
		dt.Is(c("utc_datetime_usec"), `datetime2(6)`),
		dt.Is(c("naive_datetime"), `datetime`),
		dt.Is(c("naive_datetime_usec"), `datetime2(6)`),
		dt.Is(c("duration"), `duration`),
		dt.Is(c("timestamptz"), `timestamptz`),
		dt.Is(c("timestamp with time zone"), `timestamp with time zone`),
		dt.Is(c("string", dt.Size("40")), `nvarchar(40)`),
		dt.Is(c("string", dt.Size("4000")), `nvarchar(4000)`),
		dt.Is(c("string", dt.Size("4001")), `string(4001)`),
		dt.Is(c("string", dt.Size("max")), `nvarchar(max)`),
		dt.Is(c("binary", dt.Size("16")), `varbinary(16)`),
		dt.Is(c("binary", dt.Size("8000")), `varbinary(8000)`),
		dt.Is(c("binary", dt.Size("8001")), `binary(8001)`),
		dt.Is(c("float", dt.Size("53")), `float(53)`),
		dt.Is(c("float", dt.Size("54")), `float(54)`),
		dt.Is(c("map", dt.Size("100")), `nvarchar(100)`),
		dt.Is(c("decimal", dt.Precision(10, 2)), `decimal(10,2)`),
		dt.Is(c("decimal", dt.Digits(10)), `decimal(10,0)`),
		dt.Is(c("string", dt.Digits(10)), `nvarchar(255)`),
		dt.Is(c("time", dt.Digits(3)), `time(0)`),
		dt.Is(c("time_usec", dt.Digits(3)), `time(3)`),
		dt.Is(c("utc_datetime", dt.Digits(3)), `datetime`),
		dt.Is(c("utc_datetime_usec", dt.Digits(3)), `datetime2(3)`),
		dt.Is(c("naive_datetime_usec", dt.Digits(3)), `datetime2(3)`),
		dt.Is(c("duration", dt.Digits(3)), `duration(3,0)`),
		dt.Is(c("utc_datetime_usec", dt.Digits(8)), `datetime2(6)`),
		dt.Is(c("string", dt.Default(command.Null{})), `nvarchar(255)`),
		dt.Is(c("string", dt.Default(command.String("it's"))), `nvarchar(255) CONSTRAINT [DF__t_c] DEFAULT (N'it''s')`),
		dt.Is(c("string", dt.Default(command.String(`back\slash`))), `nvarchar(255) CONSTRAINT [DF__t_c] DEFAULT (N'back\slash')`),
		dt.Is(c("boolean", dt.Default(command.Bool(true))), `bit CONSTRAINT [DF__t_c] DEFAULT (1)`),
		dt.Is(c("integer", dt.Default(command.Int(-7))), `integer CONSTRAINT [DF__t_c] DEFAULT (-7)`),
		dt.Is(c("float", dt.Default(command.Float(1e-7))), `float CONSTRAINT [DF__t_c] DEFAULT (1.0e-7)`),
		dt.Is(c("float", dt.Default(command.Float(100))), `float CONSTRAINT [DF__t_c] DEFAULT (100.0)`),
		dt.Is(c("utc_datetime", dt.Default(command.Fragment(`now()`))), `datetime CONSTRAINT [DF__t_c] DEFAULT (now())`),
		dt.Is(c("integer", dt.Generated(`(a * 2)`)), `integer AS (a * 2)`),
		dt.Is(c("string", dt.NotNull, dt.Default(command.String(``))), `nvarchar(255) NOT NULL CONSTRAINT [DF__t_c] DEFAULT (N'')`),
		dt.Is(c(command.MapOf(command.NewType("string"))), `nvarchar(max)`),
		dt.Is(c("string", func(o *command.ColumnOptions) { o.Collation = "Latin1_General_CI_AS" }), `nvarchar(255) COLLATE Latin1_General_CI_AS`),
	})
}
