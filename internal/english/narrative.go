package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// What people tell besides: why they want something ("because …", "so that …"),
// and what the request is about ("Finance asked for it, so please …"). It is cut
// out as far as it says nothing about tables.

// narrator finds what is told besides.
type narrator struct {
	lexicon *lexicon
	tokens  []words.Token
}

// withoutReasons cuts reasons out. A Break stands for each of them.
func (n *narrator) withoutReasons() []words.Token {
	kept := n.tokens[:0:0]
	for at := 0; at < len(n.tokens); {
		end := n.reasonEnd(at)
		if end == at {
			kept = append(kept, n.tokens[at])
			at++
			continue
		}
		kept = append(kept, n.gap(at, end))
		at = end
	}
	return kept
}

// gap is a Break in the place of tokens.
func (n *narrator) gap(from, to int) words.Token {
	return words.Token{Span: intent.Span{From: n.tokens[from].From, To: n.tokens[to-1].To}, Kind: words.Break}
}

func (n *narrator) word(at int) string {
	if at < 0 || at >= len(n.tokens) || n.tokens[at].Kind == words.Quoted {
		return ""
	}
	return n.tokens[at].Word
}

// starts reports whether a sentence starts at a place.
func (n *narrator) starts(at int) bool {
	return at == 0 || n.tokens[at-1].Kind == words.Break || n.ends(at-1)
}

// ends reports whether a sentence ends with the token.
func (n *narrator) ends(at int) bool {
	if at >= len(n.tokens) || n.tokens[at].Kind == words.Break {
		return true
	}
	switch n.word(at) {
	case ".", "!", "?":
		return at+1 >= len(n.tokens) || n.tokens[at+1].Spaced || n.tokens[at+1].Kind == words.Break
	}
	return false
}

// reasonEnd returns where the reason that begins at a place ends, or the place.
func (n *narrator) reasonEnd(at int) int {
	length := n.reasonWords(at)
	if length == 0 {
		return at
	}
	first := n.starts(at)
	end := at + length
	for ; end < len(n.tokens) && !n.ends(end) && n.word(end) != ";" && n.word(end) != ")"; end++ {
		if n.word(end) == "," && (first || n.requests(end+1)) || first && n.word(at) == "for" && n.word(end) == "we" {
			break
		}
		if n.word(end) == "and" && n.requests(end+1) {
			break
		}
	}
	if n.schematic(at+length, end) {
		return at
	}
	return end
}

// reasonWords returns how many words at a place begin a reason.
func (n *narrator) reasonWords(at int) int {
	next, after := n.word(at+1), n.word(at+2)
	switch n.word(at) {
	case "because", "cause", "coz", "cuz":
		return 1
	case "since":
		if n.starts(at) || n.word(at-1) == "," || isSubject(next) {
			return 1
		}
	case "as":
		if next == "part" && after == "of" {
			return 3
		}
		if isSubject(next) && next != "a" && next != "an" && next != "the" && !(next == "it" && after == "is") || next == "the" && n.word(at-1) == "," {
			return 1
		}
	case "so":
		if next == "that" {
			return 2
		}
		if n.purpose(at + 1) {
			return 1
		}
	case "in":
		if next == "order" && (after == "to" || after == "that") {
			return 3
		}
	case "for":
		if n.starts(at) && n.topic(at) {
			return 1
		}
		if next == "we" || next == "they" {
			return 1
		}
	case "otherwise":
		return 1
	case "to":
		if next == "be" && after == "able" {
			return 3
		}
		if (next == "help" || next == "let" || next == "allow" || next == "enable" || next == "support" || next == "avoid" || next == "know" || next == "see" || next == "show" || next == "speed") && !n.starts(at) {
			return 2
		}
	}
	return 0
}

// topic reports whether "for …" at the beginning of a sentence says what it is
// about, and who needs what comes after it: "For emergencies, drivers need".
func (n *narrator) topic(at int) bool {
	comma := 0
	for i := at + 1; i < at+8 && i < len(n.tokens) && !n.ends(i); i++ {
		switch n.word(i) {
		case ",":
			if comma > 0 {
				return false
			}
			comma = i
		case "need", "needs":
			return comma > 0 && i > comma+1 && n.word(i-1) != "we" || n.word(i-1) == "we" && comma == 0 && n.tableLater(i)
		case "add", "create", "make":
			return false
		}
	}
	return false
}

// tableLater reports whether the sentence says on which table something is
// needed.
func (n *narrator) tableLater(at int) bool {
	for i := at; i < len(n.tokens) && !n.ends(i); i++ {
		if n.word(i) == "on" || n.word(i) == "to" {
			return true
		}
	}
	return false
}

// purpose reports whether what follows "so" is what becomes possible: "so users
// can …".
func (n *narrator) purpose(at int) bool {
	if n.requests(at) {
		return false
	}
	for i := at; i < at+6 && i < len(n.tokens) && !n.ends(i) && n.word(i) != ","; i++ {
		switch n.word(i) {
		case "can", "could", "may", "know", "knows", "will", "able", "never":
			return true
		case "should", "must", "needs", "need", "has", "have":
			return false
		}
	}
	return false
}

func isSubject(word string) bool {
	switch word {
	case "we", "they", "our", "it", "i", "people", "users", "customers", "he", "she", "you", "the", "a", "an", "this", "that", "some", "many", "there", "everybody", "nobody", "no":
		return true
	}
	return false
}

// requests reports whether something is asked for at a place: "please add".
func (n *narrator) requests(at int) bool {
	for ; at < len(n.tokens); at++ {
		switch n.word(at) {
		case "so", "please", "also", "then", "could", "can", "you", "we", "should", "would", "just", "kindly", "must", "to", "need", "want", "finally", "and":
			continue
		}
		break
	}
	for _, s := range n.lexicon.byWord[n.word(at)] {
		if s.role == verb && len(s.words) == 1 && isRequest(s.class) {
			return true
		}
	}
	return false
}

