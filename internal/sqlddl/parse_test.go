package sqlddl

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
)

// TestColumns reads types and defaults back into Ecto's words.
func TestColumns(t *testing.T) {
	tests := []struct{ database, sql, want string }{
		{"postgres", "varchar(255)", ":string"},
		{"postgres", "character varying(20)", ":string 20"},
		{"postgres", "varchar", ":varchar"},
		{"postgres", "character(3)", ":char 3"},
		{"postgres", "int4", ":integer"},
		{"postgres", "numeric(10,2)", ":decimal (10,2)"},
		{"postgres", "numeric(10,0)", ":decimal (10)"},
		{"postgres", "double precision", ":float"},
		{"postgres", "timestamp(0) without time zone", ":utc_datetime"},
		{"postgres", "timestamp", ":utc_datetime_usec"},
		{"postgres", "timestamp with time zone", ":timestamptz"},
		{"postgres", "timestamp(3) with time zone", `:"timestamptz(3)"`},
		{"postgres", "time(0) without time zone", ":time"},
		{"postgres", "uuid", ":binary_id"},
		{"postgres", "jsonb", ":map"},
		{"postgres", "text[]", "{:array, :text}"},
		{"postgres", "character varying(255)[]", "{:array, :string}"},
		{"postgres", "interval", ":duration"},
		{"postgres", "public.order_status", ":order_status"},
		{"postgres", `"Order Status"`, `:"Order Status"`},
		{"postgres", "geometry(Point,4326)", `:"geometry(Point,4326)"`},
		{"postgres", "bigint DEFAULT nextval('t_id_seq'::regclass) NOT NULL", ":bigserial"},
		{"postgres", "text DEFAULT 'it''s'::text", `:text = "it's"`},
		{"postgres", "integer DEFAULT '-1'::integer", ":integer = -1"},
		{"postgres", "integer DEFAULT (3)", ":integer = 3"},
		{"postgres", "numeric DEFAULT 0.50", ":decimal = 0.5"},
		{"postgres", "boolean DEFAULT true NOT NULL", ":boolean not null = true"},
		{"postgres", "varchar(255) DEFAULT NULL::character varying", ":string"},
		{"postgres", `jsonb DEFAULT '{"a": 1}'::jsonb`, `:map = %{"a" => 1}`},
		{"postgres", "jsonb DEFAULT '[]'::jsonb", `:map = "[]"`},
		{"postgres", "text[] DEFAULT '{}'::text[]", "{:array, :text} = []"},
		{"postgres", "text[] DEFAULT ARRAY['a'::text, 'b'::text]", `{:array, :text} = ["a", "b"]`},
		{"postgres", "timestamp DEFAULT now()", `:utc_datetime_usec = {:fragment, "now()"}`},
		{"postgres", "date DEFAULT ('now'::text)::date", `:date = {:fragment, "('now'::text)::date"}`},
		{"postgres", "text DEFAULT 'a'::text || 'b'", `:text = {:fragment, "'a'::text || 'b'"}`},
		{"mysql", "bigint(20) unsigned NOT NULL AUTO_INCREMENT", ":bigserial"},
		{"mysql", "int(11) DEFAULT NULL", ":integer"},
		{"mysql", "int(10) unsigned", `:"integer unsigned"`},
		{"mysql", "tinyint(1) NOT NULL DEFAULT '0'", ":boolean not null = false"},
		{"mysql", "datetime(6)", ":utc_datetime_usec"},
		{"mysql", "datetime", ":utc_datetime"},
		{"mysql", "binary(16)", ":binary_id"},
		{"mysql", "varbinary(20)", ":binary 20"},
		{"mysql", "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`c`))", ":map"},
		{"mysql", "enum('a','b') DEFAULT 'a'", `:"enum('a','b')" = "a"`},
		{"mysql", "decimal(10,0)", ":decimal"},
		{"mysql", `varchar(255) DEFAULT "a\'b" COMMENT 'c'`, `:string = "a'b"`},
		{"sqlite", "TEXT", ":text"},
		{"sqlite", "INTEGER PRIMARY KEY AUTOINCREMENT", ":bigserial"},
		{"sqlite", "VARCHAR(20) NOT NULL", `:"varchar(20)" not null`},
		{"sqlite", "", ":text"},
		{"mssql", "nvarchar(max)", ":string max"},
		{"mssql", "datetime2(6) DEFAULT (getdate())", `:utc_datetime_usec = {:fragment, "(getdate())"}`},
		{"mssql", "bit NOT NULL DEFAULT ((1))", ":boolean not null = true"},
	}
	for _, test := range tests {
		t.Run(test.database+" "+test.sql, func(t *testing.T) {
			list := Parse("CREATE TABLE t (c "+test.sql+")", test.database)
			create, ok := list[0].(CreateTable)
			if !ok {
				t.Fatalf("got %#v", list)
			}
			if got := shown(create.Columns[0].Column); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func shown(c command.Column) string {
	text, o := c.Type.Inspect(), c.Options
	if o.Size != "" {
		text += " " + o.Size
	}
	if o.Precision != nil {
		text += fmt.Sprintf(" (%d", *o.Precision)
		if o.Scale != nil {
			text += fmt.Sprintf(",%d", *o.Scale)
		}
		text += ")"
	}
	if o.Null == command.NotNull {
		text += " not null"
	}
	if o.Default != nil {
		text += " = " + o.Default.Inspect()
	}
	return text
}

func TestRename(t *testing.T) {
	for sql, want := range map[string]string{
		"a > 0 AND b < a":      "x > 0 AND b < x",
		`"a" = 'a' OR c.a = 1`: `"x" = 'a' OR c.x = 1`,
		"a(a) -- a":            "a(x) -- a",
		"b::a":                 "b::a",
	} {
		if got := Rename(sql, "a", "x", "postgres"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// What databases write for an expression is the same expression.
func TestLoose(t *testing.T) {
	for written, kept := range map[string]string{
		"status IN ('a', 'b')": "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
		"price>0":              "(price > (0)::numeric)",
		"a BETWEEN 1 AND 5":    "((a >= 1) AND (a <= 5))",
		"name NOT LIKE 'x%'":   "(name !~~ 'x%'::text)",
		"a != 1":               "(`a` <> 1)",
		"CURRENT_TIMESTAMP":    "now()",
		"a NOT IN (1, 2)":      "(a <> ALL (ARRAY[1, 2]))",
		"x IS NOT NULL AND y":  "((x IS NOT NULL) AND y)",
	} {
		if a, b := Loose(written, "postgres"), Loose(kept, "postgres"); a != b {
			t.Errorf("%s\n%s", a, b)
		}
	}
}

func TestUnknown(t *testing.T) {
	for sql, want := range map[string][]Statement{
		"SELECT 1; INSERT INTO a VALUES (';DROP TABLE b')":               nil,
		"CREATE OR REPLACE FUNCTION f() RETURNS int AS 'x' LANGUAGE sql": nil,
		"CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()":       nil,
		"CREATE MATERIALIZED VIEW v AS SELECT 1":                         nil,
		"DROP SCHEMA s CASCADE":                                          {Unknown{Words: "DROP SCHEMA s CASCADE", Reason: notUnderstood}},
		"CALL p()":                                                       {Unknown{Words: "CALL p ( )", Reason: notUnderstood}},
		"CREATE TABLE a (LIKE b)": {Unknown{
			Words: "CREATE TABLE a ( LIKE", Reason: notUnderstood, Table: command.Object{Name: "a"}, Creates: true,
		}},
	} {
		if d := cmp.Diff(want, Parse(sql, "")); d != "" {
			t.Errorf("%s: %s", sql, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("CREATE TABLE a (b varchar(20)[] DEFAULT ARRAY['x'::text] CHECK (b > (1)), PRIMARY KEY (b)) PARTITION BY RANGE (b)", byte(0))
	f.Add("ALTER TABLE `a` MODIFY b enum('a') COMMENT 'x', ADD INDEX (b(10)), DROP PRIMARY KEY /*! x */", byte(1))
	f.Add("CREATE UNIQUE INDEX [a] ON b (lower(c) DESC NULLS LAST) INCLUDE (d) WHERE e IS NOT NULL", byte(3))
	f.Add("DO $x$ DROP TABLE a $x$; ALTER TYPE a ADD VALUE 'b' BEFORE 'c'", byte(0))
	f.Fuzz(func(t *testing.T, sql string, database byte) {
		name := []string{"postgres", "mysql", "sqlite", "mssql"}[database%4]
		Parse(sql, name)
		Loose(sql, name)
		Rename(sql, "a", "b", name)
		ParseDefault(sql, command.NewType("map"), name)
		ParseDefault(sql, command.ArrayOf(command.NewType("integer")), name)
	})
}
