package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// readShortList is a list of columns right behind a table's name, with nothing
// between: "create tags name slug:string".
func readShortList(p *parser, at int) []reading {
	if p.kind(at) != words.Word || p.is("HAVE", at) > 0 || p.symbol(at, ":") {
		return nil
	}
	readings := append([]reading(nil), p.slot("columns", at)...)
	if !p.shorthand(at) {
		for i := range readings {
			readings[i].worth -= 4
		}
	}
	return readings
}

// readNounTable is a new table that the text calls a table.
func readNounTable(p *parser, at int) []reading {
	var readings []reading
	for _, r := range p.slot("newtable", at) {
		if p.saysTable(at, r.end) {
			readings = append(readings, r)
		}
	}
	return readings
}

func (p *parser) saysTable(at, end int) bool {
	for i := at; i < end; i++ {
		if p.is("TABLE", i) > 0 || p.is("TABLES", i) > 0 {
			return true
		}
	}
	return false
}

// readDropTables is tables that the text calls tables: "the coupons table". To
// drop "users" could mean anything.
func readDropTables(p *parser, at int) []reading {
	var readings []reading
	for _, r := range p.slot("tables", at) {
		if p.saysTable(at, r.end) {
			readings = append(readings, r)
		}
	}
	return readings
}

// dottedColumn is a new column that is told with its table: posts.subtitle.
type dottedColumn struct {
	table intent.Name
	item  item
}

func readDotted(p *parser, at int) []reading {
	var readings []reading
	for _, r := range readName(p, at) {
		if !p.symbol(r.end, ".") || !p.tight(r.end) || !p.tight(r.end+1) {
			continue
		}
		table, _ := r.value.(intent.Name)
		for _, c := range p.slot("item", r.end+1) {
			it, _ := c.value.(item)
			if it.kind == columnItem {
				readings = keepReading(readings, reading{c.end, r.worth + worthWord + c.worth, dottedColumn{table, it}, c.fixes})
			}
		}
	}
	return readings
}

// readTightColumn is the column of "+phone users": one word, with its shorthand.
func readTightColumn(p *parser, at int) []reading {
	if !p.tight(at) {
		return nil
	}
	var readings []reading
	for _, r := range p.slot("item", at) {
		readings = append(readings, reading{r.end, r.worth, &cell{item: itemOf(r)}, r.fixes})
	}
	return readings
}

func itemOf(r reading) item {
	it, _ := r.value.(item)
	return it
}

// readHardType is a type that cannot be the name of a column: "make amount a
// bigint".
func readHardType(p *parser, at int) []reading {
	var readings []reading
	for _, r := range p.slot("type", at) {
		value, _ := r.value.(typeValue)
		if !value.soft || p.symbol(at-1, ":") || isArticle(p.word(at-1)) || value.Name != "" {
			readings = append(readings, r)
		}
	}
	return readings
}

// readIndexName is the name of an index: it says so.
func readIndexName(p *parser, at int) []reading {
	var readings []reading
	for _, r := range anyName(p, at) {
		name, _ := r.value.(intent.Name)
		named := name.Exact || strings.HasSuffix(name.Text, "_index") || strings.HasSuffix(name.Text, "_idx") || strings.HasSuffix(name.Text, "_key") || strings.HasPrefix(name.Text, "idx_") ||
			strings.HasPrefix(name.Text, "index_") || strings.HasPrefix(name.Text, "ix_") || strings.HasPrefix(name.Text, "uq_") || strings.HasSuffix(name.Text, "_uniq") || strings.HasSuffix(name.Text, "_unique") ||
			p.is("CALLED", at-1) > 0
		if named {
			r.worth += worthClass
			readings = append(readings, r)
		}
	}
	return readings
}

// readKnownExtensions is a list of names that are extensions of PostgreSQL.
func readKnownExtensions(p *parser, at int) []reading {
	var readings []reading
	for _, r := range p.slot("anynames", at) {
		names, _ := r.value.([]intent.Name)
		known := true
		for _, name := range names {
			known = known && isExtension(name.Text)
		}
		if known {
			r.worth += 2 * worthWord * len(names)
			readings = append(readings, r)
		}
	}
	return readings
}

// isExtension reports whether a name is an extension's, and nothing else: age
// and cube are columns as well, unless the text calls them extensions.
func isExtension(name string) bool {
	switch strings.ReplaceAll(name, "-", "_") {
	case "citext", "pgcrypto", "pg_trgm", "hstore", "uuid_ossp", "btree_gist", "btree_gin", "postgis", "unaccent", "ltree", "vector", "pgvector", "intarray", "tablefunc", "pg_stat_statements", "fuzzystrmatch", "earthdistance", "timescaledb", "postgres_fdw", "dblink", "xml2", "pg_cron", "pg_partman", "pgrouting", "moddatetime", "intagg", "dict_int", "plpython3u", "pg_prewarm", "pg_buffercache", "pgstattuple", "citus", "pgaudit":
		return true
	}
	return false
}

// cutParent is what is left of a name such as parent_category before the
// table's own: parent.
func cutParent(name, table intent.Name) (intent.Name, bool) {
	before, last, ok := strings.Cut(name.Text, "_")
	if !ok || !sameTable(intent.Name{Text: last}, table) {
		return intent.Name{}, false
	}
	name.Text = before
	return name, true
}
