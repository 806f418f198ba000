package main

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// tracer turns the events of one run into spans: one for each migration, below
// the span of the caller, with the statements as events in it. A run tells one
// event at a time, so that there is nothing to lock; a tracer is for one run
// at a time.
type tracer struct {
	tracer trace.Tracer
	span   trace.Span
}

// observe is migrate.Config.Observe.
func (t *tracer) observe(ctx context.Context, event migrate.Event) {
	switch e := event.(type) {
	case migrate.Started:
		_, t.span = t.tracer.Start(ctx, "migrate "+string(e.Direction)+" "+e.Migration.Name, trace.WithAttributes(
			attribute.Int64("migration.version", e.Migration.Version),
			attribute.String("migration.name", e.Migration.Name),
			attribute.String("migration.direction", string(e.Direction)),
		))
	case migrate.Waiting:
		trace.SpanFromContext(ctx).AddEvent("waiting", trace.WithAttributes(attribute.String("reason", e.Reason)))
	case migrate.Ran:
		// The time is that of the statement's beginning, where it is known.
		t.span.AddEvent("statement", trace.WithTimestamp(time.Now().Add(-e.Duration)), trace.WithAttributes(
			attribute.String("db.query.text", e.Statement.SQL),
			attribute.Int64("duration_us", e.Duration.Microseconds()),
		))
	case migrate.Finished:
		t.span.End()
	case migrate.Skipped:
		t.span.SetAttributes(attribute.Bool("migration.skipped", true))
		t.span.End()
	case migrate.Failed:
		t.span.RecordError(e.Err)
		t.span.SetStatus(codes.Error, e.Err.Error())
		t.span.SetAttributes(attribute.String("migration.outcome", e.Err.Outcome.String()))
		t.span.End()
	}
}
