#pragma once

#include <cstdint>
#include <optional>

#include "sim/backlog.hpp"
#include "sim/histogram.hpp"
#include "sim/tasks.hpp"

namespace sluice::sim {

/// Waits of all messages, in whole seconds from arrival to start.
struct WaitNumbers {
  std::int64_t p50 = 0;
  std::int64_t p95 = 0;
  std::int64_t p99 = 0;
  std::int64_t p999 = 0;
  std::int64_t max = 0;
};

/// How well the supply of tasks followed the demand, minute by minute; demand is
/// the least number of tasks that serves the minute's arrivals in that minute.
/// A. Bauer et al., On the Value of Service Demand Estimation for Auto-scaling
/// (2018), after the SPEC Research Group's report on elasticity metrics. With a
/// queue they punish waiting inside the objective, so they come second.
struct Elasticity {
  double under_accuracy = 0;   ///< mean of max(demand - supply, 0) / demand
  double over_accuracy = 0;    ///< mean of max(supply - demand, 0) / demand
  double under_timeshare = 0;  ///< share of the minutes with too few
  double over_timeshare = 0;   ///< share of the minutes with too many
  double instability = 0;      ///< share of the minutes in which the two move apart
};

/// What a run says: of every message and every second, the drain included.
struct Numbers {
  std::int64_t messages = 0;
  std::int64_t seconds = 0;  ///< trace, tail and drain
  WaitNumbers wait = {};
  double slo_miss = 0;     ///< share of the messages that waited longer than the objective
  double mean_excess = 0;  ///< seconds beyond it, of those that did
  std::int64_t violation_minutes = 0;  ///< minutes in which the oldest message was older
  std::int64_t oldest_age_p99 = 0;     ///< of every second
  std::int64_t oldest_age_max = 0;

  double task_hours = 0;    ///< billed tasks, by the second
  double billed_hours = 0;  ///< a minute at least for each task
  double utilisation = 0;   ///< share of the billed time in which a task worked

  std::int64_t actions = 0;  ///< changes of the desired count
  std::int64_t churn = 0;    ///< tasks started, stopped or cancelled
  double starts_per_day = 0;
  std::int64_t reversals = 0;  ///< changes against one less than ten minutes earlier
  std::int64_t peak_tasks = 0;
  Elasticity elasticity = {};
};

/// One second of the plant.
struct PlantSecond {
  Second at;
  std::int64_t arrived;
  std::int64_t started;  ///< messages whose work began
  std::int64_t backlog;  ///< at its end
  std::int64_t oldest_age;
  std::int64_t serving;
  std::int64_t billed;
};

/// Adds up a run's numbers, second by second.
class Meter {
 public:
  Meter(Second slo, double service_rate) : slo_{slo}, service_rate_{service_rate} {}

  void note(const PlantSecond& second);
  /// `seconds` in which `arrived` messages found a task at once, and tasks did not
  /// change. REQUIRES: they end with their minute or before.
  struct Quiet {
    std::int64_t seconds = 0;
    std::int64_t arrived = 0;
    std::int64_t serving = 0;
    std::int64_t billed = 0;
  };
  void note(const Quiet& stretch);
  [[nodiscard]] std::int64_t minute_left() const { return 60 - (seconds_ % 60); }
  void note_change(Second now, std::int64_t from, std::int64_t to);
  /// Task-seconds so far.
  [[nodiscard]] std::int64_t billed_seconds() const { return billed_seconds_; }
  [[nodiscard]] Numbers numbers(const Histogram& waits, const TaskTotals& totals) const;

 private:
  struct Minute {
    double arrived = 0;
    double serving = 0;
  };
  void end_minute();
  [[nodiscard]] Elasticity elasticity() const;

  Second slo_;
  double service_rate_;
  Histogram ages_ = {};
  std::int64_t seconds_ = 0;
  std::int64_t messages_started_ = 0;
  std::int64_t billed_seconds_ = 0;
  std::int64_t violation_minutes_ = 0;
  bool violated_ = false;  ///< in this minute
  std::int64_t actions_ = 0;
  std::int64_t reversals_ = 0;
  std::int64_t peak_ = 0;
  std::optional<Second> last_up_ = {};
  std::optional<Second> last_down_ = {};

  Minute minute_ = {};
  double last_demand_ = 0;
  double last_supply_ = 0;
  std::int64_t minutes_ = 0;
  Elasticity sums_ = {};
};

}  // namespace sluice::sim
