defmodule Example.Repo.Migrations.CreateWeather do
  use Ecto.Migration

  def change do
    create table("weather") do
      add :station_id, references("stations", on_delete: :delete_all)
      add :temperature, :float
    end

    create index("weather", [:station_id])
  end
end
