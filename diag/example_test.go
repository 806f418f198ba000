package diag_test

import (
	"os"

	"github.com/whimbrel-go/whimbrel/diag"
)

func ExampleWrite() {
	source := []byte("create constraint(\"products\", :positive)\n")
	problem := diag.Errorf(diag.Invalid, diag.Pos{File: "a.exs", Line: 1, Column: 8},
		"a constraint must have either a check or exclude option").WithHint(`add check: "price > 0"`)
	diag.Write(os.Stdout, diag.List{problem}, func(string) []byte { return source })
	// Output:
	// error: a constraint must have either a check or exclude option
	//   a.exs:1:8
	//     1 | create constraint("products", :positive)
	//       |        ^
	//   try: add check: "price > 0"
}
