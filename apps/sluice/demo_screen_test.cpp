#include "sluice/demo_screen.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

/// What a screen of that style writes about three looks and a scaling activity.
std::string story_on(demo::Style style) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const stream = open_memstream(&text, &size);
  const demo::Scenario scenario;
  DemoScreen screen{stream, style, scenario};
  screen.began(Instant{});
  screen.saw({.at = Instant{10s}, .visible = 1});
  screen.saw({.at = Instant{20s}, .visible = 2});
  screen.scaled({.activity_id = "1",
                 .description = "Setting desired count to 5.",
                 .cause = "",
                 .start = Instant{50s},
                 .end = {},
                 .status_code = "",
                 .status_message = ""});
  screen.saw({.at = Instant{70s}, .visible = 3});
  std::fclose(stream);
  std::string written{text, size};
  std::free(text);
  return written;
}

std::ptrdiff_t count(const std::string& text, std::string_view part) {
  std::ptrdiff_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(DemoScreen, WritesALineForEachCloudMinuteWhereThereIsNoTerminal) {
  const std::string text = story_on(demo::Style::plain);
  EXPECT_EQ(count(text, "\n"), 4) << "a heading, two rows and a note:\n" << text;
  EXPECT_EQ(count(text, "00:20"), 0);
  EXPECT_EQ(count(text, "\x1b"), 0);
}

TEST(DemoScreen, RedrawsTheLastRowOnATerminal) {
  const std::string text = story_on(demo::Style::terminal);
  EXPECT_EQ(count(text, "\r\x1b[K"), 1) << "the second look takes the first one's place";
  EXPECT_EQ(count(text, "00:20"), 1);
  EXPECT_EQ(count(text, "Setting desired count to 5."), 1);
}

}  // namespace
}  // namespace sluice::apps
