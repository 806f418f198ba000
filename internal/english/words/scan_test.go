package words_test

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// show writes tokens as kind letter and Word, one blank between them.
func show(tokens []words.Token) string {
	var parts []string
	for _, token := range tokens {
		parts = append(parts, string("wnqsb"[token.Kind])+":"+token.Word)
	}
	return strings.Join(parts, " ")
}

func TestScan(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Add phone to users", "w:add w:phone w:to w:users"},
		{"users.email unique", "w:users s:. w:email w:unique"},
		{"users’ e-mail, user's name", "w:users w:'s w:email s:, w:user w:'s w:name"},
		{"can't doesn’t cannot dont", "w:can w:not w:does w:not w:can w:not w:do w:not"},
		{"default 'it''s' \"\" ‘x’ “y”", "w:default q:it's q: q:x q:y"},
		{"amount ≥ 0.5 and x<>1", "w:amount s:>= n:0.5 w:and w:x s:<> n:1"},
		{"- one\n  2) two\n\n* three", "b:- w:one b:2) w:two b:* w:three"},
		{"decimal(10,2) and 10,000 rows.", "w:decimal s:( n:10 s:, n:2 s:) w:and n:10000 w:rows s:."},
		{"posts += slug:string", "w:posts s:+= w:slug s:: w:string"},
		{"2fa_secret w/o e.g. 'open", "w:2fa_secret w:without w:eg s:' w:open"},
		{"+phone users -x", "s:+ w:phone w:users s:- w:x"},
		{"", ""},
	} {
		if got := show(words.Scan(test.text)); got != test.want {
			t.Errorf("Scan(%q)\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"firstName": "first_name", "FirstName": "first_name", "date of birth": "date_of_birth", "SKU": "sku",
		"HTTPServer": "http_server", "userID": "user_id", "first-name": "first_name", "user_id": "user_id", "userIDs": "user_ids",
	} {
		if got := words.Snake(name); got != want {
			t.Errorf("Snake(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add("Add 'phone' to users’ \"x\n- 1. y ≥ 10,000")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, token := range words.Scan(text) {
			if token.From < last || token.To <= token.From || token.To > len(text) {
				t.Fatalf("token %+v after byte %d of %q", token, last, text)
			}
			last = token.To
		}
	})
}
