package whimbreltest

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/linediff"
)

// diff lists the lines that are not in both texts: "-" in the first only, "+"
// in the second only. It is empty for equal texts.
func diff(before, after []string) string {
	var b strings.Builder
	for _, line := range linediff.Compare(before, after) {
		if line.Mark != ' ' {
			b.WriteString("  " + string(line.Mark) + " " + line.Text + "\n")
		}
	}
	return b.String()
}
