package main

import (
	"context"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

func TestSpans(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder))
	if err := migrateTraced(context.Background(), provider); err != nil {
		t.Fatal(err)
	}
	spans := recorder.Ended()
	want := []string{"migrate up create_stations", "migrate up create_weather", "migrations"}
	if len(spans) != len(want) {
		t.Fatalf("got %d spans, want %d", len(spans), len(want))
	}
	root := spans[2].SpanContext().SpanID()
	for i, s := range spans {
		if s.Name() != want[i] {
			t.Errorf("got %s, want %s", s.Name(), want[i])
		}
		if i < 2 && (s.Parent().SpanID() != root || len(s.Events()) != 1) {
			t.Errorf("%s: parent %v, events %v", s.Name(), s.Parent(), s.Events())
		}
	}
}
