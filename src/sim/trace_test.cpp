#include "sim/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Trace, IsReadWithItsComments) {
  const auto trace = parse_trace(
      "# source: somewhere\n# bin_seconds: 60\nt_seconds,arrivals\n0,5\n60,0\n120,7.5\n", "t.csv");
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_EQ(trace->bin_seconds, 60);
  EXPECT_THAT(trace->arrivals, ElementsAre(5, 0, 7.5));
  EXPECT_EQ(trace->seconds(), 180);
  EXPECT_EQ(trace->total(), 12.5);
}

TEST(Trace, WindowsLineEndsSpacesABlankLineAndAByteOrderMarkAreTaken) {
  const auto trace =
      parse_trace("\xEF\xBB\xBFt_seconds, arrivals\r\n0,5\r\n\r\n 10 , 6 \r\n", "t.csv");
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_EQ(trace->bin_seconds, 10);
  EXPECT_THAT(trace->arrivals, ElementsAre(5, 6));
}

TEST(Trace, TheFirstTimeIsZero) {
  const auto trace = parse_trace("t_seconds,arrivals\n3600,1\n3660,2\n", "t.csv");
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_EQ(trace->seconds(), 120);
}

TEST(Trace, ItsTextReadsBackAsItself) {
  const Trace trace{.bin_seconds = 300, .arrivals = {1, 0, 2.25}};
  EXPECT_EQ(parse_trace(trace_text(trace), "t.csv"), trace);
}

TEST(Trace, BinsThatNobodyReadAreNoZeros) {
  const auto trace = parse_trace(
      "# unread_bins: 4\nt_seconds,arrivals\n0,\n60,8\n120,\n180,\n240,2\n300,\n", "t.csv");
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_THAT(trace->unread, ElementsAre(0, 2, 3, 5));
  EXPECT_THAT(trace->arrivals, ElementsAre(8, 8, 6, 4, 2, 2)) << "a line between its neighbours";
  EXPECT_EQ(trace->assumed(), 8 + 6 + 4 + 2);
  EXPECT_EQ(parse_trace(trace_text(*trace), "t.csv"), *trace);
  EXPECT_THAT(trace_text(*trace), HasSubstr("\n120,\n180,\n240,2\n"));
}

TEST(Trace, TellsWhatReallyRan) {
  const auto trace = parse_trace(
      "# recorded_task_hours: 0.5\n# recorded_seconds: 60\nt_seconds,arrivals\n0,1\n60,2\n",
      "t.csv");
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_EQ(trace->recorded, (RecordedTasks{.hours = 0.5, .seconds = 60}));
  EXPECT_EQ(parse_trace(trace_text(*trace), "t.csv"), *trace);
  const auto whole =
      parse_trace("# recorded_task_hours: 0.5\nt_seconds,arrivals\n0,1\n60,2\n", "t.csv");
  ASSERT_TRUE(whole) << whole.error();
  EXPECT_EQ(whole->recorded->seconds, 120);
}

TEST(Trace, APartOfItKeepsWhatCouldNotBeRead) {
  const Trace whole{.bin_seconds = 60,
                    .arrivals = {1, 2, 3, 4, 5},
                    .unread = {0, 2, 4},
                    .recorded = RecordedTasks{.hours = 1, .seconds = 300}};
  const Trace part = part_of(whole, 60, 240);
  EXPECT_EQ(part.seconds(), 180);
  EXPECT_THAT(part.arrivals, ElementsAre(2, 3, 4));
  EXPECT_THAT(part.unread, ElementsAre(1));
  EXPECT_FALSE(part.recorded);
  EXPECT_EQ(part_of(whole, 0, 300).arrivals, whole.arrivals);
}

struct Row {
  const char* name;
  const char* text;
  const char* where;
  const char* what;
};

class WrongTrace : public testing::TestWithParam<Row> {};

