defmodule MyApp.Repo.Migrations.CreateAccounts do
  use MyApp.Migration

  def change do
    create_accounts_of_people(:accounts)
  end
end
