package pcre

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/unitext"
)

// ErrLimit is what a search ends with that takes too many steps: the same
// number after which PCRE gives up.
var ErrLimit = errors.New("the regular expression takes too long to match")

// maxSteps is PCRE's own default limit.
const maxSteps = 10_000_000

// maxStack bounds the places to go back to, and with them the memory.
const maxStack = 2_000_000

// stepsPerTick is how many steps pass between two calls of a search's tick.
const stepsPerTick = 16

// matcher is one search.
type matcher struct {
	*Regexp
	text  string
	start int
	// registers are the places of groups, two each, and of loops.
	registers []int
	stack     []choice
	steps     int
	tick      func() error
	err       error
	// anchored lets a match only begin at start; notEmpty lets it not be
	// empty there.
	anchored, notEmpty bool
}

// choice is a place to go back to, or with code -1 the earlier value of a
// register.
type choice struct{ code, pos, register int }

// Find searches text from start on. It returns the places of the match and of
// its groups, two numbers each, -1 for a group that took no part; or nil. The
// function tick is called as the search goes on, and can stop it.
func (r *Regexp) Find(text string, start int, tick func() error) ([]int, error) {
	return r.newMatcher(text, start, tick).find()
}

func (r *Regexp) newMatcher(text string, start int, tick func() error) *matcher {
	return &matcher{
		Regexp: r, text: text, start: start, registers: make([]int, r.registers), tick: tick, anchored: r.options.Anchored,
	}
}

// FindAll returns every match, each where the one before it ended. After an
// empty match another one that is not empty is tried at the same place.
func (r *Regexp) FindAll(text string, start int, tick func() error) ([][]int, error) {
	var all [][]int
	m := r.newMatcher(text, start, tick)
	for m.start <= len(text) {
		places, err := m.find()
		switch {
		case err != nil:
			return nil, err
		case places != nil:
			all = append(all, places)
			m.start = places[1]
			m.notEmpty = places[0] == places[1]
			m.anchored = m.notEmpty || r.options.Anchored
		case m.notEmpty && m.start < len(text):
			m.start = r.after(text, m.start)
			m.notEmpty, m.anchored = false, r.options.Anchored
		default:
			return all, nil
		}
	}
	return all, nil
}

// after returns the place after the character at pos.
func (r *Regexp) after(text string, pos int) int {
	_, size := decode(text, pos, r.options.Unicode)
	return pos + size
}

// find searches from the matcher's start on.
func (m *matcher) find() ([]int, error) {
	r, text, start := m.Regexp, m.text, m.start
	first, hasFirst := r.firstByte()
	hasFirst = hasFirst && !m.anchored
	for pos := start; pos <= len(text); {
		if hasFirst {
			skip := strings.IndexByte(text[pos:], first)
			if skip < 0 {
				return nil, nil
			}
			pos += skip
		}
		if r.options.FirstLine && strings.Contains(text[start:pos], "\n") {
			return nil, nil
		}
		if found, err := m.at(pos); found || err != nil {
			return slices.Clone(m.registers[:2*(r.groups+1)]), err
		}
		if m.anchored || pos == len(text) {
			return nil, nil
		}
		pos = r.after(text, pos)
	}
	return nil, nil
}

// firstByte returns the byte that every match begins with, if there is one.
func (r *Regexp) firstByte() (byte, bool) {
	for _, i := range r.code {
		switch {
		case i.op == opSave:
		case i.op == opChar && i.char < utf8.RuneSelf:
			return byte(i.char), true
		default:
			return 0, false
		}
	}
	return 0, false
}

func (m *matcher) at(pos int) (bool, error) {
	for i := range m.registers {
		m.registers[i] = -1
	}
	m.stack = m.stack[:0]
	_, ok := m.run(0, pos)
	return ok && m.err == nil, m.err
}

func (m *matcher) count() bool {
	m.steps++
	switch {
	case m.err != nil:
	case m.steps > maxSteps, len(m.stack) > maxStack:
		m.err = ErrLimit
	case m.steps%stepsPerTick == 0 && m.tick != nil:
		m.err = m.tick()
	}
	return m.err == nil
}

// set changes a register so that backtracking changes it back.
func (m *matcher) set(register, value int) {
	m.stack = append(m.stack, choice{code: -1, register: register, pos: m.registers[register]})
	m.registers[register] = value
}

// back undoes everything up to the last choice above base and returns it.
func (m *matcher) back(base int) (choice, bool) {
	for len(m.stack) > base {
		c := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if c.code >= 0 {
			return c, true
		}
		m.registers[c.register] = c.pos
	}
	return choice{}, false
}

// commit forgets the choices above base but not how to undo its registers.
func (m *matcher) commit(base int) {
	kept := m.stack[:base]
	for _, c := range m.stack[base:] {
		if c.code < 0 {
			kept = append(kept, c)
		}
	}
	m.stack = kept
}

