defmodule Embedded.Repo.Migrations.CreateWeather do
  use Ecto.Migration

  def change do
    create table("weather") do
      add :station_id, references("stations", on_delete: :delete_all)
      add :celsius, :float, null: false
    end

    create index("weather", [:celsius])
  end
end
