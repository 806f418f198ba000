package pcre

import "slices"

// operation is what an instruction does.
type operation int

const (
	opChar operation = iota
	opCharFold
	opAny
	opAnyNewline
	opSet
	opSplit // try x, then y
	opJump
	opSave
	opTextStart
	opTextEnd
	opLastLineEnd
	opLineStart
	opLineEnd
	opSearchStart
	opWordBoundary
	opNoWordBoundary
	opBackreference
	opBackreferenceFold
	opNewlineSequence
	opGrapheme
	opLook
	opNotLook
	opAtomic
	opStepBack
	opSubmatch // the end of a lookaround or atomic group
	opMark     // remember the place in a register
	opProgress // go on only if the place has changed since
	opFail
	opMatch
)

type instruction struct {
	op    operation
	x, y  int
	char  rune
	class *class
}

// maxCode bounds what counted repetitions may unroll to.
const maxCode = 100_000

type compiler struct {
	code         []instruction
	groups       int
	names        []Name
	nextRegister int
	err          *Error
}

func (c *compiler) program(tree node) *Error {
	c.emit(instruction{op: opSave, x: 0})
	c.node(tree)
	c.emit(instruction{op: opSave, x: 1})
	c.emit(instruction{op: opMatch})
	return c.err
}

func (c *compiler) emit(i instruction) int {
	if len(c.code) >= maxCode {
		c.fail("regular expression is too large")
		return 0
	}
	c.code = append(c.code, i)
	return len(c.code) - 1
}

func (c *compiler) fail(message string) {
	if c.err == nil {
		c.err = &Error{Message: message}
	}
}

func (c *compiler) register() int {
	c.nextRegister++
	return c.nextRegister - 1
}

func (c *compiler) node(n node) {
	if c.err != nil {
		return
	}
	switch n := n.(type) {
	case literal:
		op := opChar
		if n.caseless {
			op = opCharFold
		}
		c.emit(instruction{op: op, char: n.char})
	case anyChar:
		if n.newline {
			c.emit(instruction{op: opAnyNewline})
		} else {
			c.emit(instruction{op: opAny})
		}
	case set:
		c.emit(instruction{op: opSet, class: n.class})
	case sequence:
		for _, part := range n {
			c.node(part)
		}
	case alternatives:
		c.alternatives(n)
	case repeat:
		c.repeat(n)
	case group:
		c.group(n)
	case look:
		c.look(n)
	case atomic:
		c.submatch(instruction{op: opAtomic}, n.inner)
	case assertion:
		c.emit(instruction{op: n.kind})
	case backreference:
		c.backreference(n)
	case newlineSequence:
		c.emit(instruction{op: opNewlineSequence})
	case graphemeCluster:
		c.emit(instruction{op: opGrapheme})
	case keepOut:
		c.emit(instruction{op: opSave, x: 0})
	}
}

func (c *compiler) alternatives(all alternatives) {
	var ends []int
	for i, n := range all {
		if i == len(all)-1 {
			c.node(n)
			break
		}
		split := c.emit(instruction{op: opSplit})
		c.code[split].x = len(c.code)
		c.node(n)
		ends = append(ends, c.emit(instruction{op: opJump}))
		c.code[split].y = len(c.code)
	}
	for _, end := range ends {
		c.code[end].x = len(c.code)
	}
}

func (c *compiler) group(g group) {
	if g.number == 0 {
		c.node(g.inner)
		return
	}
	c.emit(instruction{op: opSave, x: 2 * g.number})
	c.node(g.inner)
	c.emit(instruction{op: opSave, x: 2*g.number + 1})
}

func (c *compiler) backreference(b backreference) {
	number := b.group
	if b.name != "" {
		i := slices.IndexFunc(c.names, func(n Name) bool { return n.Text == b.name })
		if i < 0 {
			c.fail("reference to non-existent subpattern")
			return
		}
		number = c.names[i].Group
	}
	if number > c.groups {
		c.fail("reference to non-existent subpattern")
		return
	}
	op := opBackreference
	if b.caseless {
		op = opBackreferenceFold
	}
	c.emit(instruction{op: op, x: number})
}

