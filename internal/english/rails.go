package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// generatorName reads the name that a generator of migrations is given:
// AddPhoneToUsers phone:string is "add phone:string to users". What is told as
// arguments counts, the name says for which table.
func generatorName(tokens []words.Token) []words.Token {
	at := -1
	for i, token := range tokens {
		if token.Kind == words.Word && (isGeneratorName(token.Text) || (i == 0 || tokens[i-1].Word == "migration") && isSnakeRequest(token.Text)) {
			at = i
			break
		}
	}
	if at < 0 || at > 6 {
		return tokens
	}
	if at+1 < len(tokens) && tokens[at+1].Word == ":" {
		// The name of a migration, and then what it is to do.
		return append(tokens[:at:at], tokens[at+2:]...)
	}
	parts := strings.Split(words.Snake(tokens[at].Text), "_")
	made := func(text string) words.Token {
		return words.Token{Span: tokens[at].Span, Kind: words.Word, Text: text, Word: text, Spaced: true}
	}
	before, after := tokens[:at:at], tokens[at+1:]
	verb := parts[0]
	rest := parts[1:]
	switch verb {
	case "create":
		if len(rest) > 2 && rest[0] == "join" && rest[1] == "table" {
			before = append(before, made("create_join_table"))
			if len(after) == 0 {
				for _, name := range rest[2:] {
					before = append(before, made(name))
				}
			}
			return append(before, after...)
		}
		return append(append(before, made(verb), made(strings.Join(rest, "_"))), after...)
	case "add", "remove":
		particle := map[string]string{"add": "to", "remove": "from"}[verb]
		cut := lastIndex(rest, particle)
		if cut < 1 || cut == len(rest)-1 {
			return tokens
		}
		table := made(strings.Join(rest[cut+1:], "_"))
		if len(after) > 0 && after[0].Kind == words.Word {
			end := argumentsEnd(after)
			with := append(append(before, made(verb)), after[:end]...)
			return append(append(with, made(particle), table), after[end:]...)
		}
		return append(append(before, made(verb), made(strings.Join(rest[:cut], "_")), made(particle), table), after...)
	}
	for _, part := range parts {
		before = append(before, made(part))
	}
	return append(before, after...)
}

// argumentsEnd returns where the arguments of a generator end: at the first
// mark outside of brackets.
func argumentsEnd(tokens []words.Token) int {
	depth := 0
	for i, token := range tokens {
		switch token.Word {
		case "(", "{":
			depth++
		case ")", "}":
			depth--
		case ",", ";", ".":
			if depth == 0 {
				return i
			}
		}
		if token.Kind == words.Break {
			return i
		}
	}
	return len(tokens)
}

// unblocked takes the "end" of a Ruby or Elixir block out: a line of its own.
func unblocked(tokens []words.Token) []words.Token {
	kept := tokens[:0:0]
	for i, token := range tokens {
		own := i > 0 && tokens[i-1].Kind == words.Break && (i+1 == len(tokens) || tokens[i+1].Kind == words.Break)
		if token.Word == "end" && own {
			continue
		}
		kept = append(kept, token)
	}
	return kept
}

// unlined sets the lines of a Ruby block that stand on one line, with semicolons,
// on lines of their own: "do |t| t.string :name; t.timestamps end".
func unlined(tokens []words.Token) []words.Token {
	word := func(i int) string {
		if i < 0 || i >= len(tokens) || tokens[i].Kind == words.Quoted {
			return ""
		}
		return tokens[i].Word
	}
	line := func(at int) bool { return word(at) == "end" || word(at) == "t" && word(at+1) == "." }
	kept := tokens[:0:0]
	inside, creates := false, false
	for i, token := range tokens {
		creates = creates || word(i) == "create_table"
		pipe := creates && word(i) == "|" && word(i-1) == "t" && word(i-2) == "|" && word(i-3) == "do"
		switch {
		case inside && word(i) == ";" && line(i+1):
			token.Kind = words.Break
		case inside && word(i) == "end":
			inside, creates = false, false
			token.Kind = words.Break
		}
		kept = append(kept, token)
		if pipe && line(i+1) {
			inside = true
			kept = append(kept, lineBreak(token.To))
		}
	}
	return kept
}

func lineBreak(at int) words.Token {
	return words.Token{Span: intent.Span{From: at, To: at}, Kind: words.Break}
}

func lastIndex(parts []string, word string) int {
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i] == word {
			return i
		}
	}
	return -1
}

// isSnakeRequest reports whether a word is a request in under_scores: it follows
// the generator's own name.
func isSnakeRequest(text string) bool {
	return strings.HasPrefix(text, "add_") && strings.Contains(text, "_to_") || strings.HasPrefix(text, "remove_") && strings.Contains(text, "_from_") ||
		strings.HasPrefix(text, "create_") && text != "create_table" && text != "create_enum" && text != "create_join_table"
}

// isGeneratorName reports whether a word is a CamelCase or under_scored sentence.
func isGeneratorName(text string) bool {
	snake := words.Snake(text)
	if snake == text && strings.Count(text, "_") < 2 {
		return false
	}
	verb, rest, ok := strings.Cut(snake, "_")
	if !ok || rest == "" {
		return false
	}
	switch verb {
	case "create":
		return snake != text && snake != "create_table" && snake != "create_join_table" && snake != "create_enum"
	case "add":
		return strings.Contains(rest, "_to_") && snake != text
	case "remove":
		return strings.Contains(rest, "_from_") && snake != text
	case "rename", "change", "drop", "backfill", "make", "set", "enable", "disable", "alter", "index", "delete", "install":
		return snake != text
	}
	return false
}
