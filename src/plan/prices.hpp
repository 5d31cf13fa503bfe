#pragma once

#include "plan/trial.hpp"

namespace sluice::plan {

/// What a task costs on Fargate: Linux on x86, US East (N. Virginia), on demand,
/// $0.04048 a vCPU and hour, $0.004445 a GB and hour, by the second, a minute at
/// least. https://aws.amazon.com/fargate/pricing/ draws these by script; read on 25
/// November 2026 in an article of 10 March 2026
/// (https://www.wring.co/blog/aws-fargate-pricing-guide) and, as $0.000011244 a vCPU
/// and second, in a transcript of https://aws.amazon.com/ecs/pricing/ of 20 September
/// 2026. The article's task has a quarter of a vCPU and half a GB.
struct Prices {
  double vcpus = 0.25;
  double gigabytes = 0.5;
  double vcpu_hour = 0.04048;
  double gigabyte_hour = 0.004445;

  [[nodiscard]] double task_hour() const {
    return (vcpus * vcpu_hour) + (gigabytes * gigabyte_hour);
  }
  /// Of what Fargate bills.
  [[nodiscard]] double of(const Outcome& outcome) const {
    return task_hour() * outcome.billed_hours();
  }
};

/// A month, as docs/cost.md counts it.
constexpr double month_hours = 730;

}  // namespace sluice::plan
