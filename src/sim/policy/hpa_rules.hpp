#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "base/time.hpp"
#include "world/application_auto_scaling/laws.hpp"

namespace sluice::sim {

/// How many replicas an external AverageValue metric asks for: as many as there
/// are while the metric is within the tolerance of its target, else total over
/// target, rounded up. Pods that are not ready count as replicas.
/// https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
[[nodiscard]] std::int64_t replicas_for(double total, double target, std::int64_t replicas,
                                        double tolerance);

/// The default `behavior` of autoscaling/v2 between what the metric asks for and
/// what is done: down to the highest of the last five minutes' answers, up by at
/// most the larger of 4 pods and 100 % in 15 s.
/// https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior
class HpaBehavior {
 public:
  explicit HpaBehavior(Duration stabilization) : stabilization_{stabilization} {}

  /// The replicas to have from `now` on. REQUIRES: `current` is what there is.
  [[nodiscard]] std::int64_t decide(std::int64_t current, std::int64_t wanted,
                                    const world::CapacityBounds& bounds, Instant now);

 private:
  struct Change {
    Instant at;
    std::int64_t by;
  };
  [[nodiscard]] std::int64_t stabilized(std::int64_t current, std::int64_t wanted, Instant now);
  [[nodiscard]] std::int64_t up_limit(std::int64_t current, Instant now);

  Duration stabilization_;
  std::deque<Change> wanted_ = {};  ///< what the metric asked for, `by` replicas
  std::deque<Change> ups_ = {};     ///< pods added of late
};

}  // namespace sluice::sim
