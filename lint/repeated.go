package lint

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// repeated takes findings together that say the same of the same place: those of
// a loop. Each keeps what it says more. Where there are fixes, each has its own.
func repeated(findings []Finding) []Finding {
	type key struct {
		rule     *Rule
		pos      diag.Pos
		message  string
		severity Severity
	}
	var kept []Finding
	first, times, details := map[key]int{}, map[int]int{}, map[int][]string{}
	for _, f := range findings {
		k := key{f.Rule, f.Pos, f.Message, f.Severity}
		at, again := first[k]
		if !again || f.Fix != nil {
			at = len(kept)
			first[k] = at
			kept = append(kept, f)
		}
		times[at]++
		details[at] = appendNew(details[at], f.Detail)
	}
	for at, n := range times {
		if n > 1 {
			kept[at].Message += fmt.Sprintf(" (%d times)", n)
			kept[at].Detail = few(details[at])
		}
	}
	return kept
}

func appendNew(list []string, text string) []string {
	for _, other := range list {
		if other == text {
			return list
		}
	}
	return append(list, text)
}

// few are the first of some texts.
func few(texts []string) string {
	const shown = 3
	if len(texts) > shown {
		texts = append(texts[:shown:shown], "And so on.")
	}
	return strings.TrimSpace(strings.Join(texts, " "))
}
