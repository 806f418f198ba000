package generate_test

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/generate"
)

// The names of files and of modules.
func Example() {
	fmt.Println(generate.Underscore("AddWeatherTable"), generate.Underscore("add weather table"))
	fmt.Println(generate.Camelize("add_weather_table"))
	// Output:
	// add_weather_table add_weather_table
	// AddWeatherTable
}
