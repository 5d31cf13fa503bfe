#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plan/front.hpp"
#include "plan/objective.hpp"
#include "plan/space.hpp"
#include "sim/comparison.hpp"

namespace sluice::plan {

/// A load that the service has to carry, on which every setting is tried.
struct Load {
  std::string name;
  sim::Scenario scenario;  ///< what a setting says of it is written over
  /// The first part of it ends here, in seconds; nothing where it is not divided.
  std::optional<sim::Second> divided_at = {};
};

/// How runs are made beside that.
struct RunSettings {
  std::optional<std::int64_t> initial = {};  ///< tasks; empty: what the first minute needs
  std::optional<Duration> alarm_phase = {};  ///< empty: each alarm its own
};

/// What a part of the loads came to.
struct Measured {
  std::int64_t task_seconds = 0;  ///< of all loads together
  double value = 0;               ///< of the objective's measure, on the worst load
};

/// What a setting came to on all loads.
struct Outcome {
  std::vector<sim::Numbers> runs = {};  ///< a load each; empty: ended, as it was beaten
  Measured all = {};
  std::optional<Measured> first_part = {};  ///< where loads are divided

  [[nodiscard]] bool is_whole() const { return !runs.empty(); }
  [[nodiscard]] double task_hours() const;
  [[nodiscard]] double billed_hours() const;
  /// The share of all messages that waited too long.
  [[nodiscard]] double miss() const;
};

/// What a setting is measured by: its loads, and the objective.
struct Trial {
  const std::vector<Load>& loads;
  const Objective& objective;
  const RunSettings& runs;
};

/// Runs a setting on every load, just as `sluice simulate` would.
[[nodiscard]] Outcome try_out(const Trial& trial, const Setting& setting);

/// The same, but ends as soon as it is certain that some setting of `front` costs
/// less and measures no more. Loads are to have their arrivals drawn beforehand.
[[nodiscard]] Outcome try_against(const Trial& trial, const Setting& setting, const Front& front);

}  // namespace sluice::plan
