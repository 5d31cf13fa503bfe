#include "aws/profile/shell_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

struct Case {
  std::string name;
  std::string line;
  std::vector<std::string> words;
};

class ShellWords : public testing::TestWithParam<Case> {};

TEST_P(ShellWords, AreCutAsAShellCutsThem) {
  const auto words = shell_words(GetParam().line);
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(*words, GetParam().words);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ShellWords, testing::Values(
    Case{"nothing",                 "  ",                  {}},
    Case{"blanks_of_all_kinds",     " a \t b\nc ",         {"a", "b", "c"}},
    Case{"single_quotes",           R"('a b' 'c\d"')",     {"a b", R"(c\d")"}},
    Case{"double_quotes",           R"("a 'b" "c\"d\\e")", {"a 'b", R"(c"d\e)"}},
    Case{"backslash_stays_inside",  R"("a\b")",            {R"(a\b)"}},
    Case{"backslash_outside",       R"(a\ b \'c)",         {"a b", "'c"}},
    Case{"quotes_join_their_word",  R"(a"b c"'d'e)",       {"ab cde"}},
    Case{"empty_quotes_are_a_word", R"(a "" '')",          {"a", "", ""}},
    Case{"nothing_is_expanded",     "$HOME *;|",           {"$HOME", "*;|"}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(ShellWordFaults, SayWhatIsNotClosed) {
  EXPECT_THAT(shell_words("a 'b").error(), testing::HasSubstr("quote '"));
  EXPECT_THAT(shell_words("a \"b'").error(), testing::HasSubstr("quote \""));
  EXPECT_THAT(shell_words("a \\").error(), testing::HasSubstr("backslash"));
}

}  // namespace
}  // namespace sluice::aws
