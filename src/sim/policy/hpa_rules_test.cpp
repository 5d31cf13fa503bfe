#include "sim/policy/hpa_rules.hpp"

#include <gtest/gtest.h>

namespace sluice::sim {
namespace {

using namespace std::chrono_literals;

struct Row {
  const char* name;
  double total;
  double target;
  std::int64_t replicas;
  std::int64_t wanted;
};
class ReplicasFor : public testing::TestWithParam<Row> {};

TEST_P(ReplicasFor, FollowsTheController) {
  const Row& row = GetParam();
  EXPECT_EQ(replicas_for(row.total, row.target, row.replicas, 0.1), row.wanted);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ReplicasFor, testing::Values(
    //   name                     total target replicas wanted
    Row{"rounds_up",                101,    20,       2,     6},
    Row{"within_ten_percent_stays", 109,    10,      10,    10},
    Row{"the_41st_task_waits",       41,     4,      10,    10},
    Row{"just_beyond_moves",        111,    10,      10,    12},
    Row{"below_moves_too",           89,    10,      10,     9},
    Row{"nothing_wants_nothing",      0,    10,      10,     0}),
    [](const auto& row) { return row.param.name; });
// clang-format on

constexpr world::CapacityBounds wide{.min = 1, .max = 1000};

TEST(HpaBehavior, GrowsByFourOrByAsManyAgainInFifteenSeconds) {
  HpaBehavior behavior{300s};
  EXPECT_EQ(behavior.decide(1, 500, wide, Instant{0s}), 5);
  EXPECT_EQ(behavior.decide(5, 500, wide, Instant{5s}), 5) << "measured from 15 s ago";
  EXPECT_EQ(behavior.decide(5, 500, wide, Instant{15s}), 10);
  EXPECT_EQ(behavior.decide(10, 500, wide, Instant{30s}), 20);
}

TEST(HpaBehavior, ShrinksToTheHighestOfFiveMinutes) {
  HpaBehavior behavior{300s};
  EXPECT_EQ(behavior.decide(10, 8, wide, Instant{0s}), 8);
  EXPECT_EQ(behavior.decide(8, 3, wide, Instant{15s}), 8);
  EXPECT_EQ(behavior.decide(8, 2, wide, Instant{285s}), 8) << "the 8 is 285 s old";
  EXPECT_EQ(behavior.decide(8, 2, wide, Instant{300s}), 3) << "then the 3 is the highest";
  EXPECT_EQ(behavior.decide(3, 2, wide, Instant{315s}), 2);
}

TEST(HpaBehavior, StaysInItsBounds) {
  HpaBehavior behavior{0s};
  EXPECT_EQ(behavior.decide(4, 500, {.min = 2, .max = 6}, Instant{0s}), 6);
  EXPECT_EQ(behavior.decide(6, 0, {.min = 2, .max = 6}, Instant{15s}), 2);
}

}  // namespace
}  // namespace sluice::sim
