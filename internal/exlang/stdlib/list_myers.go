package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// listMyers is myers_difference(list1, list2, diff_script): the shortest
// script of edits, after E. W. Myers, An O(ND) Difference Algorithm. Of
// several shortest ones it is the one that Elixir finds.
func listMyers(c *eval.Call) (eval.Value, error) {
	a, b, err := twoLists(c)
	if err != nil {
		return nil, err
	}
	script, err := optionalFun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	m := &myers{call: c, a: a, b: b, script: script}
	edits, err := m.search()
	if err != nil {
		return nil, err
	}
	return listOf(c, edits.compact())
}

// An edit keeps, takes out or puts in an element; earlier ones are behind it.
type edit struct {
	kind  eval.Atom
	value eval.Value
	last  *edit
}

// A trail has used so many elements of both lists; a goes on counting behind
// the end of its list.
type trail struct {
	a, b  int
	edits *edit
}

type myers struct {
	call   *eval.Call
	a, b   eval.List
	script *eval.Fun
}

// search lengthens the trails of all diagonals by one edit at a time, until
// one is through.
func (m *myers) search() (*edit, error) {
	trails := []trail{{}}
	for distance := 0; ; distance++ {
		next := make([]trail, 0, distance+1)
		for i := range distance + 1 {
			t, err := m.extend(trails, i, distance)
			if err != nil {
				return nil, err
			}
			t = m.follow(t)
			if t.a >= len(m.a) && t.b == len(m.b) {
				return t.edits, nil
			}
			next = append(next, t)
			if err := firstError(m.call.Step(), m.call.Grow(32)); err != nil {
				return nil, err
			}
		}
		trails = next
	}
}

// extend makes the ith trail of a distance from those of the last one.
func (m *myers) extend(trails []trail, i, distance int) (trail, error) {
	switch {
	case distance == 0:
		return trails[0], nil
	case i == 0:
		return m.takeOut(trails[0])
	case i == distance:
		return m.putIn(trails[i-1])
	case trails[i-1].a > trails[i].a:
		return m.putIn(trails[i-1])
	}
	return m.takeOut(trails[i])
}

// changed asks diff_script how the next elements of both lists differ.
func (m *myers) changed(t trail) (trail, bool, error) {
	if m.script == nil || t.a >= len(m.a) || t.b >= len(m.b) {
		return t, false, nil
	}
	diff, err := apply(m.script, m.a[t.a], m.b[t.b])
	if err != nil || !eval.Truthy(diff) {
		return t, false, err
	}
	return trail{t.a + 1, t.b + 1, &edit{"diff", diff, t.edits}}, true, nil
}

func (m *myers) putIn(t trail) (trail, error) {
	if changed, ok, err := m.changed(t); ok || err != nil {
		return changed, err
	}
	if t.b >= len(m.b) {
		return t, nil
	}
	return trail{t.a, t.b + 1, &edit{"ins", m.b[t.b], t.edits}}, nil
}

func (m *myers) takeOut(t trail) (trail, error) {
	if changed, ok, err := m.changed(t); ok || err != nil {
		return changed, err
	}
	if t.a >= len(m.a) {
		return trail{t.a + 1, t.b, t.edits}, nil
	}
	return trail{t.a + 1, t.b, &edit{"del", m.a[t.a], t.edits}}, nil
}

// follow keeps elements for as long as both lists agree.
func (m *myers) follow(t trail) trail {
	for t.a < len(m.a) && t.b < len(m.b) && eval.Equal(m.a[t.a], m.b[t.b]) {
		t = trail{t.a + 1, t.b + 1, &edit{"eq", m.a[t.a], t.edits}}
	}
	return t
}

// A run is edits of one kind that follow each other, the last one first.
type run struct {
	kind   eval.Atom
	values eval.List
	diff   eval.Value
}

// compact joins edits of one kind, going from the last one to the first.
func (e *edit) compact() []eval.Value {
	var runs []run
	for e != nil {
		n := len(runs)
		switch {
		case e.kind == "diff":
			runs = append(runs, run{kind: e.kind, diff: e.value})
		case n > 0 && runs[n-1].kind == e.kind:
			runs[n-1].values = append(runs[n-1].values, e.value)
		case n > 2 && moves(runs[n-3:]):
			kept := append(slices.Clone(runs[n-3].values), runs[n-1].values...)
			runs = append(runs[:n-3], run{kind: "eq", values: kept}, runs[n-2])
			continue
		default:
			runs = append(runs, run{kind: e.kind, values: eval.List{e.value}})
		}
		e = e.last
	}
	script := make([]eval.Value, 0, len(runs))
	for _, r := range slices.Backward(runs) {
		if r.kind == "diff" {
			script = append(script, tupleOf(r.kind, r.diff))
		} else {
			script = append(script, tupleOf(r.kind, eval.List(reversed(r.values))))
		}
	}
	return script
}

// moves reports whether what is kept, put in and kept again begins with twice
// the same: then it may as well be put in first.
func moves(runs []run) bool {
	return runs[0].kind == "eq" && runs[1].kind == "ins" && runs[2].kind == "eq" && eval.Equal(runs[1].values, runs[2].values)
}
