package source

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/diag"
)

// unreadable fails the test when a file is read: finding reads names only.
type unreadable struct {
	fstest.MapFS
	t *testing.T
}

func (u unreadable) ReadFile(name string) ([]byte, error) {
	u.t.Errorf("%s was read", name)
	return nil, fs.ErrPermission
}

func files(names ...string) fstest.MapFS {
	folder := fstest.MapFS{}
	for _, n := range names {
		folder[n] = &fstest.MapFile{}
	}
	return folder
}

var scripts = []Format{{Ext: ".exs", Load: func(name string, _ []byte) (*Migration, error) { return &Migration{File: name}, nil }}}

func TestFind(t *testing.T) {
	folder := files(
		"20260102000000_second.exs", "20260101000000_first.exs", "nested/deeper/20260103000000_third.exs",
		"README.md", ".formatter.exs", ".hidden/20260104000000_hidden.exs", "no_number.exs", "123.exs", "-_minus.exs", "++1_two.exs", "8_.exs", "+9_plus.exs", "-1_minus.exs",
		"20260105000000_wrong.ex", "20260106000000_notes.txt", "7_seven.exs",
	)
	found, warnings, err := Find([]Folder{{FS: unreadable{folder, t}, Name: "priv"}}, scripts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Name+"="+f.Path)
	}
	want := "minus=priv/-1_minus.exs seven=priv/7_seven.exs =priv/8_.exs plus=priv/+9_plus.exs first=priv/20260101000000_first.exs second=priv/20260102000000_second.exs " +
		"third=priv/nested/deeper/20260103000000_third.exs"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if len(warnings) != 1 || !strings.Contains(warnings.Error(), "ends in .ex") {
		t.Errorf("warnings: %v", warnings)
	}
}

// Leaving a migration out would be half a deploy; what is none is passed over.
func TestFindLargeVersion(t *testing.T) {
	folder := files("1_a.exs", "99999999999999999999_large.exs", "99999999999999999999_notes.txt")
	_, _, err := Find([]Folder{{FS: folder, Name: "m"}}, scripts)
	list := diag.All(err)
	if len(list) != 1 || list[0].Pos.File != "m/99999999999999999999_large.exs" || list[0].Hint == "" ||
		!strings.Contains(list[0].Summary, "larger than a bigint") {
		t.Errorf("got %v", err)
	}
}

func TestFindInNoFolder(t *testing.T) {
	_, _, err := Find([]Folder{{FS: missing{}, Name: "priv/repo/migrations"}}, scripts)
	if diag.KindOf(err) != diag.IO || !strings.Contains(err.Error(), "priv/repo/migrations") {
		t.Errorf("got %v", err)
	}
}

type missing struct{}

func (missing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func TestDuplicates(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  string
	}{
		{"none", []string{"1_a.exs", "2_b.exs"}, ""},
		{"version", []string{"1_a.exs", "x/1_b.exs"}, "migration version 1 is duplicated"},
		{"name", []string{"1_a.exs", "2_a.exs"}, "migration name a is duplicated"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found, _, err := Find([]Folder{{FS: files(test.files...), Name: "m"}}, scripts)
			if err != nil {
				t.Fatal(err)
			}
			err = Duplicates(found)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			list := diag.All(err)
			if len(list) != 1 || !strings.Contains(list[0].Summary, test.want) {
				t.Fatalf("got %v, want %s", err, test.want)
			}
			// Both paths are named.
			if list[0].Pos.File == "" || !strings.Contains(list[0].Detail, "m/"+test.files[0]) {
				t.Errorf("paths: %q and %q", list[0].Pos.File, list[0].Detail)
			}
		})
	}
}

// A file of SQL that a script reads has the script's name, and is no migration.
func TestFindFilesOfScripts(t *testing.T) {
	script, sql := scripts[0], Format{Ext: ".sql", NamesRepeat: true}
	script.ReadsFiles = true
	folder := fstest.MapFS{
		"1_reads.exs": {Data: []byte(`execute File.read!("1_reads.sql")`)}, "1_reads.sql": {},
		"2_not.exs": {Data: []byte(`create table(:a)`)}, "2_not.sql": {},
		"3_alone.sql": {},
	}
	found, _, err := Find([]Folder{{FS: folder}}, []Format{script, sql})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Path)
	}
	if want := "1_reads.exs 2_not.exs 2_not.sql 3_alone.sql"; strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if err := Duplicates(found); err == nil || !strings.Contains(err.Error(), "version 2 is duplicated") {
		t.Errorf("got %v", err)
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	found, _, err := Find([]Folder{{FS: files("5_five.exs"), Name: "m"}}, scripts)
	if err != nil {
		t.Fatal(err)
	}
	m, err := found[0].Load()
	if err != nil || m.Version != 5 || m.Name != "five" || m.File != "m/5_five.exs" {
		t.Errorf("got %+v %v", m, err)
	}
	gone := found[0]
	gone.folder = missing{}
	if _, err := gone.Load(); diag.KindOf(err) != diag.IO || errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
}
