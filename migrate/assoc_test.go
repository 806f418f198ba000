package migrate_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// associated is a migration that follows associations; it raises where an
// answer is not Ecto's.
const associated = `
  import Ecto.Query

  defmodule Author do
    use Ecto.Schema
    schema "authors" do
      field :name, :string
      has_many :books, Repo.Migrations.M2.Book, on_delete: :delete_all
      has_many :reviews, through: [:books, :reviews]
      has_one :any, Repo.Migrations.M2.Book
      has_one :first, Repo.Migrations.M2.Book, where: [title: "a"]
    end

    def changeset(author, params) do
      author
      |> Ecto.Changeset.cast(params, [:name])
      |> Ecto.Changeset.unique_constraint(:name)
      |> Ecto.Changeset.check_constraint(:name, name: "short", message: "too short")
    end
  end

  defmodule Book do
    use Ecto.Schema
    schema "books" do
      field :title, :string
      belongs_to :author, Author
      has_many :reviews, Repo.Migrations.M2.Review, preload_order: [desc: :id]
      many_to_many :labels, Repo.Migrations.M2.Label, join_through: "books_labels", on_delete: :delete_all
    end
  end

  defmodule Review do
    use Ecto.Schema
    schema "reviews" do
      field :stars, :integer
      embeds_one :by, By do
        field :nick, :string
        embeds_many :marks, Mark, primary_key: false do
          field :n, :integer, default: 7
        end
      end
      belongs_to :book, Book
    end
  end

  defmodule Label do
    use Ecto.Schema
    schema "labels" do
      field :name, :string
    end
  end

  alias Repo.Migrations.M2.{Author, Book, Review, Label}

  def up do
    create table(:authors) do
      add :name, :string
    end
    create unique_index(:authors, [:name])
    create table(:books) do
      add :title, :string
      add :author_id, references(:authors)
    end
    create table(:reviews) do
      add :stars, :integer
      add :by, :map
      add :book_id, references(:books)
    end
    create table(:labels) do
      add :name, :string
    end
    create table(:books_labels) do
      add :book_id, :bigint
      add :label_id, :bigint
    end
    flush()
    {a, b} = rows()
    preloads(a, b)
    joins(a, b)
    functions(a, b)
    embeds()
    changes(a)
    multis(a)
    constraints(a)
  end

  def down do
    for t <- [:books_labels, :labels, :reviews, :books, :authors], do: drop table(t)
  end

  defp rows do
    a = repo().insert!(%Author{name: "ann"})
    b = repo().insert!(%Author{name: "bob"})
    for t <- ["a", "b"] do
      book = repo().insert!(%Book{title: t, author: a})
      same(book.author_id, a.id)
      for n <- 1..2, do: repo().insert!(Ecto.build_assoc(book, :reviews, stars: n))
      label = repo().insert!(%Label{name: "l" <> t})
      repo().insert_all("books_labels", [[book_id: book.id, label_id: label.id]])
    end
    {a, b}
  end

  defp preloads(a, b) do
    [ann, bob] = repo().preload([a, b], [:first, books: [:reviews, :labels]])
    same(bob.books, [])
    same({ann.first.title, bob.first}, {"a", nil})
    same(for(x <- ann.books, do: {x.title, Enum.map(x.reviews, & &1.stars), Enum.map(x.labels, & &1.name)}),
      [{"a", [2, 1], ["la"]}, {"b", [2, 1], ["lb"]}])
    same(repo().preload(a, :any).any.title, "a")
    same(repo().preload(nil, :books), nil)
    same(repo().preload([], :books), [])
    one = repo().preload(a, books: from(x in Book, where: x.title == "b", select: [:id, :title]))
    same(Enum.map(one.books, & &1.title), ["b"])
    same(Enum.map(repo().preload(one, :books).books, & &1.title), ["b"])
    same(Enum.map(repo().preload(one, :books, force: true).books, & &1.title), ["a", "b"])
    same(Enum.sort(Enum.map(repo().preload(a, :reviews).reviews, & &1.stars)), [1, 1, 2, 2])
    same(repo().preload(a, books: fn ids -> repo().all(from x in Book, where: x.author_id in ^ids and x.title == "a") end).books |> length(), 1)
    [review | _] = repo().all(from r in Review, order_by: r.id, preload: [book: :author])
    same(review.book.author.name, "ann")
    [{name, ann}, {_, bob}] = repo().all(from x in Author, order_by: x.id, preload: :books, select: {x.name, x})
    same({name, length(ann.books), bob.books}, {"ann", 2, []})
    message = try do
      repo().preload(a, :nothing)
    rescue
      e in ArgumentError -> e.message
    end
    same(message =~ "does not have association or embed :nothing", true)
  end

  defp joins(a, _) do
    same(repo().all(from x in Author, join: k in assoc(x, :books), join: r in assoc(k, :reviews), where: r.stars > 1, order_by: k.id, select: {x.name, k.title}),
      [{"ann", "a"}, {"ann", "b"}])
    same(repo().all(from k in Book, join: l in assoc(k, :labels), order_by: l.name, select: l.name), ["la", "lb"])
    same(repo().aggregate(from(x in Author, join: r in assoc(x, :reviews)), :count), 4)
    [ann, bob] = repo().all(from x in Author, left_join: k in assoc(x, :books), left_join: r in assoc(k, :reviews),
      order_by: [x.id, k.id, r.id], preload: [books: {k, [:labels, reviews: r]}])
    same({bob.name, bob.books}, {"bob", []})
    same(for(x <- ann.books, do: {x.title, Enum.map(x.reviews, & &1.stars), Enum.map(x.labels, & &1.name)}),
      [{"a", [1, 2], ["la"]}, {"b", [1, 2], ["lb"]}])
    same(Ecto.assoc_loaded?(a.books), false)
    same(Ecto.assoc_loaded?(ann.books), true)
  end

  defp functions(a, b) do
    same(repo().all(from k in Ecto.assoc([a, b], :books), order_by: k.id, select: k.title), ["a", "b"])
    same(repo().aggregate(Ecto.assoc(a, [:books, :labels]), :count), 2)
    same({Ecto.primary_key(a), Ecto.get_meta(a, :state), Ecto.get_meta(Ecto.put_meta(a, source: "x"), :source)}, {[id: a.id], :loaded, "x"})
    same(Ecto.build_assoc(a, :books, %{title: "t"}).author_id, a.id)
  end

  defp embeds do
    review = repo().insert!(%Review{by: %Review.By{nick: "n", marks: [%Review.By.Mark{}, %Review.By.Mark{n: 8}]}})
    read = repo().get!(Review, review.id)
    same({read.by.nick, byte_size(read.by.id), Enum.map(read.by.marks, & &1.n)}, {"n", 36, [7, 8]})
    repo().delete!(read)
  end

  defp multis(a) do
    multi = Ecto.Multi.new()
      |> Ecto.Multi.insert(:author, Author.changeset(%Author{}, %{name: "multi"}))
      |> Ecto.Multi.insert(:book, fn %{author: author} -> Ecto.build_assoc(author, :books, title: "m") end)
      |> Ecto.Multi.run(:count, fn repo, %{book: book} -> {:ok, repo.aggregate(from(b in Book, where: b.id == ^book.id), :count)} end)
      |> Ecto.Multi.update_all(:titles, from(b in Book, where: b.title == "m"), set: [title: "n"])
      |> Ecto.Multi.put(:put, 1)
      |> Ecto.Multi.merge(fn %{put: n} -> Ecto.Multi.put(Ecto.Multi.new(), :merged, n + 1) end)
      |> Ecto.Multi.delete_all(:gone, from(b in Book, where: b.title == "n"))
      |> Ecto.Multi.delete(:author_gone, fn %{author: author} -> author end)
    {:ok, done} = repo().transaction(multi)
    same({done.author.name, done.count, done.titles, done.merged, done.gone}, {"multi", 1, {1, nil}, 2, {1, nil}})
    invalid = Ecto.Changeset.add_error(Ecto.Changeset.change(a), :name, "no")
    {:error, :second, failed, changes} = repo().transaction(Ecto.Multi.update(Ecto.Multi.new(), :second, invalid))
    same({failed.action, changes}, {:update, %{}})
  end

  defp changes(a) do
    left = Ecto.Changeset.change(a, name: "x") |> Ecto.Changeset.add_error(:name, "first")
    right = Ecto.Changeset.change(a) |> Ecto.Changeset.add_error(:name, "second %{n}", n: 2)
    merged = Ecto.Changeset.merge(left, right)
    same({merged.changes, merged.valid?}, {%{name: "x"}, false})
    same(Ecto.Changeset.traverse_errors(merged, fn {text, opts} -> {text, length(opts)} end), %{name: [{"first", 0}, {"second %{n}", 1}]})
    {:ok, done} = %Author{} |> Author.changeset(%{name: "prepared"})
      |> Ecto.Changeset.prepare_changes(fn c ->
        same({c.action, c.repo}, {:insert, repo()})
        Ecto.Changeset.put_change(c, :name, "PREPARED")
      end)
      |> repo().insert()
    same(repo().reload(done).name, "PREPARED")
    book = repo().insert!(%Book{title: "gone", author_id: done.id})
    repo().insert_all("books_labels", [[book_id: book.id, label_id: 99]])
    repo().delete!(book)
    same(repo().exists?(from x in "books_labels", where: x.label_id == 99), false)
    repo().insert!(%Book{title: "gone too", author_id: done.id})
    {:ok, _} = repo().delete(done)
    same(repo().exists?(from x in Book, where: x.title == "gone too"), false)
  end

  defp constraints(_) do
    unless adapter?(Ecto.Adapters.Postgres) do
      {:error, refused} = %Author{} |> Author.changeset(%{name: "ann"}) |> repo().insert()
      same(refused.errors, name: {"has already been taken", [constraint: :unique, constraint_name: "authors_name_index"]})
      same({refused.action, refused.valid?}, {:insert, false})
      {:error, refused} = %Book{} |> Ecto.Changeset.change(author_id: 4711) |> foreign() |> repo().insert()
      [author_id: {"does not exist", _}] = refused.errors
      same(try do
        %Author{} |> Ecto.Changeset.change(name: "ann") |> repo().insert!()
      rescue
        e in Ecto.ConstraintError -> e.message =~ "* \"authors_name_index\" (unique_constraint)"
      end, true)
    end
  end

  defp foreign(changeset) do
    if adapter?(Ecto.Adapters.SQLite3), do: Ecto.Changeset.foreign_key_constraint(changeset, :author_id, name: nil, match: :exact) |> unnamed(),
      else: Ecto.Changeset.foreign_key_constraint(changeset, :author_id)
  end

  defp unnamed(changeset), do: %{changeset | constraints: Enum.map(changeset.constraints, &%{&1 | constraint: nil})}

  defp adapter?(module), do: repo().__adapter__() == module

  defp same(value, value), do: :ok
  defp same(got, wanted), do: raise("got #{inspect(got)}, wanted #{inspect(wanted)}")`

func TestAssociationsInMigrations(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(associated)
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		same(t, "tables", w.tables(), []string{"people"})
	})
}
