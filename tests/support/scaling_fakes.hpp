#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/cloudwatch/alarm.hpp"
#include "world/ecs/scalable_services.hpp"
#include "world/schedule/time_zone.hpp"

namespace sluice::world {

/// Keeps the alarms it is given; a test sets their states.
class FakeAlarms final : public Alarms {
 public:
  Answer<void> put_alarm(const AlarmConfiguration& alarm, Instant) override {
    alarms.insert_or_assign(alarm.name, alarm);
    states.emplace(alarm.name, AlarmState::insufficient_data);
    return {};
  }
  void delete_alarms(const std::vector<std::string>& names, Instant) override {
    for (const std::string& name : names) {
      alarms.erase(name);
      states.erase(name);
    }
  }
  [[nodiscard]] std::optional<AlarmState> alarm_state(std::string_view name) const override {
    const auto found = states.find(name);
    return found == states.end() ? std::nullopt : std::optional{found->second};
  }
  [[nodiscard]] std::string alarm_arn(std::string_view name) const override {
    return std::string{"arn:aws:cloudwatch:us-east-1:123456789012:alarm:"}.append(name);
  }

  std::map<std::string, AlarmConfiguration, std::less<>> alarms;
  std::map<std::string, AlarmState, std::less<>> states;
};

/// One service, "orders/worker", which does what it is told: at once, or when the
/// test says so.
class FakeServices final : public ScalableServices {
 public:
  [[nodiscard]] std::optional<ServiceCapacity> capacity(std::string_view cluster,
                                                        std::string_view service) const override {
    return cluster == "orders" && service == "worker" ? worker : std::nullopt;
  }
  Answer<void> set_desired_count(std::string_view, std::string_view, std::int64_t desired,
                                 Instant) override {
    if (refusal) return Failure<Refusal>{*refusal};
    worker->desired = desired;
    told.push_back(desired);
    if (starts_at_once) worker->running = desired;
    return {};
  }
  void add_service_event(std::string_view, std::string_view, std::string message,
                         Instant) override {
    events.push_back(std::move(message));
  }

  std::optional<ServiceCapacity> worker = ServiceCapacity{.desired = 2, .running = 2, .pending = 0};
  bool starts_at_once = true;
  std::optional<Refusal> refusal;
  std::vector<std::int64_t> told;
  std::vector<std::string> events;
};

/// A machine without zoneinfo.
class NoTimeZones final : public TimeZones {
 public:
  [[nodiscard]] std::optional<std::string> tzif(std::string_view) const override {
    return std::nullopt;
  }
};

}  // namespace sluice::world
