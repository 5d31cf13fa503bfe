#include "base/random.hpp"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Random, TheSameSeedGivesTheSameNumbers) {
  Random one{7};
  Random other{7};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(one.uniform(), other.uniform());
}

TEST(Random, UniformStaysInItsInterval) {
  Random random{42};
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double x = random.uniform();
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    sum += x;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

}  // namespace
}  // namespace sluice
