#include "plan/hardest_rise.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace sluice::plan {
namespace {

constexpr sim::Second minute = 60;
/// The load before a rise: its mean over five minutes.
constexpr sim::Second looked_back = 300;

/// Messages before each second, so that any stretch's mean costs nothing.
std::vector<std::int64_t> sums_of(const sim::DrawnArrivals& drawn) {
  std::vector<std::int64_t> sums{0};
  sums.reserve(drawn.counts.size() + 1);
  for (const std::uint32_t count : drawn.counts) sums.push_back(sums.back() + count);
  return sums;
}

/// The rise that begins `at`; its wait is 0 where it is none.
Rise rise_at(const Load& load, const std::vector<std::int64_t>& sums, sim::Second at,
             double standing) {
  const auto end = static_cast<sim::Second>(sums.size()) - 1;
  const auto mean = [&](sim::Second from, sim::Second to) {
    const std::int64_t count =
        sums[static_cast<std::size_t>(to)] - sums[static_cast<std::size_t>(from)];
    return static_cast<double>(count) / static_cast<double>(std::max<sim::Second>(1, to - from));
  };
  const sim::StartDelay& start = load.scenario.tasks.start_delay;
  const sim::Second least = least_detection + start.least;
  const sim::Second most = most_detection + start.most;
  Rise rise{.load = load.name,
            .at = at,
            .before = mean(std::max<sim::Second>(0, at - looked_back), at),
            .capacity = 0,
            .after = mean(at, std::min(end, at + least)),
            .least_wait = 0,
            .most_wait = 0,
            .rises = 0};
  rise.capacity = std::max(rise.before, standing);
  if (rise.after <= rise.capacity) return rise;
  const double missing = 1 - (rise.capacity / rise.after);
  rise.least_wait = static_cast<double>(least) * missing;
  rise.most_wait = static_cast<double>(most) * missing;
  return rise;
}

}  // namespace

std::optional<Rise> hardest_rise(const std::vector<Load>& loads, std::int64_t standing,
                                 double limit) {
  std::optional<Rise> hardest;
  std::size_t rises = 0;
  for (const Load& load : loads) {
    CHECK(load.scenario.drawn != nullptr);
    const std::vector<std::int64_t> sums = sums_of(*load.scenario.drawn);
    const double capacity = static_cast<double>(standing) * load.scenario.service_rate;
    bool is_rising = false;  // minutes in a row belong to one rise
    for (sim::Second at = minute; at + minute < static_cast<sim::Second>(sums.size());
         at += minute) {
      const Rise rise = rise_at(load, sums, at, capacity);
      const bool was_rising = std::exchange(is_rising, rise.least_wait > limit);
      if (is_rising && !was_rising) ++rises;
      if (rise.least_wait > (hardest ? hardest->least_wait : 0)) hardest = rise;
    }
  }
  if (hardest) hardest->rises = rises;
  return hardest;
}

}  // namespace sluice::plan
