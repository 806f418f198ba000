package sqlddl

import "strings"

// DefaultCollation is the collation that a character set of MySQL means, or ""
// where that depends on the server: utf8mb4 has another one in each.
func DefaultCollation(charset string) string {
	switch charset = Charset(charset); charset {
	case "latin1":
		return "latin1_swedish_ci"
	case "utf8mb3", "ascii", "utf16", "utf32", "ucs2", "latin2", "greek", "hebrew", "cp1251":
		return charset + "_general_ci"
	}
	return ""
}

// Charset is the character set of MySQL by the name that it has today: utf8 is
// utf8mb3.
func Charset(name string) string {
	if name = strings.ToLower(name); name == "utf8" {
		return "utf8mb3"
	}
	return name
}

// CharsetOf is the character set that a collation of MySQL belongs to.
func CharsetOf(collation string) string {
	charset, _, _ := strings.Cut(collation, "_")
	return Charset(charset)
}
