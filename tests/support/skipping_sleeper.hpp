#pragma once

#include <vector>

#include "base/time.hpp"
#include "http/sleeper.hpp"

namespace sluice {

/// Sleeps by moving its clock, and keeps how long each sleep was.
class SkippingSleeper final : public http::Sleeper {
 public:
  explicit SkippingSleeper(ManualClock& clock) : clock_{clock} {}

  boost::asio::awaitable<void> sleep(Duration span) override {
    clock_.advance(span);
    slept_.push_back(span);
    co_return;
  }

  [[nodiscard]] const std::vector<Duration>& slept() const { return slept_; }

 private:
  ManualClock& clock_;
  std::vector<Duration> slept_;
};

}  // namespace sluice
