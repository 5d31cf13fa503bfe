#include "demo/story.hpp"

#include <gtest/gtest.h>

#include "demo/scenario.hpp"

namespace sluice::demo {
namespace {

using namespace std::chrono_literals;

Observation at(Duration time, std::int64_t visible, std::int64_t running, std::int64_t desired) {
  return {.at = Instant{time}, .visible = visible, .running = running, .desired = desired};
}

constexpr Story::Measures measures{.min_tasks = 2, .max_tasks = 5, .target = 20};

TEST(Story, IsClosedOutDrainedAndBack) {
  Story story{measures};
  story.see(at(1min, 0, 2, 2));
  EXPECT_EQ(story.chapter(), Chapter::calm);
  story.see(at(4min, 150, 2, 2));
  EXPECT_EQ(story.chapter(), Chapter::rush);
  story.see(at(7min, 140, 2, 5));
  EXPECT_EQ(story.chapter(), Chapter::rush) << "desired is not running";
  story.see(at(8min, 130, 5, 5));
  EXPECT_EQ(story.chapter(), Chapter::scaled_out);
  story.see(at(27min, 0, 5, 5));
  EXPECT_EQ(story.chapter(), Chapter::drained);
  story.see(at(35min, 0, 3, 2));
  EXPECT_FALSE(story.closed()) << "a third task still runs";
  EXPECT_NE(story.missing(), "");
  story.see(at(36min, 0, 2, 2));
  EXPECT_TRUE(story.closed());
  EXPECT_EQ(story.missing(), "");
  EXPECT_EQ(story.began(Chapter::scaled_out), Instant{8min});
  EXPECT_EQ(story.began(Chapter::closed), Instant{36min});
}

TEST(Story, AnEmptyQueueBeforeTheRushIsNoDrain) {
  Story story{measures};
  for (int minute = 0; minute < 60; ++minute) story.see(at(minute * 1min, 0, 2, 2));
  EXPECT_EQ(story.chapter(), Chapter::calm);
  EXPECT_NE(story.missing().find("no more than 20 orders"), std::string::npos);
}

TEST(Story, SaysWhatDidNotHappen) {
  Story story{measures};
  story.see(at(4min, 150, 2, 2));
  EXPECT_EQ(story.missing(), "the service did not scale out to 5 tasks: 2 run, 2 are desired");
  story.see(at(8min, 130, 5, 5));
  EXPECT_EQ(story.missing(), "the backlog did not drain: 130 orders wait");
  story.see(at(27min, 0, 5, 5));
  EXPECT_EQ(story.missing(), "the service did not scale in to 2 tasks: 5 run, 5 are desired");
}

TEST(Story, NoRunningTaskCountsAsOne) {
  Story story{measures};
  story.see(at(1min, 21, 0, 2));
  EXPECT_EQ(story.chapter(), Chapter::rush);
}

TEST(Scenario, OrdersComeSteadilyAndInOneRush) {
  const Scenario scenario;
  EXPECT_EQ(orders_placed(scenario, 0s), 0);
  EXPECT_EQ(orders_placed(scenario, 30s), 1);
  EXPECT_EQ(orders_placed(scenario, 3min), 6);
  EXPECT_EQ(orders_placed(scenario, 3min + 30s), 7 + 80);
  EXPECT_EQ(orders_placed(scenario, 4min), 8 + 160);
  EXPECT_EQ(orders_placed(scenario, 40min), 80 + 160);
}

}  // namespace
}  // namespace sluice::demo
