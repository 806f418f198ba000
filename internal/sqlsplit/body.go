package sqlsplit

// body follows one statement and knows whether a semicolon ends it, or stands
// within the body of a trigger, function or procedure.
type body interface {
	// word is told each bare word, before it becomes s.prev.
	word(s *splitter, name string, at int)
	// ends is asked at each semicolon.
	ends(s *splitter) bool
	// unclosed returns where the innermost open part begins, and what closes
	// it; at is -1 if there is none.
	unclosed() (at int, what, end string)
}

// noBody is SQL Server's: there semicolons do not matter.
type noBody struct{}

func (noBody) word(*splitter, string, int)     {}
func (noBody) ends(*splitter) bool             { return true }
func (noBody) unclosed() (int, string, string) { return -1, "", "" }

// startsWith reports whether the words begin with CREATE, then any of the
// optional words, then one of the kinds.
func startsWith(head []string, optional, kinds map[string]bool) bool {
	if len(head) == 0 || head[0] != "CREATE" {
		return false
	}
	for _, word := range head[1:] {
		if kinds[word] {
			return true
		}
		if !optional[word] {
			return false
		}
	}
	return false
}

// The words between CREATE and what is created.
var (
	orReplace = map[string]bool{"OR": true, "REPLACE": true}
	temporary = map[string]bool{"TEMP": true, "TEMPORARY": true}
	routines  = map[string]bool{"FUNCTION": true, "PROCEDURE": true}
	rule      = map[string]bool{"RULE": true}
	trigger   = map[string]bool{"TRIGGER": true}
)

// triggerBody is SQLite's: CREATE TRIGGER ... BEGIN statement; ... END. The
// END that closes it follows a semicolon; that of a CASE never does. This is
// what the function sqlite3_complete() goes by.
type triggerBody struct {
	begin  int
	inside bool
	closed bool
}

func (b *triggerBody) word(s *splitter, name string, at int) {
	switch {
	case b.inside:
		b.closed = name == "END" && s.prev == ";"
	case name == "BEGIN" && s.prev != "." && startsWith(s.head, temporary, trigger):
		b.inside, b.begin = true, at
	}
}

func (b *triggerBody) ends(s *splitter) bool {
	return !b.inside || b.closed && s.prev == "END"
}

func (b *triggerBody) unclosed() (int, string, string) {
	if b.inside && !b.closed {
		return b.begin, "the BEGIN", "END"
	}
	return -1, "", ""
}

// atomicBody is PostgreSQL's: CREATE FUNCTION ... BEGIN ATOMIC statement; ...
// END, and CREATE RULE ... DO (statement; ...). All other bodies are strings.
type atomicBody struct {
	open []int
	rule bool
}

func (b *atomicBody) word(s *splitter, name string, at int) {
	if s.parens > 0 || s.prev == "." || s.prev == "AS" {
		return // a name, or balanced anyway
	}
	switch {
	case name == "ATOMIC" && s.prev == "BEGIN" && len(b.open) == 0 && startsWith(s.head, orReplace, routines):
		b.open = append(b.open, at)
	case name == "CASE" && len(b.open) > 0:
		b.open = append(b.open, at)
	case name == "END" && len(b.open) > 0:
		b.open = b.open[:len(b.open)-1]
	case name == "RULE" && startsWith(s.head, orReplace, rule):
		b.rule = true
	}
}

func (b *atomicBody) ends(s *splitter) bool {
	return len(b.open) == 0 && (!b.rule || s.parens == 0)
}

func (b *atomicBody) unclosed() (int, string, string) {
	if n := len(b.open); n > 0 {
		return b.open[n-1], "the block", "END"
	}
	return -1, "", ""
}