// submatch emits an instruction whose x is where the code after its part is.
func (c *compiler) submatch(i instruction, inner node) {
	at := c.emit(i)
	c.node(inner)
	c.emit(instruction{op: opSubmatch})
	c.code[at].x = len(c.code)
}

func (c *compiler) look(n look) {
	op := opLook
	if n.negate {
		op = opNotLook
	}
	if !n.behind {
		c.submatch(instruction{op: op}, n.inner)
		return
	}
	branches, ok := n.inner.(alternatives)
	if !ok {
		branches = alternatives{n.inner}
	}
	behind := make(alternatives, len(branches))
	for i, b := range branches {
		length, _ := b.fixedLength()
		behind[i] = sequence{stepBack{length}, b}
	}
	at := c.emit(instruction{op: op})
	c.behind(behind)
	c.emit(instruction{op: opSubmatch})
	c.code[at].x = len(c.code)
}

// stepBack goes back a number of characters.
type stepBack struct{ count int }

func (stepBack) fixedLength() (int, bool) { return 0, true }

func (c *compiler) behind(branches alternatives) {
	var ends []int
	for i, b := range branches {
		split := -1
		if i < len(branches)-1 {
			split = c.emit(instruction{op: opSplit})
			c.code[split].x = len(c.code)
		}
		parts := b.(sequence)
		c.emit(instruction{op: opStepBack, x: parts[0].(stepBack).count})
		c.node(parts[1])
		if split >= 0 {
			ends = append(ends, c.emit(instruction{op: opJump}))
			c.code[split].y = len(c.code)
		}
	}
	for _, end := range ends {
		c.code[end].x = len(c.code)
	}
}

func (c *compiler) repeat(r repeat) {
	if r.mode == possessive {
		r.mode = greedy
		c.submatch(instruction{op: opAtomic}, r)
		return
	}
	if emptyNode(r.inner) {
		return
	}
	for range r.low {
		c.node(r.inner)
		if c.err != nil {
			return
		}
	}
	if r.high < 0 {
		c.star(r)
		return
	}
	var splits []int
	for range r.high - r.low {
		splits = append(splits, c.split(r.mode))
		c.node(r.inner)
		if c.err != nil {
			return
		}
	}
	for _, s := range splits {
		c.leaveAt(s, r.mode, len(c.code))
	}
}

// emptyNode reports whether a node becomes no code at all; repeating that would
// only take time.
func emptyNode(n node) bool {
	switch n := n.(type) {
	case empty:
		return true
	case group:
		return n.number == 0 && emptyNode(n.inner)
	case repeat:
		return n.high == 0 || emptyNode(n.inner)
	case sequence:
		return !slices.ContainsFunc(n, func(part node) bool { return !emptyNode(part) })
	}
	return false
}

// split emits a choice between going on with the next instruction and a place
// that leaveAt sets.
func (c *compiler) split(mode repeatMode) int {
	at := c.emit(instruction{op: opSplit})
	if mode == greedy {
		c.code[at].x = at + 1
	} else {
		c.code[at].y = at + 1
	}
	return at
}

func (c *compiler) leaveAt(split int, mode repeatMode, place int) {
	if mode == greedy {
		c.code[split].y = place
	} else {
		c.code[split].x = place
	}
}

// star emits x*: each round must take something, or the loop ends.
func (c *compiler) star(r repeat) {
	split := c.split(r.mode)
	if length, ok := r.inner.fixedLength(); ok && length > 0 {
		c.node(r.inner)
	} else {
		mark := c.register()
		c.emit(instruction{op: opMark, x: mark})
		c.node(r.inner)
		progress := c.emit(instruction{op: opProgress, x: mark})
		c.code[progress].y = len(c.code) + 1
	}
	c.emit(instruction{op: opJump, x: split})
	c.leaveAt(split, r.mode, len(c.code))
}
