package project

import (
	"slices"
	"testing"
)

func TestModulesOf(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
		perhaps    []string
	}{
		{"one", "defmodule MyApp.Colour do\nend\n", []string{"MyApp.Colour"}, nil},
		{"inside another", "defmodule A.B do\n  defmodule C do\n  end\n\n  defmodule D do\n    defmodule E do\n    end\n  end\nend\ndefmodule F do\nend", []string{"A.B", "A.B.C", "A.B.D", "A.B.D.E", "F"}, nil},
		{"in a document", "defmodule A do\n  @moduledoc \"\"\"\n      defmodule Sample do\n  \"\"\"\n  defmodule B do\n  end\nend", []string{"A", "A.B"}, nil},
		{"one line", "defmodule A, do: use B", []string{"A"}, nil},
		{"not at the beginning", "if x, do: defmodule A do end", nil, nil},
		{"by a macro", "defmodule A do\n  defenum(Role, :role, [:x])\n  defenum B.State, [:y]\n  def run(X), do: X\nend\ndefenum(\n  C,\n  [:z]\n)", []string{"A"}, []string{"Role", "A.Role", "B.State", "A.B.State", "C"}},
	}
	for _, test := range tests {
		got := modulesOf(test.text)
		if !slices.Equal(got.defined, test.want) || !slices.Equal(got.perhaps, test.perhaps) {
			t.Errorf("%s: got %q and perhaps %q, want %q and %q", test.name, got.defined, got.perhaps, test.want, test.perhaps)
		}
	}
}
