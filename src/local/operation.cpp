#include "local/operation.hpp"

#include <nlohmann/json.hpp>

namespace sluice::local {

Json timestamp(Instant at) {
  constexpr double a_second = 1000;
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch();
  return static_cast<double>(whole.count()) / a_second;
}

}  // namespace sluice::local
