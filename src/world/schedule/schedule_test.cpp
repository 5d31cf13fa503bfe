#include "world/schedule/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.hpp"
#include "base/files.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

Instant at(std::string_view text) {
  return parse_iso8601(text).value();
}

class KeptZones final : public TimeZones {
 public:
  [[nodiscard]] std::optional<std::string> tzif(std::string_view name) const override {
    const std::string path = std::string{SLUICE_TESTS_DIR "/data/zoneinfo/"}.append(name);
    const auto bytes = SystemFiles{}.read(path);
    return bytes ? std::optional{*bytes} : std::nullopt;
  }
};

TimeZone zone(std::string_view name) {
  return find_time_zone(KeptZones{}, name).value();
}

/// The next times in the order in which they come.
std::vector<std::string> times(const Schedule& schedule, std::string_view from, int count,
                               const TimeZone& in = {}) {
  std::vector<std::string> found;
  const ScheduleFrame frame{.created = at(from), .zone = in};
  auto next = next_after(schedule, at(from), frame);
  for (int i = 0; i < count && next; ++i) {
    found.push_back(iso8601(*next));
    next = next_after(schedule, *next, frame);
  }
  return found;
}

struct CronCase {
  std::string_view expression;
  std::string_view from;
  std::vector<std::string> next;
};

// clang-format off
// The first ten: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
const std::vector<CronCase> cron_cases{
    {"cron(0 10 * * ? *)", "2024-04-12T10:00:00Z", {"2024-04-13T10:00:00Z", "2024-04-14T10:00:00Z"}},
    {"cron(15 12 * * ? *)", "2024-04-12T12:14:59Z", {"2024-04-12T12:15:00Z"}},
    {"cron(0 18 ? * MON-FRI *)", "2024-04-12T18:00:00Z", {"2024-04-15T18:00:00Z", "2024-04-16T18:00:00Z"}},
    {"cron(0 8 1 * ? *)", "2024-12-12T00:00:00Z", {"2025-01-01T08:00:00Z", "2025-02-01T08:00:00Z"}},
    {"cron(0/15 * * * ? *)", "2024-04-12T23:46:00Z", {"2024-04-13T00:00:00Z", "2024-04-13T00:15:00Z"}},
    {"cron(0/10 * ? * MON-FRI *)", "2024-04-12T23:49:00Z", {"2024-04-12T23:50:00Z", "2024-04-15T00:00:00Z"}},
    {"cron(0/5 8-17 ? * MON-FRI *)", "2024-04-12T17:55:00Z", {"2024-04-15T08:00:00Z"}},
    {"cron(0/30 20-23 ? * MON-FRI *)", "2024-04-12T23:00:00Z", {"2024-04-12T23:30:00Z", "2024-04-15T20:00:00Z"}},
    {"cron(0/30 0-2 ? * TUE-SAT *)", "2024-04-12T23:30:00Z", {"2024-04-13T00:00:00Z"}},
    {"cron(15 10 ? * 6L 2022-2023)", "2022-11-01T00:00:00Z", {"2022-11-25T10:15:00Z", "2022-12-30T10:15:00Z", "2023-01-27T10:15:00Z"}},
    {"cron(0 0 L * ? *)", "2024-02-01T00:00:00Z", {"2024-02-29T00:00:00Z", "2024-03-31T00:00:00Z"}},
    {"cron(0 0 L-3 * ? *)", "2024-02-01T00:00:00Z", {"2024-02-26T00:00:00Z"}},
    {"cron(0 0 LW * ? *)", "2024-03-01T00:00:00Z", {"2024-03-29T00:00:00Z", "2024-04-30T00:00:00Z"}},
    {"cron(0 0 15W * ? *)", "2024-06-01T00:00:00Z", {"2024-06-14T00:00:00Z", "2024-07-15T00:00:00Z"}},
    {"cron(0 0 1W * ? *)", "2024-05-31T00:00:00Z", {"2024-06-03T00:00:00Z"}},
    {"cron(0 0 30W * ? *)", "2025-03-01T00:00:00Z", {"2025-03-31T00:00:00Z"}},
    {"cron(0 0 31W * ? *)", "2024-03-01T00:00:00Z", {"2024-03-29T00:00:00Z"}},
    {"cron(0 9 ? * 3#2 *)", "2024-04-01T00:00:00Z", {"2024-04-09T09:00:00Z", "2024-05-14T09:00:00Z"}},
    {"cron(0 9 ? * FRI#5 *)", "2024-04-01T00:00:00Z", {"2024-05-31T09:00:00Z"}},
    {"cron(0 9 ? * L *)", "2024-04-12T00:00:00Z", {"2024-04-13T09:00:00Z"}},
    {"cron(0 9 ? * FRI-MON *)", "2024-04-12T09:00:00Z", {"2024-04-13T09:00:00Z", "2024-04-14T09:00:00Z", "2024-04-15T09:00:00Z", "2024-04-19T09:00:00Z"}},
    {"cron(0 22-1 * * ? *)", "2024-04-12T22:00:00Z", {"2024-04-12T23:00:00Z", "2024-04-13T00:00:00Z", "2024-04-13T01:00:00Z", "2024-04-13T22:00:00Z"}},
    {"cron(0,30 6-12/3 1,15 jan,JUL ? 2025-2026)", "2025-01-15T12:00:00Z", {"2025-01-15T12:30:00Z", "2025-07-01T06:00:00Z"}},
    {"cron(0 0 29 2 ? *)", "2024-03-01T00:00:00Z", {"2028-02-29T00:00:00Z"}},
    {"cron(0 0 31 2 ? *)", "2024-03-01T00:00:00Z", {}},
    {"cron(0 0 1 1 ? 2020)", "2024-03-01T00:00:00Z", {}},
};
// clang-format on

