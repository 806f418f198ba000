package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// The reasons for which a text is no date or time.
const (
	invalidFormat eval.Atom = "invalid_format"
	invalidDate   eval.Atom = "invalid_date"
	invalidTime   eval.Atom = "invalid_time"
	missingOffset eval.Atom = "missing_offset"
)

// momentReader reads ISO 8601, in its extended or its basic format.
type momentReader struct {
	rest  string
	basic bool
	bad   bool
}

// digits reads exactly n digits.
func (r *momentReader) digits(n int) int {
	if len(r.rest) < n || !allDigits(r.rest[:n]) {
		r.bad = true
		return 0
	}
	value := 0
	for _, d := range r.rest[:n] {
		value = value*10 + int(d-'0')
	}
	r.rest = r.rest[n:]
	return value
}

// separator reads what stands between the parts of the extended format.
func (r *momentReader) separator(text string) {
	if r.basic {
		return
	}
	var ok bool
	if r.rest, ok = strings.CutPrefix(r.rest, text); !ok {
		r.bad = true
	}
}

func (r *momentReader) accept(any string) bool {
	if r.rest != "" && strings.IndexByte(any, r.rest[0]) >= 0 {
		r.rest = r.rest[1:]
		return true
	}
	return false
}

func (r *momentReader) date(t *moment) {
	negative := r.accept("-")
	if !negative {
		r.accept("+")
	}
	t.year = r.digits(4)
	if negative {
		t.year = -t.year
	}
	r.separator("-")
	t.month = r.digits(2)
	r.separator("-")
	t.day = r.digits(2)
	t.hasDate = true
}

func (r *momentReader) time(t *moment) {
	t.hour = r.digits(2)
	r.separator(":")
	t.minute = r.digits(2)
	r.separator(":")
	t.second = r.digits(2)
	t.hasTime = true
	if !r.accept(".,") {
		return
	}
	n := 0
	for n < len(r.rest) && allDigits(r.rest[n:n+1]) {
		n++
	}
	if n == 0 {
		r.bad = true
		return
	}
	t.precision = min(n, 6)
	for i := range 6 {
		digit := 0
		if i < n {
			digit = int(r.rest[i] - '0')
		}
		t.microsecond = t.microsecond*10 + digit
	}
	r.rest = r.rest[n:]
}

// offset reads Z, +hh:mm, +hhmm or +hh; seconds is nil without one.
func (r *momentReader) offset() (seconds *int) {
	zero := 0
	if r.accept("Z") {
		return &zero
	}
	negative := strings.HasPrefix(r.rest, "-")
	if !r.accept("+-") {
		return nil
	}
	hours, minutes := r.digits(2), 0
	if r.rest != "" {
		r.accept(":")
		minutes = r.digits(2)
	}
	if hours > 23 || minutes > 59 || negative && hours == 0 && minutes == 0 {
		r.bad = true
	}
	total := (hours*60 + minutes) * 60
	if negative {
		total = -total
	}
	return &total
}

// check returns why the parts that were read are no date or time, or "".
func (r *momentReader) check(t moment) eval.Atom {
	switch {
	case r.bad || r.rest != "":
		return invalidFormat
	case t.hasDate && !t.validDate():
		return invalidDate
	case t.hasTime && !t.validTime():
		return invalidTime
	}
	return ""
}

func parseDate(s string, basic bool) (moment, eval.Atom) {
	r, t := momentReader{rest: s, basic: basic}, moment{}
	r.date(&t)
	return t, r.check(t)
}

func parseTime(s string, basic bool) (moment, eval.Atom) {
	r, t := momentReader{rest: s, basic: basic}, moment{}
	r.accept("T")
	r.time(&t)
	if r.rest != "" {
		r.offset()
	}
	return t, r.check(t)
}

// parseDateTime reads a date and a time, and the offset if there is one.
func parseDateTime(s string, basic bool) (moment, *int, eval.Atom) {
	r, t := momentReader{rest: s, basic: basic}, moment{}
	r.date(&t)
	if !r.accept("T ") {
		r.bad = true
	}
	r.time(&t)
	offset := r.offset()
	return t, offset, r.check(t)
}

// parseFormat reads the optional argument that is a calendar, :extended or
// :basic.
func parseFormat(c *eval.Call, i int) (basic bool, err error) {
	for ; i < len(c.Args); i++ {
		switch c.Args[i] {
		case eval.Atom("basic"):
			basic = true
		case eval.Atom("extended"), eval.Module("Calendar.ISO"):
		default:
			return false, c.WrongArgument(i, "Calendar.ISO, :extended or :basic")
		}
	}
	return basic, nil
}
