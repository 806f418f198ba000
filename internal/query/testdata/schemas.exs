defmodule Corpus.User do
  use Ecto.Schema

  schema "users" do
    field :name, :string
    field :email, :string
    field :age, :integer
    field :score, :decimal
    field :ratio, :float
    field :active, :boolean, default: true
    field :born, :date
    field :seen_at, :utc_datetime
    field :meta, :map
    field :tags, {:array, :string}
    field :uid, Ecto.UUID
    field :status, Ecto.Enum, values: [:active, :banned]
    field :level, Ecto.Enum, values: [low: 1, high: 2]
    field :password, :string, virtual: true
    field :nick, :string, source: :nickname
    timestamps()
  end
end

defmodule Corpus.Post do
  use Ecto.Schema

  @primary_key {:id, :binary_id, autogenerate: true}
  @foreign_key_type :binary_id
  schema "posts" do
    field :title, :string
    field :views, :integer
    belongs_to :author, Corpus.User, type: :id
    belongs_to :parent, Corpus.Post
  end
end

defmodule Corpus.Comment do
  use Ecto.Schema

  @schema_prefix "forum"
  @primary_key false
  schema "comments" do
    field :body, :string
    field :post_id, :binary_id
  end
end

defmodule Corpus.Author do
  use Ecto.Schema

  schema "authors" do
    field :name, :string
    has_many :books, Corpus.Book
    has_many :old_books, Corpus.Book, where: [year: {:in, [1900, 1901]}, title: {:not, nil}]
    has_many :drafts, {"drafts", Corpus.Book}, where: [year: nil]
    has_one :best, Corpus.Book, foreign_key: :writer_id, references: :name, where: [title: "x"]
    has_many :reviews, through: [:books, :reviews]
    has_many :tags, through: [:books, :tags]
    has_many :reviewers, through: [:reviews, :reviewer]
    belongs_to :house, Corpus.House
    has_many :colleagues, through: [:house, :authors]
  end
end

defmodule Corpus.Book do
  use Ecto.Schema

  schema "books" do
    field :title, :string
    field :year, :integer
    field :writer_id, :string
    belongs_to :author, Corpus.Author
    has_many :reviews, Corpus.Review
    many_to_many :tags, Corpus.Label, join_through: "books_labels"
    many_to_many :marks, Corpus.Label, join_through: Corpus.Mark, join_keys: [volume: :id, name: :name],
      join_where: [kind: "m"], where: [name: {:fragment, "length(?) > 1"}]
  end
end

defmodule Corpus.Review do
  use Ecto.Schema

  schema "reviews" do
    field :text, :string
    belongs_to :book, Corpus.Book
    belongs_to :reviewer, Corpus.Author, foreign_key: :by
  end
end

defmodule Corpus.Label do
  use Ecto.Schema

  @primary_key {:id, :binary_id, autogenerate: true}
  schema "labels" do
    field :name, :string
  end
end

defmodule Corpus.Mark do
  use Ecto.Schema

  @schema_prefix "marks"
  @primary_key false
  schema "marks" do
    field :volume, :integer
    field :name, :string
    field :kind, :string
  end
end

defmodule Corpus.House do
  use Ecto.Schema

  schema "houses" do
    has_many :authors, Corpus.Author
  end
end

defmodule Corpus.Macros do
  defmacro lower(x) do
    quote do: fragment("lower(?)", unquote(x))
  end

  defmacro card(u) do
    quote do: %{id: unquote(u).id, name: lower(unquote(u).name)}
  end

  defmacro between(x, a, b) do
    quote do
      unquote(x) >= unquote(a) and unquote(x) <= unquote(b)
    end
  end
end