TEST(Cron, NamesTheTimesThatAwsDocumentsSay) {
  for (const CronCase& one : cron_cases) {
    const auto schedule = parse_rule_schedule(one.expression);
    ASSERT_TRUE(schedule) << one.expression;
    const int asked = std::max<int>(1, static_cast<int>(one.next.size()));
    EXPECT_EQ(times(*schedule, one.from, asked), one.next) << one.expression;
  }
}

TEST(Cron, WhatEventBridgeRefusesIsNotValid) {
  for (const std::string_view expression : {"",
                                            "cron",
                                            "cron()",
                                            "cron(0 12 * * ?)",
                                            "cron(0 12 * * * *)",
                                            "cron(0 12 ? * ? *)",
                                            "cron(0 12 1 * MON *)",
                                            "cron(0 0 12 * * ? *)",
                                            "cron(60 12 * * ? *)",
                                            "cron(0 24 * * ? *)",
                                            "cron(0 12 0 * ? *)",
                                            "cron(0 12 32 * ? *)",
                                            "cron(0 12 * 13 ? *)",
                                            "cron(0 12 ? * 8 *)",
                                            "cron(0 12 ? * MON#6 *)",
                                            "cron(0 12 * * ? 2200)",
                                            "cron(0/0 12 * * ? *)",
                                            "cron(? 12 * * ? *)",
                                            "cron(a 12 * * ? *)",
                                            "cron(0 12 * FOO ? *)",
                                            "cron(0 12 5#1 * ? *)",
                                            "cron(0 12 , * ? *)",
                                            "cron(-1 12 * * ? *)",
                                            "rate(0 minutes)",
                                            "rate(-1 minutes)",
                                            "rate(1 minutes)",
                                            "rate(5 minute)",
                                            "rate(5 seconds)",
                                            "rate(5minutes)",
                                            "rate(99999999999999999999 days)",
                                            "rate(1000000 days)",
                                            "rate( 5 minutes)",
                                            "at(2024-04-12T01:02:03)",
                                            "rate(5 minutes",
                                            " rate(5 minutes)"}) {
    const auto schedule = parse_rule_schedule(expression);
    ASSERT_FALSE(schedule) << expression;
    EXPECT_EQ(schedule.error().code, "ValidationException");
    EXPECT_EQ(schedule.error().message, "Parameter ScheduleExpression is not valid.");
  }
}

TEST(Rate, CountsFromTheCreation) {
  const auto every = parse_rule_schedule("rate(5 minutes)").value();
  const ScheduleFrame frame{.created = at("2024-04-12T01:02:03Z")};
  EXPECT_EQ(next_after(every, frame.created, frame), at("2024-04-12T01:07:03Z"));
  EXPECT_EQ(next_after(every, at("2024-04-12T01:07:02Z"), frame), at("2024-04-12T01:07:03Z"));
  EXPECT_EQ(next_after(every, at("2024-04-12T01:07:03Z"), frame), at("2024-04-12T01:12:03Z"));
  EXPECT_EQ(next_after(every, at("2024-04-11T00:00:00Z"), frame), at("2024-04-12T01:07:03Z"));
}

TEST(Rate, ReadsItsUnits) {
  EXPECT_EQ(parse_rule_schedule("rate(1 minute)").value(), Schedule{RateSchedule{minutes{1}}});
  EXPECT_EQ(parse_rule_schedule("rate(2 hours)").value(), Schedule{RateSchedule{hours{2}}});
  EXPECT_EQ(parse_rule_schedule("rate(1 day)").value(), Schedule{RateSchedule{hours{24}}});
  EXPECT_EQ(parse_scaling_schedule("rate(1 days)").value(), Schedule{RateSchedule{hours{24}}});
}

