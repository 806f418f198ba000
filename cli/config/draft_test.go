package config

import (
	"strings"
	"testing"
)

func TestDraft(t *testing.T) {
	tests := []struct {
		name, text string
		want       Draft
	}{
		{"nothing", "", Draft{}},
		{"all", "[draft]\nids = \"bigserial\"\ntimestamps = \":utc_datetime\"\ntenant_column = \":account_id\"\nonline = true",
			Draft{IDs: "bigserial", Timestamps: "utc_datetime", TenantColumn: "account_id", Online: true}},
		{"a variable", "[draft]\nids = \"${IDS}\"", Draft{IDs: "uuid"}},
		{"beside a repository", "[repo]\nurl = \"a.db\"\n[draft]\nonline = false", Draft{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := load(t, map[string]string{FileName: test.text}, map[string]string{"IDS": "uuid"}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.Draft(); err != nil || got != test.want {
				t.Errorf("got %+v, %v", got, err)
			}
			if names := c.Names(); len(names) != 1 || names[0] != "repo" {
				t.Errorf("got the repositories %v", names)
			}
		})
	}
}

func TestDraftProblems(t *testing.T) {
	for text, want := range map[string]string{
		"draft = 1":                        "draft must be a table",
		"[draft]\nidz = \"uuid\"":          "unknown key idz",
		"[draft]\nids = \"integer\"":       `ids cannot be "integer"`,
		"[draft]\nids = 7":                 "ids must be a string",
		"[draft]\ntimestamps = \"date\"":   `timestamps cannot be "date"`,
		"[draft]\ntenant_column = \"a b\"": `tenant_column cannot be "a b"`,
		"[draft]\nonline = \"yes\"":        "online must be true or false",
	} {
		c, err := load(t, map[string]string{FileName: text}, nil, Options{})
		if err == nil {
			_, err = c.Draft()
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), FileName+":") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestKnownDialect(t *testing.T) {
	tests := []struct{ name, text, env, flag, want string }{
		{"nobody says", "[repo]\nmodule = \"MyApp.Repo\"", "", "", ""},
		{"no file", "", "", "", ""},
		{"the file", "[repo]\nurl = \"mysql://localhost/a\"", "", "", MySQL},
		{"the adapter", "[repo]\nadapter = \"Ecto.Adapters.Postgres\"", "", "", Postgres},
		{"the environment", "", "sqlite:a.db", "", SQLite},
		{"the flag", "", "sqlite:a.db", "postgres://localhost/a", Postgres},
		{"a variable that is not set", "[repo]\nurl = \"${NOT_SET}\"", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			env := map[string]string{}
			if test.env != "" {
				env["DATABASE_URL"] = test.env
			}
			c, err := load(t, map[string]string{FileName: test.text}, env, Options{URL: test.flag})
			if err != nil {
				t.Fatal(err)
			}
			repos, err := c.Repos(nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := repos[0].KnownDialect(); got != test.want {
				t.Errorf("got %q", got)
			}
		})
	}
}
