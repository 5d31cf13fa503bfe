#include "sim/tasks.hpp"

#include <algorithm>
#include <limits>

#include "base/check.hpp"

namespace sluice::sim {
namespace {

/// "with a one-minute minimum": https://aws.amazon.com/fargate/pricing/
constexpr Second least_billed = 60;
constexpr Second never = std::numeric_limits<Second>::max();

}  // namespace

Tasks::Tasks(const TaskSettings& settings, Random& random)
    : settings_{settings},
      random_{random},
      desired_{settings.initial},
      serving_(static_cast<std::size_t>(settings.initial), 0),
      next_change_{never} {
  CHECK(settings.start_delay.least >= 0 && settings.start_delay.most >= settings.start_delay.least);
}

void Tasks::set_desired(std::int64_t desired, Second now) {
  CHECK(desired >= 0);
  desired_ = desired;
  reconcile(now);
}

void Tasks::reconcile(Second now) {
  const std::int64_t there = serving() + starting();
  if (desired_ > there) start(desired_ - there, now);
  if (desired_ < there) stop(there - desired_, now);
  plan_change();
}

void Tasks::start(std::int64_t count, Second now) {
  totals_.started += count;
  for (std::int64_t i = 0; i < count; ++i) {
    const Second delay = draw_delay();
    if (delay == 0)
      serving_.push_back(now);
    else
      starting_.push_back({.began = now, .ready = now + delay});
  }
}

void Tasks::stop(std::int64_t count, Second now) {
  for (; count > 0 && !starting_.empty(); --count) {
    end(starting_.back().began, now);
    starting_.pop_back();
    ++totals_.cancelled;
  }
  totals_.stopped += count;
  for (; count > 0; --count) {
    end(serving_.front(), now + settings_.drain);
    serving_.pop_front();
    if (settings_.drain > 0) draining_.push_back(now + settings_.drain);
  }
}

void Tasks::crash(std::int64_t count, Second now) {
  count = std::min(count, serving());
  totals_.crashed += count;
  for (; count > 0; --count) {
    end(serving_.front(), now);
    serving_.pop_front();
  }
  reconcile(now);
}

void Tasks::end(Second began, Second ended) {
  totals_.billed_seconds += std::max(least_billed, ended - began);
}

void Tasks::change(Second now) {
  while (!draining_.empty() && draining_.front() <= now) draining_.pop_front();
  const auto still = std::stable_partition(starting_.begin(), starting_.end(),
                                           [now](const Starting& one) { return one.ready <= now; });
  for (auto one = starting_.begin(); one != still; ++one) serving_.push_back(one->began);
  starting_.erase(starting_.begin(), still);
  plan_change();
}

void Tasks::plan_change() {
  next_change_ = draining_.empty() ? never : draining_.front();
  for (const Starting& one : starting_) next_change_ = std::min(next_change_, one.ready);
}

Second Tasks::draw_delay() {
  const auto [least, most] = settings_.start_delay;
  if (least == most) return least;
  return least + static_cast<Second>(random_.uniform() * static_cast<double>(most - least + 1));
}

TaskTotals Tasks::totals(Second now) const {
  TaskTotals totals = totals_;
  const auto add = [&](Second began) {
    totals.billed_seconds += std::max(least_billed, now - began);
  };
  for (const Second began : serving_) add(began);
  for (const Starting& one : starting_) add(one.began);
  return totals;
}

}  // namespace sluice::sim
