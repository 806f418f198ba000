defmodule MyApp.Repo.Migrations.AddPlanToAccounts do
  use Ecto.Migration

  alias MyApp.Plan

  def change do
    default = Application.get_env(:my_app, :default_plan)

    alter table(:accounts) do
      add :plan, :string, null: false, default: default
    end

    for plan <- Plan.values() do
      create index(:accounts, [:email], name: "accounts_on_#{plan}", where: "plan = '#{plan}'")
    end
  end
end
