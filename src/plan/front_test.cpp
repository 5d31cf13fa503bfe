#include "plan/front.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::plan {
namespace {

std::vector<std::size_t> indices(const Front& front) {
  std::vector<std::size_t> all;
  for (const Point& one : front.points()) all.push_back(one.index);
  return all;
}

TEST(Front, KeepsWhomNobodyBeatsTheCheapestFirst) {
  Front front;
  front.add({.task_seconds = 100, .value = 50, .index = 0});
  front.add({.task_seconds = 200, .value = 60, .index = 1});
  front.add({.task_seconds = 80, .value = 70, .index = 2});
  front.add({.task_seconds = 300, .value = 10, .index = 3});
  EXPECT_THAT(indices(front), testing::ElementsAre(2, 0, 3));
  front.add({.task_seconds = 70, .value = 40, .index = 4});
  EXPECT_THAT(indices(front), testing::ElementsAre(4, 3));
}

TEST(Front, KeepsTheFirstOfEquals) {
  Front front;
  front.add({.task_seconds = 100, .value = 50, .index = 0});
  front.add({.task_seconds = 100, .value = 50, .index = 1});
  EXPECT_THAT(indices(front), testing::ElementsAre(0));
}

TEST(Front, KnowsWhatCanBeHadForLess) {
  Front front;
  front.add({.task_seconds = 100, .value = 50, .index = 0});
  front.add({.task_seconds = 200, .value = 20, .index = 1});
  EXPECT_FALSE(front.value_below(100));
  EXPECT_EQ(front.value_below(101), 50);
  EXPECT_EQ(front.value_below(200), 50);
  EXPECT_EQ(front.value_below(1000), 20);
}

}  // namespace
}  // namespace sluice::plan
