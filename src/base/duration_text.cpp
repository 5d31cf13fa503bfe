#include "base/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/one_line.hpp"

namespace sluice {
namespace {

struct Unit {
  std::string_view name;
  Duration length;
};

constexpr std::array units{Unit{"ms", std::chrono::milliseconds{1}},
                           Unit{"s", std::chrono::seconds{1}}, Unit{"m", std::chrono::minutes{1}},
                           Unit{"h", std::chrono::hours{1}}};

/// More than anybody means, and far from where nanoseconds overflow.
constexpr Duration longest = std::chrono::hours{24 * 366};

}  // namespace

Result<Duration, std::string> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  const auto* const unit = std::ranges::find(units, rest, &Unit::name);
  const bool readable = error == std::errc{} && count >= 0 && unit != units.end();
  if (!readable || count > longest / unit->length) {
    return Failure<std::string>{one_line(fmt::format(
        "'{:.40}' is no duration; give a whole number and its unit, such as 500ms, 60s, 15m or 2h",
        text))};
  }
  return count * unit->length;
}

}  // namespace sluice
