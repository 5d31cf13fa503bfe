#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace sluice::demo {

/// unknown: the alarm is not there (yet).
enum class AlarmState { unknown, ok, alarm, insufficient_data };

/// The cloud at one instant, as its own API tells it.
struct Observation {
  Instant at;  ///< cloud time
  std::int64_t visible = 0;
  std::int64_t in_flight = 0;
  std::int64_t running = 0;
  std::int64_t pending = 0;
  std::int64_t desired = 0;
  std::optional<double> backlog_per_task = {};  ///< the newest datapoint
  AlarmState high = AlarmState::unknown;
  AlarmState low = AlarmState::unknown;
};

/// How far the story has come.
enum class Chapter {
  calm,        ///< an ordinary day
  rush,        ///< more waits for each task than the target
  scaled_out,  ///< as many tasks run as may
  drained,     ///< nothing waits any more
  closed,      ///< back to as few tasks as may be
};

/// A chapter in a few words.
[[nodiscard]] std::string title_of(Chapter chapter, std::int64_t min_tasks, std::int64_t max_tasks);

/// Judges whether the loop closes: out to the most tasks, drained, back to the
/// fewest, in this order.
class Story {
 public:
  /// What its chapters are measured by.
  struct Measures {
    std::int64_t min_tasks = 0;
    std::int64_t max_tasks = 0;
    double target = 0;
  };

  Story() = default;
  explicit Story(Measures measures) : measures_{measures} {}

  void see(const Observation& seen);
  [[nodiscard]] Chapter chapter() const { return chapter_; }
  [[nodiscard]] bool closed() const { return chapter_ == Chapter::closed; }
  /// When the chapter began; nothing: it has not, or was there from the start.
  [[nodiscard]] std::optional<Instant> began(Chapter chapter) const;
  /// What did not happen, in one line; empty once the loop is closed.
  [[nodiscard]] std::string missing() const;

 private:
  [[nodiscard]] bool turns(const Observation& seen) const;

  Measures measures_{};
  Chapter chapter_ = Chapter::calm;
  std::array<std::optional<Instant>, 5> began_{};
  Observation last_{};
};

}  // namespace sluice::demo
