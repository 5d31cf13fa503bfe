#include "sim/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/check.hpp"
#include "sim/inflow.hpp"

namespace sluice::sim {
namespace {

/// Seeds that have nothing to do with each other come from one by odd numbers.
constexpr std::uint64_t other_seed = 0x9E3779B97F4A7C15U;

/// The service in virtual time: messages, tasks, and what a policy sees of them.
class Plant final : public ControlledService {
 public:
  Plant(const Scenario& scenario, const Agenda& agenda, Observer* observer)
      : scenario_{scenario},
        agenda_{agenda},
        observer_{observer},
        random_{scenario.seed * other_seed + 1},
        tasks_{scenario.tasks, random_},
        counts_{scenario.counts, random_},
        meter_{scenario.slo, scenario.service_rate} {}

  /// Seconds from their beginning to their end, up to `until`, in which nobody but the
  /// plant does anything. Gives `until`.
  Second pass(Second now, Second until, Inflow& inflow);
  void disturb(const Disturbance& disturbance, Second now);
  /// One task at least, so that what is left is worked off.
  void keep_a_task(Second now) {
    if (tasks_.desired() == 0) tasks_.set_desired(1, now);
  }

  [[nodiscard]] std::int64_t backlog() const { return backlog_.count(); }
  [[nodiscard]] Progress progress(Second now) const {
    return {.passed = now,
            .billed_seconds = meter_.billed_seconds(),
            .backlog = backlog_.count(),
            .waits = waits_};
  }
  [[nodiscard]] Numbers numbers(Second now) const {
    return meter_.numbers(waits_, tasks_.totals(now));
  }

  std::optional<core::QueueDepth> depth() override;
  [[nodiscard]] core::TaskCounts tasks() const override;
  void set_desired(TaskCount desired, std::string reason) override;
  void show_metric(double value) override;
  void show_alarm(std::string_view name, world::AlarmState state) override;

 private:
  void pass(Second now, std::int64_t arrived);
  /// Tasks that may start `credit` messages this second start `started`.
  void work(std::int64_t started, double credit) {
    credit_ = credit - std::floor(credit);  // an idle task does not save its time up
    const double rate = scenario_.service_rate;
    at_work_ =
        (at_work_ * std::max(0.0, 1 - rate)) + (static_cast<double>(started) / std::max(1.0, rate));
  }
  /// The same as pass() for each second, from `now` to before `until` at most, as long
  /// as every message finds a task at once: a fraction of the cost. `arrived` has what
  /// arrives in the first of them, and then in the first that was not passed.
  Second pass_quiet(Second now, Second until, std::int64_t& arrived, Inflow& inflow);
  /// Of it what goes by in whole messages, and what leaves parts of one over.
  Second pass_whole(Second now, Second until, std::int64_t& arrived, Inflow& inflow,
                    Meter::Quiet& stretch);
  Second pass_parts(Second now, Second until, std::int64_t& arrived, Inflow& inflow,
                    Meter::Quiet& stretch);
  [[nodiscard]] Second now() const {
    return (agenda_.now() - run_begins) / std::chrono::seconds{1};
  }
  [[nodiscard]] std::int64_t in_flight() const;

