package draft_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/draft"
)

// TestSensible drafts texts that are easily misread: what is not understood
// whole is refused or asked back, and what only tells the story is noted.
func TestSensible(t *testing.T) {
	for text, want := range map[string]string{
		"create table extention with name":                 "was not understood",
		"create suppliers with name adress and phone":      "one column or two",
		"create tags with name, uniqe_slug":                "was not understood",
		"add add_phone to users":                           "was not understood",
		"backfill login on users with email":               "a column or a text",
		"We are buying electric vans. Add range to trucks": "not used",
		"make it faster":                                   "not a description",
	} {
		result, err := draft.Draft(draft.Options{Text: text})
		var question *draft.Question
		switch {
		case errors.As(err, &question):
			if !strings.Contains(question.Error(), want) {
				t.Errorf("%q: want %q, asked %q", text, want, question)
			}
		case err != nil:
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: want %q, got %v", text, want, err)
			}
		case len(result.Notes) == 0 || !strings.Contains(result.Notes[0].Text, want):
			t.Errorf("%q: want %q, got notes %v", text, want, result.Notes)
		}
	}
}
