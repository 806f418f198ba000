package sqlddl

import (
	"slices"
	"strings"
)

// Loose returns an expression without what databases add to it or take away:
// parentheses, casts, quotes of names, capitals of words, and spaces.
func Loose(sql, database string) string {
	list := tokens(sql, database)
	var words []string
	for i := 0; i < len(list); i++ {
		t := list[i]
		switch {
		case t.kind == end, t.kind == symbol && (t.text == "(" || t.text == ")"):
		case t.kind == symbol && t.text == "::":
			i = castEnd(list, i)
		case t.kind == text:
			words = append(words, "'"+strings.ReplaceAll(t.text, "'", "''")+"'")
		case t.kind == word:
			words = append(words, synonym(strings.ToLower(t.text)))
		case t.kind == symbol && t.text == "!" && i+1 < len(list) && list[i+1].text == "=":
			words = append(words, "<", ">")
			i++
		default:
			words = append(words, t.text)
		}
	}
	return sameWords(words)
}

// sameWords undoes what PostgreSQL makes of IN, BETWEEN and LIKE.
func sameWords(words []string) string {
	for i := 1; i+3 < len(words); i++ {
		if words[i] == "between" && words[i+2] == "and" {
			words = slices.Concat(words[:i], []string{">", "=", words[i+1], "and", words[i-1], "<", "="}, words[i+3:])
		}
	}
	sql := strings.NewReplacer("= any array [", "in [", "< > all array [", "not in [", "! ~ ~", "not like", "~ ~", "like").
		Replace(strings.Join(words, " "))
	var b strings.Builder
	for {
		before, list, found := strings.Cut(sql, "in [ ")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		list, sql, _ = strings.Cut(list, " ]")
		b.WriteString("in " + list)
	}
}

// castEnd returns the last token of the type behind ::, which goes on over
// words, parentheses right behind a word, and brackets.
func castEnd(list []token, i int) int {
	for i+1 < len(list) {
		next := list[i+1]
		switch {
		case next.kind == name, next.kind == word && isTypeWord(next.text):
		case next.text == "(" && next.kind == symbol && i+3 < len(list) && list[i+2].kind == number && list[i+3].text == ")":
			i += 2
		case next.text == "[" && next.kind == symbol && i+2 < len(list) && list[i+2].text == "]":
			i++
		default:
			return i
		}
		i++
	}
	return i
}

// isTypeWord: a word behind a cast is part of the type unless it goes on with
// the expression.
func isTypeWord(word string) bool {
	switch strings.ToUpper(word) {
	case "AND", "OR", "IS", "IN", "LIKE", "ILIKE", "BETWEEN", "NOT", "WITH", "DESC", "ASC", "NULLS", "COLLATE", "THEN", "ELSE", "END", "WHEN":
		return false
	}
	return true
}

// synonym: databases write some words in another way.
func synonym(word string) string {
	switch word {
	case "current_timestamp", "now":
		return "now"
	case "curdate":
		return "current_date"
	case "curtime":
		return "current_time"
	}
	return word
}
