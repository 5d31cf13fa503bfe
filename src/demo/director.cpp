#include "demo/director.hpp"

#include <algorithm>

namespace sluice::demo {
namespace {

using namespace std::chrono_literals;

constexpr Duration between_looks = 10s;     // cloud time
constexpr Duration shortest_pause = 100ms;  // real time
constexpr Duration epilogue = 2min;         // cloud time after the end, for the curves
/// A cloud that fails this often in a row will not recover.
constexpr int most_failures = 10;

Duration real(Duration cloud, double speed) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::nano>{cloud} /
                                              speed);
}

}  // namespace

Director::Director(const Scenario& scenario, const Setting& setting, Window& window,
                   http::Sleeper& sleeper, Audience& audience)
    : scenario_{scenario},
      window_{window},
      sleeper_{sleeper},
      audience_{audience},
      pause_{std::max(shortest_pause, real(between_looks, setting.speed))} {}

asio::awaitable<Performance> Director::direct() {
  Performance performance{.story =
                              Story{{scenario_.min_tasks, scenario_.max_tasks, scenario_.target}}};
  const auto began = co_await window_.cloud_time();
  if (!began) {
    performance.broken_off = began.error();
    co_return performance;
  }
  performance.began = *began;
  audience_.began(*began);
  int failures = 0;
  while (!over(performance) && failures < most_failures) {
    const auto done = co_await step(performance);
    failures = done ? 0 : failures + 1;
    performance.broken_off = done ? Problem{} : done.error();
    co_await sleeper_.sleep(pause_);
  }
  if (stopped_ && !performance.story.closed()) performance.broken_off = "it was interrupted";
  if (performance.seen.empty()) co_return performance;
  auto curves = co_await window_.curves(performance.began, performance.seen.back().at);
  if (curves) performance.curves = std::move(*curves);
  co_return performance;
}

bool Director::over(const Performance& performance) const {
  if (stopped_) return true;
  if (performance.seen.empty()) return false;
  const Instant now = performance.seen.back().at;
  if (const auto closed = performance.story.began(Chapter::closed))
    return now >= *closed + epilogue;
  return now - performance.began > scenario_.longest;
}

asio::awaitable<Result<void, Problem>> Director::step(Performance& performance) {
  const auto now = co_await window_.cloud_time();
  if (!now) co_return Failure<Problem>{now.error()};
  auto placed = co_await place_orders(performance, *now);
  if (!placed) co_return placed;
  const auto seen = co_await window_.look();
  if (!seen) co_return Failure<Problem>{seen.error()};
  const Chapter before = performance.story.chapter();
  performance.story.see(*seen);
  performance.seen.push_back(*seen);
  audience_.saw(*seen);
  if (performance.story.chapter() != before)
    audience_.turned(performance.story.chapter(), seen->at);
  co_return co_await hear_activities(performance);
}

asio::awaitable<Result<void, Problem>> Director::place_orders(Performance& performance,
                                                              Instant now) {
  const std::int64_t placed = orders_placed(scenario_, now - performance.began);
  if (placed <= performance.orders) co_return Result<void, Problem>{};
  auto sent = co_await window_.place_orders(performance.orders + 1, placed);
  // Counted even where that failed: an order too few is better than one twice.
  performance.orders = placed;
  co_return sent;
}

asio::awaitable<Result<void, Problem>> Director::hear_activities(Performance& performance) {
  auto activities = co_await window_.activities();
  if (!activities) co_return Failure<Problem>{activities.error()};
  for (const aws::ScalingActivity& activity : *activities) {
    const bool known = std::ranges::any_of(performance.activities, [&](const auto& heard) {
      return heard.activity_id == activity.activity_id;
    });
    if (!known) audience_.scaled(activity);
  }
  performance.activities = std::move(*activities);
  co_return Result<void, Problem>{};
}

}  // namespace sluice::demo
