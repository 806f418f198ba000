package stdlib

import "github.com/whimbrel-go/whimbrel/internal/exlang/eval"

// collection makes the table of a module of collections, numbers or of Kernel.
func collection(name string) (eval.NativeModule, bool) {
	switch name {
	case "Access":
		return eval.NativeModule{Functions: access()}, true
	case "Atom":
		return eval.NativeModule{Functions: atom()}, true
	case "Enum":
		return eval.NativeModule{Functions: enum()}, true
	case "Float":
		return eval.NativeModule{Functions: float()}, true
	case "Function":
		return eval.NativeModule{Functions: function()}, true
	case "Integer":
		return eval.NativeModule{Functions: integers()}, true
	case "Kernel":
		return eval.NativeModule{Functions: kernel(), Macros: kernelMacros()}, true
	case "Keyword":
		return eval.NativeModule{Functions: keyword()}, true
	case "List":
		return eval.NativeModule{Functions: list()}, true
	case "Map":
		return eval.NativeModule{Functions: mapModule()}, true
	case "MapSet":
		return eval.NativeModule{Functions: mapSet(), Struct: mapSetFields(), Each: mapSetEach}, true
	case "Range":
		return eval.NativeModule{Functions: ranges(), Struct: rangeFields()}, true
	case "Stream":
		return eval.NativeModule{Functions: stream()}, true
	case "Tuple":
		return eval.NativeModule{Functions: tuple()}, true
	}
	return eval.NativeModule{}, false
}
