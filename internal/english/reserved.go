package english

import "strings"

// Reserved reports whether a word says something in descriptions, so that
// nobody means it as the name of a table or a column without quoting it:
// unique, nullable, index, integer.
func Reserved(word string) bool {
	g := theGrammar()
	if isCommonName(word) || word == "make" || word == "row" {
		// The make of a car, the row of a seat.
		return false
	}
	if g.lexicon.roles[word] == stop {
		return true
	}
	for _, s := range g.lexicon.byWord[word] {
		if len(s.words) == 1 && (reservedClass(s.class) || s.role == keyword && strings.HasPrefix(s.class, typePrefix)) {
			return true
		}
	}
	return asks(word)
}

// reservedClass reports whether the words of a class say something of a column,
// an index or a table, and are seldom its name.
func reservedClass(class string) bool {
	switch class {
	case "UNIQUE", "REQUIRED", "OPTIONAL", "NULLWORD", "NOTNULL", "INDEX", "INDEXED", "REFERENCES", "BYDEFAULT", "DEFAULT", "CONCURRENTLY", "PERTENANT", "GLOBALLY",
		"POLYMORPHIC", "CASCADE", "SETNULL", "RESTRICT", "FORTENANTS", "TABLE", "TABLES", "COLUMN", "COLUMNS", "BATCHES", "BATCHWORD", "ALLROWS", "CHARACTERS", "CONSTRAINT",
		"FOREIGNKEY", "PRIMARYKEY", "TIMESTAMPS", "ENUM", "ARRAY", "EXTENSIONWORD", "ALIEN", "BOTH", "ONLY", "LEAD", "HAVE", "BELONGS", "POSSESS":
		return true
	}
	return false
}

// asks reports whether a word asks for something. In the name of a table it is
// the verb of the sentence.
func asks(word string) bool {
	switch word {
	case "add", "create", "remove", "delete", "drop", "rename", "make", "ensure", "alter", "modify", "backfill", "generate", "insert", "need", "needs", "want", "wants",
		"give", "gets", "should", "must", "please", "migrate", "populate":
		return true
	}
	return false
}

// Asks reports whether one of the words of a name asks for something.
func Asks(name string) bool {
	for part := range strings.SplitSeq(name, "_") {
		if asks(part) {
			return true
		}
	}
	return false
}
