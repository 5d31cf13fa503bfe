#include "local/operation.hpp"

#include <nlohmann/json.hpp>

namespace sluice::local {

Json timestamp(Instant at) {
  constexpr double a_second = 1000;
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch();
  return static_cast<double>(whole.count()) / a_second;
}

Failure<world::Refusal> refused(world::Refusal refusal) {
  return Failure<world::Refusal>{std::move(refusal)};
}

Output done(const world::Answer<void>& answer) {
  if (!answer) return refused(answer.error());
  return Json{};
}

Json list_of_tags(const std::map<std::string, std::string, std::less<>>& tags) {
  Json list = Json::array();
  for (const auto& [key, value] : tags) {
    Json tag = Json::object();
    tag["Key"] = key;
    tag["Value"] = value;
    list.push_back(std::move(tag));
  }
  return list;
}

}  // namespace sluice::local
