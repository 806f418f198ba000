package english

import "sync"

// grammar is everything that is the same for all texts. It is made when the
// first text comes, and only read afterwards.
type grammar struct {
	lexicon   *lexicon
	slots     map[string]func(*parser, int) []reading
	modifiers []modifierPhrase
	prefixes  []modifierPhrase
	clauses   []clausePhrase
}

var theGrammar = sync.OnceValue(newGrammar)

func newGrammar() *grammar {
	l := newLexicon(verbs(), nouns(), marks(), stops(), symbols(), leads(), rails(), noises(), typeEntries(), counted())
	g := &grammar{lexicon: l, modifiers: modifiers(l), prefixes: prefixes(l)}
	for _, table := range [][]clausePhrase{
		createPhrases(), alterPhrases(), changePhrases(), indexPhrases(), relationPhrases(), constraintPhrases(), extensionPhrases(), dataPhrases(),
	} {
		g.clauses = append(g.clauses, compiled(l, table)...)
	}
	g.slots = slotReaders(g)
	return g
}
