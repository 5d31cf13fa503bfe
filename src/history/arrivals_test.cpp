#include "history/arrivals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/tasks.hpp"
#include "history/trace_file.hpp"

namespace sluice::history {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Instant noon{1712923200s};  // 2024-04-12T12:00:00Z

/// Twelve hours by the minute; `lead` minutes come before the trace.
Range half_a_day(std::size_t lead = 0) {
  return {.bins = {.start = noon, .length = 60s, .count = 720}, .lead = lead};
}

/// All of it was returned; there are datapoints of `value` in [first, end).
Series shown(std::size_t first, std::size_t end, double value) {
  Series series{720};
  series.answered.assign(720, true);
  for (std::size_t bin = first; bin < end; ++bin) series.values[bin] = value;
  return series;
}

TEST(Arrivals, DatapointsComeInAnyOrderAndTheLastOfABinHolds) {
  const Range range{.bins = {.start = noon, .length = 60s, .count = 3}, .lead = 0};
  Series sent{3};
  sent.note(range.bins, noon + 2min, 30);
  sent.note(range.bins, noon, 1);
  sent.note(range.bins, noon + 1min, 20);
  sent.note(range.bins, noon, 10);
  sent.note(range.bins, noon - 1min, 99);
  sent.note(range.bins, noon + 3min, 99);
  const Arrivals arrivals = arrivals_of(sent, range);
  EXPECT_THAT(arrivals.trace.arrivals, ElementsAre(10, 20, 30));
  EXPECT_EQ(arrivals.trace.bin_seconds, 60);
  EXPECT_THAT(arrivals.gaps, ElementsAre());
}

TEST(Arrivals, WhatIsNoCountIsNotRead) {
  Series sent{3};
  sent.note({.start = noon, .length = 60s, .count = 3}, noon, -1);
  EXPECT_TRUE(sent.empty());
}

TEST(Arrivals, AnInactiveQueueIsIdleUntilItMayHaveWoken) {
  const Arrivals arrivals = arrivals_of(shown(600, 720, 5), half_a_day());
  EXPECT_THAT(arrivals.gaps, ElementsAre(Gap{585, 15, Cause::waking}));
  EXPECT_EQ(arrivals.trace.arrivals.at(584), 0) << "it was idle";
  EXPECT_GT(arrivals.trace.arrivals.at(599), 0) << "nobody knows; the line stands for it";
  EXPECT_EQ(arrivals.trace.unread.size(), 15U);
}

TEST(Arrivals, SixHoursAfterTheLastMessageAQueueMayBeInactive) {
  Series sent = shown(0, 300, 0);
  sent.values[10] = 7;  // datapoints end at 300, which is not six hours later
  const Arrivals arrivals = arrivals_of(sent, half_a_day());
  EXPECT_THAT(arrivals.gaps, ElementsAre(Gap{300, 71, Cause::in_use}, Gap{705, 15, Cause::waking}));
}

TEST(Arrivals, ALostMinuteOfABusyQueueIsUnread) {
  Series sent = shown(0, 720, 4);
  sent.values[100].reset();
  sent.values[101] = 10;
  sent.values[719].reset();  // the newest may come yet
  const Arrivals arrivals = arrivals_of(sent, half_a_day());
  EXPECT_THAT(arrivals.trace.unread, ElementsAre(100, 719));
  EXPECT_EQ(arrivals.trace.arrivals.at(100), 7) << "between 4 and 10";
  EXPECT_EQ(arrivals.gaps.front().cause, Cause::in_use);
}

TEST(Arrivals, WhatWasBeforeTheTraceTellsWhetherTheQueueWasInUse) {
  Series sent = shown(0, 60, 3);
  sent.values[400] = 1;
  const Arrivals arrivals = arrivals_of(sent, half_a_day(360));
  EXPECT_EQ(arrivals.trace.arrivals.size(), 360U);
  ASSERT_FALSE(arrivals.gaps.empty());
  EXPECT_EQ(arrivals.gaps.front(), (Gap{0, 40, Cause::in_use})) << "up to the bin 400";
}

TEST(Arrivals, WhatWasNotAnsweredIsNeverZero) {
  Series sent = shown(0, 200, 0);
  for (std::size_t bin = 300; bin < 400; ++bin) sent.answered[bin] = false;
  const Arrivals arrivals = arrivals_of(sent, half_a_day());
  EXPECT_THAT(arrivals.gaps,
              ElementsAre(Gap{300, 100, Cause::unanswered}, Gap{705, 15, Cause::waking}));
}

TEST(Arrivals, ADatapointHoldsWhetherItsTimeWasAnsweredOrNot) {
  Series sent{720};
  sent.values[5] = 8;
  const Arrivals arrivals = arrivals_of(sent, half_a_day());
  EXPECT_EQ(arrivals.trace.unread.size(), 719U);
  EXPECT_EQ(arrivals.trace.arrivals.at(5), 8);
}

TEST(RecordedTasks, AreThoseOfTheMinutesThatAreKnown) {
  Series running{720};
  for (std::size_t bin = 360; bin < 480; ++bin) running.values[bin] = bin < 420 ? 2 : 3.5;
  running.values[0] = 100;  // before the trace
  const sim::RecordedTasks tasks = recorded_tasks(running, half_a_day(360));
  EXPECT_DOUBLE_EQ(tasks.hours, 2 + 3.5);
  EXPECT_EQ(tasks.seconds, 2 * 3600);
}

TEST(TraceFile, SaysWhereItComesFromAndIsReadBack) {
  const Range range{.bins = {.start = noon, .length = 60s, .count = 4}, .lead = 0};
  Series sent{4};
  for (std::size_t bin : {0, 1, 3}) sent.values[bin] = static_cast<double>(bin) + 1;
  Arrivals arrivals = arrivals_of(sent, range);
  arrivals.trace.recorded = {.hours = 0.05, .seconds = 180};
  const Source source{.queue = "orders-queue",
                      .region = "ap-southeast-2",
                      .service = core::ServiceKey{"orders", "orders-service"}};
  const std::string text = file_text(source, range.bins, arrivals);
  EXPECT_THAT(text, HasSubstr("NumberOfMessagesSent (Sum) of the queue orders-queue in "
                              "ap-southeast-2\n# from: 2024-04-12T12:00:00Z\n"
                              "# to: 2024-04-12T12:04:00Z\n"));
  EXPECT_THAT(text, HasSubstr("# unread: t_seconds 120 to 120: CloudWatch did not return them\n"));
  EXPECT_THAT(text, HasSubstr("orders/orders-service, known for 180 of 240 s\n"));
  EXPECT_THAT(text, HasSubstr("\n60,2\n120,\n180,4\n"));
  EXPECT_EQ(sim::parse_trace(text, "t.csv"), arrivals.trace);
}

}  // namespace
}  // namespace sluice::history
