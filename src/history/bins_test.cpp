#include "history/bins.hpp"

#include <gtest/gtest.h>

namespace sluice::history {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{1712923200s};  // 2024-04-12T12:00:00Z

TEST(Bins, AMomentFallsIntoOneBinOrNone) {
  const Bins bins{.start = noon, .length = 60s, .count = 3};
  EXPECT_EQ(bins.end(), noon + 3min);
  EXPECT_EQ(bins.index_of(noon - Duration{1}), std::nullopt);
  EXPECT_EQ(bins.index_of(noon), 0U);
  EXPECT_EQ(bins.index_of(noon + 59s), 0U);
  EXPECT_EQ(bins.index_of(noon + 60s), 1U);
  EXPECT_EQ(bins.index_of(noon + 3min), std::nullopt);
}

struct Row {
  const char* name;
  int days;
  Duration now;  ///< after noon
  std::chrono::seconds length;
  Duration start;  ///< of the trace, before noon
  Duration end;
  Duration lead;
};

class RangeOfDays : public testing::TestWithParam<Row> {};

TEST_P(RangeOfDays, HasWholeBinsThatAreKept) {
  const Row& row = GetParam();
  const Range range = range_of(row.days, noon + row.now);
  const Bins traced = range.traced();
  EXPECT_EQ(traced.length, row.length);
  EXPECT_EQ(traced.start, noon - row.start);
  EXPECT_EQ(traced.end(), noon - row.end);
  EXPECT_EQ(traced.start - range.bins.start, row.lead);
  EXPECT_EQ(range.bins.end(), traced.end());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, RangeOfDays, testing::Values(
    //   name                    days  now  length  start            end    lead
    Row{"one_day",                 1,   0s,   60s,  24h + 2min,      2min,  6h},
    Row{"whole_minutes",           1,  59s,   60s,  24h + 2min,      2min,  6h},
    Row{"fourteen_days",          14,   0s,   60s,  14 * 24h + 2min, 2min,  6h},
    Row{"as_long_as_it_is_kept",  15,   0s,   60s,  15 * 24h - 5min, 2min,  0s},
    Row{"by_five_minutes",        16,   0s,  300s,  16 * 24h + 5min, 5min,  6h},
    Row{"whole_five_minutes",     16, 419s,  300s,  16 * 24h,        0s,    6h},
    Row{"and_these_as_long",      63,   0s,  300s,  63 * 24h - 5min, 5min,  0s}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace sluice::history