TEST_P(WrongTrace, IsToldInOneLineWithItsPlace) {
  const auto trace = parse_trace(GetParam().text, "t.csv");
  ASSERT_FALSE(trace);
  EXPECT_THAT(trace.error(), HasSubstr(GetParam().where));
  EXPECT_THAT(trace.error(), HasSubstr(GetParam().what));
  EXPECT_EQ(trace.error().find('\n'), std::string::npos);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, WrongTrace, testing::Values(
    //   name              text                                                     where       what
    Row{"empty",           "",                                                      "t.csv:",   "no header"},
    Row{"other_header",    "# hello\ntime,count\n0,1\n",                            "t.csv:2:", "'t_seconds,arrivals'"},
    Row{"no_bins",         "t_seconds,arrivals\n",                                  "t.csv:",   "no bins"},
    Row{"one_bin",         "t_seconds,arrivals\n0,1\n",                             "t.csv:",   "bin_seconds: 60"},
    Row{"three_columns",   "t_seconds,arrivals\n0,1,2\n",                           "t.csv:2:", "3 columns"},
    Row{"no_number",       "t_seconds,arrivals\nzero,1\n",                          "t.csv:2:", "whole seconds"},
    Row{"negative_time",   "t_seconds,arrivals\n-60,1\n",                           "t.csv:2:", "from 0 on"},
    Row{"negative",        "t_seconds,arrivals\n0,1\n60,-1\n",                      "t.csv:3:", "arrivals is '-1'"},
    Row{"not_a_number",    "t_seconds,arrivals\n0,NaN\n",                           "t.csv:2:", "arrivals is 'NaN'"},
    Row{"infinite",        "t_seconds,arrivals\n0,inf\n",                           "t.csv:2:", "arrivals is 'inf'"},
    Row{"missing_count",   "t_seconds,arrivals\n0,\n",                              "t.csv:2:", "arrivals is ''"},
    Row{"huge",            "t_seconds,arrivals\n0,1\n60,1e300\n",                   "t.csv:3:", "a million a second"},
    Row{"huge_at_first",   "t_seconds,arrivals\n0,1e300\n60,1\n",                   "t.csv:",   "a million"},
    Row{"unsorted",        "t_seconds,arrivals\n60,1\n0,1\n",                       "t.csv:3:", "sort the lines"},
    Row{"twice",           "t_seconds,arrivals\n0,1\n0,1\n",                        "t.csv:3:", "sort the lines"},
    Row{"gap",             "t_seconds,arrivals\n0,1\n60,1\n240,1\n",                "t.csv:4:", "bins are 60 s long"},
    Row{"other_bins",      "# bin_seconds: 60\nt_seconds,arrivals\n0,1\n10,1\n",    "t.csv:4:", "bins are 60 s long"},
    Row{"no_bin_length",   "# bin_seconds: soon\nt_seconds,arrivals\n0,1\n",        "t.csv:1:", "such as 60"},
    Row{"undeclared",      "# unread_bins: 0\nt_seconds,arrivals\n0,\n60,1\n",       "t.csv:3:", "arrivals is ''"},
    Row{"unread_differ",   "# unread_bins: 2\nt_seconds,arrivals\n0,\n60,1\n",       "t.csv:",   "unread_bins is 2"},
    Row{"unread_no_count", "# unread_bins: some\nt_seconds,arrivals\n0,\n60,1\n",    "t.csv:1:", "such as 3"},
    Row{"all_unread",      "# unread_bins: 2\nt_seconds,arrivals\n0,\n60,\n",        "t.csv:",   "not one bin"},
    Row{"recorded",        "# recorded_task_hours: -1\nt_seconds,arrivals\n0,1\n",   "t.csv:1:", "such as 47.5"},
    Row{"recorded_nan",    "# recorded_task_hours: nan\nt_seconds,arrivals\n0,1\n",  "t.csv:1:", "such as 47.5"},
    Row{"too_long",        "t_seconds,arrivals\n0,1\n900000000,1\n",                "t.csv:3:", "ten years"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace sluice::sim
