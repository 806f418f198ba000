package english

import "github.com/whimbrel-go/whimbrel/internal/intent"

// placed gives the table that the text names last to what was said before it
// without one: "make email unique and phone required on users" speaks of one
// table. A text with several tables leaves it open.
func placed(intents []intent.Intent) []intent.Intent {
	var only intent.Name
	for _, in := range intents {
		for _, name := range tablesIn(in) {
			if only.Given() && !sameTable(only, name) {
				return intents
			}
			if name.Given() {
				only = name
			}
		}
	}
	if !only.Given() {
		return intents
	}
	all := make([]intent.Intent, len(intents))
	for i, in := range intents {
		all[i] = withTable(in, only)
	}
	return all
}

// tablesIn are the tables that an intent is about: none for what is about
// columns whose table is not told.
func tablesIn(in intent.Intent) []intent.Name {
	switch in := in.(type) {
	case intent.CreateTable:
		return []intent.Name{in.Table}
	case intent.AddColumns:
		return in.Tables.Names
	case intent.RemoveColumns:
		return in.Tables.Names
	case intent.ChangeColumn:
		return []intent.Name{in.Table}
	case intent.RenameColumn:
		return []intent.Name{in.Table}
	case intent.CreateIndex:
		return []intent.Name{in.Table}
	case intent.DropIndex:
		return []intent.Name{in.Table}
	case intent.AddCheck:
		return []intent.Name{in.Table, {Text: in.Condition.Table}}
	case intent.Backfill:
		return []intent.Name{in.Table}
	case intent.DeleteRows:
		return []intent.Name{in.Table}
	case intent.DropTable:
		return in.Tables
	case intent.RenameTable:
		return []intent.Name{in.From, in.To}
	case intent.JoinTable:
		return []intent.Name{in.Table, in.Left, in.Right}
	case intent.Associate:
		return []intent.Name{in.Child}
	}
	return nil
}

// withTable puts an intent that names no table on one.
func withTable(in intent.Intent, table intent.Name) intent.Intent {
	set := func(to *intent.Name) {
		if !to.Given() {
			*to = table
		}
	}
	tables := func(to *intent.Tables) {
		if len(to.Names) == 0 && !to.All {
			*to = intent.Tables{Span: table.Span, Names: []intent.Name{table}}
		}
	}
	switch in := in.(type) {
	case intent.AddColumns:
		tables(&in.Tables)
		return in
	case intent.RemoveColumns:
		tables(&in.Tables)
		return in
	case intent.ChangeColumn:
		set(&in.Table)
		return in
	case intent.RenameColumn:
		set(&in.Table)
		return in
	case intent.CreateIndex:
		if !in.ForeignKeys {
			set(&in.Table)
		}
		return in
	case intent.DropIndex:
		if !in.Name.Given() {
			set(&in.Table)
		}
		return in
	case intent.Backfill:
		set(&in.Table)
		return in
	}
	return in
}
