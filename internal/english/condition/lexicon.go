package condition

import "strings"

// stops are words that are no part of a name or a bare value: they join,
// compare, or begin another clause.
func stops(word string) bool {
	switch word {
	case "and", "or", "but", "nor", "not", "never", "then", "also", "while", "plus", "minus", "times", "unless", "so", "because", "since",
		"is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "must", "should", "shall", "can",
		"could", "may", "might", "will", "would", "do", "does", "did", "needs", "ought", "always", "only", "cannot",
		"on", "in", "of", "to", "for", "from", "by", "with", "without", "where", "when", "whenever", "if", "as", "at", "into", "than",
		"between", "like", "ilike", "within", "per", "across", "using", "via", "over", "under", "above", "below",
		"before", "after", "until", "until_then", "named", "called", "that", "which", "who", "whose", "there",
		"it", "they", "them", "he", "she", "we", "i", "you",
		"the", "a", "an", "this", "these", "those", "its", "their", "every", "each", "all", "any", "some", "no", "none",
		"exactly", "null", "nil", "true", "false", "exceeds", "exceed", "exceeding", "equals", "equal", "contains",
		"include", "including", "please", "thanks", "both", "either", "neither", "'s", "'d", "afterwards", "finally", "next":
		return true
	}
	return isVerb(word)
}

// isVerb reports whether word asks for something to be done, or says how: it
// begins another clause.
func isVerb(word string) bool {
	switch word {
	case "add", "create", "make", "drop", "remove", "delete", "rename", "change", "alter", "set", "update", "backfill",
		"enable", "disable", "build", "ensure", "enforce", "prevent", "index", "unique", "default", "defaults", "defaulting",
		"references", "referencing", "belongs", "belonging", "required", "optional", "nullable", "indexed", "concurrently",
		"online", "globally", "give", "put", "let", "convert", "modify", "migrate", "copy", "fill", "use", "insert":
		return true
	}
	return false
}

// noValue are adjectives and types that say something about a column that is
// not a value of it: "is unique", "must be valid".
func noValue(word string) bool {
	switch word {
	case "mandatory", "valid", "invalid", "correct", "sane", "reasonable", "encrypted", "hashed", "immutable", "sorted",
		"short", "long", "small", "big", "large", "high", "low", "old", "new", "same", "different", "distinct", "generated",
		"string", "text", "integer", "int", "bigint", "number", "numeric", "decimal", "float", "boolean", "bool", "date",
		"datetime", "timestamp", "time", "uuid", "json", "jsonb", "map", "array", "binary", "primary", "foreign", "stored",
		"even", "odd", "prime", "whole", "alphanumeric", "ascii", "greater", "less", "more", "fewer", "higher", "lower",
		"larger", "smaller", "bigger", "longer", "shorter", "older", "newer", "later", "earlier", "least", "most",
		"tenant", "case", "up", "out", "off", "just", "now", "used", "allowed", "permitted", "possible", "needed",
		"supposed", "expected", "based", "limited", "restricted", "positive", "negative", "zero", "empty", "blank", "missing",
		"present", "given", "provided", "filled", "populated", "unset", "between", "one":
		return true
	}
	return stops(word)
}

// graded are adjectives that are values where there are several: "low, medium
// or high".
func graded(word string) bool {
	switch word {
	case "short", "long", "small", "big", "large", "high", "low", "old", "new", "used", "positive", "negative", "even", "odd", "binary", "text",
		"number", "date", "string", "integer", "boolean", "blank":
		return true
	}
	return false
}

// looksBoolean reports whether a column's name is that of a flag.
func looksBoolean(name string) bool {
	for _, start := range [...]string{"is_", "has_", "can_", "was_", "should_", "allow_", "allows_", "needs_"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	last := name[strings.LastIndexByte(name, '_')+1:]
	switch last {
	case "active", "inactive", "admin", "visible", "hidden", "public", "private", "paid", "unpaid", "read", "unread",
		"done", "open", "closed", "live", "primary", "sent", "current", "available", "online", "internal", "external",
		"billable", "taxable", "optional", "premium", "spam", "superuser", "staff", "sold", "valid":
		return !isVerb(last)
	}
	if strings.HasSuffix(last, "need") || strings.HasSuffix(last, "feed") || strings.HasSuffix(last, "speed") {
		return false
	}
	return len(last) > 4 && strings.HasSuffix(last, "ed")
}

// enumerated reports whether a column of this name has one of a few words as
// its value, so that "must be pending" is a comparison with a word.
func enumerated(name string) bool {
	switch name[strings.LastIndexByte(name, '_')+1:] {
	case "status", "state", "role", "kind", "type", "level", "plan", "tier", "stage", "phase", "visibility", "category",
		"currency", "country", "locale", "language", "gender", "priority", "severity", "mode", "source", "channel",
		"method", "format", "unit", "size", "color", "colour", "rank", "grade", "provider", "platform", "environment",
		"outcome", "result", "direction", "frequency", "scope", "access", "season", "weekday", "region", "condition":
		return true
	}
	return false
}

// ofNames are the nouns that names with "of" begin with: date of birth.
func ofNames(word string) bool {
	switch word {
	case "date", "time", "place", "number", "country", "year", "proof", "point", "type", "day", "month", "end", "start":
		return true
	}
	return false
}

// looksColumn reports whether a bare word after = is the name of a column
// rather than a string.
func looksColumn(name string) bool {
	if name == "id" {
		return true
	}
	for _, end := range [...]string{"_id", "_at", "_on", "_count", "_date", "_by", "_cents", "_price", "_amount", "_total", "_quantity"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// isContainer reports whether a column of this name holds a list or a map.
// Both have {} for an empty one in PostgreSQL.
func isContainer(name string) bool {
	switch name[strings.LastIndexByte(name, '_')+1:] {
	case "tags", "labels", "metadata", "settings", "payload", "preferences", "options", "properties", "attributes":
		return true
	}
	return false
}

// isDate and isMoment report whether a column of this name holds a date, or a
// point in time.
func isDate(name string) bool {
	if name == "date" || name == "dob" || name == "date_of_birth" || strings.HasSuffix(name, "birthday") {
		return true
	}
	return strings.HasSuffix(name, "_on") || strings.HasSuffix(name, "_date")
}

func isMoment(name string) bool {
	return isDate(name) || strings.HasSuffix(name, "_at") || strings.HasSuffix(name, "_time")
}

// isWordy reports whether a column of this name holds words, so that its
// length is a number of characters.
func isWordy(name string) bool {
	switch name[strings.LastIndexByte(name, '_')+1:] {
	case "name", "title", "password", "slug", "code", "username", "description", "body", "content", "email", "phone",
		"nickname", "handle", "token", "message", "comment", "bio", "text", "summary", "label", "pin", "sku", "isbn", "iban":
		return true
	}
	return false
}

// momentOf is the column of a verb that tells a time: "it ends" is ends_at,
// "was published" is published_at; "" if it tells none.
func momentOf(verb string) string {
	switch verb {
	case "starts", "ends", "begins", "expires", "finishes", "opens", "closes", "departs", "arrives", "leaves":
		return verb + "_at"
	case "created", "inserted":
		return "inserted_at"
	}
	if len(verb) > 4 && strings.HasSuffix(verb, "ed") && !strings.Contains(verb, "_") {
		return verb + "_at"
	}
	return ""
}
