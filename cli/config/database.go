package config

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// The dialects' names.
const (
	Postgres = "postgres"
	MySQL    = "mysql"
	SQLite   = "sqlite"
	MSSQL    = "mssql"
)

// Dialects are the names of all dialects.
var Dialects = []string{Postgres, MySQL, SQLite, MSSQL}

// dialectNames maps what people call a database, Ecto's adapters and the
// schemes of URLs included, to the dialect.
var dialectNames = map[string]string{
	"postgres": Postgres, "postgresql": Postgres, "pg": Postgres, "ecto.adapters.postgres": Postgres, "postgrex": Postgres,
	"mysql": MySQL, "mariadb": MySQL, "myxql": MySQL, "ecto.adapters.myxql": MySQL,
	"sqlite": SQLite, "sqlite3": SQLite, "file": SQLite, "ecto.adapters.sqlite3": SQLite, "exqlite": SQLite,
	"mssql": MSSQL, "sqlserver": MSSQL, "tds": MSSQL, "ecto.adapters.tds": MSSQL,
}

// DialectOf returns the dialect for a name that a person or Ecto would use.
func DialectOf(name string) (string, error) {
	if dialect, ok := dialectNames[strings.ToLower(strings.TrimPrefix(name, "Elixir."))]; ok {
		return dialect, nil
	}
	return "", &Problem{fmt.Sprintf("unknown database %q", name), oneOf(name, Dialects)}
}

// Problem is an error in a value, without the place where the value stands. It
// never quotes a URL, which may hold a password.
type Problem struct {
	Summary string
	advice  advice
}

func (p *Problem) Error() string { return p.Summary }

// Database says where a database is and how to enter.
type Database struct {
	Dialect string
	// Host and Port, or Socket, are the server's address; empty means the
	// driver's default.
	Host   string
	Port   int
	Socket string
	User   string
	// Password is never printed; see [Database.Redact].
	Password string
	// Name is the database on the server.
	Name string
	// Path is SQLite's file, as it is opened, and Shown as it is shown.
	Path, Shown string
	// Params are the URL's parameters that mean something to the driver.
	Params url.Values
	// Storage says how "create" and "drop" treat the database.
	Storage Storage
	// Origin says who named the database: "--url", "DATABASE_URL", ...
	Origin string
}

// Storage holds Ecto's options for creating and dropping a database.
type Storage struct {
	// Encoding, Template, Collate and Ctype are PostgreSQL's; Charset and
	// Collation are MySQL's (Collation also SQL Server's).
	Encoding, Template, Collate, Ctype string
	Charset, Collation                 string
	// Maintenance is the database to connect to; "" means "postgres".
	Maintenance string
	ForceDrop   bool
}

var defaultPorts = map[string]int{Postgres: 5432, MySQL: 3306, MSSQL: 1433}

// ParseURL reads a database URL. The adapter decides about ecto:// URLs and is
// otherwise not needed; relative SQLite paths start from dir.
func ParseURL(raw, adapter, workingDir, dir string) (Database, error) {
	raw = strings.TrimSpace(raw)
	if isSQLitePath(raw) {
		return sqliteDatabase(raw, workingDir, dir, nil), nil
	}
	u, err := url.Parse(raw)
	if err != nil {
		// The error of net/url quotes the URL; the password may be in it.
		return Database{}, &Problem{"the database URL cannot be understood",
			try("write special characters of the user name and the password as %XX (@ is %40, / is %2F, # is %23)")}
	}
	dialect, err := schemeDialect(u.Scheme, adapter)
	if err != nil {
		return Database{}, err
	}
	if dialect == SQLite {
		path := u.Opaque
		if path == "" {
			path = u.Host + u.Path
		} else if unescaped, err := url.PathUnescape(path); err == nil {
			path = unescaped
		}
		if path == "" {
			return Database{}, &Problem{"the database URL names no file", try("sqlite:whimbrel.db or sqlite:///full/path/whimbrel.db")}
		}
		return sqliteDatabase(path, workingDir, dir, u.Query()), nil
	}
	return serverDatabase(u, dialect)
}

func schemeDialect(scheme, adapter string) (string, error) {
	switch scheme = strings.ToLower(scheme); {
	case scheme == "ecto" && adapter == SQLite:
		return "", &Problem{"an ecto:// URL names a server, but the adapter is SQLite's", try("sqlite:whimbrel.db")}
	case scheme == "ecto" && adapter != "":
		return adapter, nil
	case scheme == "ecto":
		return "", &Problem{"an ecto:// URL does not say which database it is",
			try("add adapter = \"postgres\" to whimbrel.toml, or write postgres:// instead of ecto://")}
	case scheme == "":
		return "", &Problem{"the database URL has no scheme", try("postgres://user:password@localhost/app_dev, mysql://..., sqlite:whimbrel.db")}
	}
	if dialect, ok := dialectNames[scheme]; ok {
		return dialect, nil
	}
	return "", &Problem{fmt.Sprintf("the database URL's scheme %q is unknown", scheme),
		oneOf(scheme, []string{"postgres", "mysql", "mariadb", "sqlite", "sqlserver", "ecto"})}
}