TEST(ScalingSchedule, AtIsOnceOnTheWallClock) {
  const auto once = parse_scaling_schedule("at(2024-04-12T01:02:03)").value();
  EXPECT_EQ(times(once, "2024-04-12T01:02:02Z", 2),
            std::vector<std::string>{"2024-04-12T01:02:03Z"});
  EXPECT_EQ(times(once, "2024-04-11T00:00:00Z", 2, zone("Australia/Sydney")),
            std::vector<std::string>{"2024-04-11T15:02:03Z"});
  EXPECT_TRUE(times(once, "2024-04-12T01:02:03Z", 1).empty());
}

TEST(ScalingSchedule, ToleratesSeconds) {
  const auto seven = parse_scaling_schedule("cron(30 0 10 ? * MON *)").value();
  EXPECT_EQ(times(seven, "2024-04-12T00:00:00Z", 1),
            std::vector<std::string>{"2024-04-15T10:00:30Z"});
  // As six fields the first is the minute, unless only the other reading makes sense.
  const auto six = parse_scaling_schedule("cron(0 12 1 * ? *)").value();
  EXPECT_EQ(times(six, "2024-04-12T00:00:00Z", 1),
            std::vector<std::string>{"2024-05-01T12:00:00Z"});
  const auto quartz = parse_scaling_schedule("cron(0 0 12 * * ?)").value();
  EXPECT_EQ(times(quartz, "2024-04-12T00:00:00Z", 1),
            std::vector<std::string>{"2024-04-12T12:00:00Z"});
}

TEST(ScalingSchedule, RefusesInTheWordsOfApplicationAutoScaling) {
  // https://github.com/hashicorp/terraform-provider-aws/issues/13995
  EXPECT_EQ(parse_scaling_schedule("cron(0 16 * * MON-FRI *)").error().message,
            "Invalid schedule expression. Details: Invalid CRON expression: error at position 0, "
            "details: Invalid Month value: 'MON'");
  for (const std::string_view expression :
       {"0 16 * * ? *", "cron(0 16)", "at(2024-04-12)", "at(2024-04-12T01:02:03Z)",
        "at(2024-02-30T01:02:03)", "at(2024-04-12T01:02:03.5)", "rate(5)", "rate(x minutes)"}) {
    const auto schedule = parse_scaling_schedule(expression);
    ASSERT_FALSE(schedule) << expression;
    EXPECT_EQ(schedule.error().code, "ValidationException");
    EXPECT_THAT(schedule.error().message, HasSubstr("Invalid schedule expression. Details: "));
  }
}

TEST(ScalingSchedule, FollowsTheClocksOfItsZone) {
  const auto morning = parse_scaling_schedule("cron(30 8 * * ? *)").value();
  const std::vector<std::string> around_october{"2024-10-04T22:30:00Z", "2024-10-05T21:30:00Z"};
  EXPECT_EQ(times(morning, "2024-10-04T00:00:00Z", 2, zone("Australia/Sydney")), around_october);
  const std::vector<std::string> around_april{"2024-04-05T21:30:00Z", "2024-04-06T22:30:00Z"};
  EXPECT_EQ(times(morning, "2024-04-05T00:00:00Z", 2, zone("Australia/Sydney")), around_april);
}

TEST(ScalingSchedule, ATimeThatTheClocksSkipDoesNotOccur) {
  // New York: 2024-03-10, 02:00 becomes 03:00.
  const auto nightly = parse_scaling_schedule("cron(30 2 * * ? *)").value();
  const std::vector<std::string> expected{"2024-03-09T07:30:00Z", "2024-03-11T06:30:00Z"};
  EXPECT_EQ(times(nightly, "2024-03-09T00:00:00Z", 2, zone("America/New_York")), expected);
  const auto once = parse_scaling_schedule("at(2024-03-10T02:30:00)").value();
  EXPECT_EQ(times(once, "2024-03-09T00:00:00Z", 2, zone("America/New_York")),
            std::vector<std::string>{"2024-03-10T07:30:00Z"});
}

TEST(ScalingSchedule, ATimeThatOccursTwiceCountsOnce) {
  // New York: 2024-11-03, 02:00 becomes 01:00.
  const auto nightly = parse_scaling_schedule("cron(30 1 * * ? *)").value();
  const std::vector<std::string> expected{"2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z"};
  EXPECT_EQ(times(nightly, "2024-11-03T00:00:00Z", 2, zone("America/New_York")), expected);
}

}  // namespace
}  // namespace sluice::world
