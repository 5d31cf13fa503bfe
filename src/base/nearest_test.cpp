#include "base/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sluice {
namespace {

constexpr std::array<std::string_view, 4> known{"cluster", "service", "queues", "target"};

TEST(Nearest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("queue", known), "queues");
  EXPECT_EQ(nearest("sevrice", known), "service");
  EXPECT_EQ(nearest("target", known), "target");
}

TEST(Nearest, GivesNoSillyAdvice) {
  EXPECT_EQ(nearest("frequency", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest(std::string(1000, 'q'), known), "");
}

}  // namespace
}  // namespace sluice
