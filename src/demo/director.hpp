#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "demo/scenario.hpp"
#include "demo/story.hpp"
#include "demo/window.hpp"

namespace sluice::demo {

/// Is told of the story while it goes on.
class Audience {
 public:
  Audience() = default;
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;
  virtual ~Audience() = default;

  /// The story begins at this cloud time.
  virtual void began(Instant at) = 0;
  virtual void saw(const Observation& seen) = 0;
  virtual void turned(Chapter chapter, Instant at) = 0;
  virtual void scaled(const aws::ScalingActivity& activity) = 0;
};

/// The story as it went.
struct Performance {
  Instant began = {};
  std::int64_t orders = 0;
  std::vector<Observation> seen = {};
  std::vector<aws::ScalingActivity> activities = {};
  Curves curves = {};
  Story story = {};
  /// Why it ended before its end; empty: it did not.
  Problem broken_off = {};

  [[nodiscard]] bool closed() const { return broken_off.empty() && story.closed(); }
  /// What did not happen, in one line; empty where the loop is closed.
  [[nodiscard]] std::string missing() const {
    return broken_off.empty() ? story.missing() : broken_off;
  }
};

/// Sends the orders, looks at the cloud each ten cloud seconds, and ends when
/// the story is told, or never will be.
class Director {
 public:
  /// All that is lent must outlive this.
  Director(const Scenario& scenario, const Setting& setting, Window& window, http::Sleeper& sleeper,
           Audience& audience);

  asio::awaitable<Performance> direct();
  /// Ends at the next look.
  void stop() { stopped_ = true; }

 private:
  asio::awaitable<Result<void, Problem>> step(Performance& performance);
  asio::awaitable<Result<void, Problem>> place_orders(Performance& performance, Instant now);
  asio::awaitable<Result<void, Problem>> hear_activities(Performance& performance);
  [[nodiscard]] bool over(const Performance& performance) const;

  const Scenario& scenario_;
  Window& window_;
  http::Sleeper& sleeper_;
  Audience& audience_;
  Duration pause_;  ///< between two looks, real time
  bool stopped_ = false;
};

}  // namespace sluice::demo
