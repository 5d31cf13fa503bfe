#pragma once

#include <string>

#include "plan/page.hpp"
#include "plan/planning.hpp"
#include "plan/prices.hpp"
#include "plan/settings_files.hpp"

namespace sluice::plan {

/// What a report says beside the plan.
struct ReportFacts {
  Prices prices = {};
  ServiceNames names = {};
};

/// The plan for people: what to set, what it is worth, how sure that is, what else
/// there is; or why nothing meets the objective, and what would.
[[nodiscard]] std::string report_text(const Plan& plan, const ReportFacts& facts, Page::Form form);

/// "not with load +20 %, start delay 90 s"; empty where all meet the objective.
[[nodiscard]] std::string where_not_met(const std::vector<Rehearsal>& rehearsals);

}  // namespace sluice::plan
