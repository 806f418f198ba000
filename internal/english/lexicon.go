package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// role is what a word does in a description, beside naming things.
type role uint8

const (
	// plain words can be names as well as anything.
	plain role = iota
	// keyword is a word that says something about a column or an index; it can
	// be part of a name, but that is not what one thinks of first.
	keyword
	// verb asks for something.
	verb
	// stop is never part of a name.
	stop
)

// entry is a class of words and phrases that mean the same.
type entry struct {
	class string
	role  role
	// phrases are separated by commas. A verb with ~ stands for its forms, too:
	// create~ is create, creates, created, creating.
	phrases string
}

// sense is one phrase of one class.
type sense struct {
	class string
	id    int
	role  role
	words []string
}

type lexicon struct {
	// byWord are the senses that begin with a word, longest first.
	byWord map[string][]sense
	// roles are those of single words.
	roles map[string]role
	// correct are the words that typos are compared with, by their length.
	correct [20][]string
	// ids number the classes.
	ids map[string]int
	// phrases is the number of the grammar's phrases.
	phrases int
}

// id returns the number of a class.
func (l *lexicon) id(class string) int {
	id, ok := l.ids[class]
	if !ok {
		id = len(l.ids)
		l.ids[class] = id
	}
	return id
}

// commaWord stands for a comma in a phrase, as commas separate the phrases.
const commaWord = `\comma`

func newLexicon(entries ...[]entry) *lexicon {
	l := &lexicon{byWord: make(map[string][]sense, 2048), roles: make(map[string]role, 2048), ids: make(map[string]int, 512)}
	l.id("BREAK")
	for _, list := range entries {
		for _, e := range list {
			for phrase := range strings.SplitSeq(e.phrases, ",") {
				l.add(e, phrase)
			}
		}
	}
	return l
}

func (l *lexicon) add(e entry, phrase string) {
	phrase = strings.TrimSpace(phrase)
	if strings.Contains(phrase, "~") {
		for _, form := range forms(phrase) {
			l.add(e, form)
		}
		return
	}
	list := phraseWords(phrase)
	if len(list) == 0 {
		return
	}
	first := list[0]
	senses := l.byWord[first]
	if len(senses) == 0 && len(first) >= 4 && len(first) < len(l.correct) && e.class != "LIGHT" && e.class != "NOISE" {
		l.correct[len(first)] = append(l.correct[len(first)], first)
	}
	l.byWord[first] = append(senses, sense{e.class, l.id(e.class), e.role, list})
	if len(list) == 1 {
		l.roles[first] = max(l.roles[first], e.role)
	}
}

// phraseWords are the words of a phrase.
func phraseWords(phrase string) []string {
	if strings.Contains(phrase, commaWord) {
		phrase = strings.ReplaceAll(phrase, commaWord, ",")
	}
	words := make([]string, 0, 1+strings.Count(phrase, " "))
	for phrase != "" {
		word, rest, _ := strings.Cut(phrase, " ")
		if word != "" {
			words = append(words, word)
		}
		phrase = rest
	}
	return words
}

// forms returns the forms of a regular verb, which the ~ follows.
func forms(phrase string) []string {
	base, rest, _ := strings.Cut(phrase, "~")
	stem, third := base, base+"s"
	switch last := base[len(base)-1]; {
	case last == 'e':
		stem = base[:len(base)-1]
	case strings.HasSuffix(base, "op") || strings.HasSuffix(base, "ip") || strings.HasSuffix(base, "ap") || strings.HasSuffix(base, "et"):
		stem = base + base[len(base)-1:]
	case last == 'x' || last == 'h' || last == 's':
		third = base + "es"
	case last == 'y' && !strings.ContainsRune("aeo", rune(base[len(base)-2])):
		third = base[:len(base)-1] + "ies"
		return []string{base + rest, third + rest, base[:len(base)-1] + "ied" + rest, base + "ing" + rest}
	}
	return []string{base + rest, third + rest, stem + "ed" + rest, stem + "ing" + rest}
}

// lookup returns the classes that begin at a token. A word that the lexicon
// does not have is read as the nearest one that it has, if it is a slip or two
// away.
func (l *lexicon) lookup(tokens []words.Token, at int) []hit {
	token := tokens[at]
	switch token.Kind {
	case words.Quoted:
		return nil
	case words.Break:
		return []hit{{class: "BREAK", id: l.ids["BREAK"], length: 1}}
	}
	hits := l.at(tokens, at, token.Word, "")
	if len(hits) > 0 || token.Kind != words.Word || slips(token.Word) == 0 {
		return hits
	}
	for _, near := range l.nearest(token.Word) {
		hits = append(hits, l.at(tokens, at, near, near)...)
	}
	return hits
}

// at returns the senses of word that go on as the tokens do.
func (l *lexicon) at(tokens []words.Token, at int, word, read string) []hit {
	var hits []hit
	for _, s := range l.byWord[word] {
		length, fixes := s.matches(tokens, at)
		if length == 0 {
			continue
		}
		if read != "" {
			fixes = append([]fix{{at, read}}, fixes...)
		}
		hits = append(hits, hit{s.class, s.id, length, read, s.role, fixes})
	}
	return hits
}

// matches reports how many tokens from at are the words of the sense, the first
// of which is known to agree. Articles may stand between them.
func (s sense) matches(tokens []words.Token, at int) (length int, fixes []fix) {
	place := at + 1
	for _, word := range s.words[1:] {
		if place < len(tokens) && tokens[place].Word != word && isArticle(tokens[place].Word) {
			place++
		}
		if place >= len(tokens) {
			return 0, nil
		}
		token := tokens[place]
		if token.Kind == words.Quoted || token.Word != word && (len(word) < 5 || token.Kind != words.Word || typo(token.Word, word, 1) > 1) {
			return 0, nil
		}
		if token.Word != word {
			fixes = append(fixes, fix{place, word})
		}
		place++
	}
	return place - at, fixes
}

func isArticle(word string) bool { return word == "the" || word == "a" || word == "an" }

// nearest returns the words of the lexicon that are the fewest slips away.
func (l *lexicon) nearest(word string) []string {
	limit := slips(word)
	if len(word)+limit >= len(l.correct) {
		return nil
	}
	fewest := limit + 1
	var near []string
	for length := len(word) - limit; length <= len(word)+limit; length++ {
		for _, candidate := range l.correct[length] {
			switch d := typo(word, candidate, limit); {
			case d < fewest:
				fewest, near = d, []string{candidate}
			case d == fewest && d <= limit:
				near = append(near, candidate)
			}
		}
	}
	return near
}
