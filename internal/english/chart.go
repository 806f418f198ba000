package english

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// A step is what is done at a place of the text: a phrase is read, noise is
// gone over, or a word is left unused.
type step struct {
	worth  int
	end    int
	fit    *fit[clause]
	unused bool
}

// chart finds the way through the text that is worth the most: from the end to
// the beginning, so that each place is looked at once.
func (p *parser) chart() []step {
	steps := make([]step, len(p.tokens)+1)
	for at := len(p.tokens) - 1; at >= 0; at-- {
		length, cost := p.gap(at)
		found := step{worth: steps[at+length].worth - cost, end: at + length, unused: cost >= costUnused}
		if length > 1 && p.noise(at) && steps[at+1].worth > found.worth {
			// "we need" says nothing, but what we need may.
			found = step{worth: steps[at+1].worth, end: at + 1}
		}
		if !p.midPhrase(at) {
			for _, f := range best(p, p.grammar.clauses, at) {
				worth := f.worth - costClause + steps[f.end].worth
				if worth > found.worth {
					found = step{worth: worth, end: f.end, fit: &f}
				}
			}
		}
		steps[at] = found
	}
	return steps
}

// noise reports whether a single word says nothing.
func (p *parser) noise(at int) bool {
	for _, h := range p.hitsAt(at) {
		if h.length == 1 && h.read == "" && (h.class == "NOISE" || h.class == "LIGHT") {
			return true
		}
	}
	return false
}

// midPhrase reports whether no phrase can begin at a place, because the word
// before it is one with it.
func (p *parser) midPhrase(at int) bool {
	if p.word(at-1) == "with" || p.inShorthand(at) || at > 0 && p.namesOnly(at-1) && p.namesOnly(at) {
		return true
	}
	if p.kind(at) != words.Symbol {
		return p.tight(at) && (p.symbol(at-1, ".") || p.symbol(at-1, ":")) && p.tight(at-1)
	}
	switch p.word(at) {
	case "+", "-", ",", "(", ":":
		return false
	}
	return true
}

// namesOnly reports whether a word can only be part of a name: of two such
// words that follow each other the second begins nothing.
func (p *parser) namesOnly(at int) bool {
	if p.kind(at) != words.Word {
		return false
	}
	for _, h := range p.hitsAt(at) {
		if h.read == "" {
			return false
		}
	}
	return !isCode(p.tokens[at].Text)
}

// gap returns how many tokens are gone over at a place where no phrase is read,
// and what that costs.
func (p *parser) gap(at int) (length, cost int) {
	if p.kind(at) == words.Break {
		return 1, 0
	}
	if p.kind(at) == words.Symbol && !p.sqlComment(at) {
		switch p.word(at) {
		case ",", ".", ";", "!", "?", "(", ")", ":", "-", "...", "[", "]", "{", "}", "|", "&", "*", "#", "=>", "->":
			return 1, 0
		}
		if p.word(at)[0] >= 0x80 {
			return 1, 0
		}
		return 1, costUnused
	}
	if p.word(at) == "than" && p.grammar.lexicon.roles[p.word(at+1)] == verb {
		return 1, 0
	}
	longest := max(p.is("NOISE", at), p.is("LIGHT", at), p.is("THEN", at), p.is("AND", at))
	if longest > 0 {
		return longest, 0
	}
	return 1, costUnused
}

// sqlComment reports whether -- begins here: what follows is not a description.
func (p *parser) sqlComment(at int) bool {
	return p.symbol(at, "-") && p.tight(at) && p.symbol(at-1, "-") || p.symbol(at, "-") && p.symbol(at+1, "-") && p.tight(at+1)
}

// tellStory tells the phrases of the best way to a story, and collects the words
// that were left.
func (p *parser) tellStory() (s *story, unused []intent.Span, corrections []intent.Correction) {
	steps := p.chart()
	s = &story{p: p, association: -1}
	for at := 0; at < len(p.tokens); at = steps[at].end {
		if fit := steps[at].fit; fit != nil {
			for _, label := range []string{"newtable", "nountable"} {
				if name, ok := fit.last.get(label).(intent.Name); ok {
					s.planned = append(s.planned, name)
				}
			}
		}
	}
	for at := 0; at < len(p.tokens); {
		st := steps[at]
		if st.fit != nil {
			s.span = p.span(p.skipLight(at), st.end)
			st.fit.phrase.mean(s, st.fit.last)
			for _, f := range st.fit.last.fixes() {
				corrections = append(corrections, intent.Correction{Span: p.tokens[f.at].Span, Read: f.read})
			}
		} else if st.unused {
			unused = append(unused, p.tokens[at].Span)
		}
		at = st.end
	}
	for _, name := range s.wanted {
		if s.creation(name) < 0 {
			unused = append(unused, name.Span)
		}
	}
	for _, span := range p.overlooked(s, corrections) {
		if !slices.Contains(unused, span) {
			unused = append(unused, span)
		}
	}
	slices.SortFunc(corrections, func(a, b intent.Correction) int { return a.From - b.From })
	return s, unused, corrections
}
