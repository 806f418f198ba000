# Writes normalization.txt and casing.txt from what Elixir itself does:
#
#     elixir tables.exs
#
# normalization.txt: code point;combining class;canonical decomposition;
# compatibility decomposition where it differs. Hangul is computed.
# casing.txt: code point;upper;title;lower where a letter becomes several or
# its title case is not its upper case.
hex = fn list -> Enum.map_join(list, " ", &Integer.to_string(&1, 16)) end
points = Enum.concat(0..0xD7FF, 0xE000..0x10FFFF) |> Enum.reject(&(&1 in 0xAC00..0xD7A3))

composed = fn nfd, cp -> :unicode.characters_to_nfc_list(nfd) == [cp] end

lines =
  for cp <- points,
      ccc = :unicode_util.lookup(cp).ccc,
      nfd = :unicode.characters_to_nfd_list([cp]),
      nfkd = :unicode.characters_to_nfkd_list([cp]),
      ccc != 0 or nfd != [cp] or nfkd != [cp] do
    canonical = if nfd == [cp], do: "", else: hex.(nfd)
    compatible = if nfkd == nfd, do: "", else: hex.(nfkd)
    sign = if nfd != [cp] and composed.(nfd, cp), do: "+", else: ""
    "#{hex.([cp])};#{ccc};#{sign}#{canonical};#{compatible}\n"
  end

File.write!("normalization.txt", lines)

codes = fn s -> hex.(String.to_charlist(s)) end

lines =
  for cp <- points,
      s = <<cp::utf8>>,
      up = String.upcase(s),
      title = String.capitalize(s),
      down = String.downcase(s),
      String.length(up) != 1 or length(String.to_charlist(up)) != 1 or title != up or length(String.to_charlist(down)) != 1 do
    "#{hex.([cp])};#{codes.(up)};#{codes.(title)};#{codes.(down)}\n"
  end

File.write!("casing.txt", lines)
