package english

// typo returns how many slips make b of a: a letter left out, added, changed,
// or two that changed places. More than limit is limit+1. The first letters
// must agree, or be the ones that changed places: people seldom miss them.
func typo(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit || !sameStart(a, b) {
		return limit + 1
	}
	var rows [3][24]int
	if len(a) >= len(rows[0]) || len(b) >= len(rows[0]) {
		return limit + 1
	}
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		two, one, row := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
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
	}
	return min(rows[(len(a)+1)%3][len(b)], limit+1)
}

func sameStart(a, b string) bool {
	if a[0] == b[0] {
		return true
	}
	return len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]
}

// slips is how many slips a word of this length may have.
func slips(word string) int {
	switch n := len(word); {
	case n < 4:
		return 0
	case n < 9:
		return 1
	}
	return 2
}
