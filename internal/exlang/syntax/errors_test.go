package syntax

import (
	"errors"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/diag"
)

func TestSyntaxErrors(t *testing.T) {
	tests := []struct {
		name, src string
		line, col int
		summary   string
		hint      string // part of the hint; "" means that there is none
	}{
		{"missing end", "if a do\n  b\n", 1, 6, "missing `end` for the `do` on line 1", ""},
		{
			"missing end of an inner block",
			"def change do\n  create table(:a) do\n    add :b, :c\nend\n",
			2, 20, "missing `end` for the `do` on line 2", "",
		},
		{
			"missing end before a sibling",
			"def change do\n  create table(:a) do\n    add :b, :c\n\n  create table(:d) do\n    add :e, :f\n  end\nend\n",
			2, 20, "missing `end` for the `do` on line 2", "",
		},
		{
			"missing end of the module",
			"defmodule M do\n  def a do\n    if b do c end\n  end\n",
			1, 13, "missing `end` for the `do` on line 1", "",
		},
		{
			"a do on a continued line closes properly",
			"def a do\n  with b <- c,\n       d <- e do\n    f\n  end\n",
			1, 7, "missing `end` for the `do` on line 1", "",
		},
		{"missing end of fn", "x = fn a ->\n  a\n", 1, 5, "missing `end` for the `fn` on line 1", ""},
		{
			"too many ends",
			"def a\n  b\n  end\nend\n",
			3, 3, "unexpected `end`: nothing is open that it could close", "",
		},
		{
			"missing do",
			"defmodule A do\n  def b\n    c\n  end\nend\n",
			5, 1, "unexpected `end`: nothing is open that it could close",
			"the `end` on line 4 suggests that a `do` is missing",
		},
		{"unclosed parenthesis", "foo(1,\n  2\n", 1, 4, "missing `)` for the `(` on line 1", ""},
		{"unclosed list", "x = [1,\n", 1, 5, "missing `]` for the `[` on line 1", ""},
		{"unclosed binary", "<<1", 1, 1, "missing `>>` for the `<<` on line 1", ""},
		{"wrong bracket", "foo(\n  1]\n", 2, 4, "unexpected `]`: the `(` on line 1 is not closed yet", "add `)` before it"},
		{"bracket in a block", "if a do\n  b)\nend", 2, 4, "unexpected `)`: the `do` on line 1 is not closed yet", "add `end`"},
		{"stray bracket", "a}", 1, 2, "unexpected `}`: nothing is open that it could close", ""},

		{"unclosed string", "a\nb = \"cd\ne\n", 2, 5, "missing `\"` for the string on line 2", ""},
		{"unclosed charlist", "'abc", 1, 1, "missing `'` for the charlist on line 1", ""},
		{"unclosed atom", "[:\"abc]", 1, 2, "missing `\"` for the atom on line 1", ""},
		{"unclosed sigil", "~w(a b", 1, 1, "missing `)` for the sigil on line 1", ""},
		{"unclosed heredoc", "a \"\"\"\nb\n", 1, 3, "missing `\"\"\"` for the heredoc on line 1", "a line of its own"},
		{"unclosed heredoc at the end", "a \"\"\"", 1, 3, "missing `\"\"\"` for the heredoc on line 1", "a line of its own"},
		{"text after the start of a heredoc", "\"\"\" a\n\"\"\"", 1, 5, "unexpected text after \"\"\"", "next line"},
		{"unclosed interpolation", "\"a #{b", 1, 4, "missing `}` for the interpolation that starts here", ""},
		{"bracket in an interpolation", "\"#{foo(}\"", 1, 8, "unexpected `}`: the `(` on line 1 is not closed yet", "add `)`"},
		{"operator in an interpolation", "\"#{a +}\"", 1, 7, "unexpected `}` after `+`: expected an expression", ""},
		{"nested string", "\"a #{\"b}\"", 1, 4, "missing `}` for the interpolation that starts here", ""},
		{"escape", "x = \"é\\xZZ\"", 1, 7, "invalid escape \\x", "\\xHH"},
		{"escape in a heredoc", "\"\"\"\n  a\\u12\n\"\"\"", 2, 4, "invalid escape \\u", "\\uHHHH"},
		{"surrogate", `"\uDFFF"`, 1, 2, "there is no Unicode character U+DFFF", "10FFFF"},
		{"sigil name", "~foo(a)", 1, 1, "invalid name of a sigil: `~fo`", "one lowercase letter"},
		{"sigil delimiter", "~r*a*", 1, 1, "the sigil ~r has no delimiter", "[]"},
		{"charlist of bytes", `'\xFF'`, 1, 1, "the charlist is not valid UTF-8", "double quotes"},
		{"atom of bytes", `:"\xFF"`, 1, 1, "the name of the atom is not valid UTF-8", ""},
		{"long atom", ":" + strings.Repeat("a", 256), 1, 2, "a name cannot have more than 255 characters", ""},
		{"long quoted atom", `:"` + strings.Repeat("a", 256) + `"`, 1, 1, "an atom cannot have more than 255 bytes", ""},

		{"missing operand", "a =\n", 1, 3, "unexpected end of file after `=`: expected an expression", ""},
		{"missing operand in parentheses", "(a + )", 1, 6, "unexpected `)` after `+`: expected an expression", ""},
		{"missing argument", "foo(1,)", 1, 7, "unexpected `)` after `,`: expected an expression", ""},
		{"missing comma in a call", "foo(a: 1\n  b: 2)", 2, 3, "unexpected keyword `b:`: expected `,` or `)` to close the `(` on line 1", "keywords alone need"},
		{"missing comma in a list", "[1 2]", 1, 4, "unexpected `2`: expected `,` or `]` to close the `[` on line 1", "comma missing"},
		{"missing comma on a line", "add :a :b", 1, 8, "unexpected atom `:b` after atom `:a`", "comma"},
		{"missing comma before a keyword", "add :a null: false", 1, 8, "unexpected keyword `null:` after atom `:a`", "comma missing"},
		{"comma at the start of a line", "[1\n, 2]", 2, 1, "unexpected `,`: expected `,` or `]` to close the `[` on line 1", "end of a line"},
		{"two expressions on a line", "1 2", 1, 3, "unexpected `2` after `1`", "new line"},
		{"keywords first", "foo(a: 1, 2)", 1, 11, "unexpected `2` after keywords: they must come last", "before the keywords"},
		{"keywords first without parentheses", "foo a: 1, b", 1, 11, "unexpected `b` after keywords: they must come last", "before the keywords"},
		{"comma after keywords", "foo a: 1,\n", 1, 9, "unexpected end of file after `,`: expected a keyword", ""},
		{"keyword without a space", "foo a:1", 1, 5, "a space is missing after the keyword `a:`", ""},
		{"keyword alone", "a: 1", 1, 1, "unexpected keyword `a:`", "brackets"},
		{"keywords in a tuple", "{a: 1}", 1, 2, "unexpected keyword `a:`: a tuple cannot start with keywords", "%{a: 1}"},
		{"space before parentheses", "foo (1, 2)", 1, 5, "unexpected `,` or keyword in the parentheses that start here", "without a space"},
		{"ambiguous call", "foo 1, bar 2, 3", 1, 8, "the call of `bar` needs parentheses as one of several arguments", "commas"},
		{"ambiguous call in a list", "[1 + foo 2, 3]", 1, 6, "the call of `foo` needs parentheses between brackets", "commas"},
		{"ambiguous call in a keyword", "foo(a: b c, d)", 1, 8, "the call of `b` needs parentheses as the value of a keyword", "commas"},
		{"ambiguous call in a map", "%{a => b c, d}", 1, 8, "the call of `b` needs parentheses in a map", "commas"},
		{"call of an alias", "Foo (1)", 1, 5, "unexpected `(` after the alias `Foo`", "lowercase"},
		{"call of what is no call", "a[b](c)", 1, 5, "unexpected `(` after `]`", "operator"},

		{"do after a comma", "if a, do\n  b\nend", 1, 7, "unexpected `do` after `,`", "`do:`"},
		{"do after fn", "fn do 1 end", 1, 4, "unexpected `do` after `fn`", "fn pattern ->"},
		{"do without a call", "1 do 2 end", 1, 3, "unexpected `do` after `1`", "belongs to a call"},
		{"fn without an arrow", "fn 1 end", 1, 1, "the `fn` on line 1 has no `->`", "fn arguments ->"},
		{"arrow outside", "a -> b", 1, 3, "unexpected `->` after `a`", "only allowed in `fn`"},
		{"arrow after expressions", "case a do\n  b\n  c -> d\nend", 3, 5, "unexpected `->`: the expressions before it belong to no clause", "must have an `->`"},
		{"arguments without an arrow", "case a do b, c end", 1, 16, "unexpected `end` after `c`: expected `->`", ""},
		{"else alone", "else", 1, 1, "unexpected `else`: expected an expression", ""},
		{"assoc in a list", "[a => b]", 1, 4, "unexpected `=>`: expected `,` or `]` to close the `[` on line 1", "only allowed in maps"},
		{"map key alone", "%{a + b}", 1, 8, "unexpected `}` after `b`: expected `=>`", ""},
		{"map with a space", "% {}", 1, 3, "unexpected space between `%` and `{`", "%{...}"},
		{"map in brackets", "%[]", 1, 1, "expected `{` after `%`", "%{...}"},
		{"struct without fields", "%Foo", 1, 2, "unexpected end of file after `Foo`: expected `{` after the name of the struct", ""},
		{"struct name", "%&a{}", 1, 2, "unexpected expression as the name of a struct", "%Name{...}"},
		{"access with two keys", "a[b, c]", 1, 4, "unexpected `,`: value[key] takes only one key", "[[a, b]]"},
		{"step without a range", "a // b", 1, 3, "unexpected `//`: it must follow a range, as in 1..9//2", `\\`},
		{"alias after an atom", ":a.B", 1, 3, "the atom `:a` cannot be followed by the alias `B`", "quotes"},
		{"interpolated function name", `A."b#{c}"()`, 1, 3, "the name of a called function cannot be interpolated", "apply/3"},
		{"after a dot", "a.1", 1, 3, "unexpected `1` after `.`: expected a name", ""},
		{"reserved name", "__block__", 1, 1, "`__block__` is reserved", ""},
		{"at sign in a name", "a@b", 1, 1, "unexpected `@` within the name `a@b`", ""},
		{"alias with a mark", "A?", 1, 1, "the alias `A?` cannot end with `?`", ""},
		{"alias with accents", "Été", 1, 1, "the alias `Été` may only have ASCII letters", ""},

		{"letter after a number", "1a", 1, 2, "unexpected `a` directly after the number 1", "name cannot start with a digit"},
		{"huge float", "1.0e999", 1, 1, "the float 1.0e999 is too large", ""},
		{"character", "a = $b", 1, 5, "unexpected character '$' (U+0024)", ""},
		{"typographic quotes", "execute “a”", 1, 9, "unexpected character '“' (U+201C)", "straight double quotes"},
		{"no-break space", "a =\u00a0b", 1, 4, "unexpected character '\\u00a0' (U+00A0)", ""},
		{"two semicolons", "a;;", 1, 3, "unexpected character ';' (U+003B)", "one semicolon"},
		{"backslash", "a \\ b", 1, 3, "unexpected character '\\\\' (U+005C)", "continues a line"},
		{"backslash at the end", "a \\\n", 1, 3, "unexpected character '\\\\' (U+005C)", "continues a line"},
		{"conflict", "a\n<<<<<<< HEAD\n", 2, 1, "unresolved version control conflict", "choose"},
		{"not UTF-8", "a\n\"é\xff\"", 2, 3, "the file is not valid UTF-8: unexpected byte 0xFF", "UTF-8"},
		{"bidi in a comment", "# a \u202e b", 1, 5, "invisible bidirectional formatting character U+202E in a comment", ""},
		{"bidi in a string", "\"\u2066\"", 1, 2, "invisible bidirectional formatting character U+2066 in a string", "\\u2066"},
		{"column after wide characters", "\"日本\" <> )", 1, 9, "unexpected `)`: nothing is open that it could close", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := Parse("a.exs", []byte(tt.src))
			var d *diag.Diagnostic
			if !errors.As(err, &d) {
				t.Fatalf("got %v and the error %v", n, err)
			}
			want := diag.Pos{File: "a.exs", Line: tt.line, Column: tt.col}
			if d.Kind != diag.Syntax || d.Severity != diag.Error || n != nil {
				t.Errorf("kind %s, severity %s, node %v", d.Kind, d.Severity, n)
			}
			if d.Pos != want || d.Summary != tt.summary {
				t.Errorf("got:  %s: %s\nwant: %s: %s", d.Pos, d.Summary, want, tt.summary)
			}
			if !strings.Contains(d.Hint, tt.hint) || tt.hint == "" && d.Hint != "" {
				t.Errorf("hint: got %q, want %q in it", d.Hint, tt.hint)
			}
		})
	}
}
