package sqlsplit

// programBody is the body of a stored program of MySQL and MariaDB: a
// procedure, function, trigger or event. A statement of it can be a block,
// whose END may have to repeat what it ends: END IF, END LOOP.
type programBody struct {
	open []block
	// inProgram: the statement creates a stored program.
	inProgram bool
	// other: the statement is known to be something else.
	other bool
	// handler: DECLARE ... HANDLER FOR was read, and a statement follows the
	// condition.
	handler bool
	// ended: the last word was the END of a statement.
	ended bool
}

type block struct {
	at   int
	word string
	// expression: a CASE within an expression, which ends with a bare END.
	expression bool
}

// The words that the program of a CREATE can be, and those that may stand
// before it; the name of the definer is left out by its = and @.
var (
	programs = map[string]bool{"PROCEDURE": true, "FUNCTION": true, "TRIGGER": true, "EVENT": true}
	prefixes = map[string]bool{"CREATE": true, "ALTER": true, "OR": true, "REPLACE": true, "DEFINER": true, "AGGREGATE": true, "CURRENT_USER": true, "CURRENT_ROLE": true}
	blocks   = map[string]bool{"BEGIN": true, "IF": true, "CASE": true, "LOOP": true, "REPEAT": true, "WHILE": true, "FOR": true}
	// bodyStarts are words that a program's body can follow directly.
	bodyStarts = map[string]bool{
		"ROW": true, "DO": true, ":": true, ")": true, "'": true, "DETERMINISTIC": true, "SQL": true, "DATA": true,
		"INVOKER": true, "DEFINER": true,
	}
	// conditions are the words of a handler's condition.
	conditions = map[string]bool{
		"FOR": true, "SQLSTATE": true, "VALUE": true, "SQLWARNING": true, "NOT": true, "FOUND": true, "SQLEXCEPTION": true,
	}
	// starts are words that a statement within a body can follow.
	starts = map[string]bool{
		";": true, "THEN": true, "ELSE": true, "DO": true, "LOOP": true, "REPEAT": true, "BEGIN": true, ":": true, "ATOMIC": true,
	}
)

func (b *programBody) word(s *splitter, name string, at int) {
	if s.prev == "." || s.prev == "@" {
		return // a name
	}
	if !b.inProgram {
		b.find(s, name, at)
		return
	}
	ended := b.ended
	b.ended = false
	switch {
	case s.parens > 0: // an expression, whose CASE is closed in the same place
	case name == "HANDLER":
		b.handler = true
	case b.handler && (conditions[name] || s.prev == "FOR" || s.prev == ","):
	case name == "END" && len(b.open) > 0:
		b.ended = !b.open[len(b.open)-1].expression
		b.open = b.open[:len(b.open)-1]
	case ended && blocks[name]: // END IF
	case name == "CASE":
		b.push(name, at, !b.starts(s, name))
	case blocks[name] && b.starts(s, name):
		b.push(name, at, false)
	default:
		b.handler = false
	}
}

// find waits for the word that makes the statement a stored program.
func (b *programBody) find(s *splitter, name string, at int) {
	switch {
	case b.other:
	case s.prev == "=": // DEFINER = name
	case len(s.head) > 1 && programs[name]:
		b.inProgram = s.head[0] == "CREATE" || s.head[0] == "ALTER" && name == "EVENT"
		b.other = !b.inProgram
	case name == "NOT" && s.prev == "BEGIN" && len(s.head) == 2:
		// MariaDB's block outside of a program: BEGIN NOT ATOMIC.
		b.inProgram = true
		b.push("BEGIN", s.start, false)
	case name == "BEGIN" && len(s.head) == 1:
	case blocks[name] && len(s.head) == 1: // so are MariaDB's IF, WHILE, ...
		b.inProgram = true
		b.push(name, at, false)
	case !prefixes[name]:
		b.other = true
	}
}

func (b *programBody) push(word string, at int, expression bool) {
	b.open = append(b.open, block{at, word, expression})
	b.handler = false
}

// starts reports whether a statement can begin with the word, behind the last
// token.
func (b *programBody) starts(s *splitter, word string) bool {
	n := len(b.open)
	switch {
	case n > 0 && b.open[n-1].expression:
		return false
	case n > 0:
		return starts[s.prev] || b.handler
	case word == "BEGIN":
		// The name or type before it can be anything: RETURNS int unsigned BEGIN.
		return !programs[s.prev] && s.prev != "EXISTS" && s.prev != ","
	case word == "FOR": // and not FOR EACH ROW, or SELECT ... FOR UPDATE
		return s.prev == "ROW" || s.prev == "DO" || s.prev == ":"
	}
	return bodyStarts[s.prev] || s.before == "FOLLOWS" || s.before == "PRECEDES" || s.before == "RETURNS"
}

func (b *programBody) ends(*splitter) bool {
	b.handler, b.ended = false, false
	return len(b.open) == 0
}

func (b *programBody) unclosed() (int, string, string) {
	n := len(b.open)
	if n == 0 {
		return -1, "", ""
	}
	last := b.open[n-1]
	end := "END"
	if last.word != "BEGIN" && !last.expression {
		end += " " + last.word
	}
	return last.at, "the " + last.word, end
}
