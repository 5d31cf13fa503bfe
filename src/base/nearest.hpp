#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sluice {

/// The known word that takes the fewest single-letter edits (Levenshtein) to
/// reach from `word`; empty where even the nearest is further than a third of
/// the word away, so that no silly advice is given.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace sluice
