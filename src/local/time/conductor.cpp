#include "local/time/conductor.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace sluice::local {
namespace {

namespace asio = boost::asio;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// A jump that waits looks again when it is told of a change, or after this.
constexpr Duration between_looks = std::chrono::milliseconds{50};

/// After so many steps of a jump, requests that wait are answered.
constexpr int steps_without_a_break = 2'000;

}  // namespace

Conductor::Conductor(const asio::any_io_executor& executor, CloudClock& clock, Timed& world)
    : clock_{clock}, world_{world}, alarm_{executor}, changes_{executor} {}

asio::awaitable<void> Conductor::conduct() {
  while (!stopped_) {
    if (!jumping_) world_.run(clock_.now());
    if (stopped_) break;
    set_for_ = world_.due();
    std::optional<Duration> wait;
    if (set_for_ && !jumping_) wait = clock_.real_time_until(*set_for_);
    if (wait)
      alarm_.expires_after(*wait);
    else
      alarm_.expires_at(asio::steady_timer::time_point::max());
    co_await alarm_.async_wait(as_result);
  }
}

void Conductor::stop() {
  stopped_ = true;
  alarm_.cancel();
  changes_.cancel();
}

Instant Conductor::present() {
  const Instant now = clock_.now();
  if (!jumping_) world_.run(now);
  return now;
}

void Conductor::changed() {
  if (jumping_) {
    changes_.cancel();
    return;
  }
  const auto due = world_.due();
  if (due && (!set_for_ || *due < *set_for_)) alarm_.cancel();
}

asio::awaitable<void> Conductor::advance(Duration by) {
  while (jumping_ && !stopped_) {
    changes_.expires_after(patience);
    co_await changes_.async_wait(as_result);
  }
  world_.run(clock_.now());
  jumping_ = true;
  clock_.stand();
  co_await step_until(clock_.now() + by);
  clock_.go();
  jumping_ = false;
  changes_.cancel();
  alarm_.cancel();
}

asio::awaitable<void> Conductor::step_until(Instant end) {
  int steps = 0;
  for (auto due = world_.due(); due && *due <= end && !stopped_; due = world_.due()) {
    clock_.move_to(*due);
    world_.run(clock_.now());
    if (!world_.idle()) co_await quiet();
    if (++steps % steps_without_a_break == 0)
      co_await asio::post(alarm_.get_executor(), asio::use_awaitable);
  }
  clock_.move_to(end);
  world_.run(end);
}

asio::awaitable<void> Conductor::quiet() {
  Duration waited{0};
  while (waited < patience && !world_.idle() && !stopped_) {
    changes_.expires_after(between_looks);
    const auto [cancelled] = co_await changes_.async_wait(as_result);
    if (!cancelled) waited += between_looks;
  }
}

void Conductor::set_speed(double speed) {
  world_.run(clock_.now());
  clock_.set_speed(speed);
  alarm_.cancel();
}

}  // namespace sluice::local
