package operation

import "github.com/whimbrel-go/whimbrel/command"

func (l *lowering) createTable(c command.CreateTable) {
	table := OnTable{c.Table.Object}
	create := CreateTable{
		OnTable: table, Options: c.Table.Options, Engine: c.Table.Engine, Lenient: c.Existence == command.Lenient,
	}
	for _, a := range c.Columns {
		create.Columns = append(create.Columns, l.bare(a.Column))
		if a.Column.Options.PrimaryKey {
			create.PrimaryKey = append(create.PrimaryKey, a.Column.Name)
		}
	}
	l.add(create)
	l.newTable = true
	for _, a := range c.Columns {
		l.change = a
		l.withColumn(table, a.Column)
		l.columnComment(table, a.Column)
	}
	l.change, l.newTable = nil, false
	if l.database == "postgres" { // MySQL has it in the definition
		l.tableComment(c.Table)
	}
}

func (l *lowering) alterTable(c command.AlterTable) {
	table := OnTable{c.Table.Object}
	from := len(l.list)
	var keys []string
	for _, change := range c.Changes {
		l.change = change
		switch change := change.(type) {
		case command.Add:
			l.addColumn(table, change.Column, change.Existence)
			l.columnComment(table, change.Column)
			keys = appendKey(keys, change.Column)
		case command.Modify:
			l.modify(table, change)
			keys = appendKey(keys, change.Column)
		case command.Remove:
			l.remove(table, change)
		}
	}
	l.change = nil
	if len(keys) > 0 {
		l.add(AddPrimaryKey{OnTable: table, Columns: keys})
	}
	l.withoutIdle(from)
	l.tableComment(c.Table)
}

func appendKey(keys []string, c command.Column) []string {
	if c.Options.PrimaryKey {
		return append(keys, c.Name)
	}
	return keys
}

// tableComment: SQLite and SQL Server have none.
func (l *lowering) tableComment(t command.Table) {
	if t.Comment != "" && (l.database == "postgres" || l.database == "mysql") {
		l.add(Comment{OnTable: OnTable{t.Object}})
	}
}
