# Writes writes.jsonl: the statement and the parameters that Ecto sends for each
# call in writes.txt, on each of its adapters, or its error.
#
#   cd PROJECT && mix run --no-compile oracle.exs THIS_FOLDER SCHEMAS
#
# PROJECT is as in internal/query/testdata/oracle.exs, SCHEMAS the schemas.exs
# that is beside that. The tests do not need it.
[folder, schemas] = System.argv()
Code.compile_file(schemas)

defmodule Corpus.Tag do
  use Ecto.Schema

  schema "tags" do
    field :name, :string
    field :weight, :integer, default: 1
  end
end

defmodule Oracle.Capture do
  def query(_conn, sql, params, _opts) do
    Process.put(:sent, {IO.iodata_to_binary(sql), params})
    {:ok, %{num_rows: 1, rows: nil, last_insert_id: 1}}
  end
end

defmodule Repo do
  def meta do
    %{adapter: Process.get(:adapter), cache: nil, log_stacktrace_mfa: nil, opts: [], pid: self(), repo: __MODULE__, sql: Oracle.Capture, telemetry: {__MODULE__, :none, [:none]}}
  end

  def prepare_query(_op, query, opts), do: {query, opts}

  def insert_all(schema, rows, opts \\ []), do: Ecto.Repo.Schema.insert_all(__MODULE__, __MODULE__, schema, rows, {meta(), opts})
  def insert!(struct, opts \\ []), do: Ecto.Repo.Schema.insert!(__MODULE__, __MODULE__, struct, {meta(), opts})
  def update!(changeset, opts \\ []), do: Ecto.Repo.Schema.update!(__MODULE__, __MODULE__, changeset, {meta(), opts})
  def delete!(struct, opts \\ []), do: Ecto.Repo.Schema.delete!(__MODULE__, __MODULE__, struct, {meta(), opts})
end

defmodule Oracle.Writes do
  @adapters [postgres: Ecto.Adapters.Postgres, mysql: Ecto.Adapters.MyXQL, sqlite: Ecto.Adapters.SQLite3, mssql: Ecto.Adapters.Tds]

  def line(source) do
    results = for {name, adapter} <- @adapters, do: {name, result(source, adapter)}
    Jason.encode!(Jason.OrderedObject.new([call: source] ++ results))
  end

  defp result(source, adapter) do
    Process.put(:adapter, adapter)
    Process.delete(:sent)
    code = "import Ecto.Query; alias Corpus.{User, Post, Comment, Tag}; _ = {User, Post, Comment, Tag}; " <> source

    failure =
      try do
        Code.eval_string(code)
        nil
      rescue
        e -> e
      end

    case {Process.get(:sent), failure} do
      {{sql, params}, _} -> %{sql: sql, params: inspect(List.to_tuple(params), limit: :infinity)}
      {nil, nil} -> %{sql: "", params: "{}"}
      {nil, e} -> %{error: inspect(e.__struct__), message: e |> Exception.message() |> String.split("\n") |> hd() |> String.slice(0, 200)}
    end
  end
end

Logger.configure(level: :none)
lines =
  Path.join(folder, "writes.txt")
  |> File.read!()
  |> String.split("\n")
  |> Enum.reject(&(&1 == "" or String.starts_with?(&1, "#")))
  |> Enum.map(&Oracle.Writes.line/1)

File.write!(Path.join(folder, "writes.jsonl"), Enum.map(lines, &[&1, "\n"]))
IO.puts("#{length(lines)} calls")
