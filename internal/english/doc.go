// Package english understands descriptions of migrations.
//
// A text becomes tokens (package words); the lexicon says which of them are
// verbs, nouns and marks that it knows; phrasings, one a line in tables, say
// what a sequence of those and of names means; and of all ways to cover the
// text with phrasings the one wins that leaves the fewest words over. What the
// phrasings mean is then told one after the other to a story, which knows the
// table and the column spoken of last, and makes the intents.
//
// To teach it a phrasing, add a line to a table (phrases_*.go, modifiers.go);
// to teach it a word, add it to the lexicon.
package english
