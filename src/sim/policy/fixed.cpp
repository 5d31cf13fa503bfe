#include "sim/policy/fixed.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace sluice::sim {

using std::chrono::seconds;

Schedule::Schedule(ScheduleSettings settings, const PolicyContext& context)
    : settings_{std::move(settings)}, bounds_{context.bounds} {
  CHECK(settings_.step > seconds{0} && !settings_.tasks.empty());
}

void Schedule::begin(Agenda& agenda, ControlledService& service) {
  agenda_ = &agenda;
  service_ = &service;
  began_ = agenda.now();
  look(agenda.now());
}

std::int64_t Schedule::needed(seconds from) const {
  const auto last = static_cast<std::int64_t>(settings_.tasks.size()) - 1;
  const std::int64_t end = std::min(last, (from + settings_.lead) / settings_.step);
  std::int64_t most = bounds_.min;
  for (std::int64_t i = std::min(last, from / settings_.step); i <= end; ++i)
    most = std::max(most, settings_.tasks[static_cast<std::size_t>(i)]);
  return most;
}

void Schedule::look(Instant now) {
  const auto at = std::chrono::duration_cast<seconds>(now - began_);
  service_->set_desired(TaskCount{needed(at)}, "as planned");
  const seconds step = settings_.step;
  const seconds entering = (((at + settings_.lead) / step + 1) * step) - settings_.lead;
  const seconds leaving = (at / step + 1) * step;
  if (leaving / step < static_cast<std::int64_t>(settings_.tasks.size()))
    agenda_->at(began_ + std::min(entering, leaving), [this](Instant then) { look(then); });
}

}  // namespace sluice::sim
