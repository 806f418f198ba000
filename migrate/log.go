package migrate

import (
	"context"
	"log/slog"
	"strings"
)

// log tells a logger of an event.
func log(ctx context.Context, logger *slog.Logger, event Event) {
	say := func(level slog.Level, message string, attributes ...slog.Attr) {
		logger.LogAttrs(ctx, level, message, attributes...)
	}
	switch e := event.(type) {
	case Warned:
		var at []slog.Attr
		if where := e.Diagnostic.Pos.String(); where != "" {
			at = append(at, slog.String("at", where))
		}
		say(slog.LevelWarn, e.Diagnostic.Summary, at...)
	case UpToDate:
		say(slog.LevelDebug, "nothing to migrate", slog.Int("applied", e.Applied), slog.Int("pending", e.Pending))
	case Waiting:
		say(slog.LevelInfo, "waiting to migrate", slog.String("reason", e.String()))
	case Retrying:
		say(slog.LevelWarn, "migration is tried again", slog.Int64("version", e.Migration.Version),
			slog.String("name", e.Migration.Name), slog.Int("try", e.Try), slog.Int("retries", e.Retries),
			slog.Duration("pause", e.Pause), slog.String("error", e.Err.Error()))
	case IndexDropped:
		at := []slog.Attr{slog.String("index", e.Name)}
		if e.Err != nil {
			at = append(at, slog.String("error", e.Err.Error()))
		}
		say(slog.LevelWarn, "invalid index dropped", at...)
	case Started:
		say(slog.LevelDebug, "migration started", slog.Int64("version", e.Migration.Version),
			slog.String("name", e.Migration.Name), slog.String("direction", string(e.Direction)))
	case Ran:
		say(slog.LevelDebug, "statement executed", slog.String("sql", e.Statement.SQL), slog.Duration("duration", e.Duration))
	case Resumed:
		say(slog.LevelInfo, "going on with an unfinished migration", slog.Int64("version", e.Migration.Version),
			slog.String("name", e.Migration.Name), slog.Int("statement", e.Next), slog.Int("of", e.Total))
	case Examined:
		say(slog.LevelInfo, "a statement was underway: "+e.Evidence, slog.Int("statement", e.Number),
			slog.Bool("executed", e.Executed), slog.String("sql", e.Statement.SQL))
	case Postponed:
		say(slog.LevelInfo, "statement postponed to the end", slog.String("sql", e.Statement.SQL), slog.String("reason", e.Reason))
	case Noticed:
		level := slog.LevelInfo
		if strings.EqualFold(e.Notice.Severity, "warning") {
			level = slog.LevelWarn
		}
		say(level, "the server says: "+e.Notice.Message, slog.String("severity", e.Notice.Severity))
	case Finished:
		say(slog.LevelInfo, "migrated", slog.Int64("version", e.Applied.Version), slog.String("name", e.Applied.Name),
			slog.String("direction", string(e.Applied.Direction)), slog.Duration("duration", e.Applied.Duration))
	case Skipped:
		say(slog.LevelInfo, "migration was run by another migrator", slog.Int64("version", e.Migration.Version),
			slog.String("name", e.Migration.Name), slog.String("direction", string(e.Direction)))
	case Failed:
		say(slog.LevelError, "migration failed", slog.Int64("version", e.Err.Version), slog.String("name", e.Err.Name),
			slog.String("direction", string(e.Err.Direction)), slog.Duration("duration", e.Duration),
			slog.String("error", e.Err.reason()), slog.String("outcome", e.Err.remains()))
	}
}