func serverDatabase(u *url.URL, dialect string) (Database, error) {
	d := Database{Dialect: dialect, Host: u.Hostname(), Name: strings.TrimPrefix(u.Path, "/"), Params: u.Query()}
	if u.User != nil {
		d.User = u.User.Username()
		d.Password, _ = u.User.Password()
	}
	if port := u.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return d, &Problem{fmt.Sprintf("the database URL's port %s is not a port number", port),
				try("leave it out for the usual port")}
		}
		d.Port = n
	}
	return d.ectoParams(), nil
}

// ectoParams takes the parameters out that are Ecto's and would confuse the
// driver, and translates those that have a meaning for us.
func (d Database) ectoParams() Database {
	take := func(key string) string {
		value := d.Params.Get(key)
		d.Params.Del(key)
		return value
	}
	for _, key := range []string{"pool_size", "pool", "pool_count", "queue_target", "queue_interval", "timeout", "prepare"} {
		if key != "timeout" || d.Dialect != MySQL {
			take(key)
		}
	}
	if socket := take("socket"); socket != "" {
		d.Socket = socket
	}
	if dir := take("socket_dir"); dir != "" {
		d.Socket = dir
	}
	if name := d.Params.Get("database"); d.Dialect == MSSQL && name != "" {
		d.Name = take("database")
	}
	if d.Params.Has("ssl") {
		d = d.withSSL(take("ssl") == "true")
	}
	return d
}

// withSSL turns encryption on or off in the driver's words.
func (d Database) withSSL(on bool) Database {
	if d.Params == nil {
		d.Params = url.Values{}
	}
	words := map[string][3]string{
		Postgres: {"sslmode", "require", "disable"}, MySQL: {"tls", "true", "false"}, MSSQL: {"encrypt", "true", "false"},
	}
	word, ok := words[d.Dialect]
	if ok && !d.Params.Has(word[0]) {
		value := word[2]
		if on {
			value = word[1]
		}
		d.Params.Set(word[0], value)
	}
	return d
}

func isSQLitePath(raw string) bool {
	if raw == ":memory:" {
		return true
	}
	if strings.Contains(raw, "://") {
		return false
	}
	for _, scheme := range []string{"sqlite:", "sqlite3:", "file:"} {
		if strings.HasPrefix(strings.ToLower(raw), scheme) {
			return false
		}
	}
	switch strings.ToLower(filepath.Ext(raw)) {
	case ".db", ".sqlite", ".sqlite3", ".db3":
		return true
	}
	return false
}

func sqliteDatabase(path, workingDir, dir string, params url.Values) Database {
	if path == ":memory:" {
		return Database{Dialect: SQLite, Path: path, Shown: path, Params: params}
	}
	full := within(dir, path)
	return Database{Dialect: SQLite, Path: full, Shown: shownPath(workingDir, full), Params: params}
}

// Address is the server's address as it is shown.
func (d Database) Address() string {
	if d.Socket != "" {
		return d.Socket
	}
	port := d.Port
	if port == 0 {
		port = defaultPorts[d.Dialect]
	}
	return net.JoinHostPort(d.HostOrDefault(), strconv.Itoa(port))
}

// HostOrDefault returns the server's host.
func (d Database) HostOrDefault() string {
	if d.Host == "" {
		return "localhost"
	}
	return d.Host
}

// String says which database it is, without the password.
func (d Database) String() string {
	switch {
	case d.Dialect == SQLite:
		return d.Shown
	case d.Name == "":
		return Title(d.Dialect) + " at " + d.Address()
	}
	return d.Name + " at " + d.Address()
}

// Title is the name of a dialect's database in a sentence.
func Title(dialect string) string {
	switch dialect {
	case Postgres:
		return "PostgreSQL"
	case MySQL:
		return "MySQL"
	case SQLite:
		return "SQLite"
	}
	return "SQL Server"
}

// URL returns the database as a URL for the drivers that take one. It holds
// the password.
func (d Database) URL() string {
	scheme := map[string]string{Postgres: "postgres", MySQL: "mysql", MSSQL: "sqlserver"}[d.Dialect]
	u := url.URL{Scheme: scheme, Host: d.Host, Path: "/" + d.Name}
	if strings.Contains(d.Host, ":") {
		u.Host = "[" + d.Host + "]"
	}
	if d.Port != 0 {
		u.Host += ":" + strconv.Itoa(d.Port)
	}
	params := url.Values{}
	for key, values := range d.Params {
		params[key] = values
	}
	if d.Socket != "" && d.Dialect == Postgres {
		params.Set("host", d.Socket)
	}
	if d.Dialect == MSSQL {
		u.Path = ""
		if d.Name != "" {
			params.Set("database", d.Name)
		}
	}
	u.RawQuery = params.Encode()
	switch {
	case d.Password != "":
		u.User = url.UserPassword(d.User, d.Password)
	case d.User != "":
		u.User = url.User(d.User)
	}
	return u.String()
}

// Redact takes the password out of a text, such as a driver's message. A
// password that is also an ordinary word of the connection (the name of the
// user or the database) is only taken out where it stands as a password.
func (d Database) Redact(text string) string {
	if d.Password == "" {
		return text
	}
	for _, form := range []string{d.Password, url.QueryEscape(d.Password), url.PathEscape(d.Password),
		strings.TrimPrefix(url.UserPassword("", d.Password).String(), ":")} {
		text = strings.ReplaceAll(text, ":"+form+"@", ":***@")
		text = strings.ReplaceAll(text, "password="+form, "password=***")
		if form != d.User && form != d.Name && form != d.Host {
			text = strings.ReplaceAll(text, form, "***")
		}
	}
	return text
}
