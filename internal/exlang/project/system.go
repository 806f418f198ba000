package project

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// system is what of the module System depends on the machine.
func (p *Project) system() functions {
	return functions{
		"get_env/1": p.getVariable, "get_env/2": p.getVariable,
		"fetch_env/1": p.fetchVariable, "fetch_env!/1": p.fetchVariableBang,
		"cwd/0": p.cwd, "cwd!/0": p.cwd,
	}
}

// mix is the module Mix.
func (p *Project) mix() functions {
	return functions{
		"env/0":    func(*eval.Call) (eval.Value, error) { return eval.Atom(p.options.MixEnv), nil },
		"target/0": func(*eval.Call) (eval.Value, error) { return eval.Atom("host"), nil },
	}
}

// variable returns the environment variable in argument 0, which must be one
// that scripts may read.
func (p *Project) variable(c *eval.Call) (string, bool, error) {
	name, err := c.Text(0)
	if err != nil {
		return "", false, err
	}
	if !slices.Contains(p.options.Env, name) || p.options.LookupEnv == nil {
		return "", false, untold(c, "the environment variable "+name,
			diag.Setting{Table: "elixir", Key: "env", Values: append(slices.Clone(p.options.Env), name), List: true}, "the variables that scripts may read")
	}
	value, ok := p.options.LookupEnv(name)
	return value, ok, nil
}

func (p *Project) getVariable(c *eval.Call) (eval.Value, error) {
	value, ok, err := p.variable(c)
	switch {
	case err != nil:
		return nil, err
	case ok:
		return eval.String(value), nil
	case len(c.Args) > 1:
		return c.Args[1], nil
	}
	return eval.Nil, nil
}

func (p *Project) fetchVariable(c *eval.Call) (eval.Value, error) {
	value, ok, err := p.variable(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return eval.Atom("error"), nil
	}
	return eval.Tuple{eval.OK, eval.String(value)}, nil
}

func (p *Project) fetchVariableBang(c *eval.Call) (eval.Value, error) {
	value, ok, err := p.variable(c)
	if err != nil || ok {
		return eval.String(value), err
	}
	return nil, c.Raise("System.EnvError", "could not fetch environment variable %s because it is not set", eval.Inspect(c.Args[0]))
}
