package generate

import (
	"strings"
	"unicode"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Underscore returns a name as it stands in a file's name: "AddWeatherTable",
// "add weather table" and "add-weather-table" are all "add_weather_table".
// Runs of capitals stay together as in Macro.underscore/1: "AddAPIKeys" is
// "add_api_keys".
func Underscore(name string) string {
	runes := []rune(strings.TrimSpace(name))
	var b strings.Builder
	for i, r := range runes {
		if unicode.IsSpace(r) || r == '-' || r == '_' {
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
			continue
		}
		if unicode.IsUpper(r) && i > 0 && startsWord(runes, i) && !strings.HasSuffix(b.String(), "_") {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.TrimSuffix(b.String(), "_")
}

// startsWord reports whether the capital at i begins a word: after a small
// letter or digit, or as the last capital of a run ("APIKeys": the K).
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if !unicode.IsUpper(before) {
		return unicode.IsLetter(before) || unicode.IsDigit(before)
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

// Camelize returns an underscored name as it stands in a module's name:
// "add_weather_table" is "AddWeatherTable".
func Camelize(name string) string {
	var b strings.Builder
	for _, part := range strings.Split(name, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// Check returns an error if a migration cannot have the name.
func Check(name string) error {
	_, err := fileName(name)
	return err
}

// fileName underscores a migration's name and refuses one that cannot be part
// of a module's name.
func fileName(name string) (string, error) {
	base := Underscore(name)
	problem := ""
	switch {
	case base == "":
		problem = "the migration's name is empty"
	case base[0] < 'a' || base[0] > 'z':
		problem = "the migration's name must begin with a letter: " + name
	case strings.ContainsFunc(base, notWord):
		problem = "the migration's name may only have letters, digits and underscores: " + name
	}
	if problem != "" {
		return "", diag.Errorf(diag.Invalid, diag.Pos{}, "%s", problem).
			WithHint("whimbrel gen migration add_weather_table")
	}
	return base, nil
}

func notWord(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
}
