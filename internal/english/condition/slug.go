package condition

import (
	"strings"
	"unicode"
)

// maxSlug keeps a constraint's name below PostgreSQL's limit of 63 bytes;
// maxFree is the length of a slug that no rule made.
const (
	maxSlug = 63
	maxFree = 40
)

// slug names a condition: "amount_must_be_positive".
func slug(n node) string {
	name, ok := ruled(ungroup(n))
	if ok && len(name) <= maxSlug {
		return name
	}
	return shorten(snake(sql(n)), maxFree)
}

// ruled names a condition by the rules, if there is one.
func ruled(n node) (string, bool) {
	switch n := n.(type) {
	case group:
		return ruled(n.x)
	case column:
		return snake(n.name) + "_must_be_true", true
	case prefix:
		if c, ok := n.x.(column); ok && n.op == "NOT" {
			return snake(c.name) + "_must_be_false", true
		}
	case postfix:
		return about1(n.x, map[bool]string{true: "must_be_null", false: "must_not_be_null"}[n.op == "IS NULL"])
	case between:
		return betweenSlug(n)
	case in:
		return inSlug(n)
	case binary:
		if n.op == "AND" || n.op == "OR" {
			return joinedSlug(n)
		}
		return compareSlug(n)
	}
	return "", false
}

// joinedSlug names two conditions.
func joinedSlug(b binary) (string, bool) {
	left, ok := ruled(b.left)
	right, also := ruled(b.right)
	return left + "_" + strings.ToLower(b.op) + "_" + right, ok && also
}

// subjectSlug names what a condition is about: a column, or the length of one.
func subjectSlug(n node) (name string, length, ok bool) {
	switch n := n.(type) {
	case column:
		return snake(n.name), false, true
	case call:
		if len(n.args) != 1 {
			return "", false, false
		}
		c, ok := n.args[0].(column)
		return snake(c.name), n.name == "char_length" || n.name == "length", ok
	}
	return "", false, false
}

func about1(n node, said string) (string, bool) {
	subject, _, ok := subjectSlug(n)
	return subject + "_" + said, ok
}

func betweenSlug(b between) (string, bool) {
	subject, length, ok := subjectSlug(b.x)
	low, lowOK := operandSlug(b.low)
	high, highOK := operandSlug(b.high)
	said := subject + "_must" + map[bool]string{true: "_not"}[b.not] + "_be_between_" + low + "_and_" + high
	if length {
		said += "_characters"
	}
	return said, ok && lowOK && highOK
}

func inSlug(i in) (string, bool) {
	if !i.not {
		return about1(i.x, "must_be_valid")
	}
	said := make([]string, len(i.list))
	for k, item := range i.list {
		word, ok := operandSlug(item)
		if !ok {
			return "", false
		}
		said[k] = word
	}
	return about1(i.x, "must_not_be_"+strings.Join(said, "_or_"))
}

// operandSlug names a literal or a column.
func operandSlug(n node) (string, bool) {
	switch n := n.(type) {
	case column:
		return snake(n.name), true
	case text:
		return snake(n.value), snake(n.value) != ""
	case constant:
		if number, negative := strings.CutPrefix(n.sql, "-"); negative {
			return "minus_" + snake(number), true
		}
		return snake(n.sql), true
	case binary:
		if span, ok := n.right.(interval); ok && isAgo(n) {
			return snake(span.amount) + "_ago", true
		}
	}
	return "", false
}

// compareSlug names a comparison.
func compareSlug(b binary) (string, bool) {
	if name, ok := exactlyOneSlug(b); ok {
		return name, true
	}
	if m, ok := b.left.(binary); ok && m.op == "%" && b.op == "=" && sql(b.right) == "0" {
		factor, ok := operandSlug(m.right)
		name, named := about1(m.left, "must_be_a_multiple_of_"+factor)
		return name, ok && named
	}
	subject, length, ok := subjectSlug(b.left)
	if !ok {
		return "", false
	}
	said := comparisonWords(b, length)
	return subject + "_" + said, said != ""
}

// exactlyOneSlug names (a IS NULL) <> (b IS NULL).
func exactlyOneSlug(b binary) (string, bool) {
	var names [2]string
	for i, side := range [...]node{b.left, b.right} {
		g, ok := side.(group)
		if !ok {
			return "", false
		}
		null, ok := g.x.(postfix)
		if !ok {
			return "", false
		}
		if names[i], _, ok = subjectSlug(null.x); !ok {
			return "", false
		}
	}
	return "exactly_one_of_" + names[0] + "_and_" + names[1], b.op == "<>"
}

