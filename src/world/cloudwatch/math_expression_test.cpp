#include "world/cloudwatch/math_expression.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace sluice::world {
namespace {

const double none = std::nan("");
const std::vector<double> m1{60, 100, none, 0};
const std::vector<double> m2{2, 0, 4, 3};
const std::vector<double> e1{1, 1, 1, 1};
const MathOperands operands{{"m1", {.points = m1, .period = 60, .is_metric = true}},
                            {"m2", {.points = m2, .period = 60, .is_metric = true}},
                            {"e1", {.points = e1, .period = 60, .is_metric = false}}};

Result<std::vector<double>, std::string> evaluated(std::string_view text) {
  const auto expression = parse_math(text);
  if (!expression) return Failure<std::string>{expression.error()};
  return evaluate_math(*expression, operands, 4);
}

struct Row {
  const char* expression;
  std::vector<double> wanted;
};

class MathTable : public testing::TestWithParam<Row> {};

TEST_P(MathTable, HasTheValue) {
  const auto values = evaluated(GetParam().expression);
  ASSERT_TRUE(values) << GetParam().expression << ": " << values.error();
  ASSERT_EQ(values->size(), GetParam().wanted.size());
  for (std::size_t i = 0; i < values->size(); ++i) {
    const double wanted = GetParam().wanted[i];
    if (std::isnan(wanted))
      EXPECT_TRUE(std::isnan((*values)[i])) << GetParam().expression << " at " << i;
    else
      EXPECT_DOUBLE_EQ((*values)[i], wanted) << GetParam().expression << " at " << i;
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, MathTable, testing::Values(
    Row{"m1 / m2",                    {30, none, none, 0}},
    Row{"m1 + m2 * 2",                {64, 100, none, 6}},
    Row{"(m1 + m2) * 2",              {124, 200, none, 6}},
    Row{"-m2 ^ 2",                    {-4, 0, -16, -9}},
    Row{"2 ^ 3 ^ 2",                  {512, 512, 512, 512}},
    Row{"10 - 2 - 3",                 {5, 5, 5, 5}},
    Row{"m2 > 2",                     {0, 0, 1, 1}},
    Row{"m2 >= 3 && m2 < 4",          {0, 0, 0, 1}},
    Row{"m2 == 2 OR m2 == 0",         {1, 1, 0, 0}},
    Row{"SUM([m1, m2])",              {62, 100, 4, 3}},
    Row{"SUM(METRICS())",             {62, 100, 4, 3}},
    Row{"MAX(METRICS('m'))",          {60, 100, 4, 3}},
    Row{"AVG([m1, m2])",              {31, 50, 4, 1.5}},
    Row{"MIN([m1, m2])",              {2, 0, 4, 0}},
    Row{"SUM(m2)",                    {9, 9, 9, 9}},
    Row{"AVG(m1)",                    {160.0 / 3, 160.0 / 3, 160.0 / 3, 160.0 / 3}},
    Row{"FILL(m1, 7)",                {60, 100, 7, 0}},
    Row{"FILL(m1, m2)",               {60, 100, 4, 0}},
    Row{"FILL(m1, REPEAT)",           {60, 100, 100, 0}},
    Row{"FILL(m1, LINEAR)",           {60, 100, 50, 0}},
    Row{"IF(m2 > 0, m1 / m2, m1)",    {30, 100, none, 0}},
    Row{"IF(m2 > 2, m2)",             {none, none, 4, 3}},
    Row{"METRIC_COUNT(METRICS())",    {2, 2, 2, 2}},
    Row{"CEIL(m2 / 4) + FLOOR(1.5)",  {2, 1, 2, 2}},
    Row{"ABS(0 - m2)",                {2, 0, 4, 3}},
    Row{"m2 / PERIOD(m2)",            {2.0 / 60, 0, 4.0 / 60, 0.05}},
    Row{"e1 * 1.5e1",                 {15, 15, 15, 15}},
    Row{"m1 / 0",                     {none, none, none, none}}));
// clang-format on

TEST(MathExpression, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(parse_math("RATE(m1)").error(), "Unsupported function 'RATE'");
  EXPECT_EQ(parse_math("m1 +").error(), "The expression ends too early");
  EXPECT_EQ(parse_math("m1 m2").error(), "Unexpected input 'm2'");
  EXPECT_EQ(parse_math("(m1").error(), "The expression ends too early");
  EXPECT_EQ(parse_math("SUM()").error(), "Function 'SUM' has 0 arguments");
  EXPECT_EQ(parse_math("m1 ? m2").error(), "Unexpected input '? m2'");
  EXPECT_FALSE(parse_math(""));
  EXPECT_FALSE(parse_math("[]"));
  EXPECT_FALSE(parse_math("'m1"));
  EXPECT_EQ(evaluated("[m1, m2]").error(), "the result must be a single time series");
  EXPECT_EQ(evaluated("m9").error(), "'m9' is not defined");
  EXPECT_FALSE(evaluated("IF([m1, m2], m1)"));
  EXPECT_FALSE(evaluated("'m1' + 1"));
}

TEST(MathExpression, HasALimitToItsDepth) {
  EXPECT_FALSE(parse_math(std::string(1000, '(') + "m1" + std::string(1000, ')')));
  EXPECT_FALSE(parse_math(std::string(2000, '-') + "m1"));
}

TEST(MathExpression, NamesItsOperands) {
  const auto expression = parse_math("FILL(m1, REPEAT) / SUM([m2, e1])");
  EXPECT_EQ(expression->operands(), (std::set<std::string, std::less<>>{"e1", "m1", "m2"}));
  EXPECT_FALSE(expression->takes_all_metrics());
  EXPECT_TRUE(parse_math("SUM(METRICS())")->takes_all_metrics());
}

}  // namespace
}  // namespace sluice::world
