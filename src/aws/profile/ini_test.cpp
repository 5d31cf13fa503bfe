#include "aws/profile/ini.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::aws {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

IniFile parsed(std::string_view text) {
  auto file = parse_ini(text, "config");
  EXPECT_TRUE(file) << file.error();
  return file.value_or(IniFile{});
}

TEST(Ini, ReadsSectionsAndSettings) {
  const IniFile file = parsed("[default]\nregion = eu-west-1\n\n[profile dev]\nregion=us-east-1\n");
  EXPECT_EQ(file.size(), 2U);
  EXPECT_EQ(file.at("default").at("region").text, "eu-west-1");
  EXPECT_EQ(file.at("profile dev").at("region").text, "us-east-1");
}

TEST(Ini, AnEmptyFileHasNoSections) {
  EXPECT_TRUE(parsed("").empty());
  EXPECT_TRUE(parsed("\n \r\n# nothing\n").empty());
}

TEST(Ini, AByteOrderMarkAndCarriageReturnsAreNoPartOfIt) {
  const IniFile file =
      parsed("\xEF\xBB\xBF[default]\r\nregion = eu-west-1\r\nkey =\r\n  a = b\r\n");
  EXPECT_EQ(file.at("default").at("region").text, "eu-west-1");
  EXPECT_EQ(file.at("default").at("key").block.at("a"), "b");
}

TEST(Ini, KeysAreOfNoCaseAndNamesKeepTheirs) {
  const IniFile file = parsed("[profile Dev]\nRegion = X\n");
  EXPECT_EQ(file.at("profile Dev").at("region").text, "X");
}

TEST(Ini, TheLastLineNeedsNoEnd) {
  EXPECT_EQ(parsed("[a]\nkey = value").at("a").at("key").text, "value");
}

TEST(Ini, SectionsOfOneNameAreMergedAndTheLastSettingCounts) {
  const IniFile file = parsed("[a]\none = 1\ntwo = 2\n[b]\n[a]\ntwo = 3\n");
  EXPECT_EQ(file.at("a").at("one").text, "1");
  EXPECT_EQ(file.at("a").at("two").text, "3");
}

struct ValueCase {
  std::string name;
  std::string line;
  std::string value;
};

class IniValues : public testing::TestWithParam<ValueCase> {};

TEST_P(IniValues, AreReadAsTheSdksDo) {
  const IniFile file = parsed("[a]\n" + GetParam().line + "\n");
  EXPECT_EQ(file.at("a").at("key").text, GetParam().value);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, IniValues, testing::Values(
    ValueCase{"plain",                      "key = value",             "value"},
    ValueCase{"spaces_around_are_dropped",  "key =   a b \t",          "a b"},
    ValueCase{"no_spaces",                  "key=value",               "value"},
    ValueCase{"a_colon_delimits_too",       "key: value",              "value"},
    ValueCase{"only_the_first_delimiter",   "key = a=b:c",             "a=b:c"},
    ValueCase{"empty",                      "key =",                   ""},
    ValueCase{"hash_after_a_space",         "key = value # note",      "value"},
    ValueCase{"semicolon_after_a_tab",      "key = value\t; note",     "value"},
    ValueCase{"hash_inside_a_word_is_kept", "key = a#b;c",             "a#b;c"},
    ValueCase{"only_a_comment",             "key = # note",            ""},
    ValueCase{"continued",                  "key = a\n b\n  c",        "a\nb\nc"},
    ValueCase{"comments_inside_are_skipped", "key = a\n # note\n b",    "a\nb"},
    ValueCase{"an_indented_setting",        "  key = value",           "value"},
    ValueCase{"equal_indent_is_no_continuation", "  x = 1\n  key = 2", "2"},
    ValueCase{"commented_out",              "key = 1\n# key = 2\n; key = 3", "1"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Ini, AnIndentedBlockHoldsSettingsOfItsOwn) {
  const IniFile file = parsed(
      "[services local]\n"
      "sqs =\n"
      "  endpoint_url = http://127.0.0.1:4566 # here\n"
      "\n"
      "  # or there\n"
      "  Other = 2\n"
      "ecs =\n"
      "  endpoint_url = http://127.0.0.1:4567\n");
  const IniSection& section = file.at("services local");
  EXPECT_EQ(section.at("sqs").text, "");
  EXPECT_EQ(section.at("sqs").block.at("endpoint_url"), "http://127.0.0.1:4566");
  EXPECT_EQ(section.at("sqs").block.at("other"), "2");
  EXPECT_EQ(section.at("ecs").block.at("endpoint_url"), "http://127.0.0.1:4567");
}

TEST(Ini, ASectionHeaderEndsTheSettingBeforeIt) {
  const IniFile file = parsed("[a]\nkey = 1\n[b] ; note\n  deep = 2\n");
  EXPECT_EQ(file.at("a").at("key").text, "1");
  EXPECT_EQ(file.at("b").at("deep").text, "2");
}

struct FaultCase {
  std::string name;
  std::string text;
  std::string where;
  std::string what;
};

class IniFaults : public testing::TestWithParam<FaultCase> {};

TEST_P(IniFaults, AreNamedWithFileAndLine) {
  const auto file = parse_ini(GetParam().text, "/home/me/.aws/config");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error(), StartsWith("/home/me/.aws/config:" + GetParam().where + ": "));
  EXPECT_THAT(file.error(), HasSubstr(GetParam().what));
  EXPECT_THAT(file.error(), Not(HasSubstr("SECRET")));
  EXPECT_THAT(file.error(), Not(HasSubstr("\n")));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, IniFaults, testing::Values(
    FaultCase{"no_section",        "\nkey = SECRET\n",            "2", "before the first section"},
    FaultCase{"open_header",       "[default\nkey = 1\n",         "1", "closing ]"},
    FaultCase{"nameless_header",   "[ ]\n",                       "1", "lacks a name"},
    FaultCase{"text_after_header", "[a] SECRET\n",                "1", "follow the ]"},
    FaultCase{"no_delimiter",      "[a]\nkey = 1\nSECRET\n",      "3", "expected key = value"},
    FaultCase{"no_key",            "[a]\n= SECRET\n",             "2", "expected key = value"},
    FaultCase{"block_of_words",    "[a]\nkey =\n  SECRET\n",      "3", "indented block"},
    FaultCase{"nul",               std::string("[a]\n\0", 5),     "2", "NUL"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace sluice::aws
