#include "base/ascii.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using testing::ElementsAre;

TEST(LowerCase, ChangesTheLettersFromAToZAlone) {
  EXPECT_EQ(lower_case("AZaz09-_ [\xC4"), "azaz09-_ [\xC4");
  EXPECT_EQ(lower_case(""), "");
}

TEST(EqualButCase, ComparesLetterByLetter) {
  EXPECT_TRUE(equal_but_case("Content-Type", "content-TYPE"));
  EXPECT_TRUE(equal_but_case("", ""));
  EXPECT_FALSE(equal_but_case("Host", "Hosts"));
  EXPECT_FALSE(equal_but_case("[", "{")) << "they are 32 apart, as A and a are";
}

TEST(Split, GivesOnePartMoreThanThereAreSeparators) {
  EXPECT_THAT(split("a:b::c", ':'), ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(split(":", ':'), ElementsAre("", ""));
  EXPECT_THAT(split("", ':'), ElementsAre(""));
}

}  // namespace
}  // namespace sluice
