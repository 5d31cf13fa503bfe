#include "local/process/process_tree.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

namespace sluice::local {
namespace {

using namespace std::chrono_literals;

TEST(ProcessTree, AStatIsReadPastANameWithBracketsAndBlanks) {
  const auto stat = parse_process_stat(
      "4711 (a ) S (b) R 42 4711 4711 0 -1 4194304 10 20 30 40 150 50 7 3 20 0 1 0 999 1 1\n", 100);
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->parent, 42);
  EXPECT_EQ(stat->cpu_time, 2s);
  EXPECT_EQ(stat->children_cpu_time, 100ms);
}

TEST(ProcessTree, WhatIsNoStatIsNothing) {
  for (const char* text : {"", "1", "1 (sh)", "1 (sh) S", "1 (sh) S 2 3", "1 (sh) S x"})
    EXPECT_FALSE(parse_process_stat(text, 100)) << text;
}

TEST(ProcessTree, AProcessThatDoesNotExistHasNoChildrenAndNoTime) {
  constexpr pid_t nobody = 1 << 30;
  EXPECT_TRUE(children_of(nobody).empty());
  EXPECT_FALSE(descendants_cpu_time(nobody));
}

TEST(ProcessTree, WeAreAChildOfOurParent) {
  const auto children = children_of(::getppid());
  EXPECT_NE(std::ranges::find(children, ::getpid()), children.end());
}

}  // namespace
}  // namespace sluice::local
