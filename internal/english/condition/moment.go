package condition

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// keyword reads a word that stands for a value.
func (p *parser) keyword() node {
	for _, k := range [...]struct{ phrase, sql string }{
		{"null", "NULL"}, {"nil", "NULL"}, {"true", "true"}, {"false", "false"},
		{"current_timestamp", "CURRENT_TIMESTAMP"}, {"current_date", "CURRENT_DATE"},
	} {
		if p.accept(k.phrase) {
			return constant{k.sql}
		}
	}
	return nil
}

// moment reads a point in time: now, today, "30 days ago", 2024-01-31, or an
// interval of SQL.
func (p *parser) moment() node {
	return p.first(p.sqlInterval, p.isoDate, p.spokenMoment, p.ago)
}

func (p *parser) sqlInterval() node {
	t := p.token(1)
	if !p.isWord(0, "interval") || t.Kind != words.Quoted || !safeText(t.Text) {
		return nil
	}
	p.at += 2
	return interval{t.Text}
}

// isoDate reads 2024-01-31: three numbers with hyphens and without blanks.
func (p *parser) isoDate() node {
	for i := range 5 {
		t := p.token(i)
		digits := i%2 == 0 && t.Kind == words.Number && len(t.Text) == 2+2*max(0, 1-i)
		hyphen := i%2 == 1 && t.Kind == words.Symbol && t.Word == "-"
		if !digits && !hyphen || i > 0 && t.Spaced {
			return nil
		}
	}
	date := p.token(0).Text + "-" + p.token(2).Text + "-" + p.token(4).Text
	p.at += 5
	return text{value: date}
}

func (p *parser) spokenMoment() node {
	day := interval{"1 day"}
	today := constant{"CURRENT_DATE"}
	switch {
	case p.strict:
		return nil
	case p.accept("the current timestamp", "current timestamp"):
		return constant{"CURRENT_TIMESTAMP"}
	case p.accept("now ( )", "the current time", "current time", "the present"):
		return call{name: "now"}
	case p.isWord(0, "now") && !p.isSymbol(1, "("):
		p.at++
		return call{name: "now"}
	case p.accept("today", "the current date", "current date", "the current day"):
		return today
	case p.accept("yesterday"):
		return binary{op: "-", left: today, right: day}
	case p.accept("tomorrow"):
		return binary{op: "+", left: today, right: day}
	}
	return nil
}

// span reads "30 days" as an interval.
func (p *parser) span() node {
	amount := "1"
	if !p.accept("a", "an") {
		digits, ok := p.digits()
		if !ok || strings.HasPrefix(digits, "-") {
			return nil
		}
		amount = digits
	}
	t := p.token(0)
	if t.Kind != words.Word || !isTimeUnit(strings.TrimSuffix(t.Word, "s")) {
		return nil
	}
	p.at++
	return interval{amount + " " + t.Word}
}

func isTimeUnit(word string) bool {
	switch word {
	case "second", "minute", "hour", "day", "week", "month", "year":
		return true
	}
	return false
}

// ago reads "30 days ago".
func (p *parser) ago() node {
	if p.strict {
		return nil
	}
	span := p.span()
	if span == nil || !p.accept("ago", "in the past", "back") {
		return nil
	}
	return binary{op: "-", left: call{name: "now"}, right: span}
}
