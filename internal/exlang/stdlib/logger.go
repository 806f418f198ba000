package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// logger is the module Logger. What is logged becomes a message of the run.
func (l *Library) logger() functions {
	done := func(*eval.Call) (eval.Value, error) { return eval.OK, nil }
	table := functions{
		"log/2": l.logAt, "log/3": l.logAt, "bare_log/2": l.logAt, "bare_log/3": l.logAt,
		"metadata/1": done, "reset_metadata/0": done, "reset_metadata/1": done, "configure/1": done, "flush/0": done,
		"enable/1": done, "disable/1": done, "put_process_level/2": done, "delete_process_level/1": done,
		"put_module_level/2": done, "delete_module_level/1": done,
		"metadata/0": func(*eval.Call) (eval.Value, error) { return eval.List{}, nil },
		"level/0":    func(*eval.Call) (eval.Value, error) { return eval.Atom("debug"), nil },
		"enabled?/1": func(*eval.Call) (eval.Value, error) { return eval.True, nil },
	}
	for _, level := range []string{"debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"} {
		table[level+"/1"], table[level+"/2"] = l.log(level), l.log(level)
	}
	table["warn/1"], table["warn/2"] = l.log("warning"), l.log("warning")
	return table
}

func (l *Library) log(level string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) { return l.logged(c, level, c.Args[0]) }
}

// logAt is log(level, message).
func (l *Library) logAt(c *eval.Call) (eval.Value, error) {
	level, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	if level == "warn" {
		level = "warning"
	}
	return l.logged(c, string(level), c.Args[1])
}

// logged hands on a message: text, a report, or a function that returns one.
func (l *Library) logged(c *eval.Call, level string, message eval.Value) (eval.Value, error) {
	if f, ok := message.(*eval.Fun); ok && f.Arity == 0 {
		v, err := f.Call(nil)
		if err != nil {
			return nil, err
		}
		message = v
		if pair, ok := v.(eval.Tuple); ok && len(pair) == 2 {
			message = pair[0]
		}
	}
	text := ""
	pairs, isReport := eval.Keyword(message)
	if _, isMap := message.(*eval.Map); isMap || isReport && len(pairs) > 0 {
		text = eval.Inspect(message)
	} else {
		var err error
		if text, err = printed(c, message); err != nil {
			return nil, err
		}
	}
	return eval.OK, l.output(c, level, text)
}
