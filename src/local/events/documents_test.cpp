#include "local/events/documents.hpp"

#include <gtest/gtest.h>

namespace sluice::local {
namespace {

constexpr Instant at{std::chrono::seconds{1'712'883'723}};
const JsonEventDocuments documents;

TEST(EventDocuments, AScheduledEventIsAsAwsWritesIt) {
  const world::BusEvent event{
      .id = "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
      .detail_type = "Scheduled Event",
      .source = "aws.events",
      .time = at,
      .resources = {"arn:aws:events:us-east-1:123456789012:rule/my-schedule"}};
  EXPECT_EQ(
      documents.write(event, {}),
      R"({"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event",)"
      R"("source":"aws.events","account":"123456789012","time":"2024-04-12T01:02:03Z",)"
      R"("region":"us-east-1","resources":["arn:aws:events:us-east-1:123456789012:rule/my-schedule"],)"
      R"("detail":{}})");
}

struct PatternRow {
  const char* pattern;
  bool matches;
};

class EventPatternTable : public testing::TestWithParam<PatternRow> {};

TEST_P(EventPatternTable, MatchesAsAwsDoes) {
  constexpr const char* event = R"({"source":"shop","detail-type":"Order Placed",
    "resources":["a","b"],"detail":{"state":"new","count":7,"price":1.5,"gift":null,
    "items":[{"sku":"x-1"},{"sku":"y-2"}]}})";
  EXPECT_TRUE(documents.check_pattern(GetParam().pattern));
  EXPECT_EQ(documents.matches(GetParam().pattern, event), GetParam().matches) << GetParam().pattern;
}

// From https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, EventPatternTable, testing::Values(
    PatternRow{R"({"source":["shop"]})",                                          true},
    PatternRow{R"({"source":["bank","shop"]})",                                   true},
    PatternRow{R"({"source":["bank"]})",                                          false},
    PatternRow{R"({"source":["shop"],"detail-type":["Order Sent"]})",             false},
    PatternRow{R"({"resources":["b"]})",                                          true},
    PatternRow{R"({"resources":["c"]})",                                          false},
    PatternRow{R"({"detail":{"state":["new"]}})",                                 true},
    PatternRow{R"({"detail":{"gift":[null]}})",                                   true},
    PatternRow{R"({"detail":{"count":[7]}})",                                     true},
    PatternRow{R"({"detail":{"count":["7"]}})",                                   false},
    PatternRow{R"({"detail":{"items":{"sku":["y-2"]}}})",                         true},
    PatternRow{R"({"source":[{"prefix":"sh"}]})",                                 true},
    PatternRow{R"({"source":[{"prefix":"ho"}]})",                                 false},
    PatternRow{R"({"source":[{"suffix":"op"}]})",                                 true},
    PatternRow{R"({"source":[{"equals-ignore-case":"SHOP"}]})",                   true},
    PatternRow{R"({"detail":{"state":[{"exists":true}]}})",                       true},
    PatternRow{R"({"detail":{"color":[{"exists":true}]}})",                       false},
    PatternRow{R"({"detail":{"color":[{"exists":false}]}})",                      true},
    PatternRow{R"({"detail":{"state":[{"exists":false}]}})",                      false},
    PatternRow{R"({"detail":{"count":[{"numeric":[">",0,"<=",7]}]}})",            true},
    PatternRow{R"({"detail":{"count":[{"numeric":[">",7]}]}})",                   false},
    PatternRow{R"({"detail":{"price":[{"numeric":["=",1.5]}]}})",                 true},
    PatternRow{R"({"detail":{"state":[{"numeric":["=",1]}]}})",                   false},
    PatternRow{R"({"detail":{"state":[{"anything-but":"old"}]}})",                true},
    PatternRow{R"({"detail":{"state":[{"anything-but":["old","new"]}]}})",        false},
    PatternRow{R"({"detail":{"state":[{"anything-but":{"prefix":"n"}}]}})",       false},
    PatternRow{R"({"detail":{"color":[{"anything-but":"red"}]}})",                false}));
// clang-format on

TEST(EventDocuments, RefusesPatternsThatAreWrongOrNotModelled) {
  for (const char* pattern :
       {"none", "[]", "{}", R"({"source":"shop"})", R"({"source":[]})", R"({"source":[["a"]]})",
        R"({"$or":[{"source":["a"]}]})", R"({"source":[{"cidr":"10.0.0.0/24"}]})",
        R"({"source":[{"prefix":1}]})", R"({"source":[{"numeric":[">"]}]})"}) {
    const auto checked = documents.check_pattern(pattern);
    ASSERT_FALSE(checked) << pattern;
    EXPECT_EQ(checked.error().code, "InvalidEventPatternException") << pattern;
  }
}

std::string input_for(const world::RuleTarget& target) {
  EXPECT_TRUE(documents.check_target(target));
  return documents.input(
      target, R"({"source":"shop","time":"2024-04-12T01:02:03Z","detail":{"id":"a\"b","n":[1,2]}})",
      "arn:aws:events:us-east-1:123456789012:rule/placed");
}

TEST(EventDocuments, ATargetGetsWhatItAskedFor) {
  const world::RuleTarget plain{.id = "1", .arn = "a"};
  EXPECT_TRUE(input_for(plain).starts_with(R"({"source":"shop")"));
  const world::RuleTarget constant{.id = "1", .arn = "a", .input = R"({"a":1})"};
  EXPECT_EQ(input_for(constant), R"({"a":1})");
  const world::RuleTarget part{.id = "1", .arn = "a", .input_path = "$.detail.n[1]"};
  EXPECT_EQ(input_for(part), "2");
}

TEST(EventDocuments, TransformsInsideAndOutsideOfQuotes) {
  const world::InputTransformer transformer{
      .paths = {{"id", "$.detail.id"}, {"n", "$.detail.n"}},
      .input_template =
          R"({"text":"order <id>: <n>","id":<id>,"n":<n>,"rule":"<aws.events.rule-name>"})"};
  EXPECT_EQ(input_for({.id = "1", .arn = "a", .input_transformer = transformer}),
            R"({"text":"order a\"b: [1,2]","id":"a\"b","n":[1,2],"rule":"placed"})");
}

TEST(EventDocuments, RefusesInputsThatCannotBeUsed) {
  EXPECT_FALSE(documents.check_target({.id = "1", .arn = "a", .input = "none"}));
  EXPECT_FALSE(documents.check_target({.id = "1", .arn = "a", .input_path = "detail"}));
  const world::InputTransformer broken{.input_template = "{"};
  EXPECT_FALSE(documents.check_target({.id = "1", .arn = "a", .input_transformer = broken}));
}

}  // namespace
}  // namespace sluice::local
