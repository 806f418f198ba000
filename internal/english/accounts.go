package english

import (
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// Every content word of a text is accounted for: it is in what was understood,
// as a name, a value or a fact, or it is one of the words that only hold the
// text together. A phrase may go over a word that its meaning leaves out; that
// is found here, whatever the phrase is.

// overlooked returns the words that the phrases used and the intents do not have.
func (p *parser) overlooked(s *story, corrections []intent.Correction) []intent.Span {
	intents := s.intents
	if s.question != nil {
		for _, choice := range s.question.Choices {
			intents = append(intents[:len(intents):len(intents)], choice.Intents...)
		}
	}
	c := contentsOf(intents)
	c.read = append(c.read, s.aside...)
	senses := p.senses(corrections)
	var lost []intent.Span
	for at, token := range p.tokens {
		if !c.covers(token) && !c.accounts(token, senses[at]) {
			lost = append(lost, token.Span)
		}
	}
	return lost
}

// senses returns for each token the classes of all words and phrases that it is
// part of. A typo counts as the word it was read as, if it was.
func (p *parser) senses(corrections []intent.Correction) [][]string {
	senses := make([][]string, len(p.tokens))
	for at := range p.tokens {
		for _, h := range p.hitsAt(at) {
			if h.read != "" && !corrected(corrections, p.tokens[at].Span) {
				continue
			}
			if h.class == "HEADOF" {
				continue // it is a name, or part of one
			}
			for i := at; i < at+h.length && i < len(senses); i++ {
				senses[i] = append(senses[i], h.class)
			}
		}
	}
	return senses
}

func corrected(corrections []intent.Correction, span intent.Span) bool {
	for _, c := range corrections {
		if c.Span == span {
			return true
		}
	}
	return false
}

// covers reports whether a token is in what a condition or a value was read from.
func (c *contents) covers(token words.Token) bool {
	for _, span := range c.read {
		if token.From >= span.From && token.To <= span.To {
			return true
		}
	}
	return false
}

func (c *contents) accounts(token words.Token, senses []string) bool {
	switch token.Kind {
	case words.Symbol, words.Break:
		return true
	}
	if c.has(token.Text) || c.has(token.Word) {
		return true
	}
	for _, class := range senses {
		facts := demands(class)
		if len(facts) == 0 {
			return true
		}
		for _, f := range facts {
			if c.facts[f] > 0 {
				return true
			}
		}
	}
	return c.hasForm(token.Text)
}

// demands returns the facts of which one must be in the intents if the text has
// a word of the class and nothing else that the word could mean; nothing for
// classes that only hold the text together.
func demands(class string) []fact {
	switch class {
	case "UNIQUE", "NODUPLICATES", "NODUPLICATE", "NOTREPEAT", "SHARE", "NOTUNIQUE":
		return []fact{"unique"}
	case "NOTWO":
		return []fact{"unique", "exclusion"}
	case "REQUIRED", "NOTNULL":
		return []fact{"null"}
	case "OPTIONAL", "NULLWORD", "EMPTYWORD", "OPTIONALCLAUSE", "OPTIONALLY":
		return []fact{"null", "on delete", "if exists"}
	case "CONCURRENTLY":
		return []fact{"concurrently"}
	case "LOWERED", "UPPERED", "IGNORECASE":
		return []fact{"expression", typePrefix + "citext"}
	case "GIN", "GIST", "BRIN", "SPGIST", "BTREE", "HASHINDEX", "FULLTEXT":
		return []fact{"using", "exclusion"}
	case "ASC", "DESC", "NULLSFIRST", "NULLSLAST":
		return []fact{"direction"}
	case "NULLSNOTDISTINCT":
		return []fact{"nulls not distinct"}
	case "IFNOTEXISTS":
		return []fact{"if not exists"}
	case "IFEXISTS":
		return []fact{"if exists", "null"}
	case "FORTENANTS", "PERTENANT", "TENANTCOLUMN":
		return []fact{"tenant"}
	case "GLOBALLY":
		return []fact{"globally"}
	case "SOFTDELETE":
		return []fact{"soft delete"}
	case "TIMESTAMPS":
		return []fact{"timestamps"}
	case "NOTIMESTAMPS":
		return []fact{"no timestamps"}
	case "PRIMARYKEY", "NOPRIMARYKEY":
		return []fact{"key"}
	}
	return moreDemands(class)
}

func moreDemands(class string) []fact {
	switch class {
	case "POLYMORPHIC":
		return []fact{"polymorphic"}
	case "CASCADE", "CASCADEDELETE", "SETNULL", "RESTRICT", "DONOTHING", "SETDEFAULT", "ONDELETE", "ONUPDATE", "GO", "GOTOO", "STAY", "CANNOTGO", "CANNOTDELETE", "DELETION":
		return []fact{"on delete", "soft delete"}
	case "REFERENCES", "BELONGS", "REFERENCE", "FOREIGNKEY", "HASMANY", "MANYTOMANY", "BELONGTOMANY", "JOINTABLE", "CREATEJOIN", "LINK", "ALLFOREIGNKEYS":
		return []fact{"reference", "remove"}
	case "ARRAY", "ARRAYOF", "LISTOF":
		return []fact{"array", "values"}
	case "ENUM", "NATIVEENUM", "ONEOF":
		return []fact{"values"}
	case "DEFAULT", "BYDEFAULT", "STARTS", "NODEFAULT":
		return []fact{"default"}
	case "INDEX", "INDEXED", "ADDINDEX", "REMOVEINDEX":
		return []fact{"index", "unique"}
	case "CHECK":
		return []fact{"check"}
	case "CONSTRAINT":
		return []fact{"check", "unique", "reference", "null"}
	case "NOTVALID":
		return []fact{"not valid"}
	case "BATCHES":
		return []fact{"batches"}
	case "REMOVE", "DELETE", "DROP":
		return []fact{"remove", "on delete", "null", "default"}
	case "RENAME":
		return []fact{"rename"}
	case "BACKFILL":
		return []fact{"rows"}
	case "INCLUDING":
		return []fact{"include"}
	case "EXCLUSION":
		return []fact{"exclusion"}
	}
	if len(class) > len(typePrefix) && class[:len(typePrefix)] == typePrefix {
		return []fact{fact(class), "rows"}
	}
	return nil
}
