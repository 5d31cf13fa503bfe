#include "sluice/simulation_report.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "embedded/simulation_page.hpp"
#include "sluice/numbers_json.hpp"
#include "world/cloudwatch/alarm_text.hpp"

namespace sluice::apps {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view place_of_data = "{{data}}";
constexpr int indent = 1;

ordered_json recording(const sim::Recording& kept) {
  ordered_json stretches = ordered_json::array();
  for (const sim::Stretch& one : kept.stretches())
    stretches.push_back({one.arrived, one.backlog, one.oldest_age, one.serving, one.billed});
  ordered_json metrics = ordered_json::array();
  for (const auto& one : kept.metrics()) metrics.push_back({one.at, one.value});
  ordered_json alarms = ordered_json::array();
  for (const auto& one : kept.alarms())
    alarms.push_back({one.at, one.alarm, std::string{world::name_of(one.state)}});
  ordered_json decisions = ordered_json::array();
  for (const sim::Decision& one : kept.decisions())
    decisions.push_back({one.at, one.from, one.to, one.reason});
  return {{"stretch_seconds", kept.stretch_seconds()},
          {"columns", {"arrived", "backlog", "oldest_age", "serving", "billed"}},
          {"stretches", std::move(stretches)},
          {"metric", std::move(metrics)},
          {"alarms", std::move(alarms)},
          {"decisions", std::move(decisions)}};
}

ordered_json as_json(const sim::Comparison& comparison, const ReportFacts& facts) {
  ordered_json runs = ordered_json::array();
  for (const sim::PolicyRun& run : comparison.runs) {
    ordered_json one{{"policy", run.name}, {"cost_ratio", nullptr}};
    if (const auto ratio = sim::cost_ratio(comparison, run.numbers)) one["cost_ratio"] = *ratio;
    one.update(numbers_json(run.numbers));
    if (run.threshold) one["threshold"] = *run.threshold;
    if (run.recording) one["recording"] = recording(*run.recording);
    runs.push_back(std::move(one));
  }
  const sim::Scenario& scenario = facts.scenario;
  ordered_json data{
      {"trace", facts.trace},
      {"scale", scenario.arrivals.scale},
      {"service_rate", scenario.service_rate},
      {"start_delay", {scenario.tasks.start_delay.least, scenario.tasks.start_delay.most}},
      {"min", scenario.bounds.min},
      {"max", scenario.bounds.max},
      {"slo", scenario.slo},
      {"seed", scenario.seed},
      {"unread_bins", scenario.trace->unread.size()},
      {"bound_hours", nullptr},
      {"recorded_task_hours", nullptr},
      {"recorded_seconds", nullptr},
      {"runs", std::move(runs)}};
  if (comparison.bound) data["bound_hours"] = comparison.bound->hours;
  if (const auto& recorded = scenario.trace->recorded) {
    data["recorded_task_hours"] = recorded->hours;
    data["recorded_seconds"] = recorded->seconds;
  }
  return data;
}

}  // namespace

std::string simulation_json(const sim::Comparison& comparison, const ReportFacts& facts) {
  return as_json(comparison, facts)
      .dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

std::string simulation_page(const sim::Comparison& comparison, const ReportFacts& facts) {
  std::string data =
      as_json(comparison, facts).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  // In a script element no text may look like its end.
  for (std::size_t at = data.find("</"); at != std::string::npos; at = data.find("</", at + 3))
    data.insert(at + 1, "\\");
  std::string page{embedded::simulation_page};
  page.replace(page.find(place_of_data), place_of_data.size(), data);
  return page;
}

}  // namespace sluice::apps
