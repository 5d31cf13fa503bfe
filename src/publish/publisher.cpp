#include "publish/publisher.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "base/check.hpp"

namespace sluice::publish {
namespace {

using namespace std::chrono_literals;

/// DescribeServices takes ten services, all of one cluster.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
constexpr std::size_t most_services_described = 10;

/// A tick ends before the next one is due, and within a minute in any case: the
/// alarms look once a minute.
constexpr Duration longest_tick = 50s;

/// After a stop was asked for, what is under way may end within this; ECS kills
/// a task 30 s after its SIGTERM.
constexpr Duration stop_grace = 5s;

std::vector<ServiceBatch> batches_of(const Plan& plan) {
  std::map<std::string, std::size_t, std::less<>> open;  // cluster -> its unfilled batch
  std::vector<ServiceBatch> batches;
  for (std::size_t i = 0; i < plan.services.size(); ++i) {
    const std::string& cluster = plan.services[i].key.cluster;
    const auto found = open.find(cluster);
    const bool room =
        found != open.end() && batches[found->second].services.size() < most_services_described;
    if (!room) {
      open[cluster] = batches.size();
      batches.push_back(ServiceBatch{cluster, {}});
    }
    batches[open[cluster]].services.push_back(i);
  }
  return batches;
}

/// Four fifths of the interval, so that the next tick finds the last one ended.
Duration usual_limit(std::optional<Duration> every) {
  return every ? std::min(*every * 4 / 5, longest_tick) : longest_tick;
}

/// The first multiple of `every` since the epoch that is later than `now`.
Instant next_multiple(Duration every, Instant now) {
  return Instant{(now.time_since_epoch() / every + 1) * every};
}

const record::Failure unread{"", "not read before the tick's deadline", "publish"};

bool is_known(const auto& read) {
  return read && *read;
}

/// Why it is not. REQUIRES: it is not.
const record::Failure& failure_of(const auto& read) {
  return read ? read->error() : unread;
}

}  // namespace

Publisher::Publisher(Plan plan, Mode mode, std::optional<Duration> every)
    : mode_{mode}, every_{every} {
  CHECK(!every || *every > Duration{0});
  adopt(std::move(plan));
}

std::vector<Action> Publisher::next(const Event& event, Instant now) {
  return std::visit([&](const auto& happened) { return on(happened, now); }, event);
}

void Publisher::adopt(Plan plan) {
  plan_ = std::move(plan);
  batches_ = batches_of(plan_);
}

bool Publisher::current(TickNumber tick, Phase phase) const {
  return tick == tick_ && phase == phase_;
}

Publisher::Actions Publisher::on(const Woke& woke, Instant now) {
  if (phase_ != Phase::idle) return {};
  if (stopping_) return {Finish{}};
  if (next_plan_) {
    adopt(std::move(*next_plan_));
    next_plan_.reset();
  }
  ++tick_;
  phase_ = Phase::reading;
  record_ = record::TickRecord{.started = now};
  depths_.assign(plan_.queues.size(), std::nullopt);
  tasks_.assign(plan_.services.size(), std::nullopt);
  unread_ = plan_.queues.size() + batches_.size();

  const Duration limit = woke.limit.value_or(usual_limit(every_));
  const Instant read_deadline = now + limit * 7 / 10;
  publish_deadline_ = now + limit;
  Actions actions;
  actions.reserve(unread_ + 1);
  for (std::size_t i = 0; i < plan_.queues.size(); ++i)
    actions.emplace_back(ReadQueue{tick_, i, read_deadline});
  for (std::size_t i = 0; i < batches_.size(); ++i)
    actions.emplace_back(ReadServices{tick_, i, read_deadline});
  actions.emplace_back(WatchDeadline{tick_, phase_, read_deadline});
  return actions;
}

Publisher::Actions Publisher::on(const QueueRead& read, Instant now) {
  if (!current(read.tick, Phase::reading)) return {};
  depths_.at(read.queue) = read.depth;
  return after_reading_one(now);
}

Publisher::Actions Publisher::on(const ServicesRead& read, Instant now) {
  if (!current(read.tick, Phase::reading)) return {};
  const std::vector<std::size_t>& asked = batches_.at(read.batch).services;
  CHECK(asked.size() == read.tasks.size());
  for (std::size_t i = 0; i < asked.size(); ++i) tasks_.at(asked[i]) = read.tasks[i];
  return after_reading_one(now);
}

Publisher::Actions Publisher::after_reading_one(Instant now) {
  --unread_;
  return unread_ == 0 ? begin_publishing(now) : Actions{};
}

Publisher::Actions Publisher::on(const DeadlinePassed& passed, Instant now) {
  if (!current(passed.tick, passed.phase)) return {};
  if (phase_ == Phase::reading) return begin_publishing(now);
  for (const Datapoint& datapoint : datapoints_) {
    record::ServiceRecord& service = record_.services[datapoint.service];
    service.status = record::PublishStatus::failed;
    service.error = record::Failure{"", "not published before the tick's deadline", "publish"};
  }
  return close(now);
}

record::ServiceRecord Publisher::measure(const ServicePlan& service, std::size_t index) const {
  record::ServiceRecord out{.key = service.key};
  std::vector<core::WeightedDepth> depths;
  core::QueueDepth sum;
  for (const QueueUse& use : service.queues) {
    const auto& depth = depths_.at(use.queue);
    if (!is_known(depth)) {
      out.error = failure_of(depth);
      break;
    }
    depths.push_back({**depth, use.weight});
    sum = sum + **depth;
  }
  const auto& tasks = tasks_.at(index);
  if (!out.error) out.depth = sum;
  if (is_known(tasks)) out.tasks = **tasks;
  if (!out.error && !out.tasks) out.error = failure_of(tasks);
  if (!out.error) out.measured = core::backlog_per_task(depths, *out.tasks, service.rule);
  return out;
}

Publisher::Actions Publisher::begin_publishing(Instant now) {
  phase_ = Phase::publishing;
  datapoints_.clear();
  for (std::size_t i = 0; i < plan_.services.size(); ++i) {
    record::ServiceRecord service = measure(plan_.services[i], i);
    if (service.measured && mode_ == Mode::dry_run) service.status = record::PublishStatus::dry_run;
    if (service.measured && mode_ == Mode::publish)
      datapoints_.push_back(Datapoint{i, service.measured->value});
    record_.services.push_back(std::move(service));
  }
  if (datapoints_.empty()) return close(now);
  return {Publish{tick_, datapoints_, publish_deadline_},
          WatchDeadline{tick_, phase_, publish_deadline_}};
}

Publisher::Actions Publisher::on(const Published& published, Instant now) {
  if (!current(published.tick, Phase::publishing)) return {};
  CHECK(published.failures.size() == datapoints_.size());
  for (std::size_t i = 0; i < datapoints_.size(); ++i) {
    record::ServiceRecord& service = record_.services[datapoints_[i].service];
    service.error = published.failures[i];
    service.status =
        service.error ? record::PublishStatus::failed : record::PublishStatus::published;
  }
  return close(now);
}

Publisher::Actions Publisher::close(Instant now) {
  phase_ = Phase::idle;
  record_.elapsed = now - record_.started;
  Actions actions{Report{std::exchange(record_, record::TickRecord{})}};
  if (stopping_ || !every_)
    actions.emplace_back(Finish{});
  else
    actions.emplace_back(Sleep{next_multiple(*every_, now)});
  return actions;
}

Publisher::Actions Publisher::on(const Replanned& replanned, Instant) {
  next_plan_ = replanned.plan;
  return {};
}

Publisher::Actions Publisher::on(const StopAsked&, Instant now) {
  stopping_ = true;
  if (phase_ == Phase::idle) return {Finish{}};
  publish_deadline_ = std::min(publish_deadline_, now + stop_grace);
  const Duration share = phase_ == Phase::reading ? stop_grace / 2 : stop_grace;
  return {WatchDeadline{tick_, phase_, std::min(publish_deadline_, now + share)}};
}

}  // namespace sluice::publish
