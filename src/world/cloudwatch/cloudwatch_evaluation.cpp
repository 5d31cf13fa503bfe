#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "world/cloudwatch/cloudwatch.hpp"

namespace sluice::world {
namespace {

bool is_auto_scaling(std::string_view action) {
  return action.find(":autoscaling:") != std::string_view::npos;
}

const std::vector<std::string>& actions_of(const AlarmRecord& record) {
  const AlarmConfiguration& alarm = record.configuration;
  if (record.state == AlarmState::ok) return alarm.ok_actions;
  return record.state == AlarmState::alarm ? alarm.alarm_actions : alarm.insufficient_data_actions;
}

/// What StateReasonData calls recentDatapoints.
std::vector<double> recent_datapoints(const AlarmSight& sight) {
  std::vector<double> recent;
  recent.reserve(sight.values.size() - sight.verdict.first);
  for (std::size_t i = sight.verdict.first; i < sight.values.size(); ++i)
    if (!std::isnan(sight.values[i])) recent.push_back(sight.values[i]);
  return recent;
}

/// The timestamp of the newest of them: its period's beginning.
std::optional<Instant> newest_began(const AlarmSight& sight) {
  for (std::size_t i = sight.values.size(); i-- > sight.verdict.first;)
    if (!std::isnan(sight.values[i])) return at_epoch_seconds(sight.periods.start_of(i));
  return std::nullopt;
}

/// Whether the alarm's state asks for an Auto Scaling action once more.
bool repeats(const AlarmRecord& record, Instant now) {
  return record.configuration.actions_enabled &&
         std::ranges::any_of(actions_of(record), is_auto_scaling) &&
         (!record.acted || now - *record.acted >= std::chrono::minutes{1});
}

}  // namespace

std::optional<Instant> CloudWatch::due() const {
  if (agenda_.empty()) return std::nullopt;
  return agenda_.begin()->at;
}

void CloudWatch::run(Instant now) {
  while (!agenda_.empty() && agenda_.begin()->at <= now) {
    auto tick = agenda_.extract(agenda_.begin());
    const Instant at = tick.value().at;
    AlarmWatch& alarm = *tick.value().watch;
    tick.value().at = at + alarm.step();
    watched_.find(tick.value().name)->second.next = tick.value().at;
    agenda_.insert(std::move(tick));
    evaluate(alarm, at);
  }
}

void CloudWatch::watch(AlarmRecord& record, Instant now) {
  AlarmWatch made{record, parameters_};
  const Instant next = made.next_after(now);
  const auto [entry, is_new] = watched_.insert_or_assign(
      record.configuration.name, Watched{.watch = std::move(made), .next = next});
  agenda_.insert({.at = next, .name = entry->first, .watch = &entry->second.watch});
}

void CloudWatch::stop_watching(std::string_view name) {
  const auto found = watched_.find(name);
  if (found == watched_.end()) return;
  agenda_.erase({.at = found->second.next, .name = name, .watch = nullptr});
  watched_.erase(found);
}

void CloudWatch::evaluate(AlarmWatch& watch, Instant at) {
  AlarmRecord& record = watch.record();
  const AlarmSight sight = watch.look(store_, at);
  const bool changes =
      sight.verdict.state && *sight.verdict.state != record.state && !watch.ignores(sight);
  if (!changes) {
    if (repeats(record, at))
      act(record, {recent_datapoints(sight), newest_began(sight), false}, at);
    return;
  }
  AlarmStateText text{.state = *sight.verdict.state, .reason = {}, .reason_data = {}};
  if (parameters_.keeps_history) {
    text.reason = state_reason(text.state, sight);
    text.reason_data = state_reason_data(record.configuration, sight, at);
  }
  change_state(record, std::move(text), at);
  act(record, {recent_datapoints(sight), newest_began(sight), true}, at);
}

void CloudWatch::change_state(AlarmRecord& record, AlarmStateText text, Instant now) {
  const AlarmStateText before{.state = record.state,
                              .reason = std::move(record.state_reason),
                              .reason_data = std::move(record.state_reason_data)};
  history_.state_changed(record.configuration.name, before, text, now);
  record.state = text.state;
  record.state_reason = std::move(text.reason);
  record.state_reason_data = std::move(text.reason_data);
  record.state_updated = now;
  record.state_transitioned = now;
  record.acted.reset();
  ++revision_;
}

void CloudWatch::act(AlarmRecord& record, const Occurrence& occurrence, Instant now) {
  if (!record.configuration.actions_enabled) return;
  std::vector<AlarmAction> actions;
  for (const std::string& action : actions_of(record)) {
    const bool scales = is_auto_scaling(action);
    if (!occurrence.changed && !scales) continue;
    const bool executed = scales && actions_ != nullptr;
    history_.acted(record, action, executed ? "" : "Sluice does not model this kind of action",
                   now);
    if (scales) record.acted = now;
    actions.push_back({.action = action,
                       .alarm_name = record.configuration.name,
                       .state = record.state,
                       .threshold = record.configuration.threshold,
                       .recent_datapoints = occurrence.recent,
                       .newest_began = occurrence.newest_began});
  }
  if (actions.empty()) return;
  ++revision_;
  for (const AlarmAction& action : actions)
    if (actions_ != nullptr) actions_->act(action, now);
}

}  // namespace sluice::world
