#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "demo/director.hpp"
#include "demo/table.hpp"

namespace sluice::apps {

/// The demo's live table on a stream: on a terminal its last row is redrawn in
/// place; elsewhere there is one plain line for each cloud minute.
class DemoScreen final : public demo::Audience {
 public:
  DemoScreen(std::FILE* stream, demo::Style style, const demo::Scenario& scenario)
      : stream_{stream},
        style_{style},
        scenario_{scenario},
        table_{style, scenario.target, Instant{}} {}

  void began(Instant at) override;
  void saw(const demo::Observation& seen) override;
  void turned(demo::Chapter chapter, Instant at) override;
  void scaled(const aws::ScalingActivity& activity) override;

  /// A line below the table.
  void say(std::string_view line);

 private:
  void note(Instant at, std::string_view text);
  void write(std::string_view text);

  std::FILE* stream_;
  demo::Style style_;
  const demo::Scenario& scenario_;
  demo::Table table_;
  Instant began_;
  std::optional<std::int64_t> minute_;  ///< of the last row
  bool live_ = false;                   ///< the cursor stands in a row that can be redrawn
};

}  // namespace sluice::apps
