package golang_test

import (
	"io"
	"slices"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/exs"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
)

// Code cannot be printed, and neither printer prints the rest without it.
func TestRefuse(t *testing.T) {
	m := &print.Migration{Change: print.NewBody(
		command.Execute{Position: command.Position{File: "a.exs", Line: 3}, Up: &command.Func{Name: "fn"}},
		command.Execute{Position: command.Position{File: "a.exs", Line: 5}, Up: &command.Code{Name: "function a.go:5"}},
	)}
	for name, err := range map[string]error{
		"exs": exs.Print(io.Discard, "M", m), "go": golang.Print(io.Discard, golang.File{Package: "p", Set: "S", Func: "f"}, m),
	} {
		var lines []int
		for _, d := range diag.All(err) {
			lines = append(lines, d.Pos.Line)
		}
		if !slices.Equal(lines, []int{3, 5}) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestFuncName(t *testing.T) {
	for name, want := range map[string]string{
		"add_weather_table": "addWeatherTable", "AddWeather": "addWeather", "a__b_": "aB", "2fa": "migrate2fa", "_": "migrate",
		"import": "importMigration", "init": "initMigration", "drop-it": "dropIt", "größe": "grE",
	} {
		if got := golang.FuncName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
