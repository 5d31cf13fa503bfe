#include "base/duration_text.hpp"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using namespace std::chrono_literals;

TEST(DurationText, ReadsANumberAndItsUnit) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("60s"), 60s);
  EXPECT_EQ(parse_duration("15m"), 15min);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(DurationText, RefusesTheRestAndQuotesIt) {
  for (const char* text : {"", "60", "s", "-60s", "1.5s", "60 s", "60sec", "1d", "1m30s",
                           "99999999999999999999s", "9999999999h"}) {
    const auto got = parse_duration(text);
    ASSERT_FALSE(got) << text;
    EXPECT_NE(got.error().find(text), std::string::npos) << got.error();
  }
  EXPECT_TRUE(parse_duration("1\n2s").error().starts_with("'1 2s' is no duration;"));
}

}  // namespace
}  // namespace sluice
