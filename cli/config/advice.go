package config

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// advice is what follows an error: a remark, or something to type.
type advice struct{ detail, hint string }

func try(hint string) advice { return advice{hint: hint} }

func didYouMean(typed string, known []string) advice {
	if near := diag.Nearest(typed, known); near != "" {
		return advice{detail: "did you mean " + near + "?"}
	}
	return advice{}
}

func oneOf(typed string, known []string) advice {
	if a := didYouMean(typed, known); a.detail != "" {
		return a
	}
	return try("one of " + strings.Join(known, ", "))
}

func (a advice) on(d *diag.Diagnostic) *diag.Diagnostic {
	c := *d
	c.Detail, c.Hint = a.detail, a.hint
	return &c
}
