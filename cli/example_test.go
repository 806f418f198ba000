package cli_test

import (
	"fmt"
	"os"

	"github.com/whimbrel-go/whimbrel/cli"
)

// A program can have the whole command line, and run it on streams of its own.
func ExampleMain() {
	code := cli.Main([]string{"plan", "--dialect", "postgres", "--direction", "down", "../examples/weather"},
		cli.IO{Out: os.Stdout, Err: os.Stderr})
	fmt.Println(code)
	// Output:
	// -- down ../examples/weather/priv/repo/migrations/20190417140000_add_weather_table.exs
	// -- lock: ACCESS EXCLUSIVE on weather (reads and writes wait)
	// DROP TABLE "weather";
	// 0
}
