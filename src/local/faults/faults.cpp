#include "local/faults/faults.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace sluice::local {
namespace {

std::string duration_text(Duration span) {
  return fmt::format("{}ms", std::chrono::floor<std::chrono::milliseconds>(span).count());
}

bool names(const FaultRule& rule, const ServiceDescription& service, std::string_view operation) {
  return (rule.service.empty() || rule.service == service.name) &&
         (rule.operation.empty() || rule.operation == operation);
}

world::Refusal throttling(const ServiceDescription& service) {
  return {.code = std::string{service.throttling_code},
          .message = std::string{service.throttling_message},
          .status = service.throttling_status};
}

Json error_shown(const world::Refusal& error) {
  Json shown = Json::object();
  shown["code"] = error.code;
  shown["message"] = error.message;
  shown["status"] = error.status;
  return shown;
}

Json rule_shown(const FaultRule& rule, std::uint64_t hits) {
  Json shown = Json::object();
  if (!rule.service.empty()) shown["service"] = rule.service;
  if (!rule.operation.empty()) shown["operation"] = rule.operation;
  if (rule.stale_counts) {
    shown["stale_counts"] = duration_text(*rule.stale_counts);
    return shown;
  }
  shown["rate"] = rule.rate;
  if (rule.throttle) shown["throttle"] = true;
  if (rule.error) shown["error"] = error_shown(*rule.error);
  if (rule.latency) shown["latency"] = duration_text(*rule.latency);
  if (rule.drop_connection) shown["drop_connection"] = true;
  shown["hits"] = hits;
  return shown;
}

void apply(const FaultRule& rule, const ServiceDescription& service, Mishap& mishap) {
  if (rule.latency) mishap.latency += *rule.latency;
  mishap.drop_connection = mishap.drop_connection || rule.drop_connection;
  if (mishap.refusal) return;
  if (rule.error)
    mishap.refusal = rule.error;
  else if (rule.throttle)
    mishap.refusal = throttling(service);
}

}  // namespace

Faults::Faults(std::function<void(Duration)> stale_counts_changed)
    : stale_counts_changed_{std::move(stale_counts_changed)} {}

void Faults::set(FaultPlan plan) {
  const Duration before = stale_counts();
  plan_ = std::move(plan);
  hits_.assign(plan_.rules.size(), 0);
  random_ = Random{plan_.seed};
  const Duration now = stale_counts();
  if (stale_counts_changed_ && now != before) stale_counts_changed_(now);
}

Mishap Faults::strike(const ServiceDescription& service, std::string_view operation) {
  Mishap mishap;
  for (std::size_t i = 0; i < plan_.rules.size(); ++i) {
    const FaultRule& rule = plan_.rules[i];
    if (rule.stale_counts || !names(rule, service, operation)) continue;
    if (random_.uniform() >= rule.rate) continue;
    ++hits_[i];
    apply(rule, service, mishap);
  }
  return mishap;
}

Duration Faults::stale_counts() const {
  Duration age{};
  for (const FaultRule& rule : plan_.rules)
    if (rule.stale_counts) age = *rule.stale_counts;
  return age;
}

Json Faults::shown() const {
  Json rules = Json::array();
  for (std::size_t i = 0; i < plan_.rules.size(); ++i)
    rules.push_back(rule_shown(plan_.rules[i], hits_[i]));
  Json shown = Json::object();
  shown["seed"] = plan_.seed;
  shown["rules"] = std::move(rules);
  return shown;
}

}  // namespace sluice::local
