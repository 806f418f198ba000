package main

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/go-sql-driver/mysql"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
)

// open returns the database of a URL. The drivers are chosen here and nowhere
// else.
func open(address string) (db database.Connector, closeDB func(), err error) {
	var pool *sql.DB
	kind := sqldb.SQLite
	switch {
	case strings.HasPrefix(address, "postgres://"):
		return pgx.URL(address), func() {}, nil
	case strings.HasPrefix(address, "mysql://"):
		kind = sqldb.MySQL
		pool, err = openMySQL(address)
	default:
		pool, err = sql.Open("sqlite", sqldb.SQLiteDSN(address, nil))
	}
	if err != nil {
		return nil, nil, err
	}
	return sqldb.New(pool, kind), func() { _ = pool.Close() }, nil
}

func openMySQL(address string) (*sql.DB, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // it may hold a password
	}
	config := mysql.NewConfig()
	config.User = u.User.Username()
	config.Passwd, _ = u.User.Password()
	config.Net, config.Addr, config.DBName = "tcp", u.Host, strings.TrimPrefix(u.Path, "/")
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}
