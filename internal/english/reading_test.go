package english

import (
	"strings"
	"testing"
)

// TestUnderstand has one text for each kind of request; what it must become in
// files is in testdata/draft.
func TestUnderstand(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Create users table with email and name", "CreateTable{Table=users Columns=[Column{Name=email}, Column{Name=name}]}"},
		{"Add phone to users", "AddColumns{Tables=Tables{Names=[users]} Columns=[Column{Name=phone}]}"},
		{"Make email unique on users", "CreateIndex{Table=users Columns=[IndexColumn{Name=email}] Unique=true}"},
		{"Add tenant_id to all tables", "AddColumns{Tables=Tables{All=true} Columns=[Column{Name=tenant_id}]}"},
		{"Rename status to state on orders", "RenameColumn{Table=orders From=status To=state}"},
		{"Remove the legacy_id column from users", "RemoveColumns{Tables=Tables{Names=[users]} Columns=[Column{Name=legacy_id}]}"},
		{"Add a check constraint on orders amount > 0", "AddCheck{Table=orders Condition=«amount > 0» amount_must_be_positive}"},
		{"Add first name, last name and date of birth to users", "AddColumns{Tables=Tables{Names=[users]} Columns=[Column{Name=first_name}, Column{Name=last_name}, Column{Name=date_of_birth}]}"},
		{"alter table users add column phone varchar(20) not null default ''", "AddColumns{Tables=Tables{Names=[users]} Columns=[Column{Name=phone Type=TypeName{Name=string Size=20} Null=2 Default=0:}]}"},
		{"add_index :users, [:a, :b], unique: true", "CreateIndex{Table=users Columns=[IndexColumn{Name=a}, IndexColumn{Name=b}] Unique=true}"},
		{"posts += slug:string:uniq", "AddColumns{Tables=Tables{Names=[posts]} Columns=[Column{Name=slug Type=TypeName{Name=string} Unique=true}]}"},
	} {
		result := Understand(test.text)
		var parts []string
		for _, in := range result.Intents {
			parts = append(parts, shown(in))
		}
		if got := strings.Join(parts, "; "); got != test.want || len(result.Unused) > 0 || result.Refusal != "" {
			t.Errorf("%s\n got %s (unused %v, %s)\nwant %s", test.text, got, result.Unused, result.Refusal, test.want)
		}
	}
}

// TestTypos checks that a misspelt word of the language is put right and told,
// and that a name never is.
func TestTypos(t *testing.T) {
	for _, test := range []struct{ text, read string }{
		{"creat tabel users with emial", "create table"},
		{"add phone to users", ""},
		{"add form to users", ""},
	} {
		var read []string
		for _, c := range Understand(test.text).Corrections {
			read = append(read, c.Read)
		}
		if got := strings.Join(read, " "); got != test.read {
			t.Errorf("%s: read %q, want %q", test.text, got, test.read)
		}
	}
}
