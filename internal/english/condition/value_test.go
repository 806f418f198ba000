package condition

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

func TestParseAbout(t *testing.T) {
	const about = `
amount ~ must be positive | amount > 0
amount ~ not negative | amount >= 0
amount ~ > 0 | amount > 0
rating ~ between 1 and 5 | rating BETWEEN 1 AND 5
age ~ at least 18 | age >= 18
discount ~ no more than 100 | discount <= 100
amount ~ greater than zero | amount > 0
status ~ one of pending, paid or shipped | status IN ('pending', 'paid', 'shipped')
status ~ either a1 or b | status IN ('a1', 'b')
status ~ must be draft or published ¦and title is required | status IN ('draft', 'published')
status ~ in ('buy', 'sell') | status IN ('buy', 'sell')
name ~ not empty | name <> ''
name ~ must not be blank | trim(name) <> ''
role ~ is null | role IS NULL
born_on ~ in the past | born_on < CURRENT_DATE
ends_at ~ after starts_at | ends_at > starts_at
ends_at ~ later than it starts | ends_at > starts_at
password ~ at least 8 characters long | char_length(password) >= 8
password ~ must have at least 8 characters | char_length(password) >= 8
amount ~ must be positive and at most 100 | amount > 0 AND amount <= 100
amount ~ must be positive ¦and quantity must be positive | amount > 0
role ~ it is null | role IS NULL
quantity ~ greater than 0 ¦, price decimal | quantity > 0
percentage ~ between 0 and 100 ¦, name string | percentage BETWEEN 0 AND 100`
	for line := range strings.SplitSeq(strings.TrimSpace(about), "\n") {
		given, want, _ := strings.Cut(line, " | ")
		name, text, _ := strings.Cut(given, " ~ ")
		read, rest, _ := strings.Cut(text, "¦")
		got, used, ok := ParseAbout(name, words.Scan(read+rest))
		if !ok || got.SQL != want || used != len(words.Scan(read)) {
			t.Errorf("%s: %q, %d tokens, %v; want %q", line, got.SQL, used, ok, want)
		}
	}
	for _, text := range []string{"unique", "required", "is required", "must be unique", "string", "decimal", "default 0", "and", "", "must be a string"} {
		if got, _, ok := ParseAbout("email", words.Scan(text)); ok {
			t.Errorf("about email: %q is read as %s", text, got.SQL)
		}
	}
}

