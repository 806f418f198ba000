package whimbreltest

import "strings"

// diff lists the lines that are not in both texts: "-" in the first only, "+"
// in the second only. It is empty for equal texts.
func diff(before, after []string) string {
	// What is equal at both ends need not be compared line by line.
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	common := longestCommon(before, after)
	var b strings.Builder
	for i, j := 0, 0; i < len(before) || j < len(after); {
		switch {
		case i < len(before) && j < len(after) && before[i] == after[j]:
			i, j = i+1, j+1
		case j == len(after) || i < len(before) && common[i+1][j] >= common[i][j+1]:
			b.WriteString("  - " + before[i] + "\n")
			i++
		default:
			b.WriteString("  + " + after[j] + "\n")
			j++
		}
	}
	return b.String()
}

// longestCommon returns how many lines the texts from line i and line j on can
// have in common.
func longestCommon(before, after []string) [][]int32 {
	common := make([][]int32, len(before)+1)
	for i := range common {
		common[i] = make([]int32, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			if before[i] == after[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}
