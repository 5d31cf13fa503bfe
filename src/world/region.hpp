#pragma once

#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "world/application_auto_scaling/application_auto_scaling.hpp"
#include "world/cloudwatch/cloudwatch.hpp"
#include "world/cloudwatch/metric_sink.hpp"
#include "world/ecs/ecs.hpp"
#include "world/ecs/service_usage.hpp"
#include "world/events/event_bridge.hpp"
#include "world/identities.hpp"
#include "world/lambda/lambda.hpp"
#include "world/location.hpp"
#include "world/logs/logs.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::world {

/// What AWS does not document of its services; defaults are what was observed.
struct RegionParameters {
  SqsParameters sqs = {};
  EcsParameters ecs = {};
  CloudWatchParameters cloudwatch = {};
  ScalingParameters scaling = {};
  LambdaParameters lambda = {};
  EventBridgeParameters events = {};
};

/// What a region is lent; all must outlive it.
struct RegionPorts {
  Identities& identities;
  Digests& digests;
  TaskRuntime& tasks;
  ServiceUsage& usage;
  FunctionRuntime& functions;
  InvocationResults& results;
  const EventDocuments& documents;
  const TimeZones& time_zones;
  SqsJournal* sqs_journal = nullptr;
};

/// The services of the loop in one region of one account, joined as AWS joins
/// them: queues and tasks publish their metrics, alarms act on scaling policies,
/// these on services, rules on functions. Pure: it goes through time as it is
/// told, and equal calls at equal instants give equal states.
class Region {
 public:
  Region(Location where, RegionPorts ports, const RegionParameters& parameters = {});

  /// When something happens next by itself; empty: never.
  [[nodiscard]] std::optional<Instant> due() const;
  /// Does all that is due at `now` or before, in the order of time.
  void run(Instant now);

  Location where;
  CloudWatch cloudwatch;
  Logs logs;
  Sqs sqs;
  Ecs ecs;

 private:
  /// Metrics that AWS's services publish about themselves.
  class OwnMetrics final : public MetricSink {
   public:
    explicit OwnMetrics(CloudWatch& cloudwatch) : cloudwatch_{cloudwatch} {}
    void observe(const Metric& metric, double value, std::string_view unit, Instant at) override;

   private:
    CloudWatch& cloudwatch_;
  };

  void publish_metrics(Instant minute);

  OwnMetrics own_metrics_;
  ServiceUsage& usage_;
  std::optional<Instant> next_minute_;  ///< empty until time has begun

 public:
  Lambda lambda;
  EventBridge events;
  ApplicationAutoScaling scaling;
};

}  // namespace sluice::world
