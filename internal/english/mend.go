package english

import (
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// mended corrects misspelt words of conditions, which are read by a grammar of
// their own that takes words as they are: "must be betwen 1 and 5". Only a word
// that the lexicon does not have, behind one that begins a condition, is taken
// for a slip.
func mended(l *lexicon, tokens []words.Token) ([]words.Token, []intent.Correction) {
	var corrections []intent.Correction
	for i := range tokens {
		if i == 0 || tokens[i].Kind != words.Word || len(l.byWord[tokens[i].Word]) > 0 || !beginsCondition(tokens[i-1].Word) {
			continue
		}
		if word := misspeltCondition(tokens[i].Word); word != "" {
			if len(corrections) == 0 {
				tokens = append([]words.Token(nil), tokens...)
			}
			tokens[i].Word, tokens[i].Text = word, word
			corrections = append(corrections, intent.Correction{Span: tokens[i].Span, Read: word})
		}
	}
	return tokens, corrections
}

func beginsCondition(word string) bool {
	switch word {
	case "be", "is", "are", "not", "must", "should", "always", "at", "strictly", "never":
		return true
	}
	return false
}

// misspeltCondition returns the word of conditions that is one slip away.
func misspeltCondition(word string) string {
	for _, right := range []string{"between", "negative", "positive", "greater", "smaller", "larger", "higher", "lower", "least", "exceed", "below", "above"} {
		if word != right && len(word) > 4 && typo(word, right, 1) == 1 {
			return right
		}
	}
	return ""
}
