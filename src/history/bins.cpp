#include "history/bins.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace sluice::history {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Duration settling = 2min;
/// Reading takes time, in which the oldest data ends.
constexpr Duration reading = 5min;

Instant round_down(Instant at, Duration length) {
  return at - (at.time_since_epoch() % length);
}

Instant round_up(Instant at, Duration length) {
  return round_down(at + length - Duration{1}, length);
}

}  // namespace

std::optional<std::size_t> Bins::index_of(Instant at) const {
  if (at < start || at >= end()) return std::nullopt;
  return static_cast<std::size_t>((at - start) / length);
}

Range range_of(int days_back, Instant now) {
  CHECK(days_back >= 1 && days_back <= days_of_five_minutes);
  const bool by_minutes = days_back <= days_of_minutes;
  const std::chrono::seconds length = by_minutes ? 1min : 5min;
  const days kept{by_minutes ? days_of_minutes : days_of_five_minutes};
  const Instant oldest = round_up(now - kept + reading, length);
  const Instant end = round_down(now - settling, length);
  const Instant start = std::max(end - days{days_back}, oldest);
  const Instant asked = std::max(start - active_for, oldest);
  const auto bins_from = [&](Instant from, Instant to) {
    return static_cast<std::size_t>((to - from) / length);
  };
  return {.bins = {asked, length, bins_from(asked, end)}, .lead = bins_from(asked, start)};
}

}  // namespace sluice::history
