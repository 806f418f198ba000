package sqldb

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/database"
)

// describe turns a driver's error into ours. The drivers are not linked, so
// their errors are read through methods where they have them (SQLite, SQL
// Server) and through their stable text where they have none (MySQL).
func (k Kind) describe(err error, index int, text string) error {
	e := &database.Error{Index: index, SQL: text, Message: err.Error(), Err: err}
	var sqlite interface {
		error
		Code() int
	}
	var mssql interface {
		error
		SQLErrorNumber() int32
		SQLErrorMessage() string
	}
	switch {
	case k == SQLite && errors.As(err, &sqlite):
		e.Code, e.Message = strconv.Itoa(sqlite.Code()), sqliteMessage(sqlite.Error())
	case k == SQLite && isContext(err):
		// The driver interrupts SQLite, waits for it, and answers with the
		// context's error instead of SQLITE_INTERRUPT.
		e.Code, e.Message = "9", "interrupted"
	case k == MSSQL && errors.As(err, &mssql):
		e.Code, e.Message = strconv.Itoa(int(mssql.SQLErrorNumber())), mssql.SQLErrorMessage()
	case k == MySQL:
		e.Code, e.Message = mysqlMessage(err)
	}
	if e.Code == "" && !isContext(err) && text != "" {
		e.Hint = "the connection to the server was lost"
	}
	return e
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// mysqlError is the text of the driver's MySQLError:
// "Error 1146 (42S02): Table 'a.b' doesn't exist".
var mysqlError = regexp.MustCompile(`(?s)^Error (\d+)(?: \([0-9A-Z]{5}\))?: (.*)$`)

// mysqlMessage searches the chain, as a cancelled statement's error comes
// joined with the context's.
func mysqlMessage(err error) (code, message string) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, inner := range joined.Unwrap() {
			if code, message := mysqlMessage(inner); code != "" {
				return code, message
			}
		}
	}
	if m := mysqlError.FindStringSubmatch(err.Error()); m != nil {
		return m[1], m[2]
	}
	return "", err.Error()
}

// sqliteMessage drops what the driver puts around SQLite's message: the name
// of the primary result code before it and the number after it.
func sqliteMessage(text string) string {
	if i := strings.LastIndex(text, " ("); i > 0 && strings.HasSuffix(text, ")") {
		text = text[:i]
	}
	return strings.TrimPrefix(text, "SQL logic error: ")
}
