package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// testCase is one line of a case file.
type testCase struct {
	ID     string                                        `json:"id"`
	Source string                                        `json:"source"`
	Config map[string]any                                `json:"config"`
	Prefix string                                        `json:"prefix"`
	Expect map[string]map[command.Direction]*expectation `json:"expect"`
}

// expectation is what Ecto did: statements, or an error.
type expectation struct {
	Statements []string `json:"statements"`
	Error      string   `json:"error"`
	Message    string   `json:"message"`
}

// readCases reads a case file.
func readCases(path string) ([]testCase, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var cases []testCase
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 16<<20)
	for line := 1; scanner.Scan(); line++ {
		if strings.TrimSpace(scanner.Text()) == "" {
			continue
		}
		var c testCase
		decoder := json.NewDecoder(bytes.NewReader(scanner.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&c); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, line, err)
		}
		c.Config, _ = numbers(c.Config).(map[string]any)
		cases = append(cases, c)
	}
	return cases, scanner.Err()
}

// numbers makes integers of whole numbers, which TOML keeps apart from floats.
func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for key, inner := range v {
			v[key] = numbers(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = numbers(inner)
		}
	}
	return v
}

// readDeviations reads the identifiers of cases that differ knowingly, one a
// line, "id dialect direction"; # begins a comment.
func readDeviations(path string) (map[string]bool, error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	deviations := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if fields := strings.Fields(line); len(fields) > 0 {
			deviations[strings.Join(fields, " ")] = true
		}
	}
	return deviations, err
}

// repositories turns case configurations into what whimbrel.toml with the same
// keys gives, so that the reader of the configuration is exercised too.
type repositories struct {
	dir   string
	known map[string]record.Config
}

func (r *repositories) read(c testCase) (record.Config, error) {
	key, err := json.Marshal(c.Config)
	if err != nil {
		return record.Config{}, err
	}
	commands, ok := r.known[string(key)]
	if !ok {
		if commands, err = r.load(c.Config); err != nil {
			return record.Config{}, err
		}
		r.known[string(key)] = commands
	}
	commands.Prefix = c.Prefix
	return commands, nil
}

func (r *repositories) load(keys map[string]any) (record.Config, error) {
	var text strings.Builder
	if err := toml.NewEncoder(&text).Encode(map[string]any{"repo": keys}); err != nil {
		return record.Config{}, err
	}
	path := filepath.Join(r.dir, config.FileName)
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return record.Config{}, err
	}
	environment := func(string) (string, bool) { return "", false }
	loaded, err := config.Load(config.Options{Dir: r.dir, File: path, LookupEnv: environment})
	if err != nil {
		return record.Config{}, err
	}
	repos, err := loaded.Repos(nil)
	if err != nil {
		return record.Config{}, err
	}
	return repos[0].Commands, nil
}
