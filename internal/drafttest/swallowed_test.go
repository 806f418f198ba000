package drafttest

import (
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/schema"
)

// sampled is the part of the descriptions that the test tries, one in so many.
const sampled = 6

// TestNothingIsSwallowed replaces words of descriptions with a word that means
// nothing. A draft that stays the same, to the byte, show that the word was gone
// over without a meaning.
func TestNothingIsSwallowed(t *testing.T) {
	word := regexp.MustCompile(`[A-Za-z][A-Za-z_]*`)
	random := rand.New(rand.NewPCG(1, 2))
	for _, a := range archives(t) {
		model, err := a.Model()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range a.Cases {
			files := drafted(c, model, c.Text)
			if files == "" || random.IntN(sampled) > 0 {
				continue
			}
			for _, at := range word.FindAllStringIndex(c.Text, -1) {
				old := c.Text[at[0]:at[1]]
				if maySwallow(old) {
					continue
				}
				changed := c.Text[:at[0]] + "zorblax" + c.Text[at[1]:]
				if drafted(c, model, changed) == files {
					t.Errorf("%s: %q means nothing in %q", c.ID(), old, c.Text)
				}
			}
		}
	}
}

// drafted returns the files of a text with what is said about them, or "" if
// there are none.
func drafted(c *Case, model *schema.Schema, text string) string {
	other := *c
	other.Text = text
	result, err := other.Draft(model)
	var question *draft.Question
	if err != nil && !errors.As(err, &question) {
		return ""
	}
	outcome := Result(result, err)
	var b strings.Builder
	for _, f := range outcome.Files {
		b.WriteString(f.Name + "\n" + f.Text)
	}
	for _, n := range outcome.Notes {
		b.WriteString(n)
	}
	if result != nil {
		for _, f := range result.Files {
			for _, reason := range f.Reasons {
				b.WriteString(reason.String())
			}
		}
	}
	return b.String()
}

// maySwallow reports whether a word only holds a sentence together, or names
// what is clear already.
func maySwallow(word string) bool {
	return slices.Contains(strings.Fields(connecting), strings.ToLower(word))
}

const connecting = `a an the of to on in for with and or is are be it its they them that which`
