#include "sluice/numbers_json.hpp"

#include <nlohmann/json.hpp>

namespace sluice::apps {
namespace {

using nlohmann::ordered_json;

ordered_json elasticity(const sim::Elasticity& one) {
  return {{"under_accuracy", one.under_accuracy},
          {"over_accuracy", one.over_accuracy},
          {"under_timeshare", one.under_timeshare},
          {"over_timeshare", one.over_timeshare},
          {"instability", one.instability}};
}

}  // namespace

ordered_json numbers_json(const sim::Numbers& one) {
  return {{"messages", one.messages},
          {"seconds", one.seconds},
          {"wait_p50", one.wait.p50},
          {"wait_p95", one.wait.p95},
          {"wait_p99", one.wait.p99},
          {"wait_p999", one.wait.p999},
          {"wait_max", one.wait.max},
          {"slo_miss", one.slo_miss},
          {"mean_excess", one.mean_excess},
          {"violation_minutes", one.violation_minutes},
          {"oldest_age_p99", one.oldest_age_p99},
          {"oldest_age_max", one.oldest_age_max},
          {"task_hours", one.task_hours},
          {"billed_hours", one.billed_hours},
          {"utilisation", one.utilisation},
          {"peak_tasks", one.peak_tasks},
          {"actions", one.actions},
          {"churn", one.churn},
          {"starts_per_day", one.starts_per_day},
          {"reversals", one.reversals},
          {"elasticity", elasticity(one.elasticity)}};
}

}  // namespace sluice::apps
