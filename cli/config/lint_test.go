package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/lint"
)

// lintRules are rules to configure.
func lintRules() []*lint.Rule {
	return []*lint.Rule{
		{ID: "drop-column", Aliases: []lint.Alias{{Tool: "squawk", Name: "ban-drop-column"}}},
		{ID: "set-not-null", Aliases: []lint.Alias{{Tool: "atlas", Name: "MF104"}}},
		{ID: "add-required-column", Aliases: []lint.Alias{{Tool: "atlas", Name: "MF104"}}},
	}
}

func TestLint(t *testing.T) {
	none := Lint{Rows: map[string]int64{}, Settings: lint.Settings{Severities: map[string]lint.Severity{}}}
	all := Lint{
		FailOn: lint.Off, Version: "mariadb 10.11", StartAfter: 20240101000000, Rows: map[string]int64{"orders": 4_000_000, "app.users": 12},
		Settings: lint.Settings{
			Small: 5000, Large: 2_500_000, TenantColumn: "account_id", IDs: "bigserial", Timestamps: "utc_datetime",
			Severities: map[string]lint.Severity{
				"drop-column": lint.Off, "set-not-null": lint.Error, "add-required-column": lint.Note,
			},
		},
	}
	drafted := none
	drafted.IDs, drafted.TenantColumn, drafted.Version = "uuid", "org_id", "15"
	for _, test := range []struct {
		name, text string
		want       Lint
	}{
		{"nothing", "", none},
		{"all", "[lint]\nfail_on = \"never\"\ndatabase_version = \"mariadb 10.11\"\nsmall_table = 5000\nlarge_table = \"2.5M\"\n" +
			"start_after = 20240101000000\ntenant_column = \"account_id\"\nids = \":bigserial\"\ntimestamps = \"utc_datetime\"\n" +
			"[lint.rules]\nban-drop-column = \"off\"\nset-not-null = \"error\"\nMF104 = \"note\"\n" +
			"[lint.rows]\norders = \"4 million\"\n\"app.users\" = 12\n", all},
		{"conventions of drafts", "[draft]\nids = \"uuid\"\ntenant_column = \"org_id\"\n[lint]\ndatabase_version = 15", drafted},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := load(t, map[string]string{FileName: test.text}, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Lint(lintRules())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLintProblems(t *testing.T) {
	for text, want := range map[string]string{
		"lint = 1":                                        "lint must be a table",
		"[lint]\nfailon = \"error\"":                      "unknown key failon",
		"[lint]\nfail_on = \"errors\"":                    `fail_on cannot be "errors"`,
		"[lint]\nsmall_table = \"many\"":                  "small_table must be a number of rows",
		"[lint]\nsmall_table = -1":                        "small_table must be a number of rows",
		"[lint]\nsmall_table = \"2M\"\nlarge_table = 100": "small_table must be smaller than large_table",
		"[lint]\nstart_after = \"yesterday\"":             "start_after must be the version of a migration",
		"[lint]\ndatabase_version = 10.10":                "database_version must be a string",
		"[lint]\ndatabase_version = \"new\"":              `database_version cannot be "new"`,
		"[lint]\nrules = \"none\"":                        "rules must be a table",
		"[lint.rules]\ndrop-colum = \"off\"":              "there is no rule drop-colum",
		"[lint.rules]\ndrop-column = \"ignore\"":          `drop-column cannot be "ignore"`,
		"[lint.rows]\norders = \"lots\"":                  "orders must be a number of rows",
	} {
		c, err := load(t, map[string]string{FileName: text}, nil, Options{})
		if err == nil {
			_, err = c.Lint(lintRules())
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), FileName+":") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestParseServer(t *testing.T) {
	for _, test := range []struct {
		database, version string
		want              lint.Server
	}{
		{Postgres, "", lint.Server{}},
		{Postgres, "15", lint.Server{Major: 15}},
		{Postgres, "15.18 (Debian 15.18-0+deb12u1)", lint.Server{Major: 15, Minor: 18}},
		{MySQL, "8.0.36-28", lint.Server{Major: 8}},
		{MySQL, "10.11.6-MariaDB-0+deb12u1", lint.Server{MariaDB: true, Major: 10, Minor: 11}},
		{MySQL, "5.5.5-10.11.6-MariaDB", lint.Server{MariaDB: true, Major: 10, Minor: 11}},
		{MySQL, "mariadb 11.4", lint.Server{MariaDB: true, Major: 11, Minor: 4}},
		{MySQL, "mariadb", lint.Server{MariaDB: true}},
		{SQLite, "3.49.1", lint.Server{Major: 3, Minor: 49}},
		{MSSQL, "15.0.4375.4", lint.Server{Major: 15}},
		{MSSQL, "SQL Server 2019", lint.Server{Major: 15}},
	} {
		test.want.Database = test.database
		if got, err := ParseServer(test.database, test.version); err != nil || got != test.want {
			t.Errorf("%s %s: got %+v, %v", test.database, test.version, got, err)
		}
	}
}
