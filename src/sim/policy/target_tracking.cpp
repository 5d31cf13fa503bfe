#include "sim/policy/target_tracking.hpp"

#include <utility>
#include <variant>

namespace sluice::sim {
namespace {

using std::chrono::minutes;

publish::Plan plan_of(const TargetTrackingSettings& settings) {
  publish::ServicePlan worker{
      .key = {.cluster = std::string{Cloud::cluster}, .service = std::string{Cloud::service_name}},
      .queues = {{.queue = 0}},
      .rule = {.target = settings.target}};
  return {.queues = {"orders-queue"}, .services = {std::move(worker)}};
}

world::Metric metric_of(const publish::Plan& plan) {
  const core::ServiceKey& key = plan.services.front().key;
  return {.metric_namespace = plan.metric.metric_namespace,
          .name = plan.metric.name,
          .dimensions = {{"ClusterName", key.cluster}, {"ServiceName", key.service}}};
}

const record::Failure outage{.code = "ServiceUnavailable",
                             .message = "the scenario lets it fail",
                             .operation = "sqs:GetQueueAttributes"};

}  // namespace

world::PutScalingPolicyRequest tracking_policy(double target, const Cooldowns& cooldowns,
                                               world::CustomizedMetric metric) {
  return {.target = Cloud::target_key(),
          .policy_name = "backlog",
          .policy_type = world::PolicyType::target_tracking,
          .target_tracking =
              world::TargetTrackingConfiguration{.target_value = target,
                                                 .customized_metric = std::move(metric),
                                                 .scale_out_cooldown = cooldowns.out.count(),
                                                 .scale_in_cooldown = cooldowns.in.count()}};
}

TargetTracking::TargetTracking(const TargetTrackingSettings& settings, const PolicyContext& context)
    : settings_{settings},
      context_{context},
      publisher_{plan_of(settings), publish::Mode::publish, std::nullopt},
      metric_{metric_of(publisher_.plan())} {}

void TargetTracking::begin(Agenda& agenda, ControlledService& service) {
  cloud_.emplace(context_, agenda, service);
  world::PutScalingPolicyRequest request =
      tracking_policy(settings_.target, settings_.cooldowns,
                      {.metric_stat = world::MetricStat{
                           .metric = metric_, .period = minutes{1}, .stat = "Average"}});
  request.target_tracking->disable_scale_in = settings_.disable_scale_in;
  cloud_->put_policy(request);
  agenda.after(settings_.publish_at, [this](Instant now) { wake(now); });
}

void TargetTracking::wake(Instant now) {
  cloud_->agenda().after(settings_.publish_every, [this](Instant next) { wake(next); });
  tell(publish::Woke{}, now);
}

void TargetTracking::tell(const publish::Event& event, Instant now) {
  for (const publish::Action& action : publisher_.next(event, now)) carry_out(action, now);
}

void TargetTracking::carry_out(const publish::Action& action, Instant now) {
  if (const auto* queue = std::get_if<publish::ReadQueue>(&action))
    tell(read_queue(*queue), now);
  else if (const auto* services = std::get_if<publish::ReadServices>(&action))
    tell(read_services(*services), now);
  else if (const auto* values = std::get_if<publish::Publish>(&action))
    tell(put(*values), now);
  // Every call is answered at once, so no deadline passes; reports are the driver's.
}

publish::QueueRead TargetTracking::read_queue(const publish::ReadQueue& asked) {
  publish::QueueRead read{.tick = asked.tick, .queue = asked.queue, .depth = core::QueueDepth{}};
  if (const auto depth = cloud_->service().depth())
    read.depth = *depth;
  else
    read.depth = Failure<record::Failure>{outage};
  return read;
}

publish::ServicesRead TargetTracking::read_services(const publish::ReadServices& asked) {
  return {.tick = asked.tick, .batch = asked.batch, .tasks = {cloud_->service().tasks()}};
}

publish::Published TargetTracking::put(const publish::Publish& asked) {
  for (const publish::Datapoint& datapoint : asked.datapoints) {
    cloud_->record(metric_, "Count", datapoint.value, cloud_->agenda().now());
    cloud_->service().show_metric(datapoint.value);
  }
  publish::Published published{.tick = asked.tick, .failures = {}};
  published.failures.resize(asked.datapoints.size());
  return published;
}

}  // namespace sluice::sim
