defmodule MyApp.Migration do
  @moduledoc "What every migration of the application begins with."

  defmacro __using__(_options) do
    quote do
      use Ecto.Migration
      import MyApp.Migration
    end
  end

  import Ecto.Migration

  def create_accounts_of_people(name) do
    create table(name) do
      add :email, :string, null: false
      timestamps()
    end

    create unique_index(name, [:email])
  end
end
