#include "sim/arrivals.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace sluice::sim {
namespace {

class PoissonOfMean : public testing::TestWithParam<double> {};

TEST_P(PoissonOfMean, HasItsMeanItsVarianceAndItsSkewness) {
  const double mean = GetParam();
  const Poisson poisson{mean};
  Random random{7};
  constexpr int draws = 200'000;
  double sum = 0;
  double squares = 0;
  double cubes = 0;
  for (int i = 0; i < draws; ++i) {
    const double off = static_cast<double>(poisson.draw(random)) - mean;
    sum += off;
    squares += off * off;
    cubes += off * off * off;
  }
  const double scale = std::sqrt(mean / draws);
  EXPECT_NEAR(sum / draws, 0, 5 * scale);
  EXPECT_NEAR(squares / draws / mean, 1, 0.02 + (0.05 / mean));
  EXPECT_NEAR(cubes / draws / std::pow(mean, 1.5), 1 / std::sqrt(mean), 0.05);
}

INSTANTIATE_TEST_SUITE_P(Means, PoissonOfMean,
                         testing::Values(0.3, 2.0, 9.99, 12.0, 60.0, 199.0, 201.0, 3000.0, 1e6));

TEST(Poisson, OfNothingIsNothing) {
  Random random{1};
  EXPECT_EQ(Poisson{0}.draw(random), 0);
}

TEST(Poisson, SmallCountsComeAsOftenAsTheyShould) {
  const Poisson poisson{12};
  Random random{3};
  constexpr int draws = 400'000;
  std::array<int, 40> seen{};
  for (int i = 0; i < draws; ++i) {
    const auto k = poisson.draw(random);
    if (k < 40) ++seen.at(static_cast<std::size_t>(k));
  }
  double chance = std::exp(-12.0);
  for (std::size_t k = 0; k < 30; ++k) {
    const double expected = chance * draws;
    EXPECT_NEAR(seen.at(k), expected, (5 * std::sqrt(expected)) + 1) << "of " << k;
    chance *= 12.0 / static_cast<double>(k + 1);
  }
}

std::int64_t total(const Trace& trace, const ArrivalSettings& settings) {
  Arrivals arrivals{trace, settings};
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < trace.seconds(); ++i) sum += arrivals.next();
  return sum;
}

TEST(Arrivals, KeepTheTracesTotalWhetherFlatOrDrawnOut) {
  const Trace flat{.bin_seconds = 60, .arrivals = std::vector<double>(100, 6000)};
  EXPECT_NEAR(static_cast<double>(total(flat, {})), 600'000, 5 * std::sqrt(600'000.0));
  Trace wide{.bin_seconds = 600, .arrivals = {}};
  for (int i = 0; i < 200; ++i) wide.arrivals.push_back(3000 + (2500 * std::sin(i * 0.2)));
  EXPECT_NEAR(static_cast<double>(total(wide, {})) / wide.total(), 1, 0.01);
}

TEST(Arrivals, EqualSeedsGiveEqualMessagesAndOtherSeedsOthers) {
  const Trace trace{.bin_seconds = 60, .arrivals = {600, 60, 6000}};
  Arrivals one{trace, {.seed = 5}};
  Arrivals same{trace, {.seed = 5}};
  Arrivals other{trace, {.seed = 6}};
  int differences = 0;
  for (int i = 0; i < 180; ++i) {
    const auto count = one.next();
    EXPECT_EQ(count, same.next());
    if (count != other.next()) ++differences;
  }
  EXPECT_GT(differences, 50);
}

TEST(Arrivals, AreScaledAndEndWithTheTrace) {
  const Trace trace{.bin_seconds = 60, .arrivals = {60'000}};
  EXPECT_NEAR(static_cast<double>(total(trace, {.scale = 0.5})), 30'000, 1000);
  Arrivals arrivals{trace, {}};
  for (int i = 0; i < 60; ++i) EXPECT_GT(arrivals.next(), 0);
  EXPECT_EQ(arrivals.next(), 0);
}

TEST(Arrivals, AreTheTracesOwnWhereNothingIsLeftToChance) {
  const Trace trace{.bin_seconds = 60, .arrivals = {18, 90, 0, 7}};
  Arrivals one{trace, {.seed = 1, .exact = true}};
  Arrivals other{trace, {.seed = 2, .exact = true}};
  std::vector<std::int64_t> bins(4);
  for (std::size_t i = 0; i < 240; ++i) {
    const std::int64_t count = one.next();
    EXPECT_EQ(count, other.next());
    EXPECT_LE(count, 2) << "spread over the minute";
    bins[i / 60] += count;
  }
  EXPECT_EQ(bins, (std::vector<std::int64_t>{18, 90, 0, 7}));
}

TEST(Arrivals, AWideBinIsALineBetweenMiddles) {
  const Trace trace{.bin_seconds = 600, .arrivals = {6'000'000, 12'000'000}};
  Arrivals arrivals{trace, {}};
  std::vector<double> seconds;
  for (int i = 0; i < 1200; ++i) seconds.push_back(static_cast<double>(arrivals.next()));
  EXPECT_NEAR(seconds.front(), 10'000, 600) << "flat before the first middle";
  EXPECT_NEAR(seconds.at(600), 15'000, 700) << "half way";
  EXPECT_NEAR(seconds.back(), 20'000, 800) << "flat after the last middle";
}

}  // namespace
}  // namespace sluice::sim
