package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// Scan cuts text into tokens. It never fails: what it does not know is a
// Symbol.
//
// Contractions are cut as they are spoken: "can't" and "cannot" are can and
// not, "don't" is do and not, "user's" is user and 's, and so is "users'". An
// operator's Word is its plain form: "≥" is >=.
func Scan(text string) []Token {
	s := scanner{text: text}
	s.bullet(0)
	for s.at < len(s.text) {
		s.next()
	}
	return s.tokens
}

type scanner struct {
	text   string
	at     int
	spaced bool
	depth  int
	tokens []Token
}

// next scans white space or one token.
func (s *scanner) next() {
	r, size := utf8.DecodeRuneInString(s.text[s.at:])
	switch {
	case r == '\n':
		s.lineEnd()
	case unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b':
		s.at += size
		s.spaced = true
	case isLetter(r):
		s.word()
	case unicode.IsDigit(r):
		s.number()
	case isApostrophe(r) && s.afterWord():
		s.apostrophe(size)
	case closing(r) != 0 && s.quoted(r, size):
	default:
		s.symbol(r, size)
	}
}

// add appends the token that begins at from and ends where the scanner is.
func (s *scanner) add(from int, kind Kind, word string) {
	s.tokens = append(s.tokens, Token{
		Span: intent.Span{From: from, To: s.at}, Kind: kind,
		Text: s.text[from:s.at], Word: word, Spaced: s.spaced,
	})
	s.spaced = false
}

func isLetter(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func isWordRune(r rune) bool { return isLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// afterWord reports whether a word or a closed quote ends right here.
func (s *scanner) afterWord() bool {
	if s.spaced || len(s.tokens) == 0 {
		return false
	}
	kind := s.tokens[len(s.tokens)-1].Kind
	return kind == Word || kind == Number || kind == Quoted
}

// run returns where the letters and digits from at end.
func (s *scanner) run(at int) int {
	for at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		if !isWordRune(r) {
			break
		}
		at += size
	}
	return at
}

func (s *scanner) word() {
	from := s.at
	if length, word := abbreviation(s.text[from:]); length > 0 {
		s.at += length
		s.add(from, Word, word)
		return
	}
	s.at = s.run(from)
	word := strings.ToLower(s.text[from:s.at])
	if verb, ok := negated(word); ok {
		s.split(from, verb)
		return
	}
	// don't: the verb, then n't.
	if strings.HasSuffix(word, "n") {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		end := s.at + size
		if isApostrophe(r) && s.run(end) == end+1 && (s.text[end] == 't' || s.text[end] == 'T') {
			s.at = end + 1
			verb, _ := negated(word + "t")
			if verb == "" {
				verb = strings.TrimSuffix(word, "n")
			}
			s.split(from, verb)
			return
		}
	}
	s.add(from, Word, word)
}

// split adds what was scanned from from as a verb and "not".
func (s *scanner) split(from int, verb string) {
	end := s.at
	cut := from + len(verb)
	if cut >= end {
		cut = end - 1
	}
	s.at = cut
	s.add(from, Word, verb)
	s.at = end
	s.add(cut, Word, "not")
}

// negated returns the verb of a word with "not" in it, as people type it
// without the apostrophe, too.
func negated(word string) (verb string, ok bool) {
	switch word {
	case "cannot", "cant":
		return "can", true
	case "wont":
		return "will", true
	case "dont", "doesnt", "isnt", "arent", "shouldnt", "mustnt", "wasnt", "hasnt", "havent", "didnt", "neednt", "couldnt", "wouldnt":
		return strings.TrimSuffix(word, "nt"), true
	}
	return "", false
}

// abbreviation returns the length of the abbreviation that text begins with
// and what it stands for.
func abbreviation(text string) (length int, word string) {
	for _, a := range [...]struct{ short, word string }{
		{"e-mail", "email"}, {"e-mails", "emails"}, {"e.g.", "eg"}, {"i.e.", "ie"}, {"etc.", "etc"}, {"w/o", "without"}, {"w/", "with"},
	} {
		if len(text) < len(a.short) || !strings.EqualFold(text[:len(a.short)], a.short) {
			continue
		}
		r, _ := utf8.DecodeRuneInString(text[len(a.short):])
		last := rune(a.short[len(a.short)-1])
		if isLetter(last) && isWordRune(r) && r != utf8.RuneError {
			continue
		}
		return len(a.short), a.word
	}
	return 0, ""
}

// number scans digits. Letters that follow at once make it a word: 2fa_secret.
func (s *scanner) number() {
	from := s.at
	end := s.run(from)
	if digits := strings.ReplaceAll(s.text[from:end], "_", ""); !isDigits(digits) {
		s.at = end
		s.add(from, Word, strings.ToLower(s.text[from:end]))
		return
	}
	s.at = s.thousands(end)
	if rest := s.text[s.at:]; len(rest) > 1 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9' {
		s.at = s.run(s.at + 1)
	}
	word := strings.NewReplacer(",", "", "_", "").Replace(s.text[from:s.at])
	s.add(from, Number, word)
}

