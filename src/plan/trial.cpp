#include "plan/trial.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace sluice::plan {
namespace {

constexpr double hour = 3600;
/// How often a run is looked at: often enough to save time, seldom enough to cost none.
constexpr sim::Second shortest_look = 600;
constexpr sim::Second looks = 50;

std::int64_t task_seconds(const sim::Numbers& numbers) {
  return std::llround(numbers.task_hours * hour);
}

sim::Scenario with(const Setting& setting, const sim::Scenario& scenario) {
  sim::Scenario own = scenario;
  own.bounds = setting.bounds;
  return own;
}

sim::ComparisonSettings comparison(const RunSettings& runs) {
  return {.initial = runs.initial, .bound = false, .alarm_phase = runs.alarm_phase};
}

void add(Measured& sum, std::int64_t task_seconds, double value) {
  sum.task_seconds += task_seconds;
  sum.value = std::max(sum.value, value);
}

/// The least task-seconds that the messages of a load can be worked off with.
std::int64_t least_work(std::int64_t messages, double rate) {
  // A task less: what it is ahead by is less than one message, and rounding.
  return std::max<std::int64_t>(
      0, static_cast<std::int64_t>(static_cast<double>(messages) / rate) - 1);
}

/// Ends a run that is beaten.
class Umpire final : public sim::Supervisor {
 public:
  /// What is known of the loads before and after this one.
  struct Known {
    std::int64_t elsewhere;  ///< task-seconds at least of all others
    double value;            ///< of those before
  };
  Umpire(const Load& load, const Objective& objective, const Front& front, const Known& known)
      : load_{load},
        objective_{objective},
        front_{front},
        known_{known},
        end_{load.scenario.trace->seconds() + load.scenario.tail},
        every_{std::max(shortest_look, end_ / looks)} {}

  [[nodiscard]] sim::Second first_look() const override {
    return load_.divided_at.value_or(every_);
  }
  std::optional<sim::Second> look(const sim::Progress& run) override;

  [[nodiscard]] const std::optional<Measured>& first_part() const { return first_part_; }

 private:
  [[nodiscard]] bool is_beaten(const sim::Progress& run) const;

  const Load& load_;
  const Objective& objective_;
  const Front& front_;
  Known known_;
  sim::Second end_;
  sim::Second every_;
  std::optional<Measured> first_part_ = {};
};

std::optional<sim::Second> Umpire::look(const sim::Progress& run) {
  if (load_.divided_at && !first_part_)
    first_part_ = Measured{.task_seconds = run.billed_seconds,
                           .value = measured(objective_, run.waits, run.backlog)};
  if (is_beaten(run)) return std::nullopt;
  return run.passed + every_;
}

bool Umpire::is_beaten(const sim::Progress& run) const {
  const sim::Scenario& scenario = load_.scenario;
  const std::int64_t total = scenario.drawn->total;
  const std::int64_t to_do = least_work(total - run.waits.count(), scenario.service_rate);
  const std::int64_t standing = scenario.bounds.min * (end_ - run.passed);
  const std::int64_t least = known_.elsewhere + run.billed_seconds + std::max(to_do, standing);
  const auto value = front_.value_below(least);
  return value && (known_.value >= *value || reaches(objective_, run.waits, total, *value));
}

}  // namespace

double Outcome::task_hours() const {
  return static_cast<double>(all.task_seconds) / hour;
}

double Outcome::billed_hours() const {
  double sum = 0;
  for (const sim::Numbers& one : runs) sum += one.billed_hours;
  return sum;
}

double Outcome::miss() const {
  double late = 0;
  double messages = 0;
  for (const sim::Numbers& one : runs) {
    late += one.slo_miss * static_cast<double>(one.messages);
    messages += static_cast<double>(one.messages);
  }
  return messages > 0 ? late / messages : 0;
}

Outcome try_out(const Trial& trial, const Setting& setting) {
  Outcome outcome;
  for (const Load& load : trial.loads) {
    const sim::Numbers numbers =
        sim::single_run(with(setting, load.scenario), {"planned", setting.policy},
                        comparison(trial.runs))
            .numbers;
    add(outcome.all, task_seconds(numbers), measured(trial.objective, numbers));
    outcome.runs.push_back(numbers);
  }
  return outcome;
}

Outcome try_against(const Trial& trial, const Setting& setting, const Front& front) {
  Outcome outcome;
  std::int64_t ahead = 0;
  for (const Load& load : trial.loads) {
    CHECK(load.scenario.drawn != nullptr);
    ahead += least_work(load.scenario.drawn->total, load.scenario.service_rate);
  }
  Measured first_part;
  bool divided = false;
  for (const Load& load : trial.loads) {
    ahead -= least_work(load.scenario.drawn->total, load.scenario.service_rate);
    const sim::Scenario scenario = with(setting, load.scenario);
    const Load own{.name = {}, .scenario = scenario, .divided_at = load.divided_at};
    Umpire umpire{own,
                  trial.objective,
                  front,
                  {.elsewhere = outcome.all.task_seconds + ahead, .value = outcome.all.value}};
    const auto numbers =
        sim::supervised_run(scenario, setting.policy, comparison(trial.runs), umpire);
    const auto& part = umpire.first_part();
    divided = divided || part.has_value();
    if (part) add(first_part, part->task_seconds, part->value);
    if (!numbers) {
      outcome.runs.clear();
      if (divided && &load == &trial.loads.back()) outcome.first_part = first_part;
      return outcome;
    }
    add(outcome.all, task_seconds(*numbers), measured(trial.objective, *numbers));
    if (!part) add(first_part, task_seconds(*numbers), measured(trial.objective, *numbers));
    outcome.runs.push_back(*numbers);
  }
  if (divided) outcome.first_part = first_part;
  return outcome;
}

}  // namespace sluice::plan
