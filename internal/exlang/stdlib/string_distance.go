package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

// stringJaro is jaro_distance/2.
func stringJaro(c *eval.Call, a, b string) (eval.Value, error) {
	if a == b {
		return eval.Float(1), nil
	}
	x, y := unitext.Graphemes(a), unitext.Graphemes(b)
	if len(x) == 0 || len(y) == 0 {
		return eval.Float(0), nil
	}
	if err := c.Grow(len(x) * len(y) / 8); err != nil {
		return nil, err
	}
	common, transposed := jaroMatches(x, y)
	if common == 0 {
		return eval.Float(0), nil
	}
	m := float64(common)
	return eval.Float((m/float64(len(x)) + m/float64(len(y)) + (m-float64(transposed))/m) / 3), nil
}

// jaroMatches counts the graphemes that both have near the same place, and the
// pairs of them that stand in another order.
func jaroMatches(x, y []string) (common, transposed int) {
	reach := max(len(x), len(y))/2 - 1
	usedX, usedY := make([]bool, len(x)), make([]bool, len(y))
	for i, g := range x {
		for j := max(0, i-reach); j <= min(len(y)-1, i+reach); j++ {
			if !usedY[j] && y[j] == g {
				usedX[i], usedY[j] = true, true
				common++
				break
			}
		}
	}
	j, moved := 0, 0
	for i, g := range x {
		if !usedX[i] {
			continue
		}
		for !usedY[j] {
			j++
		}
		if y[j] != g {
			moved++
		}
		j++
	}
	return common, moved / 2
}

// stringBag is bag_distance/2.
func stringBag(_ *eval.Call, a, b string) (eval.Value, error) {
	x, y := unitext.Graphemes(a), unitext.Graphemes(b)
	if len(x) == 0 || len(y) == 0 {
		return eval.Float(0), nil
	}
	counts := map[string]int{}
	for _, g := range x {
		counts[g]++
	}
	for _, g := range y {
		counts[g]--
	}
	onlyX, onlyY := 0, 0
	for _, n := range counts {
		onlyX += max(n, 0)
		onlyY += max(-n, 0)
	}
	return eval.Float(1 - float64(max(onlyX, onlyY))/float64(max(len(x), len(y)))), nil
}

// stringMyers is myers_difference/2: that of the lists of graphemes.
func stringMyers(c *eval.Call, a, b string) (eval.Value, error) {
	x, err := stringList(c, unitext.Graphemes(a))
	if err != nil {
		return nil, err
	}
	y, err := stringList(c, unitext.Graphemes(b))
	if err != nil {
		return nil, err
	}
	script, err := c.Invoke(eval.Module("List"), "myers_difference", x, y)
	if err != nil {
		return nil, err
	}
	pairs, _ := eval.Keyword(script)
	joined := make(eval.List, len(pairs))
	for i, p := range pairs {
		var b strings.Builder
		list, _ := p.Value.(eval.List)
		for _, e := range list {
			s, _ := e.(eval.String)
			b.WriteString(string(s))
		}
		joined[i] = tupleOf(p.Key, eval.String(b.String()))
	}
	return joined, nil
}
