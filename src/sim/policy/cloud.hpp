#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "sim/agenda.hpp"
#include "sim/policy/settings.hpp"
#include "world/application_auto_scaling/application_auto_scaling.hpp"
#include "world/cloudwatch/cloudwatch.hpp"
#include "world/ecs/scalable_services.hpp"
#include "world/identities.hpp"
#include "world/schedule/time_zone.hpp"

namespace sluice::sim {

/// The two AWS services that policies are made of, around the simulated service:
/// the very models that `sluice local` serves, gone through time by the agenda.
class Cloud final : private world::ScalableServices, private world::AlarmActions {
 public:
  /// The one service's names in this cloud.
  static constexpr std::string_view cluster = "orders";
  static constexpr std::string_view service_name = "worker";
  [[nodiscard]] static world::TargetKey target_key();

  /// Registers the service as a scalable target. All must outlive it.
  Cloud(const PolicyContext& context, Agenda& agenda, ControlledService& service);

  /// The policy that scales it. REQUIRES: nothing is wrong with the request.
  void put_policy(const world::PutScalingPolicyRequest& request);
  void put_alarm(const world::AlarmConfiguration& alarm);
  [[nodiscard]] std::string policy_arn(std::string_view name) const;

  /// A datapoint that belongs to `when`; now or earlier.
  void record(const world::Metric& metric, std::string_view unit, double value, Instant when);
  /// PutMetricData of one value, now. REQUIRES: CloudWatch takes it.
  void publish(const world::PutMetricDataRequest& request);

  [[nodiscard]] ControlledService& service() { return service_; }
  [[nodiscard]] Agenda& agenda() { return agenda_; }

 private:
  class NoZones final : public world::TimeZones {
   public:
    [[nodiscard]] std::optional<std::string> tzif(std::string_view) const override {
      return std::nullopt;
    }
  };

  // What Application Auto Scaling does to the service.
  [[nodiscard]] std::optional<world::ServiceCapacity> capacity(std::string_view,
                                                               std::string_view) const override;
  world::Answer<void> set_desired_count(std::string_view, std::string_view, std::int64_t desired,
                                        Instant now) override;
  void add_service_event(std::string_view, std::string_view, std::string, Instant) override {}
  // What alarms ask for, on its way to Application Auto Scaling.
  void act(const world::AlarmAction& action, Instant now) override;

  void wake();
  void run(Instant now);
  void show_alarms();

  ControlledService& service_;
  Agenda& agenda_;
  Random random_;
  world::Identities identities_{random_};
  NoZones zones_ = {};
  world::CloudWatch cloudwatch_;
  world::ApplicationAutoScaling scaling_;
  std::optional<Instant> woken_at_ = {};  ///< when the agenda is next to run this
  /// Why the next change of capacity comes; by no alarm: the bounds changed.
  struct Call {
    std::string alarm;
    double value;
    double threshold;
  };
  std::optional<Call> last_call_ = {};
  std::uint64_t shown_ = 0;  ///< the revision at which alarms were shown
};

}  // namespace sluice::sim
