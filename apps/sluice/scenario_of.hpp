#pragma once

#include <string>

#include "sluice/command_line.hpp"

namespace sluice::apps {

/// The scenario that the flags describe, with the trace scaled as they say. The
/// trace must outlive it.
[[nodiscard]] sim::Scenario scenario_of(const ScenarioOptions& options, const sim::Trace& trace,
                                        sim::Second slo);

/// Why the scaled trace cannot be simulated, in one line; empty where it can.
[[nodiscard]] std::string unusable_load(const sim::Scenario& scenario, const std::string& path);

}  // namespace sluice::apps
