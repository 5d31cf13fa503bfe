#include "base/calendar.hpp"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr Instant article{1712883723s + 4567890ns};  // 2024-04-12T01:02:03.004567890Z

TEST(Calendar, WritesTheFormsThatAwsUses) {
  EXPECT_EQ(iso8601(article), "2024-04-12T01:02:03Z");
  EXPECT_EQ(iso8601_milliseconds(article), "2024-04-12T01:02:03.004Z");
  EXPECT_EQ(iso8601_basic(article), "20240412T010203Z");
  EXPECT_EQ(iso8601(Instant{-1s}), "1969-12-31T23:59:59Z");
}

TEST(Calendar, ReadsWhatItWrites) {
  EXPECT_EQ(parse_iso8601("2024-04-12T01:02:03Z"), Instant{1712883723s});
  EXPECT_EQ(parse_iso8601("2024-04-12T01:02:03.004567890Z"), article);
  EXPECT_EQ(parse_iso8601("2024-04-12T01:02:03.0045678901234Z"), article);
  EXPECT_EQ(parse_iso8601("2024-04-12T11:02:03+10:00"), Instant{1712883723s});
  EXPECT_EQ(parse_iso8601("2024-04-12T11:02:03+24:00"), std::nullopt);
  EXPECT_EQ(parse_iso8601("2024-04-12T11:02:03-10:60"), std::nullopt);
  EXPECT_EQ(parse_iso8601("2024-04-11T19:32:03-05:30"), Instant{1712883723s});
}

TEST(Calendar, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2024", "2024-04-12", "2024-04-12T01:02:03", "2024-06-31T01:02:03Z",
                           "2024-04-12T25:02:03Z", "2024-04-12T01:02:03Zx", "2024-04-12 01:02:03Z",
                           "2024-04-12T01:02:03.Z", "-024-04-12T01:02:03Z", "9999-04-12T01:02:03Z"})
    EXPECT_FALSE(parse_iso8601(text)) << text;
}

TEST(Calendar, ReadsTheDateHeader) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Instant{784111777s});
  EXPECT_FALSE(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"));
  EXPECT_FALSE(parse_http_date("Sun, 06 Nux 1994 08:49:37 GMT"));
}

}  // namespace
}  // namespace sluice
