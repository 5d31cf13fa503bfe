// region_days [DAYS]: steps a region through that many days (30), with one
// service, its two target-tracking alarms and a publisher's datapoint each
// minute, and prints the seconds that this took.
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

#include "local/events/documents.hpp"
#include "local/sqs/digests.hpp"
#include "support/scaling_fakes.hpp"
#include "support/scripted_tasks.hpp"
#include "world/region.hpp"

namespace {

using namespace sluice;
using std::chrono::minutes;

/// Nobody's tasks use CPU, and no function is there to run.
class Nothing final : public world::ServiceUsage,
                      public world::FunctionRuntime,
                      public world::InvocationResults {
 public:
  std::vector<world::ServiceCpu> take_cpu_usage() override { return {}; }
  void start(const world::EnvironmentPlan&, std::string_view) override {}
  void invoke(world::EnvironmentId, world::FunctionInvocation) override {}
  void stop(world::EnvironmentId) override {}
  void completed(world::InvocationResult) override {}
};

void need(const auto& answer) {
  if (!answer) throw std::runtime_error{answer.error().message};
}

class Cloud {
 public:
  Cloud() {
    tasks_.attend(region_.ecs);
    region_.run(now_);
    make_service();
    track();
  }

  /// Each day has a burst, so that the alarms change and the service scales.
  void publish(std::int64_t minute) {
    constexpr std::int64_t day = 24 * 60;
    const double backlog = minute % day < 30 ? 100 : 5;
    const world::ServiceCapacity worker = *region_.ecs.capacity("orders", "worker");
    const auto running = static_cast<double>(std::max<std::int64_t>(worker.running, 1));
    need(region_.cloudwatch.put_metric_data({.metric_namespace = metric_.metric_namespace,
                                             .metric_data = {{.metric_name = metric_.name,
                                                              .dimensions = metric_.dimensions,
                                                              .value = backlog / running,
                                                              .unit = "Count"}}},
                                            now_));
  }

  /// Gives the number of steps.
  std::int64_t pass(Duration by) {
    const Instant end = now_ + by;
    std::int64_t steps = 0;
    for (auto due = region_.due(); due && *due <= end; due = region_.due(), ++steps) {
      now_ = std::max(now_, *due);
      region_.run(now_);
    }
    now_ = end;
    return steps;
  }

  [[nodiscard]] std::size_t activities() {
    const auto page = region_.scaling.describe_scaling_activities(
        {.target = {.service_namespace = "ecs"}, .page = {.max_results = 1000}}, now_);
    return page.value().items.size();
  }

 private:
  void make_service() {
    need(region_.sqs.create_queue({.queue_name = "orders-queue"}, now_));
    region_.ecs.create_cluster({.name = "orders"});
    need(region_.ecs.register_task_definition(
        {.family = "worker",
         .cpu = "256",
         .memory = "512",
         .containers = {{.name = "app", .image = "worker", .command = {"work"}}}},
        now_));
    need(region_.ecs.create_service({.cluster = "orders",
                                     .name = "worker",
                                     .task_definition = "worker",
                                     .desired = 2,
                                     .launch_type = "FARGATE"},
                                    now_));
  }

  void track() {
    const world::TargetKey key{"ecs", "service/orders/worker", "ecs:service:DesiredCount"};
    need(region_.scaling.register_scalable_target(
        {.target = key, .min_capacity = 2, .max_capacity = 5}, now_));
    const world::MetricStat stat{.metric = metric_, .period = minutes{1}, .stat = "Average"};
    need(region_.scaling.put_scaling_policy(
        {.target = key,
         .policy_name = "backlog",
         .policy_type = world::PolicyType::target_tracking,
         .target_tracking =
             world::TargetTrackingConfiguration{
                 .target_value = 20,
                 .customized_metric = world::CustomizedMetric{.metric_stat = stat}}},
        now_));
  }

  Instant now_{std::chrono::hours{24 * 365 * 50}};
  world::Metric metric_{.metric_namespace = "ECS/CustomMetrics",
                        .name = "BacklogPerTask",
                        .dimensions = {{"ClusterName", "orders"}, {"ServiceName", "worker"}}};
  Random random_{1};
  world::Identities identities_{random_};
  local::OpenSslDigests digests_;
  local::JsonEventDocuments documents_;
  world::NoTimeZones zones_;
  ScriptedTasks tasks_;
  Nothing nothing_;
  world::Region region_{world::Location{}, world::RegionPorts{.identities = identities_,
                                                              .digests = digests_,
                                                              .tasks = tasks_,
                                                              .usage = nothing_,
                                                              .functions = nothing_,
                                                              .results = nothing_,
                                                              .documents = documents_,
                                                              .time_zones = zones_}};
};

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t days = argc > 1 ? std::atoll(argv[1]) : 30;
  const auto begin = std::chrono::steady_clock::now();
  Cloud cloud;
  std::int64_t steps = 0;
  for (std::int64_t minute = 0; minute < days * 24 * 60; ++minute) {
    cloud.publish(minute);
    steps += cloud.pass(minutes{1});
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << "{\"seconds\": " << took.count() << ", \"steps\": " << steps
            << ", \"activities\": " << cloud.activities() << "}\n";
  return 0;
}
