// Package rows holds the memory of answers: a list of versions has thousands of
// rows with one value each, and asking for each of them alone takes as long as
// reading them.
package rows

// atOnce is for how many rows memory is asked for at once.
const atOnce = 16

// Next cuts the next row off a block of memory, and returns the rest for the
// rows after it. The first block is nil.
func Next(block []any, columns int) (row, rest []any) {
	if len(block) < columns {
		block = make([]any, atOnce*columns)
	}
	return block[:columns:columns], block[columns:]
}