  const Scenario& scenario_;
  const Agenda& agenda_;
  Observer* observer_;
  Random random_;
  Tasks tasks_;
  ApproximateCounts counts_;
  Meter meter_;
  Backlog backlog_ = {};
  Histogram waits_ = {};
  double credit_ = 0;   ///< messages that the tasks may start, less than one over
  double at_work_ = 0;  ///< messages that tasks work on
  Second readable_from_ = 0;
};

void Plant::pass(Second now, std::int64_t arrived) {
  tasks_.advance(now);
  const double credit = credit_ + (scenario_.service_rate * static_cast<double>(tasks_.serving()));
  const std::int64_t started =
      backlog_.pass(now, arrived, static_cast<std::int64_t>(credit), waits_);
  work(started, credit);
  counts_.note(backlog_.count(), in_flight());
  const PlantSecond second{.at = now,
                           .arrived = arrived,
                           .started = started,
                           .backlog = backlog_.count(),
                           .oldest_age = backlog_.oldest_age(now),
                           .serving = tasks_.serving(),
                           .billed = tasks_.billed()};
  meter_.note(second);
  if (observer_ != nullptr) observer_->second(second);
}

Second Plant::pass(Second now, Second until, Inflow& inflow) {
  const bool may_be_quiet = observer_ == nullptr && counts_.are_exact();
  while (now < until) {
    std::int64_t arrived = inflow.next();
    if (may_be_quiet && backlog_.count() == 0) {
      tasks_.advance(now);
      const Second end = std::min({until, now + meter_.minute_left(), tasks_.next_change()});
      now = pass_quiet(now, end, arrived, inflow);
      if (now == end) continue;
    }
    pass(now++, arrived);
  }
  return now;
}

Second Plant::pass_quiet(Second now, Second until, std::int64_t& arrived, Inflow& inflow) {
  Meter::Quiet stretch{.serving = tasks_.serving(), .billed = tasks_.billed()};
  const Second from = now;
  const double may_start = scenario_.service_rate * static_cast<double>(tasks_.serving());
  // Whole messages, each task free again within its second: nothing is carried over.
  const bool is_whole =
      credit_ == 0 && may_start == std::floor(may_start) && scenario_.service_rate >= 1;
  now = is_whole ? pass_whole(now, until, arrived, inflow, stretch)
                 : pass_parts(now, until, arrived, inflow, stretch);
  if (now == from) return now;
  stretch.seconds = now - from;
  if (stretch.arrived > 0) waits_.add(0, stretch.arrived);
  counts_.note(0, in_flight());
  meter_.note(stretch);
  return now;
}

Second Plant::pass_whole(Second now, Second until, std::int64_t& arrived, Inflow& inflow,
                         Meter::Quiet& stretch) {
  const double rate = scenario_.service_rate;
  const auto most = static_cast<std::int64_t>(rate * static_cast<double>(stretch.serving));
  const Second from = now;
  std::int64_t last = 0;
  while (now < until && arrived <= most) {
    last = arrived;
    stretch.arrived += arrived;
    if (++now < until) arrived = inflow.next();
  }
  if (now > from) at_work_ = static_cast<double>(last) / rate;
  return now;
}

Second Plant::pass_parts(Second now, Second until, std::int64_t& arrived, Inflow& inflow,
                         Meter::Quiet& stretch) {
  const double may_start = scenario_.service_rate * static_cast<double>(stretch.serving);
  while (now < until && arrived <= static_cast<std::int64_t>(credit_ + may_start)) {
    work(arrived, credit_ + may_start);
    stretch.arrived += arrived;
    if (++now < until) arrived = inflow.next();
  }
  return now;
}

std::int64_t Plant::in_flight() const {
  return std::min(tasks_.serving(), static_cast<std::int64_t>(std::ceil(at_work_ - 1e-9)));
}

void Plant::disturb(const Disturbance& disturbance, Second now) {
  switch (disturbance.kind) {
    case Disturbance::Kind::crash:
      tasks_.crash(disturbance.amount, now);
      break;
    case Disturbance::Kind::start_delay:
      tasks_.set_start_delay({disturbance.amount, disturbance.amount});
      break;
    case Disturbance::Kind::unreadable:
      readable_from_ = std::max(readable_from_, now + disturbance.amount);
      break;
  }
}

std::optional<core::QueueDepth> Plant::depth() {
  if (now() < readable_from_) return std::nullopt;
  return counts_.read();
}

core::TaskCounts Plant::tasks() const {
  return {.running = TaskCount{tasks_.serving()},
          .pending = TaskCount{tasks_.starting()},
          .desired = TaskCount{tasks_.desired()}};
}

void Plant::set_desired(TaskCount desired, std::string reason) {
  const std::int64_t from = tasks_.desired();
  const std::int64_t to = scenario_.bounds.clamp(desired.value());
  if (to == from) return;
  tasks_.set_desired(to, now());
  meter_.note_change(now(), from, to);
  if (observer_ != nullptr)
    observer_->decided({.at = now(), .from = from, .to = to, .reason = std::move(reason)});
}

void Plant::show_metric(double value) {
  if (observer_ != nullptr) observer_->metric(now(), value);
}

void Plant::show_alarm(std::string_view name, world::AlarmState state) {
  if (observer_ != nullptr) observer_->alarm(now(), name, state);
}

Second second_of(Instant at) {
  return (at - run_begins) / std::chrono::seconds{1};
}

Instant end_of(Second second) {
  return run_begins + std::chrono::seconds{second + 1} - Duration{1};
}

constexpr Second never = std::numeric_limits<Second>::max();

std::optional<Numbers> run(const Scenario& scenario, Policy& policy, Observer* observer,
                           Supervisor* supervisor) {
  CHECK(scenario.trace != nullptr && scenario.service_rate > 0);
  Agenda agenda{run_begins};
  Plant plant{scenario, agenda, observer};
  Inflow inflow{scenario};
  for (const Disturbance& one : scenario.disturbances)
    agenda.at(run_begins + std::chrono::seconds{one.at},
              [&plant, one](Instant) { plant.disturb(one, one.at); });
  policy.begin(agenda, plant);

  const Second end = scenario.trace->seconds() + scenario.tail;
  Second now = 0;
  Second look_at = supervisor == nullptr ? never : supervisor->first_look();
  while (now < end) {
    if (now >= look_at) {
      const auto next = supervisor->look(plant.progress(now));
      if (!next) return std::nullopt;
      look_at = *next;
    }
    if (const auto due = agenda.due(); due && *due <= end_of(now)) agenda.run_until(end_of(now));
    const auto due = agenda.due();
    const Second next = due ? std::max(now + 1, second_of(*due)) : end;
    now = plant.pass(now, std::min({end, look_at, next}), inflow);
  }
  if (plant.backlog() > 0) plant.keep_a_task(now);
  while (plant.backlog() > 0) now = plant.pass(now, now + 1, inflow);
  return plant.numbers(now);
}

}  // namespace

Numbers simulate(const Scenario& scenario, Policy& policy, Observer* observer) {
  return *run(scenario, policy, observer, nullptr);
}

std::optional<Numbers> simulate(const Scenario& scenario, Policy& policy, Supervisor& supervisor) {
  return run(scenario, policy, nullptr, &supervisor);
}

}  // namespace sluice::sim
