package sqldb

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// sqlitePragmas are what Exqlite sets on every connection where SQLite's own
// default differs (Exqlite.Connection, options of Ecto.Adapters.SQLite3). The
// busy timeout comes first: switching to WAL may have to wait.
var sqlitePragmas = []struct{ name, value string }{
	{"busy_timeout", "2000"},
	{"foreign_keys", "on"},
	{"journal_mode", "wal"},
	{"synchronous", "normal"},
	{"cache_size", "-64000"},
}

// sqliteOptions are the other options of Ecto.Adapters.SQLite3 that are
// pragmas, with the pragma's name where it differs.
var sqliteOptions = map[string]string{
	"temp_store": "", "cache_spill": "", "case_sensitive_like": "", "auto_vacuum": "",
	"locking_mode": "", "secure_delete": "", "hard_heap_limit": "", "soft_heap_limit": "",
	"wal_auto_check_point": "wal_autocheckpoint", "wal_autocheckpoint": "",
}

// SQLiteDSN returns the data source name of a database file for the driver
// modernc.org/sqlite, with the pragmas that ecto_sqlite3 sets. Parameters
// named like an option of ecto_sqlite3 (journal_mode, busy_timeout, ...)
// override them; other parameters go to the driver as they are. The path
// ":memory:" is a database of its own for every connection.
func SQLiteDSN(path string, parameters url.Values) string {
	rest := url.Values{}
	given := map[string]string{}
	for name, values := range parameters {
		pragma, known := sqliteOptions[name]
		if pragma == "" {
			pragma = name
		}
		if known || isDefaultPragma(name) {
			given[pragma] = values[len(values)-1]
		} else {
			rest[name] = values
		}
	}
	var pragmas []string
	add := func(name, value string) {
		pragmas = append(pragmas, "_pragma="+url.QueryEscape(name+"("+value+")"))
	}
	for i, p := range sqlitePragmas {
		value := p.value
		if v, ok := given[p.name]; ok {
			value = v
			delete(given, p.name)
		}
		add(p.name, value)
		if i > 0 {
			continue
		}
		// auto_vacuum has an effect only before journal_mode writes.
		for _, name := range slices.Sorted(maps.Keys(given)) {
			if !isDefaultPragma(name) {
				add(name, given[name])
			}
		}
	}
	query := strings.Join(pragmas, "&")
	if len(rest) > 0 {
		query += "&" + rest.Encode()
	}
	return "file:" + escapePath(path) + "?" + query
}

func isDefaultPragma(name string) bool {
	for _, p := range sqlitePragmas {
		if p.name == name {
			return true
		}
	}
	return false
}

// escapePath writes a path as a part of a file: URI ("Uniform Resource
// Identifiers" in SQLite's manual).
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}
