#include "sim/policy/copilot.hpp"
#include "sim/policy/hpa.hpp"
#include "sim/policy/metric_math.hpp"
#include "sim/policy/settings.hpp"
#include "sim/policy/step_scaling.hpp"
#include "sim/policy/target_tracking.hpp"

namespace sluice::sim {
namespace {

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

}  // namespace

std::unique_ptr<Policy> make_policy(const PolicySettings& settings, const PolicyContext& context) {
  struct Make {
    const PolicyContext& context;
    std::unique_ptr<Policy> operator()(const TargetTrackingSettings& one) const {
      return std::make_unique<TargetTracking>(one, context);
    }
    std::unique_ptr<Policy> operator()(const StepSettings& one) const {
      return std::make_unique<StepScaling>(one, context);
    }
    std::unique_ptr<Policy> operator()(const MetricMathSettings& one) const {
      return std::make_unique<MetricMath>(one, context);
    }
    std::unique_ptr<Policy> operator()(const HpaSettings& one) const {
      return std::make_unique<Hpa>(one, context);
    }
    std::unique_ptr<Policy> operator()(const CopilotSettings& one) const {
      return std::make_unique<Copilot>(one, context);
    }
    std::unique_ptr<Policy> operator()(const StaticSettings& one) const {
      return std::make_unique<Static>(one, context);
    }
  };
  return std::visit(Make{context}, settings);
}

}  // namespace sluice::sim
