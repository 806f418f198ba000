package dialecttest

import "github.com/whimbrel-go/whimbrel/command"

func indexes() []Step {
	with := func(change func(*command.Index)) command.Index {
		i := Index("numbers", "a", "b")
		i.Name = "numbers_index"
		change(&i)
		return i
	}
	create := func(i command.Index) command.CreateIndex { return command.CreateIndex{Index: i} }
	dropIfExists := command.DropIndex{Index: with(func(*command.Index) {}), Existence: command.Lenient}
	yes, no := true, false
	direction := func(d command.IndexDirection) func(*command.Index) {
		return func(i *command.Index) { i.Columns = []command.IndexColumn{{Column: "a", Direction: d}, {Column: "b"}} }
	}
	var steps []Step
	for _, v := range []struct {
		name               string
		change             func(*command.Index)
		broken, brokenDrop map[string]string
	}{
		{"index", func(*command.Index) {}, nil, nil},
		{"unique index", func(i *command.Index) { i.Unique = true }, nil, nil},
		{"index in descending order", direction(command.Desc), nil, nil},
		{"index with nulls last", direction(command.DescNullsLast), nil, nil},
		{"index of an expression", func(i *command.Index) { i.Columns = []command.IndexColumn{{Expr: "abs(a)"}} },
			map[string]string{"mysql": "MariaDB has no functional indexes"}, nil},
		{"partial index", func(i *command.Index) { i.Where = "a > 0" }, nil, nil},
		{"covering index", func(i *command.Index) { i.Include = []command.IndexColumn{{Column: "c"}} }, nil, nil},
		{"index of a kind", func(i *command.Index) { i.Using = "btree" }, nil, nil},
		{"concurrent index", func(i *command.Index) { i.Name, i.Concurrently = "concurrent_index", true },
			nil, map[string]string{"mysql": "MariaDB's DROP INDEX does not know LOCK"}},
		{"index of one partition", func(i *command.Index) { i.Only = true }, nil, nil},
		{"index with equal nulls", func(i *command.Index) { i.Unique, i.NullsDistinct = true, &no }, nil, nil},
		{"index with distinct nulls", func(i *command.Index) { i.Unique, i.NullsDistinct = true, &yes }, nil, nil},
		{"index with options", func(i *command.Index) { i.Options = "fillfactor = 50" }, nil, nil},
		{"index with a comment", func(i *command.Index) { i.Comment = "it's fast" }, nil, nil},
	} {
		index := with(v.change)
		created := "create: " + v.name
		steps = append(steps, Step{Name: created, Command: create(index), Broken: v.broken},
			Step{Name: "drop: " + v.name, Command: command.DropIndex{Index: index}, After: created, Broken: v.brokenDrop})
	}
	lenient := create(with(func(*command.Index) {}))
	lenient.Existence = command.Lenient
	return append(steps,
		Step{Name: "create an index if there is none", Command: lenient},
		Step{Name: "drop an index if there is one", Command: dropIfExists},
		Step{Name: "create an index", Command: create(Index("users", "email"))},
		Step{Name: "rename an index", Command: command.RenameIndex{Index: Index("users", "email"), To: "emails"}},
		Step{Name: "create an index again", Command: create(Index("users", "email"))},
		Step{Name: "drop an index with mode cascade", Command: command.DropIndex{Index: Index("users", "email"), Mode: command.Cascade}},
	)
}
