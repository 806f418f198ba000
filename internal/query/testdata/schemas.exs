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
