package mysql

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	dt "github.com/whimbrel-go/whimbrel/dialect/dialecttest"
)

func TestColumns(t *testing.T) {
	c := func(kind any, options ...dt.Option) command.Column { return dt.Column("c", kind, options...) }
	dt.Columns(t, New(), []dt.ColumnCase{
		dt.Is(c("id"), `integer`),
		dt.Is(c("serial"), `bigint unsigned not null auto_increment`),
		dt.Is(c("bigserial"), `bigint unsigned not null auto_increment`),
		dt.Is(c("identity"), `identity`),
		dt.Is(c("integer"), `integer`),
		dt.Is(c("bigint"), `bigint`),
		dt.Is(c("float"), `double`),
		dt.Is(c("decimal"), `decimal`),
		dt.Is(c("boolean"), `boolean`),
		dt.Is(c("string"), `varchar(255)`),
		dt.Is(c("text"), `text`),
		dt.Is(c("binary"), `blob`),
		dt.Is(c("bitstring"), `bitstring`),
		dt.Is(c("uuid"), `binary(16)`),
		dt.Is(c("binary_id"), `binary(16)`),
		dt.Is(c("map"), `json`),
		dt.Is(c("date"), `date`),
		dt.Is(c("time"), `time`),
		dt.Is(c("time_usec"), `time(6)`),
		dt.Is(c("utc_datetime"), `datetime`),
		dt.Is(c("utc_datetime_usec"), `datetime(6)`),
		dt.Is(c("naive_datetime"), `datetime`),
		dt.Is(c("naive_datetime_usec"), `datetime(6)`),
		dt.Is(c("duration"), `duration`),
		dt.Is(c("timestamptz"), `timestamptz`),
		dt.Is(c("timestamp with time zone"), `timestamp with time zone`),
		dt.Is(c("string", dt.Size("40")), `varchar(40)`),
		dt.Is(c("binary", dt.Size("16")), `varbinary(16)`),
		dt.Is(c("map", dt.Size("100")), `json(100)`),
		dt.Is(c("decimal", dt.Precision(10, 2)), `decimal(10,2)`),
		dt.Is(c("decimal", dt.Digits(10)), `decimal(10,0)`),
		dt.Is(c("string", dt.Digits(10)), `varchar(10,0)`),
		dt.Is(c("time", dt.Digits(3)), `time`),
		dt.Is(c("time_usec", dt.Digits(3)), `time(3)`),
		dt.Is(c("utc_datetime", dt.Digits(3)), `datetime`),
		dt.Is(c("utc_datetime_usec", dt.Digits(3)), `datetime(3)`),
		dt.Is(c("naive_datetime_usec", dt.Digits(3)), `datetime(3)`),
		dt.Is(c("duration", dt.Digits(3)), `duration(3,0)`),
		dt.Is(c("utc_datetime_usec", dt.Digits(8)), `datetime(8)`),
		dt.Is(c("string", dt.Default(command.Null{})), `varchar(255) DEFAULT NULL`),
		dt.Is(c("string", dt.Default(command.String("it's"))), `varchar(255) DEFAULT 'it''s'`),
		dt.Is(c("string", dt.Default(command.String(`back\slash`))), `varchar(255) DEFAULT 'back\\slash'`),
		dt.Is(c("boolean", dt.Default(command.Bool(true))), `boolean DEFAULT true`),
		dt.Is(c("integer", dt.Default(command.Int(-7))), `integer DEFAULT -7`),
		dt.Is(c("float", dt.Default(command.Float(1e-7))), `double DEFAULT 1.0e-7`),
		dt.Is(c("float", dt.Default(command.Float(100))), `double DEFAULT 100.0`),
		dt.Is(c("utc_datetime", dt.Default(command.Fragment(`now()`))), `datetime DEFAULT now()`),
		dt.Is(c("map", dt.Default(command.Map{})), `json DEFAULT ('{}')`),
		dt.Is(c("integer", dt.Generated(`(a * 2)`)), `integer AS (a * 2)`),
		dt.Is(c("string", dt.NotNull, dt.Default(command.String(``))), `varchar(255) DEFAULT '' NOT NULL`),
		dt.Is(c(command.MapOf(command.NewType("string"))), `json`),
		dt.Is(c("string", dt.Comment(`it's`), func(o *command.ColumnOptions) { o.After, o.Collation = "b", "utf8mb4_bin" }), "varchar(255) COLLATE \"utf8mb4_bin\" COMMENT 'it''s' AFTER `b`"),
	})
}
