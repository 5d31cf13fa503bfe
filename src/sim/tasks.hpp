#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "base/random.hpp"
#include "sim/backlog.hpp"

namespace sluice::sim {

/// How long a task takes from the call that starts it until it serves: the same
/// each time, or drawn evenly between two bounds. Seconds.
struct StartDelay {
  Second least = 45;
  Second most = 45;  ///< at least `least`
};

/// What starts and stops of tasks cost.
struct TaskSettings {
  StartDelay start_delay = {};
  Second drain = 0;          ///< billed after a stop, without serving
  std::int64_t initial = 0;  ///< serve from the beginning
};

/// What became of the tasks so far.
struct TaskTotals {
  std::int64_t started = 0;
  std::int64_t stopped = 0;    ///< those that served
  std::int64_t cancelled = 0;  ///< those that did not yet
  std::int64_t crashed = 0;
  /// Of the tasks that have ended: what Fargate bills, a minute at least.
  /// https://aws.amazon.com/fargate/pricing/
  std::int64_t billed_seconds = 0;
};

/// The modelled tasks of a service. A task is billed from its start and serves
/// after the start delay; when there are too many, starting ones are cancelled
/// first, the newest of them first, then the ones that served longest stop.
class Tasks {
 public:
  /// `random` must outlive it.
  Tasks(const TaskSettings& settings, Random& random);

  /// Starts or stops tasks until there are as many as desired, drains apart.
  void set_desired(std::int64_t desired, Second now);
  /// Lets begin to serve whose delay is over, and end whose drain is.
  void advance(Second now) {
    if (now >= next_change_) change(now);
  }

  /// When that is next; far away where nothing is going on.
  [[nodiscard]] Second next_change() const { return next_change_; }

  /// From now on starts take so long.
  void set_start_delay(const StartDelay& delay) { settings_.start_delay = delay; }
  /// So many of the serving tasks die at once, and are replaced by starts.
  void crash(std::int64_t count, Second now);

  [[nodiscard]] std::int64_t desired() const { return desired_; }
  [[nodiscard]] std::int64_t serving() const { return static_cast<std::int64_t>(serving_.size()); }
  [[nodiscard]] std::int64_t starting() const {
    return static_cast<std::int64_t>(starting_.size());
  }
  [[nodiscard]] std::int64_t billed() const {
    return serving() + starting() + static_cast<std::int64_t>(draining_.size());
  }
  /// With the tasks that are there still, as if they ended `now`.
  [[nodiscard]] TaskTotals totals(Second now) const;

 private:
  struct Starting {
    Second began;
    Second ready;
  };
  void reconcile(Second now);
  void start(std::int64_t count, Second now);
  void stop(std::int64_t count, Second now);
  void end(Second began, Second ended);
  void change(Second now);
  void plan_change();
  [[nodiscard]] Second draw_delay();

  TaskSettings settings_;
  Random& random_;
  std::int64_t desired_;
  std::deque<Second> serving_;      ///< when each was started, the oldest first
  std::vector<Starting> starting_;  ///< the oldest first
  std::deque<Second> draining_;     ///< when each ends
  Second next_change_;
  TaskTotals totals_ = {};
};

}  // namespace sluice::sim
