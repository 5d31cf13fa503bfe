#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "sim/policy/policy.hpp"
#include "world/application_auto_scaling/laws.hpp"
#include "world/application_auto_scaling/parameters.hpp"
#include "world/cloudwatch/parameters.hpp"

namespace sluice::sim {

/// Cooldowns of a target tracking policy.
struct Cooldowns {
  std::chrono::seconds out{300};
  std::chrono::seconds in{300};
  friend bool operator==(const Cooldowns&, const Cooldowns&) = default;
};

/// `sluice publish` every minute, and target tracking on BacklogPerTask.
struct TargetTrackingSettings {
  double target = 20;  ///< messages a task
  Cooldowns cooldowns = {};
  bool disable_scale_in = false;
  /// When in each minute it publishes: EventBridge runs a rule of `rate(1 minute)`
  /// within the minute, "but not on the precise 0th second".
  /// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
  std::chrono::seconds publish_at{0};
  std::chrono::seconds publish_every{60};
};

/// Step scaling on the queue's visible messages; the defaults are those of AWS
/// CDK's QueueProcessingFargateService: scalingSteps `<= 0: -1, >= 100: +1,
/// >= 500: +5`, alarms over the maximum of one period of five minutes.
/// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ecs_patterns.QueueProcessingFargateService.html
struct StepSettings {
  struct Step {
    double bound;         ///< messages: at or below it, or at or above it
    std::int64_t change;  ///< tasks
  };
  std::vector<Step> in = {{0, -1}};              ///< the highest bound first
  std::vector<Step> out = {{100, 1}, {500, 5}};  ///< the lowest bound first
  std::chrono::seconds period{300};
  std::chrono::seconds cooldown{300};
};

/// AWS's recipe without a publisher: target tracking on `m1 / m2`, SQS's own
/// metric over Container Insights's RunningTaskCount.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
struct MetricMathSettings {
  double target = 20;
  Cooldowns cooldowns = {};
  /// How much later SQS's metrics come when a queue becomes active again after
  /// six hours without a call: "up to 15 minutes".
  /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
  std::chrono::seconds wake_up_delay{900};
};

/// KEDA's aws-sqs-queue scaler under a Horizontal Pod Autoscaler.
/// https://keda.sh/docs/latest/scalers/aws-sqs/
/// https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
struct HpaSettings {
  double queue_length = 5;  ///< messages a replica
  bool count_in_flight = true;
  double activation = 0;                    ///< more than this many wake it from zero
  std::chrono::seconds polling{30};         ///< KEDA's: from zero and to zero, and
  bool cached_metrics = false;              ///< useCachedMetrics: what the HPA is told too
  std::chrono::seconds cooldown{300};       ///< KEDA's: idle for so long before zero
  std::chrono::seconds sync{15};            ///< the HPA's
  std::chrono::seconds stabilization{300};  ///< of scaling down
  double tolerance = 0.1;
};

/// AWS Copilot's queue_delay: its Lambda function every minute, its target
/// (acceptable latency over processing time, rounded up) and its cooldowns.
/// https://aws.github.io/copilot-cli/docs/manifest/worker-service/#count
struct CopilotSettings {
  double target = 20;
  Cooldowns cooldowns = {.out = std::chrono::seconds{60}, .in = std::chrono::seconds{120}};
};

/// So many tasks, always.
struct StaticSettings {
  std::int64_t tasks = 1;
};

/// What somebody has planned who knows the future: so many tasks have to serve in
/// each step. They are started `lead` earlier, and held over a lull that is
/// shorter than that: to stop and start again would cost more.
struct ScheduleSettings {
  std::vector<std::int64_t> tasks = {};
  std::chrono::seconds step{10};
  std::chrono::seconds lead{45};
};

/// Any one policy.
using PolicySettings = std::variant<TargetTrackingSettings, StepSettings, MetricMathSettings,
                                    HpaSettings, CopilotSettings, StaticSettings, ScheduleSettings>;

/// What every policy is told of the service beside its own settings.
struct PolicyContext {
  world::CapacityBounds bounds;
  std::uint64_t seed = 1;  ///< of what AWS leaves to chance
  // What AWS does not document.
  world::ScalingParameters scaling = {};
  world::CloudWatchParameters cloudwatch = {};
};

/// How many tasks are to serve when the run begins: what the policy would start
/// first, or as many as the first minute's arrivals need.
[[nodiscard]] std::int64_t initial_tasks(const PolicySettings& settings,
                                         const PolicyContext& context, std::int64_t needed);

/// The policy that these settings describe, not begun yet.
[[nodiscard]] std::unique_ptr<Policy> make_policy(const PolicySettings& settings,
                                                  const PolicyContext& context);

}  // namespace sluice::sim
