package pgx

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/database"
)

const (
	// applicationName is what pg_stat_activity shows unless the URL or
	// PGAPPNAME says otherwise.
	applicationName = "whimbrel"
	// connectTimeout holds unless connect_timeout or PGCONNECT_TIMEOUT says
	// otherwise: libpq would wait as long as the kernel does.
	connectTimeout = 15 * time.Second
)

// ectoParameters are the query parameters of an Ecto URL that configure the
// pool, not the connection. The server would refuse them.
var ectoParameters = []string{"pool_size", "pool_count", "timeout", "idle_interval", "queue_target", "queue_interval", "ownership_timeout"}

// parse reads a URL or a key=value string as libpq does. Errors never contain
// any part of the text: which part of a malformed URL is the password cannot
// be known.
func parse(text string) (*pgconn.Config, error) {
	text, err := normalize(text)
	if err != nil {
		return nil, err
	}
	config, err := pgconn.ParseConfig(text)
	if err != nil {
		return nil, unreadable(reasonOf(err))
	}
	if config.ConnectTimeout == 0 && !strings.Contains(text, "connect_timeout") && os.Getenv("PGCONNECT_TIMEOUT") == "" {
		config.ConnectTimeout = connectTimeout
	}
	return config, nil
}

// normalize turns Ecto's spelling of a URL into libpq's.
func normalize(text string) (string, error) {
	scheme, _, isURL := strings.Cut(text, "://")
	if !isURL || strings.ContainsAny(scheme, " =") {
		return text, nil
	}
	switch scheme {
	case "postgres", "postgresql", "ecto", "pgsql":
	default:
		return "", unreadable("its scheme is not postgres, postgresql or ecto")
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", unreadable("")
	}
	u.Scheme = "postgres"
	query := u.Query()
	for _, name := range ectoParameters {
		query.Del(name)
	}
	switch query.Get("ssl") {
	case "true":
		query.Del("ssl")
		if !query.Has("sslmode") {
			query.Set("sslmode", "require")
		}
	case "false":
		query.Del("ssl")
		if !query.Has("sslmode") {
			query.Set("sslmode", "disable")
		}
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// reasons are the messages of pgconn.ParseConfigError that say which setting
// is wrong. Any other message is not shown.
var reasons = []string{
	"invalid port", "failed to configure TLS", "invalid connect_timeout", "sslmode is invalid",
	"unknown target_session_attrs value", "failed to read service", "invalid keyword/value",
}

func reasonOf(err error) string {
	var parseError *pgconn.ParseConfigError
	if !errors.As(err, &parseError) {
		return ""
	}
	// Only our own constants are shown, never pgconn's text, which repeats
	// parts of the connection string.
	text := parseError.Error()
	for _, reason := range reasons {
		if strings.Contains(text, reason) {
			return reason
		}
	}
	return ""
}

func unreadable(reason string) error {
	message := "the connection string for PostgreSQL cannot be read"
	if reason != "" {
		message += ": " + reason
	}
	return &database.Error{
		Message: message,
		Hint: "write postgres://USER:PASSWORD@HOST:PORT/DATABASE; a character such as @ : / ? # or % in the " +
			"password must be percent-encoded (@ is %40)",
	}
}

// describe names the server for messages, without the password.
func describe(config *pgconn.Config) string {
	where := fmt.Sprintf("%s:%d", config.Host, config.Port)
	if strings.HasPrefix(config.Host, "/") {
		where = config.Host
	}
	return fmt.Sprintf("PostgreSQL at %s, database %q, user %q", where, config.Database, config.User)
}
