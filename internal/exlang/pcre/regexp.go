package pcre

// Options are the modifiers of a regular expression.
type Options struct {
	Caseless     bool // i
	Multiline    bool // m
	DotAll       bool // s
	Extended     bool // x
	Unicode      bool // u: code points, and their properties in \w, \d, \s, \b
	Ungreedy     bool // U
	FirstLine    bool // f
	Anchored     bool
	DollarEnd    bool // $ never matches before a last line break
	NoAutoGroups bool // only named groups capture
}

// Regexp is a compiled regular expression. It can be used by several
// goroutines.
type Regexp struct {
	options   Options
	code      []instruction
	groups    int
	registers int
	names     []Name
}

// Name is a named group.
type Name struct {
	Text  string
	Group int
}

// Error says what is wrong with a pattern, in PCRE's words, and where.
type Error struct {
	Message string
	Offset  int
	// Refused is set for what is right but not done here.
	Refused bool
}

func (e *Error) Error() string { return e.Message }

// Compile parses a pattern.
func Compile(pattern string, options Options) (*Regexp, error) {
	p := &parser{text: pattern, options: options, names: map[string]int{}}
	p.countGroups()
	tree, err := p.parse()
	if err != nil {
		return nil, err
	}
	c := &compiler{groups: p.groups, names: p.ordered, nextRegister: 2 * (p.groups + 1)}
	if err := c.program(tree); err != nil {
		err.Offset = len(pattern)
		return nil, err
	}
	return &Regexp{
		options: options, code: c.code, groups: p.groups, registers: c.nextRegister, names: p.ordered,
	}, nil
}

// Groups returns the number of groups that capture.
func (r *Regexp) Groups() int { return r.groups }

// Size is the number of instructions that the pattern became.
func (r *Regexp) Size() int { return len(r.code) }

// Names returns the named groups in the order of their numbers.
func (r *Regexp) Names() []Name { return r.names }
