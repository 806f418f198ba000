package config

import (
	"fmt"
	"strings"
)

// unset is the error of a variable that has no value.
type unset struct{ problem, hint string }

// expand fills in ${VAR} and ${VAR:-default}. As in a shell, the default is
// used for a variable that is empty too. "$${" stands for "${".
func expand(text string, env lookup) (string, *unset) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		if !found {
			b.WriteString(text)
			return b.String(), nil
		}
		if bare, escaped := strings.CutSuffix(before, "$"); escaped {
			b.WriteString(bare + "${")
			text = rest
			continue
		}
		b.WriteString(before)
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", &unset{"${ without a closing }", "write $${ for a literal ${"}
		}
		name, fallback, hasFallback := strings.Cut(inside, ":-")
		value, ok := env(name)
		switch {
		case hasFallback && value == "":
			value = fallback
		case !ok:
			return "", &unset{
				fmt.Sprintf("the environment variable %s is not set", name),
				fmt.Sprintf("set it, write it into .env, or give a default: ${%s:-default}", name),
			}
		}
		b.WriteString(value)
		text = after
	}
}
