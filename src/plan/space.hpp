#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/policy/settings.hpp"
#include "sim/scenario.hpp"

namespace sluice::plan {

/// All that one can choose for a service: a policy and its settings, and the
/// bounds of its count.
struct Setting {
  sim::PolicySettings policy;
  world::CapacityBounds bounds;
};

/// One number that a setting has, and what it may be.
struct Axis {
  std::string name;
  std::vector<double> values;  ///< in order, each once
  std::size_t coarse;          ///< so many of them are tried at first
};

/// Where a setting stands: of each axis the index of its value.
using Place = std::vector<std::size_t>;

/// The settings among which a search chooses. A policy that is to be planned is
/// one more body of this.
class Space {
 public:
  Space() = default;
  Space(const Space&) = delete;
  Space& operator=(const Space&) = delete;
  virtual ~Space() = default;

  [[nodiscard]] virtual const std::vector<Axis>& axes() const = 0;
  /// The setting there; nothing where the values do not fit each other.
  [[nodiscard]] virtual std::optional<Setting> at(const Place& place) const = 0;
  /// Where the search begins: today's setting, where it is one of these.
  [[nodiscard]] virtual std::optional<Place> today() const = 0;
};

/// What target tracking may be set to.
struct TrackingLimits {
  Setting today;                 ///< its policy is target tracking
  world::CapacityBounds bounds;  ///< no count may be outside of these
  std::int64_t highest_min;      ///< within the bounds
  double target_of_limit;        ///< messages a task that it works off within the longest wait
  double peak;                   ///< tasks that a fixed count needs for the objective
};

/// Target tracking: target, cooldowns, least and most tasks.
class TrackingSpace final : public Space {
 public:
  explicit TrackingSpace(const TrackingLimits& limits);

  [[nodiscard]] const std::vector<Axis>& axes() const override { return axes_; }
  [[nodiscard]] std::optional<Setting> at(const Place& place) const override;
  [[nodiscard]] std::optional<Place> today() const override;

 private:
  Setting today_;
  std::vector<Axis> axes_;
};

/// "target 12, cooldowns 60 s out and 300 s in, 2 to 40 tasks".
[[nodiscard]] std::string setting_text(const Setting& setting);

}  // namespace sluice::plan
