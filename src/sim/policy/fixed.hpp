#pragma once

#include <cstdint>

#include "sim/policy/settings.hpp"

namespace sluice::sim {

/// So many tasks, from the beginning to the end.
class Static final : public Policy {
 public:
  Static(const StaticSettings& settings, const PolicyContext& context)
      : tasks_{context.bounds.clamp(settings.tasks)} {}

  void begin(Agenda&, ControlledService& service) override {
    service.set_desired(TaskCount{tasks_}, "static");
  }

 private:
  std::int64_t tasks_;
};

/// Follows a plan that was made beforehand.
class Schedule final : public Policy {
 public:
  Schedule(ScheduleSettings settings, const PolicyContext& context);

  void begin(Agenda& agenda, ControlledService& service) override;

  /// The most tasks that have to serve between `from` and the lead after it.
  [[nodiscard]] std::int64_t needed(std::chrono::seconds from) const;

 private:
  /// Looks at what is needed now, and comes back when that may be another number.
  void look(Instant now);

  ScheduleSettings settings_;
  world::CapacityBounds bounds_;
  Agenda* agenda_ = nullptr;
  ControlledService* service_ = nullptr;
  Instant began_ = {};
};

}  // namespace sluice::sim
