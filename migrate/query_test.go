package migrate_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// schemas is a migration that reads and writes through schemas of its own; it
// raises where an answer is not Ecto's.
const schemas = `
  import Ecto.Query

  defmodule Role do
    use Ecto.Schema
    schema "roles" do
      field :name, :string
      field :rank, :integer, default: 1
      field :open, :boolean
      field :kind, Ecto.Enum, values: [:staff, :guest]
      field :price, :decimal
      field :meta, :map
      timestamps()
    end
  end

  defmodule Token do
    use Ecto.Schema
    @primary_key {:id, :binary_id, autogenerate: true}
    schema "tokens" do
      field :label, :string
      field :born, :date
      field :role_id, :id
    end
  end

  def up do
    create table(:roles) do
      add :name, :string
      add :rank, :integer
      add :open, :boolean
      add :kind, :string
      add :price, :decimal, precision: 10, scale: 2
      add :meta, :map
      timestamps()
    end
    create table(:tokens, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :label, :string
      add :born, :date
      add :role_id, references(:roles)
    end
    flush()
    structs()
    queries()
    many()
  end

  def down do
    drop table(:tokens)
    drop table(:roles)
  end

  defp structs do
    admin = repo().insert!(%Role{name: "admin", open: true, kind: :staff, price: Decimal.new("1.50"), meta: %{"a" => [1, 2]}})
    same(admin.__meta__.state, :loaded)
    {:ok, guest} = repo().insert(Ecto.Changeset.change(%Role{name: "guest"}, open: false, kind: :guest))
    true = guest.id > admin.id
    read = repo().get!(Role, admin.id)
    same({read.name, read.rank, read.open, read.kind, read.meta}, {"admin", 1, true, :staff, %{"a" => [1, 2]}})
    same(Decimal.equal?(read.price, Decimal.new("1.5")), true)
    same(read.inserted_at, admin.inserted_at)
    {:ok, changed} = read |> Ecto.Changeset.change(rank: 7) |> repo().update()
    same({changed.rank, repo().get_by(Role, name: "admin").rank}, {7, 7})
    same(repo().update(Ecto.Changeset.change(changed)), {:ok, changed})
    {:error, refused} = %Role{} |> Ecto.Changeset.cast(%{"rank" => "many"}, [:rank]) |> repo().insert()
    same({refused.valid?, refused.action}, {false, :insert})
    token = repo().insert!(%Token{label: "x", born: ~D[2024-01-02], role_id: admin.id})
    same(repo().get(Token, token.id), token)
    same(repo().all(from t in Token, where: t.id in ^[token.id], select: {t.id, t.born}), [{token.id, ~D[2024-01-02]}])
    same(repo().reload(token).label, "x")
    same(repo().delete!(token).__meta__.state, :deleted)
    same(repo().get(Token, token.id), nil)
    same(try do
      repo().update!(Ecto.Changeset.change(token, label: "y"))
    rescue
      e in Ecto.StaleEntryError -> e.__struct__
    end, Ecto.StaleEntryError)
  end

  defp queries do
    same(repo().all(from r in "roles", order_by: r.name, select: r.name), ["admin", "guest"])
    same(repo().all(from r in Role, order_by: [desc: r.id], select: %{n: r.name, o: r.open, k: 1}),
      [%{n: "guest", o: false, k: 1}, %{n: "admin", o: true, k: 1}])
    same(repo().one(from r in Role, where: r.kind == :guest, select: [r.name, r.kind]), ["guest", :guest])
    same(repo().one(from r in "roles", where: r.name == ^"nobody", select: r.id), nil)
    same({repo().exists?(from r in "roles", where: r.rank > 5), repo().exists?(from(r in Role, where: r.rank > 9))}, {true, false})
    same({repo().aggregate("roles", :count), repo().aggregate(Role, :max, :rank)}, {2, 7})
    same(repo().aggregate(from(r in Role, limit: 1), :count, :id), 1)
    [{%Role{name: "admin"}, 7}] = repo().all(from r in Role, where: r.rank == 7, select: {r, r.rank})
    [%Role{name: "guest", open: nil, rank: 1}] = repo().all(from r in Role, where: r.name == "guest", select: [:name])
    sub = from r in Role, where: r.rank > ^1, select: %{id: r.id, rank: r.rank}
    same(repo().all(from s in subquery(sub), join: r in "roles", on: r.id == s.id, select: {s.rank, r.name}), [{7, "admin"}])
    same(Enum.map(repo().stream(from r in Role, order_by: r.id), & &1.name), ["admin", "guest"])
    same(repo().update_all(from(r in Role, where: r.name == "guest"), set: [rank: 3], inc: []), {1, nil})
    same(repo().update_all("roles", inc: [rank: 1]), {2, nil})
    same(repo().all(from r in Role, order_by: r.rank, select: r.rank), [4, 8])
  end

  defp many do
    rows = for n <- 1..3, do: %{name: "n#{n}", rank: n, open: true, inserted_at: ~N[2024-01-02 03:04:05], updated_at: ~N[2024-01-02 03:04:05]}
    same(repo().insert_all(Role, rows), {3, nil})
    same(repo().insert_all(Role, []), {0, nil})
    same(repo().one(from r in Role, where: r.name == "n2", select: {r.open, r.inserted_at}), {true, ~N[2024-01-02 03:04:05]})
    same(repo().delete_all(from r in "roles", where: like(r.name, "n%") and r.rank < ^3), {2, nil})
    unless adapter?(Ecto.Adapters.MyXQL) do
      {1, [%{name: "n3"}]} = repo().delete_all(from r in "roles", where: r.name == "n3", select: %{name: r.name})
      {1, [row]} = repo().insert_all("roles", [[name: "back", inserted_at: ~N[2024-01-02 03:04:05], updated_at: ~N[2024-01-02 03:04:05]]], returning: [:id, :name])
      same(row.name, "back")
      {1, nil} = repo().insert_all("roles", from(r in "roles", where: r.name == "back", select: %{name: ^"copy", inserted_at: r.inserted_at, updated_at: r.updated_at}))
    end
  end

  defp adapter?(module), do: repo().__adapter__() == module

  defp same(value, value), do: :ok
  defp same(got, wanted), do: raise("got #{inspect(got)}, wanted #{inspect(wanted)}")`

func TestSchemasInMigrations(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(schemas)
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		same(t, "tables", w.tables(), []string{"people"})
	})
}
