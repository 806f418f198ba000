package server

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
)

// Open opens the database of a postgres:// or mysql:// URL. One Exec may
// carry several statements.
func Open(rawURL string) (*sql.DB, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	switch u.Scheme {
	case "postgres", "postgresql":
		return sql.Open("pgx", rawURL)
	case "mysql", "mariadb":
		return openMariaDB(u)
	}
	return nil, fmt.Errorf("unknown database URL scheme %q", u.Scheme)
}

func openMariaDB(u *url.URL) (*sql.DB, error) {
	config := mysql.NewConfig()
	config.Net = "tcp"
	config.Addr = u.Host
	config.User = u.User.Username()
	config.Passwd, _ = u.User.Password()
	config.DBName = strings.TrimPrefix(u.Path, "/")
	config.MultiStatements = true
	config.ParseTime = true
	// The default logger tells the standard error of the tests about every
	// attempt to reach a server that is not up yet.
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}
