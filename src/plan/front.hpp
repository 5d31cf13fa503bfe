#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sluice::plan {

/// What a setting came to: what it costs, and what the objective measures.
struct Point {
  std::int64_t task_seconds;
  double value;
  std::size_t index;  ///< of the setting
};

/// The settings that no other beats: none is cheaper and measures no more.
class Front {
 public:
  void add(const Point& point);

  /// Ever dearer, ever lower values.
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }

  /// The least value that can be had for less than so much; nothing where none can.
  [[nodiscard]] std::optional<double> value_below(std::int64_t task_seconds) const;

 private:
  std::vector<Point> points_;
};

}  // namespace sluice::plan
