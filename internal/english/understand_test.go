package english

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// long is a description of some three hundred words.
var long = strings.Repeat("Create a customers table with first name, last name, an email that must be unique, an optional phone number and status (active, blocked). "+
	"Customers belong to a company; when the company goes, so do they. Add an index on orders status where status != 'done'. "+
	"Please rename total to amount on orders and make sku required on products, because the shop asked for it.\n", 5)

func BenchmarkUnderstand(b *testing.B) {
	Understand(long)
	for b.Loop() {
		Understand(long)
	}
}

func BenchmarkGrammar(b *testing.B) {
	for b.Loop() {
		newGrammar()
	}
}

func BenchmarkShort(b *testing.B) {
	for b.Loop() {
		Understand("Create users table with email and name")
	}
}

// FuzzUnderstand checks that any text is read: without a panic, in bounded
// steps, and with spans within it.
func FuzzUnderstand(f *testing.F) {
	for _, text := range []string{
		"Create users table with email and name", "Add phone to users, make it unique and index it concurrently",
		"rename `a b` to \"c\" on users’ table; drop it", "create_table :posts do |t|\n  t.string :title, null: false\nend",
		"users: email string unique, name, age int?", "Backfill role to 'member' where role is null in batches of 100", long,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		result := Understand(text)
		check := func(span intent.Span) {
			if span.From < 0 || span.To < span.From || span.To > len(text) {
				t.Fatalf("span %+v is not within the %d bytes of %q", span, len(text), text)
			}
		}
		for _, in := range result.Intents {
			check(in.At())
		}
		for _, span := range result.Unused {
			check(span)
		}
		for _, c := range result.Corrections {
			check(c.Span)
		}
	})
}
