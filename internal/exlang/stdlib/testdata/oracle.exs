# Writes what Elixir says into corpus files:
#
#     elixir oracle.exs FILE.txt ...
#
# A line of a corpus file is one of
#
#     expression #=> what inspect/1 prints, or ** (Exception) message
#     expression #=! the same, for what this Elixir does otherwise: left as it is
#     # a comment
#
# What stands after #=> is replaced (and added where it is missing). Charlists are printed as ~c"..." in every version.
# A line break in the result is written as \n, and blanks at the end of a message are dropped.
defmodule Oracle do
  def file(path) do
    lines = path |> File.read!() |> String.trim_trailing("\n") |> String.split("\n")
    File.write!(path, Enum.map(lines, &[line(&1), ?\n]))
  end

  def line(""), do: ""
  def line("#" <> _ = comment), do: comment

  def line(line) do
    if String.contains?(line, " #=! ") do
      line
    else
      [expression | _] = String.split(line, ~r/ +#=>( |$)/, parts: 2)
      expression <> " #=> " <> result(expression)
    end
  end

  defp result(expression) do
    expression |> evaluate() |> String.trim_trailing() |> String.replace("\n", "\\n")
  end

  # Each expression is evaluated in a process of its own, so that none sees what another left behind.
  defp evaluate(expression) do
    task = Task.async(fn -> attempt(expression) end)
    Task.await(task, :infinity)
  end

  defp attempt(expression) do
    {value, _} = Code.eval_string(expression, [], file: "corpus.exs")
    print(value)
  rescue
    e -> "** (#{inspect(e.__struct__)}) " <> Exception.message(e)
  catch
    kind, value -> "** (#{kind}) #{print(value)}"
  end

  defp print(value), do: inspect(value, inspect_fun: &to_doc/2)

  defp to_doc([_ | _] = list, opts) do
    if List.ascii_printable?(list, opts.limit) do
      "~c" <> (list |> List.to_string() |> inspect(printable_limit: :infinity))
    else
      Inspect.inspect(list, opts)
    end
  end

  defp to_doc(term, opts), do: Inspect.inspect(term, opts)
end

Code.compiler_options(ignore_module_conflict: true)
Enum.each(System.argv(), &Oracle.file/1)
