package stdlib

import (
	"cmp"
	"math/big"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// versionFunctions is the module Version.
func versionFunctions() functions {
	return functions{
		"parse/1": versionParse, "parse!/1": versionParseBang, "compare/2": versionCompare,
		"match?/2": versionMatch, "match?/3": versionMatch, "to_string/1": versionToString,
	}
}

// semver is a version. Without a patch it is only good in a requirement.
type semver struct {
	parts []*big.Int
	pre   []string
	build string
}

// parseVersion reads 1.2.3-rc.1+build; with short, the patch may be missing.
func parseVersion(s string, short bool) (semver, bool) {
	var v semver
	s, v.build, _ = strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(s, "-")
	for part := range strings.SplitSeq(core, ".") {
		n, ok := versionNumber(part)
		if !ok {
			return v, false
		}
		v.parts = append(v.parts, n)
	}
	if hasPre {
		v.pre = strings.Split(pre, ".")
		for _, p := range v.pre {
			if _, ok := versionNumber(p); p == "" || allDigits(p) && !ok {
				return v, false
			}
		}
	}
	return v, len(v.parts) == 3 || short && len(v.parts) == 2
}

// versionNumber reads digits without a zero in front.
func versionNumber(s string) (*big.Int, bool) {
	if !allDigits(s) || len(s) > 1 && s[0] == '0' {
		return nil, false
	}
	return new(big.Int).SetString(s, 10)
}

func (v semver) value() *eval.Map {
	pre := eval.List{}
	for _, p := range v.pre {
		if n, ok := versionNumber(p); ok {
			pre = append(pre, eval.Int{Int: n})
		} else {
			pre = append(pre, eval.String(p))
		}
	}
	build := eval.Value(eval.Nil)
	if v.build != "" {
		build = eval.String(v.build)
	}
	return eval.NewStruct(eval.Module("Version"), pair("major", eval.Int{Int: v.parts[0]}), pair("minor", eval.Int{Int: v.parts[1]}),
		pair("patch", eval.Int{Int: v.parts[2]}), pair("pre", pre), pair("build", build))
}

func (v semver) compare(other semver) int {
	for i := range min(len(v.parts), len(other.parts)) {
		if c := v.parts[i].Cmp(other.parts[i]); c != 0 {
			return c
		}
	}
	switch {
	case len(v.pre) == 0 || len(other.pre) == 0:
		return cmp.Compare(len(other.pre), len(v.pre)) * cmp.Compare(len(v.pre)+len(other.pre), 0)
	}
	for i := range min(len(v.pre), len(other.pre)) {
		if c := comparePre(v.pre[i], other.pre[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(v.pre), len(other.pre))
}

// comparePre orders numbers before words.
func comparePre(a, b string) int {
	x, okX := versionNumber(a)
	y, okY := versionNumber(b)
	switch {
	case okX && okY:
		return x.Cmp(y)
	case okX:
		return -1
	case okY:
		return 1
	}
	return strings.Compare(a, b)
}

func versionParse(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	v, ok := parseVersion(s, false)
	if !ok {
		return eval.Atom("error"), nil
	}
	return okTuple(v.value()), nil
}

func invalidVersion(c *eval.Call, v eval.Value) error {
	return raised(c, "Version.InvalidVersionError", "invalid version: "+eval.Inspect(v), pair("version", v))
}

func versionParseBang(c *eval.Call) (eval.Value, error) {
	v, err := versionOf(c, 0)
	if err != nil {
		return nil, err
	}
	return v.value(), nil
}

// versionOf reads argument i, text or a Version.
func versionOf(c *eval.Call, i int) (semver, error) {
	if m, ok := c.Args[i].(*eval.Map); ok && m.Struct() == eval.Module("Version") {
		return readVersion(m), nil
	}
	s, err := c.Text(i)
	if err != nil {
		return semver{}, err
	}
	v, ok := parseVersion(s, false)
	if !ok {
		return v, invalidVersion(c, c.Args[i])
	}
	return v, nil
}

func readVersion(m *eval.Map) semver {
	var v semver
	for _, name := range []string{"major", "minor", "patch"} {
		v.parts = append(v.parts, big.NewInt(int64(intField(m, name))))
	}
	pre, _ := m.Get(eval.Atom("pre"))
	list, _ := pre.(eval.List)
	for _, e := range list {
		text, _ := eval.Text(e)
		v.pre = append(v.pre, text)
	}
	build, _ := m.Get(eval.Atom("build"))
	if s, ok := build.(eval.String); ok {
		v.build = string(s)
	}
	return v
}

func versionCompare(c *eval.Call) (eval.Value, error) {
	a, err := versionOf(c, 0)
	if err != nil {
		return nil, err
	}
	b, err := versionOf(c, 1)
	if err != nil {
		return nil, err
	}
	return orderOf(int64(a.compare(b)), 0), nil
}

func versionToString(c *eval.Call) (eval.Value, error) {
	v, err := versionOf(c, 0)
	if err != nil {
		return nil, err
	}
	text := v.parts[0].String() + "." + v.parts[1].String() + "." + v.parts[2].String()
	if len(v.pre) > 0 {
		text += "-" + strings.Join(v.pre, ".")
	}
	if v.build != "" {
		text += "+" + v.build
	}
	return eval.String(text), nil
}

// versionMatch is match?(version, requirement, allow_pre: true).
func versionMatch(c *eval.Call) (eval.Value, error) {
	v, err := versionOf(c, 0)
	if err != nil {
		return nil, err
	}
	requirement, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	pairs, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	pre, given := eval.Option(pairs, "allow_pre")
	allowPre := !given || eval.Truthy(pre)
	for either := range strings.SplitSeq(requirement, " or ") {
		all := true
		for part := range strings.SplitSeq(either, " and ") {
			holds, ok := v.satisfies(strings.TrimSpace(part), allowPre)
			if !ok {
				message := "invalid requirement: " + eval.Inspect(c.Args[1])
				return nil, raised(c, "Version.InvalidRequirementError", message, pair("requirement", c.Args[1]))
			}
			all = all && holds
		}
		if all {
			return eval.True, nil
		}
	}
	return eval.False, nil
}

// satisfies checks one comparison; ok is false if it is none.
func (v semver) satisfies(part string, allowPre bool) (holds, ok bool) {
	operator := "=="
	for _, o := range []string{"==", "!=", ">=", "<=", "~>", ">", "<", "!"} {
		if rest, found := strings.CutPrefix(part, o); found {
			operator, part = o, strings.TrimSpace(rest)
			break
		}
	}
	wanted, ok := parseVersion(part, operator == "~>")
	if !ok {
		return false, false
	}
	order := v.compare(wanted)
	if !allowPre && len(v.pre) > 0 && len(wanted.pre) == 0 {
		return false, true
	}
	switch operator {
	case "==":
		return order == 0, true
	case "!=", "!":
		return order != 0, true
	case ">=":
		return order >= 0, true
	case "<=":
		return order <= 0, true
	case ">":
		return order > 0, true
	case "<":
		return order < 0, true
	}
	return v.near(wanted), true
}

// near is ~>: at least that, and all but the last part the same.
func (v semver) near(wanted semver) bool {
	for i := range len(wanted.parts) - 1 {
		if v.parts[i].Cmp(wanted.parts[i]) != 0 {
			return false
		}
	}
	full := wanted
	if len(full.parts) == 2 {
		full.parts = append(append([]*big.Int{}, full.parts...), new(big.Int))
	}
	return v.compare(full) >= 0
}
