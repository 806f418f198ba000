package eval_test

import (
	"fmt"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// benchmarked is what most migrations are like, and a little more.
const benchmarked = `defmodule Repo.Migrations.M%d do
  @states ~w(draft published archived)a

  def change do
    for {name, index} <- Enum.with_index(@states), index > 0 do
      command("INSERT INTO states (name, position) VALUES ('#{name}', #{index + 1})")
    end

    table(:posts, [primary_key: false, prefix: "blog"])
    column(:id, :uuid, primary_key: true)
    column(:title, :string, size: 40, null: false)
    column(:price, :decimal, precision: 8, scale: 2, default: 0.0)
    column(:tags, {:array, :string}, default: [])
    if match?({:ok, _}, {:ok, 1}), do: index(:posts, [:title, :price], unique: true)
  end

  defp table(name, opts), do: {name, opts}
  defp column(name, type, opts \\ []), do: {name, type, opts}
  defp index(table, columns, opts), do: {table, columns, opts}
  defp command(text), do: text
end
`

// BenchmarkPlan parses, loads and runs 1,000 files per operation.
func BenchmarkPlan(b *testing.B) {
	files := make([][]byte, 1000)
	for i := range files {
		files[i] = fmt.Appendf(nil, benchmarked, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range files {
			tree, err := syntax.Parse("a.exs", src)
			if err != nil {
				b.Fatal(err)
			}
			file, err := eval.Load(tree, stdlib.New(stdlib.Options{}), eval.DefaultLimits)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := eval.New(file, stdlib.New(stdlib.Options{}), eval.DefaultLimits).CallFunction(file.Modules[0], "change"); err != nil {
				b.Fatal(err)
			}
		}
	}
}
