package cli

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
)

// databaseKind is the kind of an error that a server or a driver reports.
const databaseKind diag.Kind = "database"

// The servers' codes for the usual reasons why nobody can enter.
var (
	missingDatabase = map[string]bool{"3D000": true, "1049": true, "4060": true}
	wrongPassword   = map[string]bool{"28P01": true, "28000": true, "1045": true, "1698": true, "18456": true}
)

// connectError says why a database cannot be reached, and what to do.
func (a *app) connectError(d config.Database, err error) error {
	code := database.CodeOf(err)
	report := func(summary, detail, hint string) error {
		problem := diag.Errorf(databaseKind, diag.Pos{}, "%s", a.redact(summary)).WithHint("%s", hint)
		if d.Origin != "" {
			detail = strings.TrimPrefix(detail+"\nthe database is named by "+d.Origin, "\n")
		}
		problem.Detail = a.redact(detail)
		return problem
	}
	switch {
	case missingDatabase[code]:
		return report("the database "+d.Name+" does not exist on "+config.Title(d.Dialect)+" at "+d.Address(), "", "whimbrel create")
	case wrongPassword[code]:
		return report(config.Title(d.Dialect)+" at "+d.Address()+" does not let "+userOf(d)+" in: "+lastPart(err),
			"special characters of a password are written as %XX in a URL: @ is %40, / is %2F, # is %23", "")
	case d.Dialect == config.SQLite:
		return report("cannot open "+d.Shown+": "+lastPart(err), "is it an SQLite database, and may you write it?", "")
	case code == "":
		return report("cannot reach "+config.Title(d.Dialect)+" at "+d.Address()+": "+networkReason(err),
			"is the server running, and are host and port right?", "")
	}
	return report("cannot connect to "+d.String()+": "+lastPart(err), "", "")
}

func userOf(d config.Database) string {
	if d.User == "" {
		return "the user"
	}
	return d.User
}

// lastPart is the innermost message: the server's own words.
func lastPart(err error) string {
	var server *database.Error
	if errors.As(err, &server) {
		message := server.Message
		if _, inner, ok := strings.Cut(message, ": "); ok && strings.HasPrefix(message, "cannot connect to ") {
			message = inner
		}
		return message
	}
	return err.Error()
}

func networkReason(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.As(err, &dns):
		return "the host is not known"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &op) && op.Timeout():
		return "no answer in time"
	case errors.As(err, &op):
		return op.Err.Error()
	}
	return strings.TrimPrefix(lastPart(err), "connect: ")
}