func isRequest(class string) bool {
	switch class {
	case "ADD", "CREATE", "REMOVE", "RENAME", "MAKE", "CHANGE", "BACKFILL", "SET", "ENABLE", "DISABLE", "ALTER", "GIVE", "COPY", "ENSURE", "DELETE", "PREVENT", "ALLOW":
		return true
	}
	return false
}

// schematic reports whether tokens speak of columns and what they may hold, so
// that they are no mere reason.
func (n *narrator) schematic(from, to int) bool {
	for i := from; i < to; i++ {
		token := n.tokens[i]
		if token.Kind == words.Quoted || token.Kind == words.Word && strings.Contains(token.Text, "_") {
			return true
		}
		switch token.Word {
		case "unique", "uniq", "index", "indexes", "default", "nullable", "null", "optional", "cascade", "duplicates", "constraint", "column", "columns", "overlapping", "overlap", "primary", "negative", "reference", "references":
			return true
		}
	}
	return false
}

// withoutStory cuts out the sentences, and the parts before ", so please …",
// that tell a story and of which words are left over. Something has to remain.
func (n *narrator) withoutStory(unused []intent.Span) (kept []words.Token, cut bool) {
	for at := 0; at < len(n.tokens); {
		end, next := n.partEnd(at)
		if n.tells(at, end, next) && touches(n.tokens[at:end], unused) {
			kept = append(kept, n.gap(at, end))
			cut = true
		} else {
			kept = append(kept, n.tokens[at:end]...)
		}
		kept = append(kept, n.tokens[end:next]...)
		at = next
	}
	return kept, cut
}

// cutOut returns the parts of the text that were cut: a Break stands for each.
func cutOut(before, kept []words.Token) []intent.Span {
	had := make(map[intent.Span]bool)
	for _, token := range before {
		had[token.Span] = had[token.Span] || token.Kind == words.Break
	}
	var spans []intent.Span
	for _, token := range kept {
		if token.Kind == words.Break && !had[token.Span] {
			spans = append(spans, token.Span)
		}
	}
	return spans
}

// partEnd returns where a part of a sentence ends, and where the next begins.
func (n *narrator) partEnd(at int) (end, next int) {
	for i := at; i < len(n.tokens); i++ {
		if n.ends(i) {
			return i, i + 1
		}
		if i > at && (n.word(i) == "," || n.word(i) == ";" || n.word(i) == ":") && (n.word(i+1) == "so" || n.word(i+1) == "please" || n.word(i+1) == "therefore" || n.word(i) != "," && n.requests(i+1)) {
			return i, i + 1
		}
	}
	return len(n.tokens), len(n.tokens)
}

// tells reports whether a part of the text tells a story: somebody does or wants
// something, nothing is asked for, and no columns are spoken of.
func (n *narrator) tells(from, to, next int) bool {
	for i := from; i < to; i++ {
		switch n.word(i) {
		case "need", "needs":
			if n.word(i+1) != "to" {
				return false
			}
		case "have", "has":
			if i > from && (n.word(i-1) == "should" || n.word(i-1) == "must") || n.word(i+1) == "a" || n.word(i+1) == "an" {
				return false
			}
		case "belongs", "belong", "belonging", "deleted", "removed", "delete", "each", "every", "required":
			return false
		}
	}
	if to-from < 3 || n.schematic(from, to) {
		return false
	}
	if n.permits(from, to, next) {
		return true
	}
	if n.requests(from) {
		return false
	}
	if n.word(to) == "," && n.word(next) == "so" {
		return true
	}
	for i := from; i < to; i++ {
		switch n.word(i) {
		case "we", "our", "us", "i", "my", "team", "wants", "want", "asked", "asks", "asking", "people", "marketing", "finance", "support", "management", "sales", "legal", "hr",
			"boss", "users", "customers", "nobody", "everybody", "everyone", "somebody", "currently", "today", "now", "able", "business", "law", "company", "office", "keep", "keeps",
			"found", "write", "writes", "often", "they", "business's", "client", "clients", "product", "app", "shop", "patients", "members", "again", "payroll", "dispatchers", "who":
			return true
		}
	}
	return false
}

// permits reports whether a part of the text says what people are to be able to
// do, before what is asked for: "We want to let users upload avatars: add …",
// "Students can enroll in many courses. Create …".
func (n *narrator) permits(from, to, next int) bool {
	if next >= len(n.tokens) || !n.requests(next) {
		return false
	}
	lets := n.word(to) == ":" && isSubject(n.word(from)) && (n.word(from+1) == "want" || n.word(from+1) == "need") && n.word(from+2) == "to" && n.word(from+3) == "let"
	can := 0
	for i := from; i < to; i++ {
		switch n.word(i) {
		case ",", ";", "(", "and", "or", "be", "have", "hold", "contain", "own", "belong", "exist", "appear", "share", "use", "reference", "only", "once", "one", "no", "not", "cannot",
			"same", "twice", "most", "least", "add", "create", "make", "change", "rename", "remove", "drop", "delete", "with", "must", "should", "please", "you", "we're", "like":
			return false
		case "can":
			can = i
		}
		if n.tokens[i].Kind != words.Word {
			return false
		}
	}
	return lets || can > from && can < from+4 && can+1 < to
}

// touches reports whether one of the tokens is in one of the spans.
func touches(tokens []words.Token, spans []intent.Span) bool {
	for _, token := range tokens {
		for _, span := range spans {
			if token.From >= span.From && token.To <= span.To {
				return true
			}
		}
	}
	return false
}
