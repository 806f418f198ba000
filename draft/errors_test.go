package draft_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

func TestRefused(t *testing.T) {
	tests := []struct {
		name    string
		result  intent.Result
		options draft.Options
		// want are words of the error, its detail or its hint.
		want []string
	}{
		{"not a migration", intent.Result{Refusal: "this is not a change to a database"}, draft.Options{}, []string{"not a change", "add phone to users"}},
		{"nothing", intent.Result{}, draft.Options{}, []string{"does not say"}},
		{"words left over", intent.Result{Unused: []intent.Span{{From: 4, To: 9}}}, draft.Options{Text: "add phone"}, []string{`"phone"`}},
		{"table exists", one(intent.CreateTable{Table: name("user")}), draft.Options{}, []string{"users", "exists"}},
		{"table typo", one(intent.AddColumns{Tables: on("usres"), Columns: columns("phone")}), draft.Options{}, []string{"usres", "did you mean users?"}},
		{"table unknown in a database", one(intent.AddColumns{Tables: on("ghosts"), Columns: columns("phone")}), draft.Options{Live: true}, []string{"ghosts"}},
		{"column exists", one(intent.AddColumns{Tables: on("users"), Columns: columns("email")}), draft.Options{}, []string{"email", "exists"}},
		{"column typo", one(intent.RemoveColumns{Tables: on("users"), Columns: columns("emial")}), draft.Options{}, []string{"emial", "did you mean email?"}},
		{"column of no table", one(intent.RemoveColumns{Columns: columns("colour")}), draft.Options{}, []string{"colour"}},
		{"condition on a typo", one(intent.AddCheck{Table: name("orders"), Condition: condition("amonut > 0", "x", "amonut")}), draft.Options{}, []string{"amonut", "amount"}},
		{"key of another type", one(intent.AddColumns{Tables: on("users"), Columns: []intent.Column{column("order_id", func(c *intent.Column) {
			c.Type.Name, c.Reference = "integer", &intent.Reference{Table: name("orders")}
		})}}), draft.Options{}, []string{"order_id", "integer", "binary_id"}},
		{"required and set to null", one(intent.AddColumns{Tables: on("users"), Columns: []intent.Column{column("order", func(c *intent.Column) {
			c.Null, c.Reference = intent.Required, &intent.Reference{OnDelete: intent.NilifyAll}
		})}}), draft.Options{}, []string{"order_id", "null"}},
		{"default of another type", one(intent.AddColumns{Tables: on("users"), Columns: []intent.Column{column("age", func(c *intent.Column) {
			c.Type.Name, c.Default = "integer", str("young")
		})}}), draft.Options{}, []string{"young", "age"}},
		{"column twice", one(intent.CreateTable{Table: name("tags"), Columns: columns("title", "title")}), draft.Options{}, []string{"title", "twice"}},
		{"added and removed", intent.Result{Intents: []intent.Intent{
			intent.AddColumns{Tables: on("users"), Columns: columns("email")}, intent.RemoveColumns{Tables: on("users"), Columns: columns("email")},
		}}, draft.Options{}, []string{"email"}},
		{"rename to itself", one(intent.RenameColumn{Table: name("users"), From: name("email"), To: name("email")}), draft.Options{}, []string{"email"}},
		{"rename onto another", one(intent.RenameColumn{Table: name("users"), From: name("email"), To: name("name")}), draft.Options{}, []string{"exists"}},
		{"index exists", one(intent.CreateIndex{Table: name("users"), Columns: indexColumns("email"), Unique: true}), draft.Options{}, []string{"users_email_index", "exists"}},
		{"no such index", one(intent.DropIndex{Table: name("users"), Columns: []intent.Name{name("name")}}), draft.Options{}, []string{"name", "users_email_index"}},
		{"no such constraint", one(intent.DropConstraint{Table: name("orders"), Name: name("x")}), draft.Options{}, []string{"amount_must_be_positive"}},
		{"required already", one(intent.ChangeColumn{Table: name("users"), Column: name("email"), Null: intent.Required}), draft.Options{}, []string{"required already"}},
		{"SQL as a name", one(intent.AddColumns{Tables: on("users"), Columns: []intent.Column{{Name: exact("a; drop table users")}}}), draft.Options{}, []string{"a; drop table users"}},
		{"an extension elsewhere", one(intent.Extensions{Names: []intent.Name{name("citext")}}), draft.Options{Dialect: "mysql"}, []string{"PostgreSQL"}},
		{"batches of everything", one(intent.Backfill{Table: name("users"), Sets: []intent.Set{{Column: name("name"), Value: *str("x")}}, Batch: -1}), draft.Options{}, []string{"condition"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.options.Schema = knownSchema(t)
			_, err := draft.FromIntents(test.result, test.options)
			if err == nil {
				t.Fatal("no error")
			}
			var text strings.Builder
			diag.Write(&text, diag.All(err), nil)
			for _, want := range test.want {
				if !strings.Contains(text.String(), want) {
					t.Errorf("%q is missing in\n%s", want, &text)
				}
			}
		})
	}
}

func one(in intent.Intent) intent.Result { return intent.Result{Intents: []intent.Intent{in}} }

// The caret stands under the words, also on a later line.
func TestPosition(t *testing.T) {
	in := intent.RemoveColumns{Tables: on("users"), Columns: []intent.Column{{Name: intent.Name{Span: intent.Span{From: 12, To: 17}, Text: "emial"}}}}
	_, err := draft.FromIntents(one(in), draft.Options{Text: "größe\n  - emial", Schema: knownSchema(t)})
	list := diag.All(err)
	if len(list) != 1 || list[0].Pos != (diag.Pos{File: draft.TextName, Line: 2, Column: 5}) {
		t.Errorf("%+v", list)
	}
}

func TestQuestion(t *testing.T) {
	r := one(intent.AddColumns{Columns: columns("phone")})
	_, err := draft.FromIntents(r, draft.Options{Schema: knownSchema(t)})
	var q *draft.Question
	if !errors.As(err, &q) || !strings.Contains(q.Error(), "which table") || len(q.Choices) != 2 {
		t.Fatalf("%v", err)
	}
	choose := func(intent.Question) (int, bool) { return 1, true }
	result, err := draft.FromIntents(r, draft.Options{Schema: knownSchema(t), Choose: choose})
	if err != nil || result.Files[0].Name != "add_phone_to_orders" {
		t.Errorf("%v %v", result, err)
	}
}
