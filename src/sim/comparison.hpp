#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/bound/clairvoyant.hpp"
#include "sim/recording.hpp"
#include "sim/scenario.hpp"

namespace sluice::sim {

/// A policy under the name that it is called by.
struct NamedPolicy {
  std::string name;
  PolicySettings settings;
};

/// One policy's run.
struct PolicyRun {
  std::string name;
  Numbers numbers;
  std::optional<double> threshold = {};
  std::unique_ptr<Recording> recording = {};  ///< null: none was asked for
};

/// Policies on one scenario, and what nobody can do better than.
struct Comparison {
  std::optional<Bound> bound = {};  ///< nothing: not asked for, or no policy can be in time
  std::vector<PolicyRun> runs = {};
};

/// How a comparison is made.
struct ComparisonSettings {
  std::size_t stretches = 0;                 ///< of each run's recording; 0: none is kept
  std::optional<std::int64_t> initial = {};  ///< tasks; empty: what the first minute needs
  bool bound = true;                         ///< whether it is asked for
  /// When in each minute alarms look at the one before; empty: each at its own moment.
  std::optional<Duration> alarm_phase = {};
};

/// Runs each policy, and with the bound a last one, "clairvoyant".
[[nodiscard]] Comparison compare(const Scenario& scenario, const std::vector<NamedPolicy>& policies,
                                 const ComparisonSettings& settings);

/// Runs one policy as compare() does, without a recording; nothing where the
/// supervisor ended the run.
[[nodiscard]] std::optional<Numbers> supervised_run(const Scenario& scenario,
                                                    const PolicySettings& policy,
                                                    const ComparisonSettings& settings,
                                                    Supervisor& supervisor);

/// One policy's run as compare() has it.
[[nodiscard]] PolicyRun single_run(const Scenario& scenario, const NamedPolicy& policy,
                                   const ComparisonSettings& settings);

/// Tasks that serve what arrives in the first minute, rounded up.
[[nodiscard]] std::int64_t first_minute_tasks(const Scenario& scenario);

/// The grid of a scenario's bound: ten seconds, and as many times that as keep it
/// below a million steps.
[[nodiscard]] Second bound_step(const Scenario& scenario);

/// Cost over bound; nothing without a bound.
[[nodiscard]] std::optional<double> cost_ratio(const Comparison& comparison,
                                               const Numbers& numbers);

}  // namespace sluice::sim
