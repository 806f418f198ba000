defmodule Shop.Repo.Migrations.CreateOrders do
  use Ecto.Migration

  def change do
    create table(:orders, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :number, :string, null: false
      add :email, :string, null: false
      add :coupon, :string

      timestamps(type: :utc_datetime_usec)
    end

    create unique_index(:orders, [:number])
  end
end