func comparisonWords(b binary, length bool) string {
	if said := patternWords(b); said != "" {
		return said
	}
	if k, ok := b.right.(constant); ok && k.sql == "0" && !length {
		if said := zeroWords(b.op); said != "" {
			return said
		}
	}
	if said := textWords(b); said != "" {
		return said
	}
	if said := momentWords(b); said != "" {
		return said
	}
	right, ok := operandSlug(b.right)
	if !ok {
		return ""
	}
	words := map[string]string{">": "greater_than", ">=": "at_least", "<": "less_than", "<=": "at_most"}
	if isTimed(b) {
		words = map[string]string{">": "after", "<": "before", ">=": "not_before", "<=": "not_after"}
	}
	suffix := ""
	if length {
		words[">"], words["<"] = "longer_than", "shorter_than"
		suffix = "_characters"
	}
	switch word, known := words[b.op]; {
	case known && strings.HasPrefix(word, "not_"):
		return "must_not_be_" + strings.TrimPrefix(word, "not_") + "_" + right
	case known:
		return "must_be_" + word + "_" + right + suffix
	case b.op == "=":
		return "must_be_" + right + suffix
	case b.op == "<>" || b.op == "!=":
		return "must_not_be_" + right + suffix
	}
	return ""
}

// isTimed reports whether two times are compared.
func isTimed(b binary) bool {
	left, ok := b.left.(column)
	if b.moment || !ok || !isMoment(left.name) {
		return b.moment
	}
	switch right := b.right.(type) {
	case column:
		return isMoment(right.name)
	case text, binary:
		return true
	}
	return false
}

func zeroWords(op string) string {
	switch op {
	case ">":
		return "must_be_positive"
	case ">=":
		return "must_not_be_negative"
	case "<":
		return "must_be_negative"
	case "<=":
		return "must_not_be_positive"
	}
	return ""
}

// textWords are those for the empty string and for the letters' case.
func textWords(b binary) string {
	if t, ok := b.right.(text); ok && (t.value == "" || t.value == "{}") {
		word := "empty"
		if c, ok := b.left.(call); ok && c.name == "trim" {
			word = "blank"
		}
		switch b.op {
		case "=":
			return "must_be_" + word
		case "<>", "!=":
			return "must_not_be_" + word
		}
	}
	if c, ok := b.right.(call); ok && b.op == "=" && len(c.args) == 1 && sql(c.args[0]) == sql(b.left) {
		switch c.name {
		case "lower":
			return "must_be_lowercase"
		case "upper":
			return "must_be_uppercase"
		}
	}
	return ""
}

// momentWords are those for a comparison with now.
func momentWords(b binary) string {
	if c, ok := b.right.(call); !ok || c.name != "now" {
		if k, ok := b.right.(constant); !ok || !strings.HasPrefix(k.sql, "CURRENT_") {
			return ""
		}
	}
	switch b.op {
	case ">":
		return "must_be_in_the_future"
	case "<":
		return "must_be_in_the_past"
	case ">=":
		return "must_not_be_in_the_past"
	case "<=":
		return "must_not_be_in_the_future"
	}
	return ""
}

func patternWords(b binary) string {
	t, ok := b.right.(text)
	if !ok {
		return ""
	}
	not := ""
	if strings.HasPrefix(b.op, "NOT ") || strings.HasPrefix(b.op, "!~") {
		not = "not_"
	}
	switch strings.TrimPrefix(b.op, "NOT ") {
	case "~", "!~":
		return "must_" + not + "match_format"
	case "LIKE", "ILIKE":
	default:
		return ""
	}
	word := spokenSign(strings.Trim(t.value, "%"))
	open, closed := strings.HasPrefix(t.value, "%"), strings.HasSuffix(t.value, "%")
	switch {
	case word == "":
		return "must_" + not + "match_format"
	case open && closed:
		return "must_" + not + "contain_" + word
	case closed:
		return "must_" + not + "start_with_" + word
	case open:
		return "must_" + not + "end_with_" + word
	}
	return "must_" + not + "be_like_" + word
}

func spokenSign(value string) string {
	switch value {
	case "@":
		return "at_sign"
	case "+":
		return "plus"
	case "-":
		return "hyphen"
	case "#":
		return "hash"
	}
	return snake(value)
}

// snake keeps the letters and digits of a text, with under_scores between.
func snake(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// shorten cuts a name at a word's end.
func shorten(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	cut := strings.LastIndexByte(name[:limit+1], '_')
	if cut <= 0 {
		return strings.ToValidUTF8(name[:limit], "")
	}
	return name[:cut]
}
