defmodule MyApp.Plan do
  @moduledoc "The plans that an account can have."

  @values [:free, :team, :enterprise]

  def values, do: @values

  def sql_list, do: Enum.map_join(@values, ", ", &"'#{&1}'")
end
