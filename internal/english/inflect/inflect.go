// Package inflect makes English nouns singular and plural, and table names of
// them.
package inflect

import (
	"strings"
	"sync"

	pluralize "github.com/gertd/go-pluralize"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// client makes the pluralizer when it is first needed: that compiles some
// seventy regular expressions (0.4 ms), which most runs never use. It is only
// read afterwards.
var client = sync.OnceValue(func() *pluralize.Client {
	c := pluralize.NewClient()
	for _, pair := range irregular() {
		c.AddIrregularRule(pair.singular, pair.plural)
	}
	for _, word := range uncountable() {
		c.AddIrregularRule(word, word)
	}
	return c
})

// Plural makes the last word of name plural: order_item is order_items. What is
// plural already stays, and so does what has no plural (metadata).
func Plural(name string) string { return inflectLast(name, plural) }

// plural also puts right the plurals of learners: childs.
func plural(word string) string {
	switch word {
	case "childs", "childrens":
		return "children"
	case "peoples", "persones":
		return "people"
	case "mans":
		return "men"
	case "womans", "womens":
		return "women"
	}
	return client().Plural(word)
}

// Singular makes the last word of name singular: order_items is order_item.
func Singular(name string) string { return inflectLast(name, client().Singular) }

// IsPlural reports whether the last word of name is plural, or has no plural.
func IsPlural(name string) bool {
	_, last := splitLast(name)
	return last != "" && client().IsPlural(last)
}

// Table returns the name of the table of what is called name: "Order Item" is
// order_items.
func Table(name string) string { return Plural(words.Snake(strings.Join(strings.Fields(name), " "))) }

func inflectLast(name string, inflect func(string) string) string {
	head, last := splitLast(name)
	if last == "" {
		return name
	}
	return head + inflect(last)
}

// splitLast cuts the last word off a name in under_scores or with blanks.
// Without a letter at its end (addresses_2) there is no last word.
func splitLast(name string) (head, last string) {
	head, last = name, ""
	if cut := strings.LastIndexAny(name, "_ -"); cut >= 0 {
		head, last = name[:cut+1], name[cut+1:]
	} else {
		head, last = "", name
	}
	if last == "" || !isLetter(last[len(last)-1]) {
		return name, ""
	}
	return head, last
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
