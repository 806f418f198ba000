package condition

import (
	"strconv"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// digits reads a number in digits or words, with its sign: -1, 1_000, "two
// hundred".
func (p *parser) digits() (string, bool) {
	mark := p.state
	sign := ""
	if p.isSymbol(0, "-") || p.isSymbol(0, "+") {
		if p.isSymbol(0, "-") {
			sign = "-"
		}
		p.at++
	} else if !p.strict && p.accept("minus", "negative") {
		sign = "-"
	}
	if p.isSymbol(0, "$") || p.isSymbol(0, "€") || p.isSymbol(0, "£") {
		p.at++
	}
	if t := p.token(0); t.Kind == words.Number {
		p.at++
		return sign + t.Word, true
	}
	if n, ok := p.spelled(); ok {
		return sign + strconv.Itoa(n), true
	}
	p.state = mark
	return "", false
}

// spelled reads a number in words. "one of" is none.
func (p *parser) spelled() (int, bool) {
	if p.strict || p.sees("one of") {
		return 0, false
	}
	total, part, read := 0, 0, false
	if p.sees("a hundred", "a thousand", "a million", "a dozen") {
		p.at++
		part = 1
	}
	for {
		value, scale := numberWord(p.token(0))
		switch {
		case value < 0:
			return total + part, read
		case scale && value == 100 || value == 12 && scale:
			part = max(part, 1) * value
		case scale:
			total += max(part, 1) * value
			part = 0
		default:
			part += value
		}
		if total > 1e12 || part > 1e12 {
			return 0, false
		}
		read = true
		p.at++
		if next, _ := numberWord(p.token(1)); next >= 0 && p.isSymbol(0, "-") && p.unspaced(0) {
			p.at++
		}
	}
}

// numberWord returns what a word counts, or -1, and whether it multiplies what
// stands before it.
func numberWord(t words.Token) (value int, scale bool) {
	if t.Kind != words.Word {
		return -1, false
	}
	switch t.Word {
	case "dozen":
		return 12, true
	case "hundred":
		return 100, true
	case "thousand":
		return 1000, true
	case "million":
		return 1000000, true
	}
	for i, word := range [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
		"ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"} {
		if t.Word == word {
			return i, false
		}
	}
	for i, word := range [...]string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"} {
		if t.Word == word {
			return 10 * (i + 2), false
		}
	}
	return -1, false
}

// unit goes over the unit of a number: years, percent. Characters are counted
// elsewhere, times too.
func (p *parser) unit() {
	switch t := p.token(0); t.Word {
	case "%":
		if p.ends(1) {
			p.at++
		}
		return
	case "percent", "cents", "dollars", "euros", "usd", "eur", "items", "units", "points", "stars", "kg", "km", "meters", "cm",
		"people", "seats", "guests", "persons", "bytes", "seconds", "minutes", "hours", "days", "weeks", "months":
		if t.Kind == words.Word && (p.ends(1) || p.isWord(1, "long")) {
			p.at++
		}
		return
	case "years", "year":
		if p.isWord(1, "old") || p.isWord(1, "ago") {
			if p.isWord(1, "old") {
				p.at += 2
			}
		} else if p.ends(1) {
			p.at++
		}
	}
}
