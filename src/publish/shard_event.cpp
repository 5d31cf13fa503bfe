#include "publish/shard_event.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/one_line.hpp"

namespace sluice::publish {
namespace {

using nlohmann::json;

Failure<std::string> refused(std::string_view member, const json& value, std::string advice) {
  std::string shown = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (shown.size() > 60) shown = shown.substr(0, 60) + "…";
  return Failure<std::string>{one_line(fmt::format(
      "the event's \"{}\" is {}, which is not usable; give {}", member, shown, advice))};
}

/// The whole number from `least` to `most` at `member`.
Result<std::uint32_t, std::string> number_at(const json& event, const char* member,
                                             std::uint32_t least, std::uint32_t most) {
  const json& value = event.at(member);
  const bool usable = value.is_number_integer() && value >= least && value <= most;
  if (!usable)
    return refused(member, value, fmt::format("a whole number from {} to {}", least, most));
  return value.get<std::uint32_t>();
}

}  // namespace

Result<std::optional<Shard>, std::string> shard_of_event(std::string_view event) {
  const json document = json::parse(event, nullptr, false);
  if (document.is_discarded()) return Failure<std::string>{"the event is not JSON"};
  if (!document.is_object()) return std::nullopt;
  const bool has_index = document.contains("shard");
  const bool has_count = document.contains("shards");
  if (!has_index && !has_count) return std::nullopt;
  if (!has_index || !has_count) {
    return Failure<std::string>{
        fmt::format("the event has \"{}\" but no \"{}\"; give both, such as "
                    "{{\"shard\": 0, \"shards\": 4}}, or neither",
                    has_index ? "shard" : "shards", has_index ? "shards" : "shard")};
  }
  const auto count = number_at(document, "shards", 1, most_shards);
  if (!count) return Failure<std::string>{count.error()};
  const auto index = number_at(document, "shard", 0, *count - 1);
  if (!index) return Failure<std::string>{index.error()};
  return Shard{*index, *count};
}

}  // namespace sluice::publish
