package printtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// Case is a script of the case files, whose plans are known from Ecto.
type Case struct {
	ID, Source string
	Config     record.Config
}

// caseFiles are the case files with what people write. options.jsonl is left
// out: it has values without any effect, which the printers leave out too.
var caseFiles = []string{"cases.jsonl", "random.jsonl"}

// Cases reads the case files in testdata/conformance of the checkout.
func Cases(root string) ([]Case, error) {
	var cases []Case
	for _, name := range caseFiles {
		text, err := os.ReadFile(filepath.Join(root, "testdata", "conformance", name))
		if err != nil {
			return nil, err
		}
		scanner := bufio.NewScanner(strings.NewReader(string(text)))
		scanner.Buffer(nil, 16<<20)
		for scanner.Scan() {
			c, err := readCase(scanner.Bytes())
			if err != nil {
				return nil, err
			}
			cases = append(cases, c)
		}
		if err := scanner.Err(); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

func readCase(line []byte) (Case, error) {
	var c struct {
		ID, Source string
		Config     map[string]any
	}
	if err := json.Unmarshal(line, &c); err != nil {
		return Case{}, err
	}
	read := Case{ID: c.ID, Source: c.Source}
	var err error
	if len(c.Config) > 0 {
		read.Config, err = readConfig(c.Config)
	}
	return read, err
}

// readConfig reads the keys as those of whimbrel.toml.
func readConfig(keys map[string]any) (c record.Config, err error) {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var text strings.Builder
	if err := toml.NewEncoder(&text).Encode(map[string]any{"repo": keys}); err != nil {
		return c, err
	}
	path := filepath.Join(dir, config.FileName)
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return c, err
	}
	loaded, err := config.Load(config.Options{Dir: dir, File: path, LookupEnv: func(string) (string, bool) { return "", false }})
	if err != nil {
		return c, err
	}
	repos, err := loaded.Repos(nil)
	if err != nil {
		return c, err
	}
	return repos[0].Commands, nil
}

// Variants are configurations to print under: whatever is a repository's
// default is not printed.
func Variants() map[string]record.Config {
	uuid, usec := command.NewType("uuid"), command.NewType("utc_datetime_usec")
	return map[string]record.Config{
		"default": {},
		"keys": {
			PrimaryKey: record.PrimaryKey{Name: "uuid", Type: uuid, Options: command.ColumnOptions{Default: command.Fragment("gen()")}},
			ForeignKey: record.ForeignKey{Column: "uuid", OnDelete: command.ReferenceAction{Kind: command.NilifyAll}},
		},
		"times": {
			PrimaryKey: record.PrimaryKey{Disabled: true},
			Timestamps: record.Timestamps{
				Type: usec, InsertedAt: record.TimestampColumn{Name: "created_at"},
				Options: command.ColumnOptions{Null: command.Nullable, Comment: "when"},
			},
			DefaultPrefix: "app",
		},
	}
}

// Configs returns the configurations by name: the variants, and those of the
// cases by the cases' identifiers.
func Configs(root string) (map[string]record.Config, error) {
	configs := Variants()
	cases, err := Cases(root)
	for _, c := range cases {
		configs[c.ID] = c.Config
	}
	return configs, err
}