// thousands goes on over ",000" groups, outside of brackets, where a comma
// separates arguments.
func (s *scanner) thousands(end int) int {
	if s.depth > 0 {
		return end
	}
	for strings.HasPrefix(s.text[end:], ",000") && s.run(end+1) == end+4 {
		end += 4
	}
	return end
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// apostrophe scans 's, 'd and the bare apostrophe after a plural.
func (s *scanner) apostrophe(size int) {
	from := s.at
	s.at = s.run(from + size)
	word := "'" + strings.ToLower(s.text[from+size:s.at])
	if word == "'" {
		word = "'s"
	}
	s.add(from, Word, word)
}

// closing returns the mark that closes what r opens, or 0.
func closing(r rune) rune {
	switch r {
	case '\'', '"', '`', '”':
		return r
	case '“', '„':
		return '”'
	case '‘', '‚':
		return '’'
	case '«':
		return '»'
	}
	return 0
}

// quoted scans something in quotes, which end on the same line. A doubled
// quote stands for one, as in SQL.
func (s *scanner) quoted(open rune, size int) bool {
	from := s.at
	mark := closing(open)
	width := utf8.RuneLen(mark)
	line := s.text[from+size:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	end := closingAt(line, mark, width)
	if end < 0 {
		return false
	}
	inner := line[:end]
	s.at = from + size + end + width
	quote := byte('"')
	switch {
	case open == '`':
		quote = '`'
	case isApostrophe(mark):
		quote = '\''
	}
	if mark < utf8.RuneSelf {
		inner = strings.ReplaceAll(inner, string(mark)+string(mark), string(mark))
	}
	s.add(from, Quoted, strings.ToLower(inner))
	last := &s.tokens[len(s.tokens)-1]
	last.Text, last.Quote = inner, quote
	return true
}

// closingAt finds the mark that closes: not a doubled one, and not an
// apostrophe within a word.
func closingAt(line string, mark rune, width int) int {
	for at := 0; at < len(line); {
		r, size := utf8.DecodeRuneInString(line[at:])
		if r != mark {
			at += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(line[at+width:])
		switch {
		case next == mark && mark < utf8.RuneSelf:
			at += 2 * width
		case isApostrophe(mark) && at+width < len(line) && isWordRune(next):
			at += width
		default:
			return at
		}
	}
	return -1
}

// symbol scans the longest operator, or one mark.
func (s *scanner) symbol(r rune, size int) {
	from := s.at
	word := string(r)
	for _, operator := range [...]string{"...", "===", "!=", "<>", "<=", ">=", "==", "->", "=>", "+=", "-=", "||", "&&", "::", ":="} {
		if strings.HasPrefix(s.text[from:], operator) {
			word, size = operator, len(operator)
			break
		}
	}
	switch r {
	case '≥', '⩾':
		word = ">="
	case '≤', '⩽':
		word = "<="
	case '≠':
		word = "!="
	case '→', '⟶':
		word = "->"
	case '⇒':
		word = "=>"
	case '–', '—', '−':
		word = "-"
	case '…':
		word = "..."
	case '，':
		word = ","
	case '(', '[', '{':
		s.depth++
	case ')', ']', '}':
		s.depth--
	}
	s.at += size
	s.add(from, Symbol, word)
}

// lineEnd scans the end of a line, blank lines and a bullet after it.
func (s *scanner) lineEnd() {
	from := s.at
	end := from
	for i := from; i < len(s.text); i++ {
		if c := s.text[i]; c == '\n' {
			end = i + 1
		} else if c != ' ' && c != '\t' && c != '\r' {
			break
		}
	}
	s.at = end
	s.depth = 0
	s.bullet(from)
}

// bullet adds the Break of a line that begins at the scanner's place, after the
// line end at from; the first line has one only if it has a bullet.
func (s *scanner) bullet(from int) {
	start := s.at
	line := s.text[start:]
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	length := bulletLength(line[indent:])
	if length > 0 {
		s.at = start + indent + length
	} else if from == start {
		return
	}
	s.add(from, Break, strings.TrimSpace(s.text[from:s.at]))
	s.spaced = true
}

// bulletLength returns how long the bullet is that the line begins with: - * •
// 1. 2) (3) a) [ ] [x], with a blank behind it.
func bulletLength(line string) int {
	for _, mark := range [...]string{"- [ ] ", "- [x] ", "* [ ] ", "* [x] ", "[ ] ", "[x] ", "- ", "* ", "•", "‣", "◦", "·", "– ", "— "} {
		if strings.HasPrefix(line, mark) {
			return len(mark)
		}
	}
	at := 0
	if strings.HasPrefix(line, "(") {
		at = 1
	}
	digits := at
	for digits < len(line) && digits-at < 3 && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits == at && at < len(line) && unicode.IsLower(rune(line[at])) && strings.HasPrefix(line[at+1:], ")") {
		digits++
	} else if digits == at {
		return 0
	}
	rest := line[digits:]
	if strings.HasPrefix(rest, ") ") || at == 0 && strings.HasPrefix(rest, ". ") {
		return digits + 2
	}
	return 0
}
