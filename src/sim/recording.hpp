#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/simulation.hpp"

namespace sluice::sim {

/// A stretch of a run, for charts.
struct Stretch {
  std::int64_t seconds = 0;
  std::int64_t arrived = 0;
  std::int64_t backlog = 0;     ///< the most
  std::int64_t oldest_age = 0;  ///< the most, seconds
  std::int64_t serving = 0;     ///< the most
  std::int64_t billed = 0;      ///< the most
};

/// Keeps of a run what charts show, in stretches of equal length, and every
/// decision.
class Recording final : public Observer {
 public:
  struct Metric {
    Second at;
    double value;
  };
  struct AlarmChange {
    Second at;
    std::string alarm;
    world::AlarmState state;
  };

  /// `most` stretches for a run of about `seconds`.
  Recording(Second seconds, std::size_t most);

  void second(const PlantSecond& second) override;
  void decided(const Decision& decision) override { decisions_.push_back(decision); }
  void metric(Second at, double value) override;
  void alarm(Second at, std::string_view name, world::AlarmState state) override;

  [[nodiscard]] Second stretch_seconds() const { return length_; }
  [[nodiscard]] const std::vector<Stretch>& stretches() const { return stretches_; }
  [[nodiscard]] const std::vector<Decision>& decisions() const { return decisions_; }
  /// The largest value of each stretch.
  [[nodiscard]] const std::vector<Metric>& metrics() const { return metrics_; }
  [[nodiscard]] const std::vector<AlarmChange>& alarms() const { return alarms_; }

 private:
  Second length_;
  std::vector<Stretch> stretches_;
  std::vector<Decision> decisions_;
  std::vector<Metric> metrics_;
  std::vector<AlarmChange> alarms_;
  std::map<std::string, world::AlarmState, std::less<>> states_;
};

}  // namespace sluice::sim
