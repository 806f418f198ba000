package dialecttest

import "github.com/whimbrel-go/whimbrel/command"

func constraints() []Step {
	check := command.Constraint{Table: "numbers", Name: "a_small", Check: "a < 100"}
	unchecked, commented := check, check
	unchecked.SkipValidation, commented.Comment = true, "it's small"
	exclude := command.Constraint{Table: "numbers", Name: "a_once", Exclude: "btree (a WITH =)"}
	create := func(c command.Constraint) command.CreateConstraint { return command.CreateConstraint{Constraint: c} }
	drop := func(c command.Constraint) command.DropConstraint { return command.DropConstraint{Constraint: c} }
	lenient, cascade := drop(check), drop(check)
	lenient.Existence, cascade.Mode = command.Lenient, command.Cascade
	notEnforced := map[string]string{"mysql": "MariaDB does not know NOT ENFORCED"}
	return []Step{
		{Name: "create a check constraint", Command: create(check)},
		{Name: "drop a constraint", Command: drop(check)},
		{Name: "create a check constraint without validating", Command: create(unchecked), Broken: notEnforced},
		{Name: "drop that constraint", Command: drop(unchecked), After: "create a check constraint without validating"},
		{Name: "create a constraint with a comment", Command: create(commented)},
		{Name: "drop the commented constraint", Command: drop(commented)},
		{Name: "create an exclusion constraint", Command: create(exclude)},
		{Name: "drop a constraint if there is one", Command: lenient},
		{Name: "drop a constraint with mode cascade", Command: cascade,
			Broken: map[string]string{"postgres": "the constraint is gone"}},
	}
}

// schema is a schema in PostgreSQL and a database of the whole server in MySQL.
const schema = "whimbrel_exercise"

func prefixes() []Step {
	in := func(name string) command.Object { return command.Object{Prefix: schema, Name: name} }
	table := func(name string, columns ...command.Column) command.CreateTable {
		c := Create(name, columns...)
		c.Table.Object = in(name)
		return c
	}
	none := ""
	outside := References("users", func(r *command.Reference) { r.Prefix = &none })
	index := Index("entries", "line")
	index.Prefix = schema
	alter := Alter("entries", command.Add{Column: Column("source_id", References("sources"))})
	alter.Table.Object = in("entries")
	existing := command.CreateTable{Table: command.Table{Object: in("sources")}, Existence: command.Lenient,
		Columns: []command.Add{{Column: ID()}}}
	gone := command.DropTable{Table: command.Table{Object: in("gone")}, Existence: command.Lenient}
	noSchemas := map[string]string{"sqlite": "SQLite has no schemas"}
	return []Step{
		{Name: "execute", Command: command.Execute{Up: command.SQL("CREATE SCHEMA " + schema)}, Broken: noSchemas},
		{Name: "create a table with a prefix", Command: table("sources", ID())},
		{Name: "create a table with a prefix that is there already", Command: existing},
		{Name: "references inherit the prefix", Command: table("entries", ID(), Column("line", "string"), Column("next_id", References("sources")))},
		{Name: "references leave the prefix", Command: table("owners", ID(), Column("user_id", outside)),
			Broken: map[string]string{"mysql": "MySQL looks for the table in the database of the other"}},
		{Name: "alter a table with a prefix", Command: alter},
		{Name: "rename a column of a table with a prefix", Command: command.RenameColumn{Table: in("entries"), From: "line", To: "text"}},
		{Name: "create an index of a table with a prefix", Command: command.CreateIndex{Index: index},
			Broken: map[string]string{"postgres": "the column is renamed", "mysql": "the column is renamed"}},
		{Name: "rename a table with a prefix", Command: command.RenameTable{From: in("entries"), To: in("lines")}},
		{Name: "drop a table with a prefix", Command: command.DropTable{Table: command.Table{Object: in("lines")}}},
		{Name: "drop a table with a prefix that is not there", Command: gone},
	}
}

func ends() []Step {
	drop := func(name string) command.DropTable { return command.DropTable{Table: Table(name)} }
	lenient, cascade := drop("gone"), drop("users")
	lenient.Existence, cascade.Mode = command.Lenient, command.Cascade
	return []Step{
		{Name: "execute a keyword command", Command: command.Execute{Up: command.Keywords{
			{Key: command.Atom("create"), Value: command.String("posts")}}}},
		{Name: "drop a table", Command: drop("posts")},
		{Name: "drop a table that is not there", Command: lenient},
		{Name: "drop a table with mode cascade", Command: cascade},
	}
}
