defmodule Shop.Repo.Migrations.FindOrdersByEmail do
  use Ecto.Migration

  def change do
    alter table(:orders) do
      # whimbrel: allow drop-column because no release since 4.2 has named it
      remove :coupon, :string
    end

    create index(:orders, [:email])
  end
end
