#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "core/backlog_per_task.hpp"
#include "publish/plan.hpp"
#include "record/tick.hpp"

namespace sluice::publish {

/// Which tick an action and its answer belong to: answers that come after
/// their tick was closed are told apart by it.
using TickNumber = std::uint64_t;

/// Services of one cluster that one DescribeServices asks for.
struct ServiceBatch {
  std::string cluster;
  std::vector<std::size_t> services;  ///< places in Plan::services
};

/// One value to publish.
struct Datapoint {
  std::size_t service;  ///< its place in Plan::services
  double value;         ///< finite
};

/// What a tick is busy with.
enum class Phase { idle, reading, publishing };

// What has just happened.
struct Woke {
  /// How long the tick may take; empty: the publisher's own rule.
  std::optional<Duration> limit = {};
};
struct QueueRead {
  TickNumber tick;
  std::size_t queue;
  Result<core::QueueDepth, record::Failure> depth;
};
struct ServicesRead {
  TickNumber tick;
  std::size_t batch;
  std::vector<Result<core::TaskCounts, record::Failure>> tasks;  ///< in the batch's order
};
struct Published {
  TickNumber tick;
  std::vector<std::optional<record::Failure>> failures;  ///< in the datapoints' order
};
struct DeadlinePassed {
  TickNumber tick;
  Phase phase;
};
struct Replanned {
  Plan plan;
};
struct StopAsked {};
using Event =
    std::variant<Woke, QueueRead, ServicesRead, Published, DeadlinePassed, Replanned, StopAsked>;

// What to do next; each of the first three ends in the event of its name.
struct ReadQueue {
  TickNumber tick;
  std::size_t queue;
  Instant deadline;
};
struct ReadServices {
  TickNumber tick;
  std::size_t batch;
  Instant deadline;
};
struct Publish {
  TickNumber tick;
  std::vector<Datapoint> datapoints;
  Instant deadline;
};
struct WatchDeadline {  ///< ends in DeadlinePassed
  TickNumber tick;
  Phase phase;  ///< only this phase of the tick ends by it
  Instant deadline;
};
struct Report {
  record::TickRecord record;
};
struct Sleep {  ///< ends in Woke
  Instant until;
};
struct Finish {};
using Action = std::variant<ReadQueue, ReadServices, Publish, WatchDeadline, Report, Sleep, Finish>;

/// What a publisher may do with what it measured.
enum class Mode { publish, dry_run };

/// The job of `sluice publish` without its hands: told what happened, it says
/// what to do next. It reads every queue and every service once a tick,
/// computes each service's BacklogPerTask as soon as all is there or the time
/// for reading is over, and publishes what could be measured. Daemon, Lambda
/// function, one shot and simulator run this very machine.
class Publisher {
 public:
  /// `every` empty: one tick, then Finish.
  Publisher(Plan plan, Mode mode, std::optional<Duration> every);

  /// REQUIRES: the first event is Woke or Replanned.
  [[nodiscard]] std::vector<Action> next(const Event& event, Instant now);

  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const ServiceBatch& batch(std::size_t index) const { return batches_.at(index); }

 private:
  using Actions = std::vector<Action>;

  Actions on(const Woke& woke, Instant now);
  Actions on(const QueueRead& read, Instant now);
  Actions on(const ServicesRead& read, Instant now);
  Actions on(const Published& published, Instant now);
  Actions on(const DeadlinePassed& passed, Instant now);
  Actions on(const Replanned& replanned, Instant now);
  Actions on(const StopAsked&, Instant now);

  void adopt(Plan plan);
  [[nodiscard]] bool current(TickNumber tick, Phase phase) const;
  Actions after_reading_one(Instant now);
  Actions begin_publishing(Instant now);
  Actions close(Instant now);
  [[nodiscard]] record::ServiceRecord measure(const ServicePlan& service, std::size_t index) const;

  Plan plan_;
  std::optional<Plan> next_plan_;  ///< waits for the running tick to end
  std::vector<ServiceBatch> batches_;
  Mode mode_;
  std::optional<Duration> every_;
  bool stopping_ = false;

  // The running tick.
  Phase phase_ = Phase::idle;
  TickNumber tick_ = 0;
  Instant publish_deadline_;
  std::size_t unread_ = 0;
  /// What became of a call; empty: nothing yet.
  template <class Value>
  using Read = std::optional<Result<Value, record::Failure>>;
  std::vector<Read<core::QueueDepth>> depths_;
  std::vector<Read<core::TaskCounts>> tasks_;
  std::vector<Datapoint> datapoints_;
  record::TickRecord record_;
};

}  // namespace sluice::publish
