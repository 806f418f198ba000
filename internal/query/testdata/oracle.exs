# Writes queries.jsonl: the statement and the parameters that Ecto makes of each
# query in queries.txt, on each of its adapters, or its error.
#
#   cd PROJECT && mix run --no-compile oracle.exs THIS_FOLDER
#
# PROJECT is any Mix project with ecto_sql, postgrex, myxql, tds and
# ecto_sqlite3. The tests do not need it.
[folder] = System.argv()
Code.compile_file(Path.join(folder, "schemas.exs"))

defmodule Oracle.Queries do
  @adapters [
    postgres: {Ecto.Adapters.Postgres, Ecto.Adapters.Postgres.Connection},
    mysql: {Ecto.Adapters.MyXQL, Ecto.Adapters.MyXQL.Connection},
    sqlite: {Ecto.Adapters.SQLite3, Ecto.Adapters.SQLite3.Connection},
    mssql: {Ecto.Adapters.Tds, Ecto.Adapters.Tds.Connection}
  ]

  def line(line) do
    [op, source] = String.split(line, " ", parts: 2)
    op = String.to_atom(op)
    results = for {name, adapter} <- @adapters, do: {name, result(op, source, adapter)}
    Jason.encode!(Jason.OrderedObject.new([op: op, query: source] ++ results))
  end

  defp result(op, source, {adapter, connection}) do
    code = "import Ecto.Query; alias Corpus.{User, Post, Comment, Author, Book, Review}; import Corpus.Macros; _ = {User, Post, Comment, Author, Book, Review}; " <> source
    {value, _} = Code.eval_string(code)
    query = Ecto.Queryable.to_query(value)
    query = if op == :all, do: Ecto.Query.Planner.ensure_select(query, true), else: query
    {query, _cast, dumped} = Ecto.Adapter.Queryable.plan_query(op, adapter, query)
    sql = apply(connection, op, [query]) |> IO.iodata_to_binary()
    %{sql: sql, params: inspect(List.to_tuple(dumped), limit: :infinity)}
  rescue
    e -> %{error: inspect(e.__struct__), message: e |> Exception.message() |> String.split("\n") |> hd() |> String.slice(0, 200)}
  end
end

Process.flag(:trap_exit, true)
lines =
  Path.join(folder, "queries.txt")
  |> File.read!()
  |> String.split("\n")
  |> Enum.reject(&(&1 == "" or String.starts_with?(&1, "#")))
  |> Enum.map(&Oracle.Queries.line/1)

File.write!(Path.join(folder, "queries.jsonl"), Enum.map(lines, &[&1, "\n"]))
IO.puts("#{length(lines)} queries")
