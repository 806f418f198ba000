package config

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseURL(t *testing.T) {
	params := func(pairs ...string) url.Values {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return values
	}
	tests := []struct {
		raw, adapter string
		want         Database
	}{
		{"postgres://me:pw@db.example:6543/app", "",
			Database{Dialect: Postgres, Host: "db.example", Port: 6543, User: "me", Password: "pw", Name: "app", Params: params()}},
		{"postgresql://localhost/app?sslmode=disable", "",
			Database{Dialect: Postgres, Host: "localhost", Name: "app", Params: params("sslmode", "disable")}},
		{"postgres://me:p%40ss%2Fw%23rd@[::1]/app", "",
			Database{Dialect: Postgres, Host: "::1", User: "me", Password: "p@ss/w#rd", Name: "app", Params: params()}},
		{"ecto://me@localhost/app?ssl=true&pool_size=10", MySQL,
			Database{Dialect: MySQL, Host: "localhost", User: "me", Name: "app", Params: params("tls", "true")}},
		{"ecto://localhost/app?ssl=false", Postgres,
			Database{Dialect: Postgres, Host: "localhost", Name: "app", Params: params("sslmode", "disable")}},
		{"mariadb://localhost/app?socket=/run/mysqld.sock&charset=utf8mb4", "",
			Database{Dialect: MySQL, Host: "localhost", Name: "app", Socket: "/run/mysqld.sock", Params: params("charset", "utf8mb4")}},
		{"sqlserver://sa:pw@localhost:1433?database=app&encrypt=disable", "",
			Database{Dialect: MSSQL, Host: "localhost", Port: 1433, User: "sa", Password: "pw", Name: "app", Params: params("encrypt", "disable")}},
		{"mssql://localhost/app", "", Database{Dialect: MSSQL, Host: "localhost", Name: "app", Params: params()}},
		{"sqlite:///full/app.db", "", Database{Dialect: SQLite, Path: "/full/app.db", Shown: "/full/app.db", Params: params()}},
		{"sqlite:app.db", "", Database{Dialect: SQLite, Path: "/home/me/app.db", Shown: "app.db", Params: params()}},
		{"sqlite3:data/a%20b.db?busy_timeout=9", "",
			Database{Dialect: SQLite, Path: "/home/me/data/a b.db", Shown: "data/a b.db", Params: params("busy_timeout", "9")}},
		{"sqlite://app.db", "", Database{Dialect: SQLite, Path: "/home/me/app.db", Shown: "app.db", Params: params()}},
		{"file:app.db", "", Database{Dialect: SQLite, Path: "/home/me/app.db", Shown: "app.db", Params: params()}},
		{"../app.sqlite3", "", Database{Dialect: SQLite, Path: "/home/app.sqlite3", Shown: "../app.sqlite3"}},
		{":memory:", "", Database{Dialect: SQLite, Path: ":memory:", Shown: ":memory:"}},
		{"sqlite::memory:", "", Database{Dialect: SQLite, Path: ":memory:", Shown: ":memory:", Params: params()}},
	}
	for _, test := range tests {
		t.Run(test.raw, func(t *testing.T) {
			got, err := ParseURL(test.raw, test.adapter, "/home/me", "/home/me")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseURLErrors(t *testing.T) {
	tests := map[string]string{
		"postgres://me:se%cret@localhost/app": "cannot be understood",
		"postgres://me:se#cret@localhost/app": "cannot be understood",
		"ecto://me:secret@localhost/app":      "does not say which database",
		"oracle://me:secret@localhost/app":    `scheme "oracle" is unknown`,
		"localhost/app":                       "has no scheme",
		"postgres://me:secret@localhost:0/a":  "port 0 is not a port number",
		"sqlite:":                             "names no file",
	}
	for raw, want := range tests {
		t.Run(raw, func(t *testing.T) {
			_, err := ParseURL(raw, "", "/", "/")
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "cret") {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}

func TestDatabaseURL(t *testing.T) {
	tests := []struct {
		name     string
		database Database
		want     string
	}{
		{"everything", Database{Dialect: Postgres, Host: "h", Port: 1, User: "me", Password: "p@s/s#?%", Name: "app"},
			"postgres://me:p%40s%2Fs%23%3F%25@h:1/app"},
		{"socket", Database{Dialect: Postgres, Socket: "/run/pg", User: "me", Name: "app"},
			"postgres://me@/app?host=%2Frun%2Fpg"},
		{"IPv6", Database{Dialect: Postgres, Host: "::1", Port: 5432, Name: "app"}, "postgres://[::1]:5432/app"},
		{"SQL Server", Database{Dialect: MSSQL, Host: "h", User: "sa", Password: "pw", Name: "app"},
			"sqlserver://sa:pw@h?database=app"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.database.URL(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if shown := test.database.String(); test.database.Password != "" && strings.Contains(shown, test.database.Password) {
				t.Errorf("String tells the password: %s", shown)
			}
		})
	}
}

func TestRedact(t *testing.T) {
	d := Database{User: "me", Password: "p@ss", Name: "app"}
	tests := map[string]string{
		"cannot open postgres://me:p%40ss@h/app": "cannot open postgres://me:***@h/app",
		"password=p@ss user=me":                  "password=*** user=me",
		"the password is p@ss":                   "the password is ***",
	}
	for text, want := range tests {
		if got := d.Redact(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	// A word that everybody knows anyway stays where it is not the password.
	same := Database{User: "postgres", Password: "postgres", Name: "app"}
	if got := same.Redact("role postgres at postgres://postgres:postgres@h"); got != "role postgres at postgres://postgres:***@h" {
		t.Errorf("got %q", got)
	}
}

func TestDialectOf(t *testing.T) {
	for name, want := range map[string]string{
		"Ecto.Adapters.Postgres": Postgres, "Elixir.Ecto.Adapters.MyXQL": MySQL, "Ecto.Adapters.SQLite3": SQLite,
		"Ecto.Adapters.Tds": MSSQL, "PostgreSQL": Postgres, "mariadb": MySQL, "sqlserver": MSSQL,
	} {
		if got, err := DialectOf(name); got != want || err != nil {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
}
