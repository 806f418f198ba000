// Package linediff compares texts line by line.
package linediff

import "fmt"

// Line is a line of one of two texts, or of both.
type Line struct {
	// Mark is '-' for a line of the first only, '+' for one of the second only,
	// and ' ' for one of both.
	Mark byte
	Text string
}

// Compare lists the lines of both texts, in order.
func Compare(before, after []string) []Line {
	var lines, end []Line
	// What is equal at both ends need not be compared line by line.
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		lines = append(lines, Line{' ', before[0]})
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		end = append([]Line{{' ', before[len(before)-1]}}, end...)
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	common := longestCommon(before, after)
	for i, j := 0, 0; i < len(before) || j < len(after); {
		switch {
		case i < len(before) && j < len(after) && before[i] == after[j]:
			lines = append(lines, Line{' ', before[i]})
			i, j = i+1, j+1
		case j == len(after) || i < len(before) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, Line{'-', before[i]})
			i++
		default:
			lines = append(lines, Line{'+', after[j]})
			j++
		}
	}
	return append(lines, end...)
}

// Hunk is a difference with the lines around it.
type Hunk struct {
	// Before and After are where it begins in each text, from 1.
	Before, After int
	Lines         []Line
}

// Head is the line that stands above it in a unified diff.
func (h Hunk) Head() string {
	before, after := 0, 0
	for _, line := range h.Lines {
		if line.Mark != '+' {
			before++
		}
		if line.Mark != '-' {
			after++
		}
	}
	return fmt.Sprintf("@@ -%s +%s @@", span(h.Before, before), span(h.After, after))
}

// span is the beginning and the length of lines; of none it is the line before.
func span(from, length int) string {
	if length == 0 {
		from--
	}
	return fmt.Sprintf("%d,%d", from, length)
}

// Hunks are the differences, each with some equal lines around it.
func Hunks(lines []Line, around int) []Hunk {
	var hunks []Hunk
	before, after, last := 1, 1, -1
	for i, line := range lines {
		if near(lines, i, around) {
			if last != i-1 || len(hunks) == 0 {
				hunks = append(hunks, Hunk{Before: before, After: after})
			}
			h := &hunks[len(hunks)-1]
			h.Lines = append(h.Lines, line)
			last = i
		}
		if line.Mark != '+' {
			before++
		}
		if line.Mark != '-' {
			after++
		}
	}
	return hunks
}

// near: a line differs, or one that is no further away than that.
func near(lines []Line, i, distance int) bool {
	for k := max(0, i-distance); k <= min(len(lines)-1, i+distance); k++ {
		if lines[k].Mark != ' ' {
			return true
		}
	}
	return false
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
