#include "world/logs/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice::world {
namespace {

constexpr std::size_t longest_name = 512;
constexpr std::array<std::int64_t, 22> retentions{1,    3,    5,    7,    14,   30,  60,  90,
                                                  120,  150,  180,  365,  400,  545, 731, 1096,
                                                  1827, 2192, 2557, 2922, 3288, 3653};

Failure<Refusal> constraint(std::string_view member, std::string_view value,
                            std::string_view wanted) {
  return refuse("InvalidParameterException",
                fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy "
                            "constraint: Member must {}",
                            value, member, wanted));
}

bool in_group_name(char c) {
  const bool alphanumeric =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::string_view{".-_/#"}.find(c) != std::string_view::npos;
}

Answer<void> check_length(std::string_view member, std::string_view name) {
  if (name.empty()) return constraint(member, name, "have length greater than or equal to 1");
  if (name.size() > longest_name)
    return constraint(member, name, "have length less than or equal to 512");
  return {};
}

}  // namespace

Answer<void> check_log_group_name(std::string_view name) {
  if (auto right = check_length("logGroupName", name); !right) return right;
  if (std::ranges::all_of(name, in_group_name)) return {};
  return constraint("logGroupName", name,
                    R"(satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+)");
}

Answer<void> check_log_stream_name(std::string_view name) {
  if (auto right = check_length("logStreamName", name); !right) return right;
  if (name.find_first_of(":*") == std::string_view::npos) return {};
  return constraint("logStreamName", name, "satisfy regular expression pattern: [^:*]*");
}

Answer<void> check_retention(std::int64_t days) {
  if (std::ranges::find(retentions, days) != retentions.end()) return {};
  return constraint("retentionInDays", fmt::format("{}", days),
                    "satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, "
                    "400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]");
}

Answer<std::size_t> page_size(std::optional<std::int64_t> limit, std::int64_t most) {
  const std::int64_t size = limit.value_or(most);
  if (size < 1)
    return constraint("limit", fmt::format("{}", size), "have value greater than or equal to 1");
  if (size > most)
    return constraint("limit", fmt::format("{}", size),
                      fmt::format("have value less than or equal to {}", most));
  return static_cast<std::size_t>(size);
}

}  // namespace sluice::world
