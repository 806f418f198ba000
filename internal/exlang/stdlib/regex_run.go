package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

func regexMatch(c *eval.Call) (eval.Value, error) {
	p, err := regexArgument(c, 0)
	if err != nil {
		return nil, err
	}
	s, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	places, err := p.find(c, s, 0)
	return eval.Boolean(places != nil), err
}

// selection says which groups of a match are returned, and how.
type selection struct {
	groups []int
	// trimmed drops groups at the end that took no part.
	trimmed bool
	index   bool
	offset  int
	none    bool
}

// selectionOf reads the options return:, capture: and offset:.
func (p pattern) selectionOf(c *eval.Call, i int) (selection, error) {
	pairs, err := c.Keyword(i)
	if err != nil {
		return selection{}, err
	}
	s := selection{}
	if v, ok := eval.Option(pairs, "return"); ok {
		s.index = v == eval.Atom("index")
	}
	if v, ok := eval.Option(pairs, "offset"); ok {
		if s.offset, ok = asInt(v); !ok {
			return s, c.WrongArgument(i, "offset: as an integer")
		}
	}
	capture, ok := eval.Option(pairs, "capture")
	if !ok {
		capture = eval.Atom("all")
	}
	return p.capturing(c, i, s, capture)
}

func (p pattern) capturing(c *eval.Call, i int, s selection, capture eval.Value) (selection, error) {
	switch v := capture.(type) {
	case eval.Atom:
		switch v {
		case "all":
			s.groups, s.trimmed = numbers(0, p.Groups()), true
			return s, nil
		case "all_but_first":
			s.groups, s.trimmed = numbers(1, p.Groups()), true
			return s, nil
		case "first":
			s.groups = []int{0}
			return s, nil
		case "none":
			s.none = true
			return s, nil
		case "all_names":
			for _, n := range p.sortedNames() {
				s.groups = append(s.groups, n.Group)
			}
			return s, nil
		}
	case eval.List:
		for _, e := range v {
			s.groups = append(s.groups, p.groupOf(e))
		}
		return s, nil
	}
	return s, c.WrongArgument(i, "capture: as :all, :first, :all_but_first, :none, :all_names or a list")
}

// groupOf returns the number of a group that is given by number or name; one
// that does not exist is -1.
func (p pattern) groupOf(v eval.Value) int {
	if n, ok := asInt(v); ok && n <= p.Groups() {
		return n
	}
	name, _ := eval.Text(v)
	for _, n := range p.Names() {
		if n.Text == name {
			return n.Group
		}
	}
	return -1
}

func numbers(first, last int) []int {
	all := []int{}
	for i := first; i <= last; i++ {
		all = append(all, i)
	}
	return all
}

// values returns the groups of a match that are wanted.
func (s selection) values(text string, places []int) eval.List {
	groups := s.groups
	for s.trimmed && len(groups) > 0 && places[2*groups[len(groups)-1]] < 0 {
		groups = groups[:len(groups)-1]
	}
	list := make(eval.List, len(groups))
	for i, g := range groups {
		from, to := -1, -1
		if g >= 0 {
			from, to = places[2*g], places[2*g+1]
		}
		switch {
		case s.index && from < 0:
			list[i] = tupleOf(integer(-1), integer(0))
		case s.index:
			list[i] = tupleOf(integer(from), integer(to-from))
		case from < 0:
			list[i] = eval.String("")
		default:
			list[i] = eval.String(text[from:max(from, to)])
		}
	}
	return list
}

func regexRun(c *eval.Call) (eval.Value, error) {
	p, s, err := regexAndText(c)
	if err != nil {
		return nil, err
	}
	wanted, err := p.selectionOf(c, 2)
	if err != nil {
		return nil, err
	}
	if wanted.offset < 0 || wanted.offset > len(s) {
		return eval.Nil, nil
	}
	places, err := p.find(c, s, wanted.offset)
	if err != nil || places == nil {
		return eval.Nil, err
	}
	return wanted.values(s, places), nil
}

func regexAndText(c *eval.Call) (pattern, string, error) {
	p, err := regexArgument(c, 0)
	if err != nil {
		return p, "", err
	}
	s, err := c.Text(1)
	return p, s, err
}

func regexScan(c *eval.Call) (eval.Value, error) {
	p, s, err := regexAndText(c)
	if err != nil {
		return nil, err
	}
	wanted, err := p.selectionOf(c, 2)
	if err != nil {
		return nil, err
	}
	if wanted.offset < 0 || wanted.offset > len(s) {
		return eval.List{}, nil
	}
	all, err := p.findAll(c, s, wanted.offset)
	if err != nil {
		return nil, err
	}
	list := eval.List{}
	for _, places := range all {
		if !wanted.none {
			list = append(list, wanted.values(s, places))
		}
	}
	return list, nil
}

func regexNamedCaptures(c *eval.Call) (eval.Value, error) {
	p, s, err := regexAndText(c)
	if err != nil {
		return nil, err
	}
	wanted, err := p.selectionOf(c, 2)
	if err != nil {
		return nil, err
	}
	places, err := p.find(c, s, min(max(wanted.offset, 0), len(s)))
	if err != nil || places == nil {
		return eval.Nil, err
	}
	named := eval.NewMap()
	wanted.trimmed = false
	for _, n := range p.Names() {
		wanted.groups = []int{n.Group}
		named = named.Put(eval.String(n.Text), wanted.values(s, places)[0])
	}
	return named, nil
}

func regexSplit(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	return regexSplitText(c, 0, s)
}

// regexSplitText splits s at the regular expression that is argument i.
func regexSplitText(c *eval.Call, i int, s string) (eval.Value, error) {
	p, err := regexArgument(c, i)
	if err != nil {
		return nil, err
	}
	options, err := splitOptionsOf(c, 2)
	if err != nil {
		return nil, err
	}
	pairs, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	on, given := eval.Option(pairs, "on")
	if !given {
		on = eval.Atom("first")
	}
	wanted, err := p.capturing(c, 2, selection{}, on)
	if err != nil {
		return nil, err
	}
	all, err := p.findAll(c, s, 0)
	if err != nil {
		return nil, err
	}
	if s == "" {
		return stringList(c, options.split("", func(string) (int, int) { return -1, 0 }))
	}
	include, _ := eval.Option(pairs, "include_captures")
	return stringList(c, options.cut(s, wanted.separators(all), include != nil && eval.Truthy(include)))
}

// separators are the places of the groups to split at, in order.
func (s selection) separators(all [][]int) [][2]int {
	var places [][2]int
	for _, match := range all {
		for _, g := range s.groups {
			if g >= 0 && match[2*g] >= 0 {
				places = append(places, [2]int{match[2*g], match[2*g+1]})
			}
		}
	}
	return places
}

// cut takes the separators out of s, or puts them between the parts.
func (o splitOptions) cut(s string, separators [][2]int, include bool) []string {
	parts, offset, count := []string{}, 0, 1
	for _, place := range separators {
		from, to := place[0], place[1]
		if from < offset {
			continue
		}
		if o.trim && offset >= len(s) || o.parts > 0 && count >= o.parts {
			break
		}
		empty := from == offset
		switch {
		case include && empty && o.trim:
			parts = append(parts, s[from:to])
			count++
		case include:
			parts = append(parts, s[offset:from], s[from:to])
			count++
		case empty && o.trim:
		default:
			parts = append(parts, s[offset:from])
			count++
		}
		offset = to
	}
	if o.trim && offset >= len(s) {
		return parts
	}
	return append(parts, s[offset:])
}
