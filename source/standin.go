package source

import (
	"slices"
	"strings"
)

// standIns leaves out the files for which another one stands: the script
// NUMBER_NAME.exs, if NUMBER_NAME.exs.sql is beside it. Mix does not see files
// that end in .sql, so that it goes on running the script.
func standIns(files []File, formats []Format) []File {
	replaced := map[string]bool{}
	for i := range files {
		for _, format := range formats {
			if bare, ok := strings.CutSuffix(files[i].Name, format.Ext); ok {
				replaced[strings.TrimSuffix(files[i].path, files[i].format.Ext)] = true
				files[i].Name = bare
				break
			}
		}
	}
	if len(replaced) == 0 {
		return files
	}
	return slices.DeleteFunc(files, func(f File) bool { return replaced[f.path] })
}
