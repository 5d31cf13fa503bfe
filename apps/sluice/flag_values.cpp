#include "sluice/flag_values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/duration_text.hpp"

namespace sluice::apps {
namespace {

/// The number that the whole text is; nothing where it is none.
template <class Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc{} || end != last) return std::nullopt;
  return value;
}

}  // namespace

UsageError unusable(std::string_view flag, std::string_view value, std::string_view advice) {
  return {fmt::format("{}: '{:.100}' is not usable; give {}", flag, value, advice)};
}

Duration read_span(std::string_view flag, const std::string& text, const Span<Duration>& span) {
  const auto value = parse_duration(text);
  if (!value) throw UsageError{fmt::format("{}: {}", flag, value.error())};
  if (*value < span.least || *value > span.most) throw unusable(flag, text, span.advice);
  return *value;
}

double read_number(std::string_view flag, const std::string& text, const Span<double>& span) {
  const auto value = number<double>(text);
  const bool within = value && *value >= span.least && *value <= span.most;  // NaN is not
  if (!within) throw unusable(flag, text, span.advice);
  return *value;
}

std::uint64_t read_seed(std::string_view flag, const std::string& text) {
  const auto value = number<std::uint64_t>(text);
  if (!value) throw unusable(flag, text, "a whole number from 0 to 18446744073709551615");
  return *value;
}

std::uint16_t read_port(std::string_view flag, const std::string& text) {
  const auto value = number<std::uint16_t>(text);
  if (!value) throw unusable(flag, text, "a port from 0 to 65535 (0: any free one)");
  return *value;
}

Output read_output(const std::string& text) {
  if (text.empty() || text == "text") return Output::text;
  if (text == "json") return Output::json;
  throw unusable("--output", text, "text or json");
}

}  // namespace sluice::apps
