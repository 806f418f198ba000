package source

import (
	"io/fs"
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

// readByScripts leaves out the files that are not migrations but are read by
// one: NUMBER_NAME.sql beside a script NUMBER_NAME.exs whose text speaks of a
// file ".sql". Mix does not see them. Beside a script that does not, the two
// have the same version, which [Duplicates] reports.
func readByScripts(files []File) []File {
	if !slices.ContainsFunc(files, func(f File) bool { return !f.format.ReadsFiles }) {
		return files // mostly
	}
	scripts := map[string]File{}
	for _, f := range files {
		if f.format.ReadsFiles {
			scripts[stem(f)] = f
		}
	}
	return slices.DeleteFunc(files, func(f File) bool {
		script, ok := scripts[stem(f)]
		return ok && !f.format.ReadsFiles && speaksOf(script, f.format.Ext)
	})
}

// stem is the path without the end that makes the format.
func stem(f File) string { return strings.TrimSuffix(f.path, f.format.Ext) }

func speaksOf(script File, ext string) bool {
	text, err := fs.ReadFile(script.folder, script.path)
	return err == nil && strings.Contains(string(text), ext)
}
