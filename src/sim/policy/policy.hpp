#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "core/backlog_per_task.hpp"
#include "sim/agenda.hpp"
#include "world/cloudwatch/alarm.hpp"

namespace sluice::sim {

/// What a policy sees of the service that it scales, and does to it: no more than
/// AWS's APIs show and do at the moment of the call, and never the future.
class ControlledService {
 public:
  ControlledService() = default;
  ControlledService(const ControlledService&) = delete;
  ControlledService& operator=(const ControlledService&) = delete;
  virtual ~ControlledService() = default;

  /// As GetQueueAttributes answers now: as stale and as noisy as the scenario
  /// says. Nothing while the scenario lets the call fail.
  [[nodiscard]] virtual std::optional<core::QueueDepth> depth() = 0;
  /// As DescribeServices answers now.
  [[nodiscard]] virtual core::TaskCounts tasks() const = 0;
  /// UpdateService. `reason` is for people: what was seen, and what follows.
  virtual void set_desired(TaskCount desired, std::string reason) = 0;

  // For reports alone; none of it changes the run.
  /// The policy's metric has this value now.
  virtual void show_metric(double value) = 0;
  virtual void show_alarm(std::string_view name, world::AlarmState state) = 0;
};

/// Something that scales a service. It is told once that the run begins, and puts
/// its own moments on the agenda: when it polls, when its minute is over. It may
/// remember whatever it saw.
class Policy {
 public:
  Policy() = default;
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;
  virtual ~Policy() = default;

  /// Called once, at the run's beginning; both outlive the policy's last call.
  virtual void begin(Agenda& agenda, ControlledService& service) = 0;

  /// Above this value its metric asks for more tasks; nothing where it has none.
  [[nodiscard]] virtual std::optional<double> threshold() const { return std::nullopt; }
};

}  // namespace sluice::sim
