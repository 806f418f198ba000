package exs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLost(t *testing.T) {
	text := `defmodule M do
  use Ecto.Migration

  def change do
    execute "SELECT '# no comment', #{1 + 1}"  # a comment
    # another
    create table(name(1), prefix: prefix())
  end

  defp name(n) when n > 0, do: "a"
end
`
	var got []string
	for _, d := range Lost("m.exs", []byte(text)) {
		got = append(got, d.Error())
	}
	want := []string{
		"m.exs:5:48: comments are not taken over",
		"m.exs:7:35: the prefix of the run is taken to be none",
		"m.exs:10:3: defp name is not taken over, only what it does when it is called",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if Lost("m.exs", []byte("defmodule")) != nil {
		t.Error("what is no script has nothing to lose")
	}
}
