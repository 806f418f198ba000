package draft_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
)

func TestChecklist(t *testing.T) {
	tests := []struct {
		name    string
		intents []intent.Intent
		options draft.Options
		// want are the answers, a letter each: Y, N or - for "does not apply".
		want string
		why  string
	}{
		{"a new table", []intent.Intent{intent.CreateTable{Table: name("tags"), Tenant: true, Columns: []intent.Column{
			column("name", func(c *intent.Column) { c.Unique = true }), column("user_id", func(*intent.Column) {}),
		}}}, draft.Options{}, "YYYYYYY--", ""},
		{"without what the guide wants", []intent.Intent{intent.CreateTable{Table: name("tags"), NoTimestamps: true}},
			draft.Options{Style: draft.Style{ID: "bigserial"}}, "N-N------", "tags has no timestamps"},
		{"an index that locks", []intent.Intent{intent.CreateIndex{Table: name("users"), Columns: indexColumns("name")}},
			draft.Options{}, "-------N-", "--online"},
		{"an index that does not", []intent.Intent{intent.CreateIndex{Table: name("users"), Columns: indexColumns("name")}},
			draft.Options{Online: true}, "-------Y-", ""},
		{"rows", []intent.Intent{intent.DeleteRows{Table: name("users")}}, draft.Options{}, "--------Y", ""},
		{"required where there are rows", []intent.Intent{intent.AddColumns{Tables: on("users"), Columns: []intent.Column{
			column("phone", func(c *intent.Column) { c.Null = intent.Required }),
		}}}, draft.Options{}, "-N-------", "users.phone"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.options.Schema = knownSchema(t)
			r, err := draft.FromIntents(intent.Result{Intents: test.intents}, test.options)
			if err != nil {
				t.Fatal(err)
			}
			var got, why strings.Builder
			for _, c := range r.Checklist {
				got.WriteString(map[draft.Answer]string{draft.Ticked: "Y", draft.NotTicked: "N", draft.NotConcerned: "-"}[c.Answer])
				why.WriteString(c.Why + "\n")
			}
			if got.String() != test.want || !strings.Contains(why.String(), test.why) {
				t.Errorf("got %s, want %s\n%s", &got, test.want, &why)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	r, err := draft.FromIntents(one(intent.CreateTable{Table: name("tags"), Columns: columns("name", "email", "sent_at", "user_id")}),
		draft.Options{Schema: knownSchema(t)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, reason := range r.Files[0].Reasons {
		got = append(got, reason.String())
	}
	want := []string{
		"name, email: string, by name",
		"name, email, user_id: null: false: columns of a new table are required unless told optional",
		"sent_at: utc_datetime_usec, by name",
		"sent_at: may be null: an event that may not have happened yet",
		"user_id: a reference to users, by its name",
		"user_id: on_delete: :delete_all: the row cannot exist without what it belongs to",
		"id: binary_id, as the guide wants primary keys",
		"user_id: indexed, as every foreign key is",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestOtherLanguages(t *testing.T) {
	r, err := draft.FromIntents(one(intent.DeleteRows{Table: name("users")}), draft.Options{})
	if err != nil {
		t.Fatal(err)
	}
	code, err := r.Files[0].Go(7, golang.File{Package: "migrations", Set: "Migrations"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`Migrations.UpDown("7_delete_users_rows", deleteUsersRowsUp, deleteUsersRowsDown)`,
		"// Don't use schema modules", "\t// Data migrations may not be reversible"} {
		if !strings.Contains(code, want) {
			t.Errorf("%s is missing in\n%s", want, code)
		}
	}
	up, err := r.Files[0].SQL(command.Up, postgres.New())
	if d := cmp.Diff([]string{"DELETE FROM users\n"}, up); d != "" || err != nil {
		t.Error(d, err)
	}
	down, err := r.Files[0].SQL(command.Down, postgres.New())
	if len(down) != 0 || err != nil {
		t.Error(down, err)
	}
}
