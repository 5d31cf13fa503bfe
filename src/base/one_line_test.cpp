#include "base/one_line.hpp"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(OneLine, HasNeitherLineBreaksNorCodesForATerminal) {
  EXPECT_EQ(one_line("a\r\nb\tc\x1b[31m\x7f"), "a  b c [31m ");
  EXPECT_EQ(one_line(std::string{"a\0b", 3}), "a b");
}

TEST(OneLine, LeavesTextOfAnyLanguageAlone) {
  EXPECT_EQ(one_line("naïve 'ÿ' ~ \xff"), "naïve 'ÿ' ~ \xff");
  EXPECT_EQ(one_line(""), "");
}

}  // namespace
}  // namespace sluice
