package sqlddl

import "strings"

// option reads the actions that mean nothing to a model of the schema.
func (a *alterText) option() bool {
	if a.sees("LOCK") || a.sees("ALGORITHM") {
		a.algorithm()
		return true
	}
	return a.storage() || a.triggers() || a.partitions() || a.otherOption()
}

// storage reads the actions that may write the table anew.
func (a *alterText) storage() bool {
	what := a.acceptAny("SET LOGGED", "SET UNLOGGED", "SET TABLESPACE", "SET ACCESS METHOD", "CONVERT TO CHARACTER SET", "CONVERT TO CHARSET")
	if what == "" && a.database == "mysql" {
		what = a.acceptAny("ENGINE", "ROW_FORMAT", "KEY_BLOCK_SIZE", "FORCE", "TABLESPACE", "ORDER BY")
	}
	if what == "" && a.database == "mssql" {
		what = a.acceptAny("REBUILD")
	}
	if what == "" {
		return false
	}
	if what == "CONVERT TO CHARSET" {
		what = ConvertCharset
	}
	set := SetStorage{Table: a.table, What: strings.TrimPrefix(what, "SET ")}
	from := a.at().start
	set.Value = a.value()
	if a.accept("COLLATE") {
		set.Collation = a.value()
	}
	a.passOver()
	a.text.Online = a.text.Online || a.database == "mssql" && online(a.since(from))
	a.put(set)
	return true
}

// value reads the word that an option is set to, if one follows.
func (a *alterText) value() string {
	a.acceptAny("=", "TO")
	if k := a.at().kind; a.ended() || k == symbol || k == end || a.database == "mssql" {
		return ""
	}
	return a.step().text
}

// triggers reads ENABLE and DISABLE TRIGGER.
func (a *alterText) triggers() bool {
	verb := a.acceptAny("ENABLE TRIGGER", "DISABLE TRIGGER", "ENABLE REPLICA TRIGGER", "ENABLE ALWAYS TRIGGER")
	if verb == "" {
		return false
	}
	verb, _, _ = strings.Cut(verb, " ")
	a.put(Trigger{a.table, a.name(), verb})
	return true
}

func (a *alterText) partitions() bool {
	detach := a.database != "mssql" && a.accept("DETACH PARTITION")
	if !detach && (a.database == "mssql" || !a.accept("ATTACH PARTITION")) {
		return false
	}
	p := Partition{Table: a.table, Partition: a.object(), Detach: detach}
	p.Concurrently = a.acceptAny("CONCURRENTLY", "FINALIZE") == "CONCURRENTLY"
	p.Bound = a.bound()
	a.passOver()
	a.put(p)
	return true
}

// otherOption reads what is neither about rows nor about how they are kept.
func (a *alterText) otherOption() bool {
	if a.characterSet() {
		return true
	}
	what := a.acceptAny(
		"OWNER TO", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY",
		"FORCE ROW LEVEL SECURITY", "ENABLE", "DISABLE", "NO FORCE", "FORCE",
		"REPLICA IDENTITY", "CLUSTER ON", "SET WITHOUT CLUSTER", "SET", "RESET", "AUTO_INCREMENT",
		"NO INHERIT", "INHERIT", "NOT OF", "OF", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "DISCARD", "IMPORT",
		"TRUNCATE PARTITION", "EXCHANGE PARTITION", "COALESCE PARTITION", "REORGANIZE PARTITION", "ANALYZE PARTITION", "CHECK PARTITION",
		"OPTIMIZE PARTITION", "REBUILD PARTITION", "REPAIR PARTITION", "REMOVE PARTITIONING", "PARTITION BY",
		"ATTACH", "DETACH", "WITHOUT VALIDATION", "WITH VALIDATION", "SWITCH")
	if what == "" && a.database == "mssql" {
		return a.checked()
	}
	if what == "" {
		return false
	}
	value := a.value()
	a.passOver()
	a.put(SetOption{a.table, what, value})
	return true
}

// characterSet reads MySQL's [DEFAULT] CHARACTER SET and COLLATE, which new
// columns have.
func (a *alterText) characterSet() bool {
	if a.database != "mysql" {
		return false
	}
	found := false
	for {
		what := a.acceptAny("DEFAULT CHARACTER SET", "DEFAULT CHARSET", "CHARACTER SET", "CHARSET", "DEFAULT COLLATE", "COLLATE")
		switch {
		case what == "":
			return found
		case strings.HasSuffix(what, "COLLATE"):
			what = "COLLATE"
		default:
			what = "CHARACTER SET"
		}
		a.put(SetOption{a.table, what, a.value()})
		found = true
	}
}

// checked is SQL Server's [WITH CHECK] CHECK CONSTRAINT and NOCHECK CONSTRAINT.
func (a *alterText) checked() bool {
	switch what := a.acceptAny("CHECK CONSTRAINT", "NOCHECK CONSTRAINT"); what {
	case "CHECK CONSTRAINT":
		name := a.name()
		if a.withCheck {
			a.put(Validate{a.table, name})
			return true
		}
		a.put(SetOption{Table: a.table, What: what})
	case "NOCHECK CONSTRAINT":
		a.name()
		a.put(SetOption{Table: a.table, What: what})
	default:
		return false
	}
	return true
}
