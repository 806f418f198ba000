package stdlib

import (
	"errors"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/pcre"
)

// regexFunctions is the module Regex.
func regexFunctions() functions {
	return functions{
		"compile/1": regexCompile, "compile/2": regexCompile, "compile!/1": regexCompileBang, "compile!/2": regexCompileBang,
		"recompile/1": regexRecompile, "recompile!/1": regexItself, "version/0": regexVersion,
		"source/1": regexField("source"), "opts/1": regexField("opts"), "re_pattern/1": regexField("re_pattern"),
		"names/1": regexNames, "escape/1": onText(regexEscape), "regex?/1": regexIs, "import/1": regexItself,
		"match?/2": regexMatch, "run/2": regexRun, "run/3": regexRun, "scan/2": regexScan, "scan/3": regexScan,
		"named_captures/2": regexNamedCaptures, "named_captures/3": regexNamedCaptures,
		"replace/3": regexReplace, "replace/4": regexReplace, "split/2": regexSplit, "split/3": regexSplit,
	}
}

// A pattern is a regular expression of a script, ready to search with.
type pattern struct{ *pcre.Regexp }

// modifiers are the options by their letter and by their name.
var modifiers = []struct {
	letter rune
	name   string
}{
	{'i', "caseless"}, {'m', "multiline"}, {'s', "dotall"}, {'x', "extended"}, {'u', "unicode"}, {'U', "ungreedy"}, {'f', "firstline"},
}

// pcreOptions returns the options by their names; ok is false for one that
// does not exist.
func pcreOptions(names []string) (options pcre.Options, ok bool) {
	for _, name := range names {
		switch name {
		case "caseless":
			options.Caseless = true
		case "multiline":
			options.Multiline = true
		case "dotall":
			options.DotAll = true
		case "extended":
			options.Extended = true
		case "unicode", "ucp":
			options.Unicode = true
		case "ungreedy":
			options.Ungreedy = true
		case "firstline":
			options.FirstLine = true
		case "anchored":
			options.Anchored = true
		case "dollar_endonly":
			options.DollarEnd = true
		case "no_auto_capture":
			options.NoAutoGroups = true
		case "export":
		default:
			return options, false
		}
	}
	return options, true
}

// regexOptions reads argument i: letters, or a list of names. The rest are
// letters that mean nothing.
func regexOptions(c *eval.Call, i int) (names []string, rest string, err error) {
	if i >= len(c.Args) {
		return nil, "", nil
	}
	switch v := c.Args[i].(type) {
	case eval.String:
		for at, letter := range string(v) {
			n := slices.IndexFunc(modifiers, func(m struct {
				letter rune
				name   string
			}) bool {
				return m.letter == letter
			})
			if n < 0 {
				return nil, string(v)[at:], nil
			}
			names = append(names, modifiers[n].name)
		}
		return names, "", nil
	case eval.List:
		for _, e := range v {
			name, ok := e.(eval.Atom)
			if !ok {
				return nil, "", c.WrongArgument(i, "a list of options")
			}
			names = append(names, string(name))
		}
		return names, "", nil
	}
	return nil, "", c.WrongArgument(i, "modifiers in a string, or a list of options")
}

// compileArguments compiles a source and its options. The reason is what
// compile/2 returns with :error.
func compileArguments(c *eval.Call) (value, reason eval.Value, err error) {
	source, err := c.Text(0)
	if err != nil {
		return nil, nil, err
	}
	names, rest, err := regexOptions(c, 1)
	if err != nil {
		return nil, nil, err
	}
	if rest != "" {
		return nil, tupleOf(eval.Atom("invalid_option"), eval.String(rest)), nil
	}
	options, known := pcreOptions(names)
	if !known {
		return nil, nil, badArgument(c, 2, "invalid option in list")
	}
	compiled, err := compiledPattern(c, source, options)
	var wrong *pcre.Error
	if errors.As(err, &wrong) {
		if wrong.Refused {
			return nil, nil, refusedPattern(c, wrong)
		}
		message, err := toCharlist(c, wrong.Message)
		return nil, tupleOf(message, integer(wrong.Offset)), err
	}
	if err != nil {
		return nil, nil, err
	}
	return regexStruct(source, names, compiled), nil, nil
}

// patternKey is what a compiled pattern is remembered by.
type patternKey struct {
	source  string
	options pcre.Options
}

// maxRemembered is how large a compiled pattern may be to be kept.
const maxRemembered = 2_000

// compiledPattern compiles a pattern the first time that it is used.
func compiledPattern(c *eval.Call, source string, options pcre.Options) (*pcre.Regexp, error) {
	key := patternKey{source, options}
	if known, ok := c.Remembered(key); ok {
		return known.(*pcre.Regexp), nil
	}
	compiled, err := pcre.Compile(source, options)
	if err != nil {
		return nil, err
	}
	if compiled.Size() <= maxRemembered {
		c.Remember(key, compiled)
	}
	return compiled, compiling(c, compiled)
}

// compiling counts the work that a pattern was, which repetitions such as
// a{1000} make far longer than its text.
func compiling(c *eval.Call, compiled *pcre.Regexp) error {
	for range compiled.Size() / 16 {
		if err := c.Step(); err != nil {
			return err
		}
	}
	return nil
}

