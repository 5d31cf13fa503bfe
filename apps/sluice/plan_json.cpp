#include "sluice/plan_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sluice/numbers_json.hpp"

namespace sluice::apps {
namespace {

using nlohmann::ordered_json;

constexpr int indent = 1;

template <class Value, class Write>
ordered_json or_null(const std::optional<Value>& value, Write write) {
  return value ? ordered_json(write(*value)) : ordered_json(nullptr);
}

ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json setting(const plan::Setting& one) {
  ordered_json data{{"policy", "static"}};
  if (const auto* tracking = std::get_if<sim::TargetTrackingSettings>(&one.policy))
    data = {{"policy", "target-tracking"},
            {"target", tracking->target},
            {"scale_out_cooldown", tracking->cooldowns.out.count()},
            {"scale_in_cooldown", tracking->cooldowns.in.count()}};
  data["min"] = one.bounds.min;
  data["max"] = one.bounds.max;
  return data;
}

/// Writes the parts that need the whole plan.
class Writer {
 public:
  Writer(const plan::Plan& plan, const plan::ReportFacts& facts) : plan_{plan}, facts_{facts} {}

  [[nodiscard]] ordered_json whole() const;

 private:
  [[nodiscard]] ordered_json outcome(const plan::Outcome& one) const;
  [[nodiscard]] ordered_json tried(const plan::Tried& one) const {
    ordered_json data{{"setting", setting(one.setting)}};
    data.update(outcome(one.outcome));
    return data;
  }
  [[nodiscard]] ordered_json recommendation(const plan::Recommendation& one) const;
  [[nodiscard]] ordered_json impossibility(const plan::Impossibility& why) const;

  const plan::Plan& plan_;
  const plan::ReportFacts& facts_;
};

ordered_json Writer::outcome(const plan::Outcome& one) const {
  ordered_json runs = ordered_json::array();
  for (const sim::Numbers& each : one.runs) runs.push_back(numbers_json(each));
  return {{"value", number(one.all.value)},
          {"meets", plan::is_met(plan_.objective, one.all.value)},
          {"slo_miss", one.miss()},
          {"task_hours", one.task_hours()},
          {"cost_ratio", or_null(plan_.cost_ratio(one), number)},
          {"dollars", facts_.prices.of(one)},
          {"runs", std::move(runs)}};
}

ordered_json Writer::recommendation(const plan::Recommendation& one) const {
  ordered_json data = tried(one.chosen);
  data["draws_met"] = one.draws_met;
  data["draws"] = one.draws;
  data["rehearsals"] = ordered_json::array();
  for (const plan::Rehearsal& each : one.rehearsals) {
    ordered_json rehearsal{{"under", each.what}, {"setting", setting(each.setting)}};
    rehearsal.update(outcome(each.outcome));
    rehearsal.erase("cost_ratio");  // other loads have other bounds
    data["rehearsals"].push_back(std::move(rehearsal));
  }
  const plan::Setting& chosen = one.chosen.setting;
  data["terraform"] = plan::terraform_variables(chosen, facts_.names);
  data["sluice_yaml"] = plan::sluice_yaml(chosen, facts_.names);
  return data;
}

ordered_json Writer::impossibility(const plan::Impossibility& why) const {
  const auto each = [this](const plan::Tried& one) { return tried(one); };
  return {{"highest_min", why.highest_min},
          {"max_is_too_low", why.max_is_too_low},
          {"rise", or_null(why.rise,
                           [](const plan::Rise& rise) {
                             return ordered_json{
                                 {"trace", rise.load},          {"at", rise.at},
                                 {"before", rise.before},       {"capacity", rise.capacity},
                                 {"after", rise.after},         {"least_wait", rise.least_wait},
                                 {"most_wait", rise.most_wait}, {"rises", rise.rises}};
                           })},
          {"best", or_null(why.best, each)},
          {"higher_min", or_null(why.higher_min, each)},
          {"fixed", or_null(why.fixed, each)},
          {"faster_start", or_null(why.faster_start, [this](const auto& one) {
             ordered_json data = tried(one.tried);
             data["start_delay"] = {one.delay.least, one.delay.most};
             return data;
           })}};
}

ordered_json Writer::whole() const {
  ordered_json loads = ordered_json::array();
  for (const plan::LoadFacts& one : plan_.loads)
    loads.push_back({{"trace", one.name},
                     {"seconds", one.seconds},
                     {"messages", one.messages},
                     {"mean_tasks", one.mean_tasks}});
  ordered_json front = ordered_json::array();
  for (const plan::Tried& one : plan_.front) front.push_back(tried(one));
  return {{"objective", plan::objective_text(plan_.objective)},
          {"measure", std::string{plan::measure_name(plan_.objective.measure)}},
          {"limit", plan_.objective.limit},
          {"loads", std::move(loads)},
          {"bound_hours", or_null(plan_.bound_hours, number)},
          {"settings", plan_.settings},
          {"ended", plan_.ended},
          {"task_hour_dollars", facts_.prices.task_hour()},
          {"today", tried(plan_.today)},
          {"recommendation",
           or_null(plan_.recommendation, [this](const auto& one) { return recommendation(one); })},
          {"impossibility",
           or_null(plan_.impossibility, [this](const auto& one) { return impossibility(one); })},
          {"front", std::move(front)}};
}

}  // namespace

std::string plan_json(const plan::Plan& plan, const plan::ReportFacts& facts) {
  return Writer{plan, facts}.whole().dump(indent, ' ', false,
                                          ordered_json::error_handler_t::replace);
}

}  // namespace sluice::apps
