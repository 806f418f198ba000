defmodule Example.Repo.Migrations.CreateStations do
  use Ecto.Migration

  def change do
    create table("stations") do
      add :name, :string, null: false
    end
  end
end
