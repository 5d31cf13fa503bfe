#include "world/cloudwatch/alarm_rule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

#include "world/cloudwatch/parameters.hpp"

namespace sluice::world {
namespace {

/// What an evaluation says; `keep`: the state stays what it was.
enum class Says { ok, alarm, insufficient, keep };

Says said(const AlarmVerdict& verdict) {
  if (!verdict.state) return Says::keep;
  if (*verdict.state == AlarmState::insufficient_data) return Says::insufficient;
  return *verdict.state == AlarmState::ok ? Says::ok : Says::alarm;
}

/// "0 - X": not breaching, missing, breaching; oldest first.
std::vector<double> points(std::string_view text) {
  std::vector<double> values;
  for (const char c : text) {
    if (c == '0') values.push_back(0);
    if (c == 'X') values.push_back(1);
    if (c == '-') values.push_back(std::nan(""));
  }
  return values;
}

struct Row {
  const char* points;
  std::size_t m;
  Says missing;
  Says ignore;
  Says breaching;
  Says not_breaching;
};

class AlarmRuleTable : public testing::TestWithParam<Row> {};

TEST_P(AlarmRuleTable, JudgesAsAwsDocuments) {
  const Row& row = GetParam();
  const auto judged = [&](TreatMissingData treatment) {
    const AlarmRule rule{.evaluation_periods = 3,
                         .datapoints_to_alarm = row.m,
                         .threshold = 0.5,
                         .comparison = Comparison::greater_than_threshold,
                         .treat_missing_data = treatment};
    return said(judge(rule, points(row.points)));
  };
  EXPECT_EQ(judged(TreatMissingData::missing), row.missing) << row.points;
  EXPECT_EQ(judged(TreatMissingData::ignore), row.ignore) << row.points;
  EXPECT_EQ(judged(TreatMissingData::breaching), row.breaching) << row.points;
  EXPECT_EQ(judged(TreatMissingData::not_breaching), row.not_breaching) << row.points;
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
// clang-format off
INSTANTIATE_TEST_SUITE_P(ThreeOfThree, AlarmRuleTable, testing::Values(
    //  points     M  missing             ignore      breaching    notBreaching
    Row{"0 - X - X", 3, Says::ok,           Says::ok,    Says::ok,    Says::ok},
    Row{"0 - - - -", 3, Says::ok,           Says::ok,    Says::ok,    Says::ok},
    Row{"- - - - -", 3, Says::insufficient, Says::keep,  Says::alarm, Says::ok},
    Row{"0 X X - X", 3, Says::alarm,        Says::alarm, Says::alarm, Says::alarm},
    Row{"- - X - -", 3, Says::alarm,        Says::keep,  Says::alarm, Says::ok}));

INSTANTIATE_TEST_SUITE_P(TwoOfThree, AlarmRuleTable, testing::Values(
    Row{"0 - X - X", 2, Says::alarm,        Says::alarm, Says::alarm, Says::alarm},
    Row{"0 0 X 0 X", 2, Says::alarm,        Says::alarm, Says::alarm, Says::alarm},
    Row{"0 - X - -", 2, Says::ok,           Says::ok,    Says::alarm, Says::ok},
    Row{"- - - - 0", 2, Says::ok,           Says::ok,    Says::alarm, Says::ok},
    Row{"- - - X -", 2, Says::alarm,        Says::keep,  Says::alarm, Says::ok}));

// "The oldest available breaching datapoint during the Evaluation Periods number
// of data points is at least as old as the value of Datapoints to Alarm."
INSTANTIATE_TEST_SUITE_P(NotTooEarly, AlarmRuleTable, testing::Values(
    Row{"- - - - X", 3, Says::keep,         Says::keep,  Says::alarm, Says::ok},
    Row{"- - - X -", 3, Says::keep,         Says::keep,  Says::alarm, Says::ok},
    Row{"- - - X X", 3, Says::keep,         Says::keep,  Says::alarm, Says::ok},
    Row{"- - X - X", 3, Says::alarm,        Says::keep,  Says::alarm, Says::ok},
    Row{"- - - - X", 2, Says::keep,         Says::keep,  Says::alarm, Says::ok},
    // Older than the evaluation periods: what it led to stays.
    Row{"- X - - -", 3, Says::keep,         Says::keep,  Says::alarm, Says::ok},
    // Enough that breach need no help.
    Row{"- - - X X", 2, Says::alarm,        Says::alarm, Says::alarm, Says::alarm}));
// clang-format on

TEST(AlarmRule, ComparesAsItsOperatorSays) {
  AlarmRule rule{.evaluation_periods = 1,
                 .datapoints_to_alarm = 1,
                 .threshold = 20,
                 .comparison = Comparison::greater_than_threshold};
  EXPECT_FALSE(rule.breaches(20));
  EXPECT_TRUE(rule.breaches(20.1));
  rule.comparison = Comparison::greater_than_or_equal_to_threshold;
  EXPECT_TRUE(rule.breaches(20));
  EXPECT_FALSE(rule.breaches(19.9));
  rule.comparison = Comparison::less_than_threshold;
  EXPECT_FALSE(rule.breaches(20));
  EXPECT_TRUE(rule.breaches(19.9));
  rule.comparison = Comparison::less_than_or_equal_to_threshold;
  EXPECT_TRUE(rule.breaches(20));
  EXPECT_FALSE(rule.breaches(20.1));
}

TEST(AlarmRule, UsesTheNewestRealDatapoints) {
  const AlarmRule rule{.evaluation_periods = 3,
                       .datapoints_to_alarm = 3,
                       .threshold = 0.5,
                       .comparison = Comparison::greater_than_threshold};
  const AlarmVerdict verdict = judge(rule, points("0XX-X"));
  EXPECT_EQ(verdict.first, 1);
  EXPECT_EQ(verdict.real, 3);
  EXPECT_EQ(verdict.filled, 0);
}

TEST(CloudWatchParameters, HaveAnEvaluationRangeThatFitsAwssExample) {
  const CloudWatchParameters parameters;
  EXPECT_EQ(parameters.evaluation_range(1), 3);
  EXPECT_EQ(parameters.evaluation_range(3), 5);
  EXPECT_EQ(parameters.evaluation_range(15), 25);
}

}  // namespace
}  // namespace sluice::world
