package cli

import (
	"database/sql/driver"
	"errors"
	"io"
	"log"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/whimbrel-go/whimbrel/cli/config"
)

// mysqlTimeout holds for connecting unless the URL has a timeout.
const mysqlTimeout = 15 * time.Second

// mysqlConnector translates a database for go-sql-driver. The parts go into
// its struct and not through a DSN, in which a password could not have every
// character.
func mysqlConnector(d config.Database) (driver.Connector, error) {
	c, err := mysqlConfig(d)
	if err != nil {
		return nil, err
	}
	return mysqldriver.NewConnector(c)
}

func mysqlConfig(d config.Database) (*mysqldriver.Config, error) {
	c, err := mysqldriver.ParseDSN("/?" + d.Params.Encode())
	if err != nil {
		return nil, errors.New("the database URL has a parameter that the driver does not accept")
	}
	c.User, c.Passwd, c.DBName = d.User, d.Password, d.Name
	c.Net, c.Addr = "tcp", d.Address()
	if strings.HasPrefix(d.Socket, "/") {
		c.Net = "unix"
	}
	// Times come back as times; a statement is one statement, so that a failed
	// one is known by its text.
	c.ParseTime, c.MultiStatements = true, false
	// As MyXQL counts: the rows that an UPDATE finds, and not only those that it
	// makes different.
	c.ClientFoundRows = true
	if c.Timeout == 0 {
		c.Timeout = mysqlTimeout
	}
	// The driver logs broken connections to standard error beside returning
	// them as errors.
	c.Logger = log.New(io.Discard, "", 0)
	return c, nil
}
