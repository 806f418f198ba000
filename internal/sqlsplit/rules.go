package sqlsplit

// rules are how the dialects differ.
type rules struct {
	// nesting: a /* within a comment has to be closed too.
	nesting bool
	// hashComments: # begins a comment.
	hashComments bool
	// spacedDashes: -- begins a comment only before a blank.
	spacedDashes bool
	// returnEndsLine: a carriage return alone ends a line comment.
	returnEndsLine bool
	// backtick and bracket quote identifiers; doubledBracket: ]] is a ].
	backtick, bracket, doubledBracket bool
	// backslash escapes in '...', unless a setting says otherwise.
	backslash bool
	// dollar: $tag$...$tag$ quotes, and E'...' knows backslashes.
	dollar bool
	// executable: /*! ... */ is code.
	executable bool
	// batches: statements end at a line GO, and not at semicolons.
	batches bool
	// word are further characters of identifiers, beside letters, digits, _ and
	// everything beyond ASCII; they cannot begin one.
	word string
	// body follows what can hide a semicolon.
	body func() body
}

func rulesOf(d Dialect) rules {
	switch d {
	case Postgres:
		return rules{nesting: true, returnEndsLine: true, dollar: true, word: "$", body: func() body { return &atomicBody{} }}
	case MySQL:
		return rules{
			hashComments: true, spacedDashes: true, backtick: true, backslash: true, executable: true, word: "$",
			body: func() body { return &programBody{} },
		}
	case MSSQL:
		// "Nested comments are supported" (manual, Slash Star).
		return rules{
			nesting: true, bracket: true, doubledBracket: true, batches: true, word: "$@#",
			body: func() body { return noBody{} },
		}
	default:
		return rules{backtick: true, bracket: true, word: "$", body: func() body { return &triggerBody{} }}
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isLetter includes every byte beyond ASCII: all dialects allow such letters
// in identifiers, and none uses them for anything else.
func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}
