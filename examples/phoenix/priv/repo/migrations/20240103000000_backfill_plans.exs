defmodule MyApp.Repo.Migrations.BackfillPlans do
  use Ecto.Migration
  import Ecto.Query

  def up do
    flush()

    emails = MyApp.Repo.all(from a in "accounts", where: like(a.email, "%@example.com"), select: a.email)

    for email <- emails do
      MyApp.Repo.update_all(from(a in "accounts", where: a.email == ^email), set: [plan: "team"])
    end
  end

  def down, do: :ok
end