// run executes code from pc on until it matches, or the end of a submatch, and
// returns the place that it reached. It calls itself only for groups within
// the pattern, never for the length of the text.
func (m *matcher) run(pc, pos int) (int, bool) {
	base := len(m.stack)
	for m.count() {
		i := &m.code[pc]
		ok, next := true, pc+1
		switch i.op {
		case opMatch:
			if !m.notEmpty || pos != m.start || m.registers[0] != m.start {
				return pos, true
			}
			ok = false
		case opSubmatch:
			return pos, true
		case opSplit:
			m.stack = append(m.stack, choice{code: i.y, pos: pos})
			next = i.x
		case opJump:
			next = i.x
		case opSave, opMark:
			m.set(i.x, pos)
		case opProgress:
			if m.registers[i.x] == pos {
				next = i.y
			}
		case opLook, opNotLook, opAtomic:
			pos, ok = m.submatch(i, pc, pos)
			next = i.x
		default:
			pos, ok = m.simple(i, pos)
		}
		if ok {
			pc = next
			continue
		}
		c, found := m.back(base)
		if !found {
			return pos, false
		}
		pc, pos = c.code, c.pos
	}
	return pos, false
}

// submatch runs a lookaround or an atomic group, which begins after pc.
func (m *matcher) submatch(i *instruction, pc, pos int) (int, bool) {
	base := len(m.stack)
	end, ok := m.run(pc+1, pos)
	if i.op == opNotLook {
		for len(m.stack) > base {
			m.back(base)
		}
		return pos, !ok
	}
	if !ok {
		return pos, false
	}
	m.commit(base)
	if i.op == opAtomic {
		return end, true
	}
	return pos, true
}

// simple runs an instruction that neither chooses nor calls.
func (m *matcher) simple(i *instruction, pos int) (int, bool) {
	switch i.op {
	case opChar, opCharFold, opAny, opAnyNewline, opSet:
		return m.character(i, pos)
	case opBackreference, opBackreferenceFold:
		return m.backreference(i, pos)
	case opNewlineSequence:
		return m.newline(pos)
	case opGrapheme:
		if pos == len(m.text) {
			return pos, false
		}
		return pos + unitext.Next(m.text[pos:]), true
	case opStepBack:
		return m.stepBack(i.x, pos)
	}
	return pos, m.place(i.op, pos)
}

func (m *matcher) character(i *instruction, pos int) (int, bool) {
	if pos >= len(m.text) {
		return pos, false
	}
	r, size := decode(m.text, pos, m.options.Unicode)
	ok := true
	switch i.op {
	case opChar:
		ok = r == i.char
	case opCharFold:
		ok = r == i.char || equalFold(r, i.char, m.options.Unicode)
	case opAny:
		ok = r != '\n'
	case opSet:
		ok = i.class.has(r)
	}
	return pos + size, ok
}

// place reports whether an assertion holds.
func (m *matcher) place(op operation, pos int) bool {
	atEnd := pos == len(m.text)
	switch op {
	case opTextStart:
		return pos == 0
	case opTextEnd:
		return atEnd
	case opLastLineEnd:
		return atEnd || pos == len(m.text)-1 && m.text[pos] == '\n'
	case opLineStart:
		return pos == 0 || m.text[pos-1] == '\n' && !atEnd
	case opLineEnd:
		return atEnd || m.text[pos] == '\n'
	case opSearchStart:
		return pos == m.start
	case opWordBoundary, opNoWordBoundary:
		return (m.wordBefore(pos) != m.wordAfter(pos)) == (op == opWordBoundary)
	}
	return false
}

func (m *matcher) wordAfter(pos int) bool {
	if pos >= len(m.text) {
		return false
	}
	r, _ := decode(m.text, pos, m.options.Unicode)
	return m.isWord(r)
}

func (m *matcher) wordBefore(pos int) bool {
	before, ok := m.stepBack(1, pos)
	return ok && m.wordAfter(before)
}

func (m *matcher) isWord(r rune) bool {
	if m.options.Unicode {
		return isUnicodeWord(r)
	}
	return isLatinWord(r)
}

func (m *matcher) stepBack(count, pos int) (int, bool) {
	for ; count > 0; count-- {
		if pos == 0 {
			return 0, false
		}
		pos--
		for m.options.Unicode && pos > 0 && !utf8.RuneStart(m.text[pos]) {
			pos--
		}
	}
	return pos, true
}

func (m *matcher) newline(pos int) (int, bool) {
	if strings.HasPrefix(m.text[pos:], "\r\n") {
		return pos + 2, true
	}
	if pos == len(m.text) {
		return pos, false
	}
	r, size := decode(m.text, pos, m.options.Unicode)
	return pos + size, isVertical(r)
}

func (m *matcher) backreference(i *instruction, pos int) (int, bool) {
	from, to := m.registers[2*i.x], m.registers[2*i.x+1]
	if from < 0 || to < from {
		return pos, false
	}
	wanted := m.text[from:to]
	if i.op == opBackreference {
		return pos + len(wanted), strings.HasPrefix(m.text[pos:], wanted)
	}
	for wanted != "" {
		if pos >= len(m.text) {
			return pos, false
		}
		a, sizeA := decode(wanted, 0, m.options.Unicode)
		b, sizeB := decode(m.text, pos, m.options.Unicode)
		if !equalFold(a, b, m.options.Unicode) {
			return pos, false
		}
		wanted, pos = wanted[sizeA:], pos+sizeB
	}
	return pos, true
}
