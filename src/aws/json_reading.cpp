#include "aws/json_reading.hpp"

#include <cmath>
#include <utility>

namespace sluice::aws {

using nlohmann::json;

namespace {

Result<json, std::string> as_object(json parsed) {
  if (parsed.is_discarded()) return Failure<std::string>{"it is not JSON"};
  if (!parsed.is_object()) return Failure<std::string>{"it is JSON, but not an object"};
  return parsed;
}

}  // namespace

Result<json, std::string> read_object(std::string_view body) {
  return as_object(json::parse(body, nullptr, /*allow_exceptions=*/false));
}

Result<json, std::string> read_object_without(std::string_view body, std::string_view skipped) {
  const auto wanted = [&](int /*depth*/, json::parse_event_t event, json& parsed) {
    return event != json::parse_event_t::key || parsed.get_ref<const std::string&>() != skipped;
  };
  return as_object(json::parse(body, wanted, /*allow_exceptions=*/false));
}

std::string text_or_empty(const json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

std::optional<std::int64_t> whole_number(const json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  const bool fits =
      !found->is_number_unsigned() || std::in_range<std::int64_t>(found->get<std::uint64_t>());
  return fits ? std::optional{found->get<std::int64_t>()} : std::nullopt;
}

std::optional<Instant> as_instant(const json& timestamp) {
  constexpr double last = 9e9;  // the year 2255; the timeline ends in 2262
  if (!timestamp.is_number()) return std::nullopt;
  const auto seconds = timestamp.get<double>();
  const bool held = std::abs(seconds) < last;  // NaN is not
  if (!held) return std::nullopt;
  return Instant{std::chrono::milliseconds{std::llround(seconds * 1000)}};
}

std::optional<Instant> instant_at(const json& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() ? std::nullopt : as_instant(*found);
}

const json& array_or_empty(const json& object, std::string_view name) {
  static const json none = json::array();
  const auto found = object.find(name);
  return found == object.end() || !found->is_array() ? none : *found;
}

}  // namespace sluice::aws
