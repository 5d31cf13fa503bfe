#include "sluice/demo_screen.hpp"

#include <fmt/format.h>

namespace sluice::apps {
namespace {

/// To the row's beginning, and clear it.
constexpr std::string_view anew = "\r\x1b[K";

}  // namespace

void DemoScreen::began(Instant at) {
  began_ = at;
  table_ = demo::Table{style_, scenario_.target, at};
  for (const std::string& line : table_.heading()) say(line);
}

void DemoScreen::saw(const demo::Observation& seen) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(seen.at - began_).count();
  const bool first = minute_ != minute;
  minute_ = minute;
  if (style_ == demo::Style::plain) {
    if (first) say(table_.row(seen));
    return;
  }
  if (live_) write(first ? "\n" : anew);
  write(table_.row(seen));
  live_ = true;
}

void DemoScreen::turned(demo::Chapter chapter, Instant at) {
  note(at, demo::title_of(chapter, scenario_.min_tasks, scenario_.max_tasks));
}

void DemoScreen::scaled(const aws::ScalingActivity& activity) {
  note(activity.start, activity.description);
}

void DemoScreen::note(Instant at, std::string_view text) {
  say(table_.note(at, text));
}

void DemoScreen::say(std::string_view line) {
  if (live_) write("\n");
  live_ = false;
  write(line);
  write("\n");
}

void DemoScreen::write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
}

}  // namespace sluice::apps
