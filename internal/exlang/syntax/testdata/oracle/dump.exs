# Prints how Elixir itself parses files, in the form of dump_test.go.
#
#   elixir dump.exs FILE... > result     each file
#   elixir dump.exs -l LIST > result     each file that the file LIST names
#   elixir dump.exs -s SNIPPETS > result each snippet of a fixture, see
#                                        snippets_test.go
#
# The result has, for each file, a line "== PATH" and a line with the tree or
# "error LINE:COLUMN". It is meant for Elixir 1.18: earlier versions differ in
# the place of maps and in the form of `...` and of `!x` alone in a block.

defmodule Dump do
  def source(text) do
    case parse(text) do
      {:ok, quoted} -> tree(quoted)
      {:error, {meta, _, _}} -> "error #{meta[:line]}:#{meta[:column]}"
      {:error, :encoding} -> "error encoding"
    end
  end

  defp parse(text) do
    Code.string_to_quoted(text, columns: true, emit_warnings: false)
  rescue
    _ -> {:error, :encoding}
  end

  defp tree({{:., _, [target, name]}, meta, args}) when is_atom(name) do
    dot = if meta[:no_parens], do: "(.- ", else: "(. "
    [dot, tree(target), " ", name(name), at(meta), args(args), ")"]
  end

  defp tree({{:., _, [fun]}, meta, args}), do: ["(.()", at(meta), " ", tree(fun), args(args), ")"]
  defp tree({{_, _, _} = fun, meta, args}), do: ["(()", at(meta), " ", tree(fun), args(args), ")"]
  defp tree({:__block__, _, args}), do: ["(__block__", args(args), ")"]
  defp tree({name, meta, nil}), do: [name(name), at(meta)]
  defp tree({name, meta, args}), do: ["(", name(name), at(meta), args(args), ")"]
  defp tree({left, right}), do: ["{", tree(left), " ", tree(right), "}"]
  defp tree(list) when is_list(list), do: ["[", list |> Enum.map(&tree/1) |> Enum.intersperse(" "), "]"]
  defp tree(atom) when is_atom(atom), do: [":", name(atom)]
  defp tree(int) when is_integer(int), do: Integer.to_string(int)
  defp tree(binary) when is_binary(binary), do: quoted(binary)

  defp tree(float) when is_float(float) do
    <<bits::64>> = <<float::float>>
    ["f", Integer.to_string(bits, 16)]
  end

  defp args(args), do: Enum.map(args, &[" ", tree(&1)])

  defp at(meta), do: "@#{meta[:line]}:#{meta[:column]}"

  defp name(atom) do
    text = Atom.to_string(atom)

    case text do
      <<c, _::binary>> when c in ?a..?z or c in ?A..?Z or c == ?_ ->
        if simple?(text), do: text, else: quoted(text)

      _ ->
        quoted(text)
    end
  end

  defp simple?(text) do
    for(<<c <- text>>, do: c)
    |> Enum.all?(&(&1 in ?a..?z or &1 in ?A..?Z or &1 in ?0..?9 or &1 in [?_, ?., ??, ?!]))
  end

  defp quoted(text) do
    [
      ?",
      for <<c <- text>> do
        cond do
          c == ?" or c == ?\\ -> [?\\, c]
          c == ?\n -> "\\n"
          c in 32..126 -> c
          true -> ["\\x", c |> Integer.to_string(16) |> String.pad_leading(2, "0")]
        end
      end,
      ?"
    ]
  end
end

files = fn paths ->
  for path <- paths do
    IO.puts(["== ", path, "\n", path |> File.read!() |> Dump.source()])
  end
end

case System.argv() do
  ["-l", list] -> list |> File.read!() |> String.split("\n", trim: true) |> files.()
  ["-s", path] ->
    for snippet <- path |> File.read!() |> String.split(~r/^-- .*\n/m, include_captures: true, trim: true) do
      case snippet do
        "-- " <> _ -> IO.write(snippet)
        source ->
          [code | _] = String.split(source, "\n==\n")
          IO.puts([code, "\n==\n", Dump.source(code)])
      end
    end
  paths -> files.(paths)
end
