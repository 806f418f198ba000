package locks

import (
	"fmt"
	"strings"
)

// Words says what an effect is like for everybody else: "takes ACCESS EXCLUSIVE
// on orders while 4 million rows are checked: reads and writes wait". Rows is
// how many rows the table has, or -1.
func (e Effect) Words(rows int64) string {
	var b strings.Builder
	if e.Mode != "" {
		fmt.Fprintf(&b, "takes %s on %s", e.Mode, e.Table)
	} else {
		fmt.Fprintf(&b, "locks %s", e.Table)
	}
	subject, are := Rows(rows), "are"
	switch {
	case e.Rewrites:
		fmt.Fprintf(&b, " while %s %s written anew", subject, are)
	case e.Indexes:
		fmt.Fprintf(&b, " while an index of %s is built", subject)
	case e.Scans:
		fmt.Fprintf(&b, " while %s %s checked", subject, are)
	}
	switch e.Blocks {
	case Reads:
		b.WriteString(": reads and writes wait")
	case Writes:
		b.WriteString(": writes wait")
	case Schema:
		b.WriteString(": other changes of the table wait")
	case Nothing:
	}
	return b.String()
}

// Rows says how many rows: "all rows", "830 rows", "4 million rows".
func Rows(n int64) string {
	switch {
	case n < 0:
		return "all rows"
	case n < 10_000:
		return fmt.Sprintf("%d rows", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d thousand rows", n/1000)
	case n < 10_000_000 && n/100_000%10 != 0:
		return fmt.Sprintf("%d.%d million rows", n/1_000_000, n/100_000%10)
	}
	return fmt.Sprintf("%d million rows", n/1_000_000)
}
