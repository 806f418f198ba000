package dialecttest

import "github.com/whimbrel-go/whimbrel/command"

// Step is a command of the exercise.
type Step struct {
	Name    string
	Command command.Command
	// After names the step without which this one cannot run.
	After string
	// Broken says, by the dialect's name, why a server refuses the text that
	// Ecto sends. It is part of the exercise all the same, because the text
	// must stay Ecto's.
	Broken map[string]string
}

// Exercise returns the steps. The accepted ones run on a fresh database of
// each kind, in this order.
func Exercise() []Step {
	var steps []Step
	for _, part := range [][]Step{tables(), columns(), changes(), references(), indexes(), constraints(), prefixes(), ends()} {
		steps = append(steps, part...)
	}
	return steps
}

func tables() []Step {
	lenient := Create("users", ID())
	lenient.Existence = command.Lenient
	commented := Create("notes", ID(), Column("body", "text", Comment("it's a \"body\"")))
	commented.Table.Comment = "notes to ourselves"
	optioned := Create("logs", ID(), Column("line", "text"))
	optioned.Table.Engine = "aria"
	return []Step{
		{Name: "create a table", Command: Create("users", ID(),
			Column("email", "string", NotNull), Column("name", "string", Size("40"), Nullable))},
		{Name: "create a table that is there already", Command: lenient},
		{Name: "create a table with comments", Command: commented},
		{Name: "create a table with an engine", Command: optioned},
		{Name: "create a table with a composite key", Command: Create("areas",
			Column("country", "string", PrimaryKey, Size("2")), Column("code", "integer", PrimaryKey))},
		{Name: "create a table without a key", Command: Create("events", Column("at", "utc_datetime_usec"))},
		{Name: "create a table with odd names", Command: Create("Group", Column("Order By", "integer"))},
		{Name: "refuse a double quote", Command: Create(`we"ird`, ID()),
			Broken: map[string]string{"sqlite": "the adapter does not escape quotes"}},
		{Name: "refuse a backtick", Command: Create("we`ird", ID())},
		{Name: "refuse a bracket", Command: Create("we[i]rd", ID())},
	}
}

func columns() []Step {
	numbers := Create("numbers", ID(),
		Column("a", "integer", Default(command.Int(-1))), Column("b", "bigint"),
		Column("c", "float", Default(command.Float(1.5))), Column("d", "decimal", Precision(10, 2)),
		Column("e", "decimal", Digits(5)), Column("f", "boolean", NotNull, Default(command.Bool(true))))
	texts := Create("texts", ID(),
		Column("a", "string", Default(command.String("it's"))), Column("b", "string", Default(command.String(`back\slash`))),
		Column("c", "binary"), Column("d", "uuid"), Column("e", "binary_id"),
		Column("f", "string", Default(command.Null{})))
	times := Create("times", ID(), Column("a", "date"), Column("b", "time"),
		Column("c", "time_usec"), Column("d", "utc_datetime"), Column("e", "utc_datetime_usec"),
		Column("f", "naive_datetime", Default(command.Fragment("CURRENT_TIMESTAMP"))), Column("g", "naive_datetime_usec", Digits(3)))
	settings := command.Map{{Key: command.String("theme"), Value: command.String("it's dark")}}
	lists := command.ArrayOf(command.NewType("string"))
	matrix := command.ArrayOf(command.ArrayOf(command.NewType("integer")))
	row := command.List{command.Int(1), command.Int(2)}
	one, two := 10, 2
	identity := Column("n", "identity", PrimaryKey)
	identity.Options.StartValue, identity.Options.Increment = &one, &two
	interval := Column("d", "duration")
	interval.Options.Fields = "DAY TO SECOND"
	onlyPostgres := map[string]string{"mysql": "the type is PostgreSQL's"}
	return []Step{
		{Name: "numbers", Command: numbers},
		{Name: "texts", Command: texts},
		{Name: "times", Command: times},
		{Name: "a sized binary", Command: Create("hashes", Column("a", "binary", Size("16"))),
			Broken: map[string]string{"postgres": "bytea takes no size"}},
		{Name: "a map with a default", Command: Create("maps", Column("a", "map", Default(settings)), Column("b", command.MapOf(command.NewType("string"))))},
		{Name: "a list with a default", Command: Create("lists", Column("a", lists, Default(command.List{command.String("it's"), command.String("b")})))},
		{Name: "a matrix with a default", Command: Create("matrices", Column("a", matrix, Default(command.List{row, row})))},
		{Name: "a list for a column that is none", Command: Create("nolists", Column("a", "string", Default(row)))},
		{Name: "an atom as a default", Command: Create("atoms", Column("a", "string", Default(command.Atom("draft"))))},
		{Name: "an identity column", Command: Create("identities", identity), Broken: onlyPostgres},
		{Name: "a duration", Command: Create("durations", interval), Broken: onlyPostgres},
		{Name: "a generated column", Command: Create("boxes", Column("a", "integer"), Column("b", "integer", Generated("ALWAYS AS (a * 2) STORED"))),
			Broken: map[string]string{"mysql": "the option is the database's own text"}},
		{Name: "a type that no database knows", Command: Create("tuples", Column("a", command.Type{Name: "tuple", Of: &command.Type{Name: "string"}}))},
	}
}

func changes() []Step {
	remove := func(name, kind string) command.Remove {
		was := Column(name, kind)
		return command.Remove{Name: name, Was: &was}
	}
	modify := func(c command.Column) command.Modify { return command.Modify{Column: c} }
	return []Step{
		{Name: "add columns", Command: Alter("users", command.Add{Column: Column("age", "integer")},
			command.Add{Column: Column("seen_at", "naive_datetime", Nullable)})},
		{Name: "add a column that must not be null", Command: Alter("notes", command.Add{Column: Column("views", "integer", NotNull, Default(command.Int(0)), Comment("how often"))})},
		{Name: "add a column that may be there", Command: Alter("users", command.Add{Column: Column("age", "integer"), Existence: command.Lenient})},
		{Name: "remove a column that may be there", Command: Alter("users", command.Remove{Name: "gone", Existence: command.Lenient})},
		{Name: "remove a column", Command: Alter("users", command.Remove{Name: "seen_at"})},
		{Name: "remove a column by its type", Command: Alter("users", remove("age", "integer"))},
		{Name: "modify a column", Command: Alter("users", modify(Column("name", "text")))},
		{Name: "modify null and default", Command: Alter("users", modify(Column("email", "string", Size("320"), NotNull, Default(command.String("")))))},
		{Name: "modify to no default", Command: Alter("users", modify(Column("email", "string", Nullable, Default(command.Null{}))))},
		{Name: "comment on a table", Command: func() command.Command {
			c := Alter("notes", command.Add{Column: Column("extra", "string")})
			c.Table.Comment = "more notes"
			return c
		}()},
		{Name: "alter to a primary key", Command: Alter("events", command.Add{Column: Column("id", "integer", PrimaryKey)}),
			Broken: map[string]string{"sqlite": "SQLite adds no primary key to a table that exists"}},
		{Name: "alter nothing", Command: Alter("users"),
			Broken: map[string]string{"postgres": "an empty block is half a statement"}},
		{Name: "rename a column", Command: command.RenameColumn{Table: command.Object{Name: "notes"}, From: "extra", To: "more"}},
		{Name: "rename a table", Command: command.RenameTable{From: command.Object{Name: "notes"}, To: command.Object{Name: "remarks"}}},
	}
}
