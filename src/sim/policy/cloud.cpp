#include "sim/policy/cloud.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace sluice::sim {
namespace {

/// "AlarmHigh" of "TargetTracking-service/orders/worker-AlarmHigh-<uuid>".
std::string_view short_name(std::string_view alarm) {
  for (const std::string_view part : {"AlarmHigh", "AlarmLow"})
    if (alarm.find(part) != std::string_view::npos) return part;
  return alarm;
}

/// Nobody asks a simulated alarm why.
world::CloudWatchParameters without_history(world::CloudWatchParameters parameters) {
  parameters.keeps_history = false;
  return parameters;
}

}  // namespace

world::TargetKey Cloud::target_key() {
  return {.service_namespace = "ecs",
          .resource_id = fmt::format("service/{}/{}", cluster, service_name),
          .scalable_dimension = "ecs:service:DesiredCount"};
}

Cloud::Cloud(const PolicyContext& context, Agenda& agenda, ControlledService& service)
    : service_{service},
      agenda_{agenda},
      random_{context.seed},
      cloudwatch_{world::Location{}, identities_, without_history(context.cloudwatch)},
      scaling_{world::Location{}, identities_, cloudwatch_, *this, zones_, context.scaling} {
  cloudwatch_.set_alarm_actions(this);
  const auto registered = scaling_.register_scalable_target({.target = target_key(),
                                                             .min_capacity = context.bounds.min,
                                                             .max_capacity = context.bounds.max},
                                                            agenda.now());
  CHECK(registered.has_value());
  wake();
}

void Cloud::put_policy(const world::PutScalingPolicyRequest& request) {
  CHECK(scaling_.put_scaling_policy(request, agenda_.now()).has_value());
  wake();
}

void Cloud::put_alarm(const world::AlarmConfiguration& alarm) {
  CHECK(cloudwatch_.put_alarm(alarm, agenda_.now()).has_value());
  wake();
}

std::string Cloud::policy_arn(std::string_view name) const {
  return scaling_.state()
      .targets.find(target_key().resource_id)
      ->second.policies.find(name)
      ->second.arn;
}

void Cloud::record(const world::Metric& metric, std::string_view unit, double value, Instant when) {
  cloudwatch_.record(metric, unit, value, when);
}

void Cloud::publish(const world::PutMetricDataRequest& request) {
  CHECK(cloudwatch_.put_metric_data(request, agenda_.now()).has_value());
}

std::optional<world::ServiceCapacity> Cloud::capacity(std::string_view, std::string_view) const {
  const core::TaskCounts tasks = service_.tasks();
  return world::ServiceCapacity{.desired = tasks.desired.value(),
                                .running = tasks.running.value(),
                                .pending = tasks.pending.value()};
}

world::Answer<void> Cloud::set_desired_count(std::string_view, std::string_view,
                                             std::int64_t desired, Instant) {
  std::string reason = "its bounds changed";
  if (last_call_)
    reason = fmt::format("{} in ALARM: {:.4g} against {:.4g}", short_name(last_call_->alarm),
                         last_call_->value, last_call_->threshold);
  service_.set_desired(TaskCount{desired}, std::move(reason));
  return {};
}

void Cloud::act(const world::AlarmAction& action, Instant now) {
  if (!action.recent_datapoints.empty())
    last_call_ = Call{action.alarm_name, action.recent_datapoints.back(), action.threshold};
  scaling_.act(action, now);
}

void Cloud::wake() {
  std::optional<Instant> due = cloudwatch_.due();
  const auto scaling = scaling_.due();
  if (!due || (scaling && *scaling < *due)) due = scaling;
  if (!due || (woken_at_ && *woken_at_ <= *due)) return;
  woken_at_ = std::max(*due, agenda_.now());
  agenda_.at(*woken_at_, [this](Instant now) { run(now); });
}

void Cloud::run(Instant now) {
  if (woken_at_ != now) return;  // it was woken earlier since
  woken_at_.reset();
  cloudwatch_.run(now);
  scaling_.run(now);
  show_alarms();
  wake();
}

void Cloud::show_alarms() {
  if (cloudwatch_.revision() == shown_) return;
  shown_ = cloudwatch_.revision();
  for (const auto& [name, alarm] : cloudwatch_.state().alarms)
    service_.show_alarm(short_name(name), alarm.state);
}

}  // namespace sluice::sim
