package gobuild

import (
	"fmt"
	"go/doc"
	"go/format"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/whimbrel-go/whimbrel/diag"
)

// DefaultSet is the name of the Set in a folder that has none yet.
const DefaultSet = "Migrations"

// OpenFolder is Inspect for a folder that is to have Go migrations, and may
// have no Go files yet, or not exist.
func OpenFolder(dir, shown string) (*Package, error) {
	p := &Package{Dir: dir, Shown: shown, Identifiers: map[string]bool{}}
	if Has(dir) {
		var err error
		if p, err = Inspect(dir, shown); err != nil {
			return nil, err
		}
	}
	if p.Name == "" {
		p.Name = packageName(dir)
	}
	return p, nil
}

// Adds returns the migration of that name that the package has, or "".
func (p *Package) Adds(name string) string {
	for _, m := range p.Migrations {
		if _, bare, _ := strings.Cut(m, "_"); bare == name {
			return m
		}
	}
	return ""
}

// packageName makes a package name of a folder's name.
func packageName(dir string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return unicode.ToLower(r)
		}
		return -1
	}, filepath.Base(dir))
	if !token.IsIdentifier(name) || name == "main" || name == "_" {
		return "migrations"
	}
	return name
}

// SetFile is the name of the file that [Package.SetSource] belongs into.
const SetFile = "migrations.go"

// SetSource writes the file with the Set of a package that has none.
func (p *Package) SetSource() string {
	return fmt.Sprintf(`// Package %s holds the migrations of the database.
//
//	whimbrel gen migration NAME    writes the next one
//	whimbrel migrate               runs what is pending
package %[1]s

import %[2]q

// %[3]s are the migrations of this folder. Each adds itself in an init
// function of its file.
var %[3]s whimbrel.Set
`, p.Name, Whimbrel, DefaultSet)
}

// Source writes a migration, as Ecto's generator does, with the body of its
// function, or with an empty one.
func (p *Package) Source(version int64, name, change string) (string, error) {
	set := p.Set
	if set == "" {
		set = DefaultSet
	}
	text := fmt.Sprintf(`package %s

import %q

func init() { %s.Change("%d_%s", %s) }

func %[6]s(m *whimbrel.Migration) {
%[7]s
}
`, p.Name, Whimbrel, set, version, name, p.function(name), strings.Trim(change, "\n"))
	formatted, err := format.Source([]byte(text))
	if err != nil {
		return "", diag.Errorf(diag.Syntax, diag.Pos{}, "the code of the migration is not Go: %v", err).
			WithHint(`--change 'm.CreateTable("weather", nil)'`)
	}
	return string(formatted), nil
}

// function names the function of a migration: "add_weather_table" is
// addWeatherTable, unless that means something else already.
func (p *Package) function(name string) string {
	parts := strings.Split(name, "_")
	for i, part := range parts {
		if i > 0 && part != "" {
			parts[i] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	function := strings.Join(parts, "")
	if token.IsKeyword(function) || doc.IsPredeclared(function) || function == "init" || function == "main" || function == "whimbrel" {
		function += "Migration"
	}
	free := function
	for n := 2; p.Identifiers[free]; n++ {
		free = function + strconv.Itoa(n)
	}
	return free
}
