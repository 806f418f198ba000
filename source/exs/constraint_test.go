package exs

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// What the adapters read of a refusal, as their to_constraints does.
func TestViolations(t *testing.T) {
	tests := []struct {
		name, dialect string
		refusal       command.Refusal
		kind          eval.Atom
		constraint    eval.Value
	}{
		{"unique", "postgres", command.Refusal{Code: "23505", Constraint: "users_email_index"}, "unique", eval.String("users_email_index")},
		{"foreign key", "postgres", command.Refusal{Code: "23503", Constraint: "posts_user_id_fkey"}, "foreign_key", eval.String("posts_user_id_fkey")},
		{"restrict", "postgres", command.Refusal{Code: "23001", Constraint: "c"}, "foreign_key", eval.String("c")},
		{"check", "postgres", command.Refusal{Code: "23514", Constraint: "positive"}, "check", eval.String("positive")},
		{"exclusion", "postgres", command.Refusal{Code: "23P01", Constraint: "overlap"}, "exclusion", eval.String("overlap")},
		{"not null", "postgres", command.Refusal{Code: "23502"}, "", nil},
		{"unique", "mysql", command.Refusal{Code: "1062", Message: "Duplicate entry 'a' for key 'users_email_index'"}, "unique", eval.String("users_email_index")},
		{"unique of MySQL 8", "mysql", command.Refusal{Code: "1062", Message: "Duplicate entry 'a' for key 'users.users_email_index'"}, "unique", eval.String("users_email_index")},
		{"foreign key", "mysql", command.Refusal{Code: "1452", Message: "Cannot add or update a child row: a foreign key constraint fails (`d`.`posts`, CONSTRAINT `posts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`))"}, "foreign_key", eval.String("posts_user_id_fkey")},
		{"check", "mysql", command.Refusal{Code: "3819", Message: "Check constraint 'positive' is violated."}, "check", eval.String("positive")},
		{"other", "mysql", command.Refusal{Code: "1146", Message: "Table 'x' doesn't exist"}, "", nil},
		{"one column", "sqlite", command.Refusal{Message: "UNIQUE constraint failed: users.email"}, "unique", eval.String("users_email_index")},
		{"two columns", "sqlite", command.Refusal{Message: "constraint failed: UNIQUE constraint failed: users.a, users.b (2067)"}, "unique", eval.String("users_a_b_index")},
		{"index", "sqlite", command.Refusal{Message: "UNIQUE constraint failed: index 'lower_email'"}, "unique", eval.String("lower_email")},
		{"foreign key", "sqlite", command.Refusal{Message: "FOREIGN KEY constraint failed (787)"}, "foreign_key", eval.Nil},
		{"check", "sqlite", command.Refusal{Message: "CHECK constraint failed: positive (275)"}, "check", eval.String("positive")},
		{"unique index", "mssql", command.Refusal{Code: "2601", Message: "Cannot insert duplicate key row in object 'dbo.users' with unique index 'users_email_index'. The duplicate key value is (a)."}, "unique", eval.String("users_email_index")},
		{"unique constraint", "mssql", command.Refusal{Code: "2627", Message: "Violation of UNIQUE KEY constraint 'users_email_index'. Cannot insert duplicate key in object 'dbo.users'."}, "unique", eval.String("users_email_index")},
		{"foreign key", "mssql", command.Refusal{Code: "547", Message: "The INSERT statement conflicted with the FOREIGN KEY constraint \"posts_user_id_fkey\"."}, "foreign_key", eval.String("posts_user_id_fkey")},
	}
	for _, test := range tests {
		t.Run(test.dialect+" "+test.name, func(t *testing.T) {
			s := &session{recorder: record.New(record.Config{Dialect: test.dialect}, command.Up, record.Forward, &asked{})}
			got := s.violations(&test.refusal, "users")
			if test.kind == "" {
				if len(got) > 0 {
					t.Errorf("got %v, want none", got)
				}
				return
			}
			if len(got) != 1 || got[0] != (ectoschema.Violation{Kind: test.kind, Name: test.constraint}) {
				t.Errorf("got %v, want %s %v", got, test.kind, test.constraint)
			}
		})
	}
}
