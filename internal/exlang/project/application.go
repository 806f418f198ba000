package project

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// application is the module Application.
func (p *Project) application() functions {
	started := func(c *eval.Call) (eval.Value, error) {
		_, err := c.Atom(0)
		return eval.OK, err
	}
	return functions{
		"get_env/2": p.getEnv, "get_env/3": p.getEnv, "compile_env/2": p.getEnv, "compile_env/3": p.getEnv,
		"fetch_env/2": p.fetchEnv, "fetch_env!/2": p.fetchEnvBang, "compile_env!/2": p.fetchEnvBang,
		"get_all_env/1": p.getAllEnv,
		"app_dir/1":     p.appDir, "app_dir/2": p.appDir,
		// There are no applications to start: a script that starts one goes on.
		"load/1": started, "ensure_loaded/1": started, "start/1": started, "start/2": started,
		"ensure_started/1": started, "ensure_started/2": started,
		"ensure_all_started/1": allStarted, "ensure_all_started/2": allStarted,
	}
}

func allStarted(*eval.Call) (eval.Value, error) { return eval.Tuple{eval.OK, eval.List{}}, nil }

// setting returns the value of the key in argument 1, which may be a path of
// keys, of the application in argument 0, and whether there is one.
func (p *Project) setting(c *eval.Call) (eval.Value, bool, error) {
	app, err := c.Atom(0)
	if err != nil {
		return nil, false, err
	}
	path := []eval.Value{c.Args[1]}
	if list, ok := c.Args[1].(eval.List); ok {
		path = list
	}
	settings, listed := p.options.Apps[string(app)]
	if !listed {
		return nil, false, untold(c, "the setting "+describeSetting(app, path), exampleSetting(app, path), otherSettings)
	}
	var found any = settings
	for _, step := range path {
		key, ok := keyOf(step)
		table, isTable := found.(map[string]any)
		if !ok || !isTable {
			return nil, false, nil
		}
		if found, ok = table[key]; !ok {
			return nil, false, nil
		}
	}
	return Term(found), true, nil
}

func describeSetting(app eval.Atom, path []eval.Value) string {
	text := eval.Inspect(app)
	for _, step := range path {
		text += ", " + eval.Inspect(step)
	}
	return text
}

// exampleSetting is how whimbrel.toml would tell a setting.
func exampleSetting(app eval.Atom, path []eval.Value) diag.Setting {
	keys := make([]string, len(path))
	for i, step := range path {
		key, _ := keyOf(step)
		keys[i] = tomlKey(key)
	}
	return diag.Setting{Table: "elixir.app." + tomlKey(string(app)), Key: strings.Join(keys, "."), Values: []string{"..."}}
}

// otherSettings says what it means to list an application.
const otherSettings = "what is not listed of the application is not set"

// tomlKey is how TOML writes a key.
func tomlKey(key string) string {
	bare := func(r rune) bool {
		return r == '_' || r == '-' || unicode.IsDigit(r) || r <= 'z' && unicode.IsLetter(r)
	}
	if key != "" && !strings.ContainsFunc(key, func(r rune) bool { return !bare(r) }) {
		return key
	}
	return strconv.Quote(key)
}

func (p *Project) getEnv(c *eval.Call) (eval.Value, error) {
	v, ok, err := p.setting(c)
	switch {
	case err != nil:
		return nil, err
	case ok:
		return v, nil
	case len(c.Args) > 2:
		return c.Args[2], nil
	}
	return eval.Nil, nil
}

func (p *Project) fetchEnv(c *eval.Call) (eval.Value, error) {
	v, ok, err := p.setting(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return eval.Atom("error"), nil
	}
	return eval.Tuple{eval.OK, v}, nil
}

func (p *Project) fetchEnvBang(c *eval.Call) (eval.Value, error) {
	v, ok, err := p.setting(c)
	if err != nil || ok {
		return v, err
	}
	return nil, c.Raise("ArgumentError", "could not fetch application environment %s for application %s because configuration at %s was not set",
		eval.Inspect(c.Args[1]), eval.Inspect(c.Args[0]), eval.Inspect(c.Args[1]))
}

func (p *Project) getAllEnv(c *eval.Call) (eval.Value, error) {
	app, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	settings, listed := p.options.Apps[string(app)]
	if !listed {
		return nil, untold(c, "the configuration of "+eval.Inspect(app),
			diag.Setting{Table: "elixir.app." + tomlKey(string(app)), Key: "key", Values: []string{"..."}}, otherSettings)
	}
	return Term(settings), nil
}
