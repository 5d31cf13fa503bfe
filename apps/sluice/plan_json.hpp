#pragma once

#include <string>

#include "plan/text_report.hpp"

namespace sluice::apps {

/// The plan as one JSON object, with everything that the text says.
[[nodiscard]] std::string plan_json(const plan::Plan& plan, const plan::ReportFacts& facts);

}  // namespace sluice::apps
