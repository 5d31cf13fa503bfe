#include "sim/policy/hpa.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::sim {

void Hpa::begin(Agenda& agenda, ControlledService& service) {
  agenda_ = &agenda;
  service_ = &service;
  last_active_ = agenda.now();
  poll(agenda.now());
  sync(agenda.now());
}

std::optional<double> Hpa::total() {
  const auto depth = service_->depth();
  if (!depth) return std::nullopt;
  const std::int64_t in_flight = settings_.count_in_flight ? depth->in_flight.value() : 0;
  return static_cast<double>(depth->visible.value() + in_flight);
}

void Hpa::set(std::int64_t replicas, std::int64_t current, std::string_view why, double total) {
  if (replicas == current) return;
  service_->set_desired(TaskCount{replicas},
                        fmt::format("{}: {:.0f} messages over {} replicas, {:.4g} each wanted", why,
                                    total, current, settings_.queue_length));
}

void Hpa::poll(Instant now) {
  agenda_->after(settings_.polling, [this](Instant at) { poll(at); });
  cached_ = total();
  if (!cached_) return;
  const std::int64_t current = service_->tasks().desired.value();
  const bool active = *cached_ > settings_.activation;
  if (active) last_active_ = now;
  if (active && current == 0) set(std::max<std::int64_t>(1, bounds_.min), 0, "activated", *cached_);
  const bool idle = !active && now - last_active_ >= settings_.cooldown;
  if (idle && current > 0 && bounds_.min == 0) set(0, current, "idle", *cached_);
}

void Hpa::sync(Instant now) {
  agenda_->after(settings_.sync, [this](Instant at) { sync(at); });
  const core::TaskCounts tasks = service_->tasks();
  const std::int64_t current = tasks.desired.value();
  const auto messages = settings_.cached_metrics ? cached_ : total();
  if (current == 0 || !messages) return;  // an HPA is off at 0; on an error it keeps its count
  const std::int64_t replicas = (tasks.running + tasks.pending).value();
  service_->show_metric(*messages / static_cast<double>(std::max<std::int64_t>(replicas, 1)));
  const std::int64_t wanted = replicas_for(
      *messages, settings_.queue_length, std::max<std::int64_t>(replicas, 1), settings_.tolerance);
  const world::CapacityBounds bounds{.min = std::max<std::int64_t>(1, bounds_.min),
                                     .max = bounds_.max};
  const std::int64_t next = behavior_.decide(current, wanted, bounds, now);
  set(next, current, next > current ? "above target" : "below target for five minutes", *messages);
}

}  // namespace sluice::sim
