#include "checkup/report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sluice::checkup {
namespace {

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string to_text(const Checked& checked, const std::vector<Finding>& findings) {
  const std::string_view where = checked.live ? "checked in AWS" : "checked offline";
  std::string text =
      fmt::format("{}: {} and {} {}: {}", checked.config, counted(checked.services, "service"),
                  counted(checked.queues, "queue"), where,
                  findings.empty() ? "nothing is wrong" : counted(findings.size(), "finding"));
  for (const Finding& finding : findings)
    text += fmt::format("\n{}: {}", finding.subject, finding.message);
  return text;
}

std::string to_json(const Checked& checked, const std::vector<Finding>& findings) {
  nlohmann::ordered_json document{{"config", checked.config},
                                  {"live", checked.live},
                                  {"services", checked.services},
                                  {"queues", checked.queues},
                                  {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : findings)
    document["findings"].push_back({{"subject", finding.subject}, {"message", finding.message}});
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace sluice::checkup
