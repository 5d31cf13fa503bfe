#pragma once

#include <string>
#include <vector>

#include "checkup/findings.hpp"

namespace sluice::checkup {

/// What was checked, for the report's first line.
struct Checked {
  std::string config;  ///< where it stands: "sluice.yaml"
  std::size_t services;
  std::size_t queues;
  bool live;  ///< in AWS as well
};

/// For people: what was checked, then a line a finding.
[[nodiscard]] std::string to_text(const Checked& checked, const std::vector<Finding>& findings);

/// `--output json`: one object on one line (docs/commands.md).
[[nodiscard]] std::string to_json(const Checked& checked, const std::vector<Finding>& findings);

}  // namespace sluice::checkup
