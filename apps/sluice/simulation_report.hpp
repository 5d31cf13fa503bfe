#pragma once

#include <string>

#include "sim/comparison.hpp"

namespace sluice::apps {

/// What a report says beside the runs.
struct ReportFacts {
  std::string trace;  ///< the file's name
  const sim::Scenario& scenario;
};

/// The comparison as one JSON object, with each run's numbers; with its decisions
/// and its stretches where those were recorded.
[[nodiscard]] std::string simulation_json(const sim::Comparison& comparison,
                                          const ReportFacts& facts);

/// The same as one page that needs nothing else.
[[nodiscard]] std::string simulation_page(const sim::Comparison& comparison,
                                          const ReportFacts& facts);

}  // namespace sluice::apps