func TestValue(t *testing.T) {
	for text, want := range map[string]intent.Value{
		"member":                   {Kind: intent.StringValue, Text: "member", Bare: true},
		"'member'":                 {Kind: intent.StringValue, Text: "member"},
		`"member"`:                 {Kind: intent.StringValue, Text: "member"},
		"super-admin":              {Kind: intent.StringValue, Text: "super-admin", Bare: true},
		"USD":                      {Kind: intent.StringValue, Text: "USD", Bare: true},
		"name":                     {Kind: intent.StringValue, Text: "name", Bare: true},
		"in progress":              {Kind: intent.StringValue, Text: "in progress", Bare: true},
		"''":                       {Kind: intent.StringValue},
		"an empty string":          {Kind: intent.StringValue},
		"0":                        {Kind: intent.NumberValue, Text: "0"},
		"-1":                       {Kind: intent.NumberValue, Text: "-1"},
		"+1":                       {Kind: intent.NumberValue, Text: "1"},
		"1.5":                      {Kind: intent.NumberValue, Text: "1.5"},
		"1_000":                    {Kind: intent.NumberValue, Text: "1000"},
		"1,000":                    {Kind: intent.NumberValue, Text: "1000"},
		"zero":                     {Kind: intent.NumberValue, Text: "0"},
		"two hundred":              {Kind: intent.NumberValue, Text: "200"},
		"twenty-one":               {Kind: intent.NumberValue, Text: "21"},
		"one million":              {Kind: intent.NumberValue, Text: "1000000"},
		"$5":                       {Kind: intent.NumberValue, Text: "5"},
		"true":                     {Kind: intent.TrueValue},
		"yes":                      {Kind: intent.TrueValue},
		"on":                       {Kind: intent.TrueValue},
		"false":                    {Kind: intent.FalseValue},
		"off":                      {Kind: intent.FalseValue},
		"no":                       {Kind: intent.FalseValue},
		"null":                     {Kind: intent.NullValue},
		"nil":                      {Kind: intent.NullValue},
		"now":                      {Kind: intent.ExprValue, Text: "now()"},
		"now()":                    {Kind: intent.ExprValue, Text: "now()"},
		"the current time":         {Kind: intent.ExprValue, Text: "now()"},
		"current timestamp":        {Kind: intent.ExprValue, Text: "CURRENT_TIMESTAMP"},
		"current_timestamp":        {Kind: intent.ExprValue, Text: "CURRENT_TIMESTAMP"},
		"today":                    {Kind: intent.ExprValue, Text: "CURRENT_DATE"},
		"{}":                       {Kind: intent.EmptyMap},
		"%{}":                      {Kind: intent.EmptyMap},
		"'{}'":                     {Kind: intent.EmptyMap},
		"empty map":                {Kind: intent.EmptyMap},
		"an empty object":          {Kind: intent.EmptyMap},
		"[]":                       {Kind: intent.EmptyList},
		"an empty list":            {Kind: intent.EmptyList},
		"gen_random_uuid()":        {Kind: intent.ExprValue, Text: "gen_random_uuid()"},
		"lower(email)":             {Kind: intent.ExprValue, Text: "lower(email)"},
		"the value of title":       {Kind: intent.ColumnValue, Text: "title"},
		"the column title":         {Kind: intent.ColumnValue, Text: "title"},
		"inserted_at":              {Kind: intent.ColumnValue, Text: "inserted_at"},
		"amount * 100":             {Kind: intent.ExprValue, Text: "amount * 100"},
		"price times quantity":     {Kind: intent.ExprValue, Text: "price * quantity"},
		"first_name || ' ' || x":   {Kind: intent.ExprValue, Text: "first_name || ' ' || x"},
		"30 days ago":              {Kind: intent.ExprValue, Text: "now() - interval '30 days'"},
		`"x'; DROP TABLE users"`:   {Kind: intent.StringValue, Text: "x'; DROP TABLE users"},
		"#{System.halt()}":         {Kind: 255},
		"":                         {Kind: 255},
		"and":                      {Kind: 255},
		"2024-01-31":               {Kind: intent.StringValue, Text: "2024-01-31"},
		"lower case email":         {Kind: intent.ExprValue, Text: "lower(email)"},
		"United States":            {Kind: intent.StringValue, Text: "United States", Bare: true},
		"coalesce(nick, \"none\")": {Kind: intent.ExprValue, Text: "coalesce(nick, 'none')"},
	} {
		tokens := words.Scan(text)
		got, used, ok := Value(tokens)
		got.Span = intent.Span{}
		switch {
		case want.Kind == 255:
			if ok {
				t.Errorf("%q is read as %v", text, got)
			}
		case !ok || got != want || used != len(tokens):
			t.Errorf("%q: %+v, %d tokens, %v; want %+v", text, got, used, ok, want)
		}
	}
	for text, want := range map[string]int{"pending on orders": 1, "member, name": 1, "0 and unique": 1, "true on users": 1, "'a' where b": 1, "now not null": 1} {
		if _, used, ok := Value(words.Scan(text)); !ok || used != want {
			t.Errorf("%q: used %d, want %d", text, used, want)
		}
	}
}

func TestRename(t *testing.T) {
	c, _, ok := Parse(words.Scan("ends after it starts"))
	if !ok || len(c.Verbs) != 2 {
		t.Fatalf("%+v", c)
	}
	got := Rename(c, func(name string) string { return strings.Replace(name, "_at", "_on", 1) })
	if got.SQL != "ends_on > starts_on" || got.Slug != "ends_on_must_be_after_starts_on" || len(got.Columns) != 2 {
		t.Errorf("%+v", got)
	}
}

// TestQuotedIsData: what stands in quotes comes out as one literal.
func TestQuotedIsData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-z '";()%_=-]{1,20}`).Draw(t, "value")
		c, used, ok := Parse(words.Scan("name = '" + strings.ReplaceAll(value, "'", "''") + "'"))
		if !ok || used != 3 || c.SQL != "name = "+quote(value) {
			t.Fatalf("%q: %q", value, c.SQL)
		}
	})
}

func FuzzParse(f *testing.F) {
	for line := range strings.SplitSeq(readings, "\n") {
		text, _, _ := strings.Cut(line, " | ")
		f.Add(strings.Replace(text, "¦", "", 1))
	}
	f.Add("((((((((((((((((((((a > 1")
	f.Add("not not not not not not not a")
	f.Fuzz(func(t *testing.T, text string) {
		tokens := words.Scan(text)
		Value(tokens)
		ParseAbout("amount", tokens)
		c, used, ok := Parse(tokens)
		if !ok {
			return
		}
		if used <= 0 || used > len(tokens) {
			t.Fatalf("used %d of %d", used, len(tokens))
		}
		again, n, ok := parseSQL(c.SQL)
		if !ok || again != c.SQL || n != len(words.Scan(c.SQL)) {
			t.Fatalf("%q is %q, and again %q", text, c.SQL, again)
		}
		if strings.Count(c.SQL, "'")%2 != 0 {
			t.Fatalf("%q: %s", text, c.SQL)
		}
	})
}
