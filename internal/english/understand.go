package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// Understand reads a description of a migration. It always returns, and the
// same for the same text.
func Understand(text string) intent.Result {
	tokens := prepare(text)
	if len(tokens) == 0 {
		return intent.Result{Refusal: "there is nothing to do: describe what is to change, such as " + example}
	}
	g := theGrammar()
	tokens, mends := mended(g.lexicon, tokens)
	all := tokens
	tokens = (&narrator{g.lexicon, tokens}).withoutReasons()
	s, unused, corrections := newParser(g, text, tokens).tellStory()
	context := cutOut(all, tokens)
	if len(unused) > 0 {
		if kept, cut := (&narrator{g.lexicon, tokens}).withoutStory(unused); cut {
			told, left, fixed := newParser(g, text, kept).tellStory()
			if len(told.intents) > 0 {
				s, unused, corrections = told, left, fixed
				context = cutOut(all, kept)
			}
		}
	}
	s.intents, context = withoutMentions(s.intents, append(context, s.aside...))
	s.intents = placed(s.intents)
	result := intent.Result{Intents: s.intents, Unused: append(unused, s.unused...), Corrections: append(mends, corrections...), Question: s.question, Refusal: s.refusal, Context: context}
	if at, ok := afterSemicolon(tokens, s.intents); ok && result.Refusal == "" {
		result.Refusal = "what stands after \";\" is not done along with the rest: " + text[at.From:at.To] + " has to be asked for by itself"
	}
	if len(s.intents) == 0 && s.question == nil && result.Refusal == "" {
		result.Refusal = "this is not a description of a migration" + quoted(text, unused) + "; what works is, for example, " + example
	}
	return result
}

const example = `"Add phone to users", "Create posts with title and body" or "Make email unique on users"`

// quoted lists the words that mean nothing here.
func quoted(text string, spans []intent.Span) string {
	var b strings.Builder
	for i, span := range spans {
		if i == 8 {
			break
		}
		if i == 0 {
			b.WriteString(" (not understood: ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(text[span.From:span.To])
	}
	if b.Len() > 0 {
		b.WriteString(")")
	}
	return b.String()
}

// prepare cuts a text into tokens. A text that is quoted as a whole is what is
// in the quotes.
func prepare(text string) []words.Token {
	tokens := words.Scan(text)
	if len(tokens) == 1 && tokens[0].Kind == words.Quoted {
		offset := tokens[0].From + strings.Index(text[tokens[0].From:tokens[0].To], tokens[0].Text)
		if inner := words.Scan(tokens[0].Text); offset >= tokens[0].From {
			for i := range inner {
				inner[i].From += offset
				inner[i].To += offset
			}
			tokens = inner
		}
	}
	return unhyphened(generatorName(unblocked(unlined(tokens))))
}

// unhyphened takes the hyphens out of compound words: non-negative, one-to-one.
func unhyphened(tokens []words.Token) []words.Token {
	kept := tokens[:0:0]
	for i, token := range tokens {
		if isHyphen(tokens, i) {
			continue
		}
		if i > 1 && isHyphen(tokens, i-1) && (isAdverb(token.Word) && !(i+1 < len(tokens) && isHyphen(tokens, i+1)) || isExtension(tokens[i-2].Word+"-"+token.Word)) {
			// check-in and follow-up are one word, and so is uuid-ossp.
			last := &kept[len(kept)-1]
			last.To, last.Text, last.Word = token.To, last.Text+"-"+token.Text, last.Word+"_"+token.Word
			continue
		}
		if i > 1 && isHyphen(tokens, i-1) {
			token.Spaced = true
		}
		kept = append(kept, token)
	}
	return kept
}

func isAdverb(word string) bool {
	switch word {
	case "in", "out", "up", "on", "off", "by", "to", "down":
		return true
	}
	return false
}

func isHyphen(tokens []words.Token, i int) bool {
	if tokens[i].Kind != words.Symbol || tokens[i].Word != "-" || tokens[i].Spaced || i == 0 || i+1 >= len(tokens) {
		return false
	}
	return tokens[i-1].Kind == words.Word && tokens[i+1].Kind == words.Word && !tokens[i+1].Spaced
}

// afterSemicolon returns the first of several requests that drops a table or
// deletes rows behind a semicolon: so does SQL that somebody put into a
// description. It is not done in passing.
func afterSemicolon(tokens []words.Token, intents []intent.Intent) (intent.Span, bool) {
	if len(intents) < 2 {
		return intent.Span{}, false
	}
	for _, in := range intents[1:] {
		switch in.(type) {
		case intent.DropTable, intent.DeleteRows:
		default:
			continue
		}
		for i, token := range tokens {
			if token.From >= in.At().From && i > 0 && tokens[i-1].Word == ";" {
				return in.At(), true
			}
			if token.From >= in.At().From {
				break
			}
		}
	}
	return intent.Span{}, false
}

// withoutMentions drops columns that are but another mention of a table that the
// text creates: "every tenant gets workspaces".
func withoutMentions(intents []intent.Intent, context []intent.Span) ([]intent.Intent, []intent.Span) {
	created := make(map[string]bool)
	for _, in := range intents {
		if create, ok := in.(intent.CreateTable); ok {
			created[inflect.Table(create.Table.Text)] = true
		}
	}
	kept := intents[:0:0]
	for _, in := range intents {
		add, ok := in.(intent.AddColumns)
		if ok && len(created) > 0 && len(add.Columns) == 1 && looksPlural(add.Columns[0].Name.Text) && !add.Columns[0].Type.Given() && created[add.Columns[0].Name.Text] {
			context = append(context, add.Span)
			continue
		}
		kept = append(kept, in)
	}
	return kept, context
}
