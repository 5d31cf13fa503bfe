#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "world/refusal.hpp"
#include "world/schedule/cron.hpp"
#include "world/schedule/time_zone.hpp"

namespace sluice::world {

/// "at(2024-04-12T01:02:03)": once, by the wall clock.
struct AtSchedule {
  std::chrono::local_seconds time;
  friend bool operator==(const AtSchedule&, const AtSchedule&) = default;
};

/// "rate(5 minutes)": again and again, counted from its creation.
struct RateSchedule {
  Duration every;
  friend bool operator==(const RateSchedule&, const RateSchedule&) = default;
};

/// When something happens by itself.
using Schedule = std::variant<AtSchedule, RateSchedule, CronSchedule>;

/// Reads the ScheduleExpression of an EventBridge rule: rate or cron, with
/// EventBridge's ValidationException for everything else.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
[[nodiscard]] Answer<Schedule> parse_rule_schedule(std::string_view expression);

/// Reads the Schedule of a scheduled action: at, rate or cron, with Application
/// Auto Scaling's ValidationException for everything else.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
[[nodiscard]] Answer<Schedule> parse_scaling_schedule(std::string_view expression);

/// What a schedule's times depend on beside its expression.
struct ScheduleFrame {
  Instant created;     ///< rates count from here
  TimeZone zone = {};  ///< whose wall clock at and cron mean
};

/// The first time after `after`; nothing where there is none any more. A wall
/// clock's time that occurs twice counts once, the first time; a cron's time that
/// the clocks skip does not occur.
/// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
[[nodiscard]] std::optional<Instant> next_after(const Schedule& schedule, Instant after,
                                                const ScheduleFrame& frame);

}  // namespace sluice::world
