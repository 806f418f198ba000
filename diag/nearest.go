package diag

import "strings"

// Nearest returns the candidate that differs least from what was typed, if the
// difference looks like a slip, and otherwise "". Case and the choice between
// _ and - do not count; the beginning of a candidate is near to it.
func Nearest(typed string, candidates []string) string {
	word := folded(typed)
	best, distance := "", slips(word)+1
	for _, candidate := range candidates {
		other := folded(candidate)
		d := editDistance(word, other)
		if len(word) >= 3 && strings.HasPrefix(other, word) {
			d = min(d, 2)
		}
		if d < distance || d == distance && best != "" && candidate < best {
			best, distance = candidate, d
		}
	}
	return best
}

// slips is the number of typing mistakes that a word of this length may have.
func slips(word string) int { return min(3, (len(word)+1)/3) }

func folded(word string) string {
	return strings.ReplaceAll(strings.ToLower(word), "_", "-")
}

// editDistance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func editDistance(a, b string) int {
	two, one := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one = one, row
	}
	return one[len(b)]
}