func refusedPattern(c *eval.Call, wrong *pcre.Error) error {
	return diag.Errorf(diag.Refused, c.Pos, "%s is not something that Whimbrel runs in a migration", wrong.Message).
		WithDetail("Nothing was run: everything that cannot run is refused before the first migration starts.").
		WithHint("write the regular expression without it, or do the work in SQL")
}

// regexStruct is the struct of a regular expression. What Erlang's compiler
// makes of it is not there; scripts do not look into it.
func regexStruct(source string, names []string, compiled *pcre.Regexp) *eval.Map {
	opts := make(eval.List, len(names))
	unicodes := 0
	for i, name := range names {
		opts[i] = eval.Atom(name)
		if name == "unicode" {
			unicodes = 1
		}
	}
	re := tupleOf(eval.Atom("re_pattern"), integer(compiled.Groups()), integer(unicodes), integer(0), eval.String(source))
	return eval.NewStruct(eval.Module("Regex"), pair("opts", opts), pair("re_pattern", re),
		pair("re_version", eval.String("")), pair("source", eval.String(source)))
}

func regexCompile(c *eval.Call) (eval.Value, error) {
	v, reason, err := compileArguments(c)
	if err != nil {
		return nil, err
	}
	if reason != nil {
		return errorTuple(reason), nil
	}
	return okTuple(v), nil
}

func regexCompileBang(c *eval.Call) (eval.Value, error) {
	v, reason, err := compileArguments(c)
	if err != nil || reason == nil {
		return v, err
	}
	parts := reason.(eval.Tuple)
	if parts[0] == eval.Atom("invalid_option") {
		return nil, c.Raise("Regex.CompileError", "invalid_option at position %s", eval.Inspect(parts[1]))
	}
	message, _ := eval.Text(parts[0])
	return nil, c.Raise("Regex.CompileError", "%s at position %s", message, eval.Inspect(parts[1]))
}

// isRegex reports whether v is a regular expression.
func isRegex(v eval.Value) bool {
	m, ok := v.(*eval.Map)
	return ok && m.Struct() == eval.Module("Regex")
}

// regexArgument returns argument i, a regular expression, ready to search.
func regexArgument(c *eval.Call, i int) (pattern, error) {
	m, err := structOf(c, i, "Regex")
	if err != nil {
		return pattern{}, err
	}
	source, _ := m.Get(eval.Atom("source"))
	opts, _ := m.Get(eval.Atom("opts"))
	text, ok := source.(eval.String)
	list, isList := opts.(eval.List)
	if !ok || !isList {
		return pattern{}, c.WrongArgument(i, "a regular expression")
	}
	names := make([]string, len(list))
	for j, e := range list {
		name, _ := e.(eval.Atom)
		names[j] = string(name)
	}
	options, _ := pcreOptions(names)
	compiled, err := compiledPattern(c, string(text), options)
	return pattern{compiled}, err
}

// find searches s once; a search that takes too long is refused.
func (p pattern) find(c *eval.Call, s string, start int) ([]int, error) {
	places, err := p.Find(s, start, c.Step)
	return places, limited(c, err)
}

// findAll searches s to its end.
func (p pattern) findAll(c *eval.Call, s string, start int) ([][]int, error) {
	all, err := p.FindAll(s, start, c.Step)
	if err != nil {
		return nil, limited(c, err)
	}
	return all, c.Grow(8 * len(all) * (p.Groups() + 1))
}

func limited(c *eval.Call, err error) error {
	if !errors.Is(err, pcre.ErrLimit) {
		return err
	}
	return diag.Errorf(diag.Refused, c.Pos, "%v", err).
		WithHint("nested repetitions such as (a+)+ can take very long: write the regular expression without them")
}

func regexRecompile(c *eval.Call) (eval.Value, error) {
	_, err := regexArgument(c, 0)
	return okTuple(c.Args[0]), err
}

func regexItself(c *eval.Call) (eval.Value, error) {
	_, err := regexArgument(c, 0)
	return c.Args[0], err
}

func regexVersion(*eval.Call) (eval.Value, error) {
	return tupleOf(eval.String("8.44 2020-02-12"), eval.Atom("little")), nil
}

func regexIs(c *eval.Call) (eval.Value, error) { return eval.Boolean(isRegex(c.Args[0])), nil }

func regexField(name eval.Atom) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		m, err := structOf(c, 0, "Regex")
		if err != nil {
			return nil, err
		}
		v, _ := m.Get(name)
		return v, nil
	}
}

// sortedNames are the named groups in alphabetical order, as :re has them.
func (p pattern) sortedNames() []pcre.Name {
	return slices.SortedFunc(slices.Values(p.Names()), func(a, b pcre.Name) int { return strings.Compare(a.Text, b.Text) })
}

func regexNames(c *eval.Call) (eval.Value, error) {
	p, err := regexArgument(c, 0)
	if err != nil {
		return nil, err
	}
	names := eval.List{}
	for _, n := range p.sortedNames() {
		names = append(names, eval.String(n.Text))
	}
	return names, nil
}

func regexEscape(c *eval.Call, s string) (eval.Value, error) {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(".^$*+?()[]{}|#-\\ \t\n\v\f\r", s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return built(c, b.String())
}
