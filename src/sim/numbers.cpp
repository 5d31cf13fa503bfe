#include "sim/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::sim {
namespace {

constexpr Second minute = 60;
constexpr Second reversal_window = 600;
constexpr double hour = 3600;
constexpr double day = 86'400;

int sign(double value) {
  return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0);
}

}  // namespace

void Meter::note(const PlantSecond& second) {
  ++seconds_;
  messages_started_ += second.started;
  billed_seconds_ += second.billed;
  peak_ = std::max(peak_, second.billed);
  ages_.add(second.oldest_age, 1);
  violated_ = violated_ || second.oldest_age > slo_;
  minute_.arrived += static_cast<double>(second.arrived);
  minute_.serving += static_cast<double>(second.serving);
  if (seconds_ % minute == 0) end_minute();
}

void Meter::note(const Quiet& stretch) {
  seconds_ += stretch.seconds;
  messages_started_ += stretch.arrived;
  billed_seconds_ += stretch.billed * stretch.seconds;
  peak_ = std::max(peak_, stretch.billed);
  ages_.add(0, stretch.seconds);
  minute_.arrived += static_cast<double>(stretch.arrived);
  minute_.serving += static_cast<double>(stretch.serving * stretch.seconds);
  if (seconds_ % minute == 0) end_minute();
}

void Meter::end_minute() {
  if (violated_) ++violation_minutes_;
  violated_ = false;
  const double demand =
      std::max(1.0, std::ceil(minute_.arrived / (service_rate_ * static_cast<double>(minute))));
  const double supply = minute_.serving / static_cast<double>(minute);
  minute_ = {};
  sums_.under_accuracy += std::max(demand - supply, 0.0) / demand;
  sums_.over_accuracy += std::max(supply - demand, 0.0) / demand;
  sums_.under_timeshare += demand > supply ? 1 : 0;
  sums_.over_timeshare += supply > demand ? 1 : 0;
  if (minutes_ > 0 && sign(demand - last_demand_) != sign(supply - last_supply_))
    sums_.instability += 1;
  last_demand_ = demand;
  last_supply_ = supply;
  ++minutes_;
}

void Meter::note_change(Second now, std::int64_t from, std::int64_t to) {
  ++actions_;
  std::optional<Second>& same = to > from ? last_up_ : last_down_;
  const std::optional<Second>& other = to > from ? last_down_ : last_up_;
  if (other && now - *other < reversal_window) ++reversals_;
  same = now;
}

Elasticity Meter::elasticity() const {
  const double minutes = std::max(1.0, static_cast<double>(minutes_));
  return {.under_accuracy = sums_.under_accuracy / minutes,
          .over_accuracy = sums_.over_accuracy / minutes,
          .under_timeshare = sums_.under_timeshare / minutes,
          .over_timeshare = sums_.over_timeshare / minutes,
          .instability = sums_.instability / minutes};
}

Numbers Meter::numbers(const Histogram& waits, const TaskTotals& totals) const {
  const Histogram::Excess excess = waits.above(slo_);
  const std::int64_t messages = waits.count();
  const auto share = [](double part, double whole) { return whole > 0 ? part / whole : 0; };
  const auto billed = static_cast<double>(billed_seconds_);
  const auto seconds = static_cast<double>(seconds_);
  return {.messages = messages,
          .seconds = seconds_,
          .wait = {.p50 = waits.quantile(0.5),
                   .p95 = waits.quantile(0.95),
                   .p99 = waits.quantile(0.99),
                   .p999 = waits.quantile(0.999),
                   .max = waits.largest()},
          .slo_miss = share(static_cast<double>(excess.count), static_cast<double>(messages)),
          .mean_excess = share(excess.seconds, static_cast<double>(excess.count)),
          .violation_minutes = violation_minutes_ + (violated_ ? 1 : 0),
          .oldest_age_p99 = ages_.quantile(0.99),
          .oldest_age_max = ages_.largest(),
          .task_hours = billed / hour,
          .billed_hours = static_cast<double>(totals.billed_seconds) / hour,
          .utilisation = share(static_cast<double>(messages_started_) / service_rate_, billed),
          .actions = actions_,
          .churn = totals.started + totals.stopped + totals.cancelled,
          .starts_per_day = share(static_cast<double>(totals.started) * day, seconds),
          .reversals = reversals_,
          .peak_tasks = peak_,
          .elasticity = elasticity()};
}

}  // namespace sluice::sim
