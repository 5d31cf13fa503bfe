#include "sim/tasks.hpp"

#include <gtest/gtest.h>

namespace sluice::sim {
namespace {

TEST(Tasks, AreBilledAtOnceAndServeAfterTheStartDelay) {
  Random random{1};
  Tasks tasks{{.start_delay = {45, 45}, .initial = 2}, random};
  tasks.set_desired(5, 100);
  EXPECT_EQ(tasks.serving(), 2);
  EXPECT_EQ(tasks.starting(), 3);
  EXPECT_EQ(tasks.billed(), 5);
  tasks.advance(144);
  EXPECT_EQ(tasks.serving(), 2);
  tasks.advance(145);
  EXPECT_EQ(tasks.serving(), 5);
}

TEST(Tasks, StartingOnesAreCancelledFirst) {
  Random random{1};
  Tasks tasks{{.start_delay = {45, 45}, .initial = 2}, random};
  tasks.set_desired(4, 0);
  tasks.set_desired(3, 10);
  EXPECT_EQ(tasks.serving(), 2);
  EXPECT_EQ(tasks.starting(), 1);
  tasks.set_desired(1, 20);
  EXPECT_EQ(tasks.serving(), 1);
  EXPECT_EQ(tasks.starting(), 0);
  EXPECT_EQ(tasks.totals(20).cancelled, 2);
  EXPECT_EQ(tasks.totals(20).stopped, 1);
}

TEST(Tasks, AStoppedOneIsBilledWhileItDrains) {
  Random random{1};
  Tasks tasks{{.start_delay = {45, 45}, .drain = 30, .initial = 2}, random};
  tasks.set_desired(1, 100);
  EXPECT_EQ(tasks.serving(), 1);
  EXPECT_EQ(tasks.billed(), 2);
  tasks.advance(129);
  EXPECT_EQ(tasks.billed(), 2);
  tasks.advance(130);
  EXPECT_EQ(tasks.billed(), 1);
}

TEST(Tasks, EachIsBilledAMinuteAtLeast) {
  Random random{1};
  Tasks tasks{{.start_delay = {0, 0}, .initial = 0}, random};
  tasks.set_desired(1, 0);
  tasks.set_desired(0, 10);
  EXPECT_EQ(tasks.totals(10).billed_seconds, 60);
  tasks.set_desired(1, 10);
  tasks.set_desired(0, 110);
  EXPECT_EQ(tasks.totals(110).billed_seconds, 160);
}

TEST(Tasks, DrawnDelaysStayInTheirBoundsAndReachBoth) {
  Random random{1};
  Tasks tasks{{.start_delay = {10, 12}, .initial = 0}, random};
  tasks.set_desired(300, 0);
  tasks.advance(9);
  EXPECT_EQ(tasks.serving(), 0);
  tasks.advance(10);
  EXPECT_NEAR(static_cast<double>(tasks.serving()), 100, 40);
  tasks.advance(11);
  EXPECT_NEAR(static_cast<double>(tasks.serving()), 200, 40);
  tasks.advance(12);
  EXPECT_EQ(tasks.serving(), 300);
}

TEST(Tasks, CrashedOnesAreReplaced) {
  Random random{1};
  Tasks tasks{{.start_delay = {45, 45}, .initial = 4}, random};
  tasks.crash(3, 50);
  EXPECT_EQ(tasks.serving(), 1);
  EXPECT_EQ(tasks.starting(), 3);
  tasks.advance(95);
  EXPECT_EQ(tasks.serving(), 4);
}

}  // namespace
}  // namespace sluice::sim
