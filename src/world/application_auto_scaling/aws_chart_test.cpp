#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "world/application_auto_scaling/laws.hpp"

// What AWS did on a day of its own, and whether our laws would have done it:
// tests/data/aws-chart/README.md says where the record comes from.
namespace sluice::world {
namespace {

constexpr double target = 20;

struct Plateau {
  double minute;
  std::int64_t tasks;
};

struct Backlog {
  double minute;
  double low;
  double high;
};

std::istringstream record(const std::string& name) {
  const auto text = SystemFiles{}.read(SLUICE_TESTS_DIR "/data/aws-chart/" + name);
  std::istringstream lines{text.value()};
  std::string heading;
  std::getline(lines, heading);
  return lines;
}

std::vector<Plateau> plateaus() {
  std::vector<Plateau> all;
  char comma = 0;
  std::istringstream lines = record("aws_chart_tasks.csv");
  for (Plateau one{}; lines >> one.minute >> comma >> one.tasks;) all.push_back(one);
  return all;
}

std::vector<Backlog> backlogs() {
  std::vector<Backlog> all;
  char comma = 0;
  std::istringstream lines = record("aws_chart_backlog.csv");
  for (Backlog one{}; lines >> one.minute >> comma >> one.low >> comma >> one.high;)
    all.push_back(one);
  return all;
}

struct Step {
  double minute;
  std::int64_t from;
  std::int64_t to;
};

/// From plateau to plateau. Two rises with less than the 5 minutes of a datapoint
/// between them are one scale-out whose tasks started in two lots.
std::vector<Step> steps() {
  constexpr double minutes_of_a_datapoint = 5;
  std::vector<Step> all;
  const std::vector<Plateau> record = plateaus();
  for (std::size_t i = 1; i < record.size(); ++i) {
    const Step step{record[i].minute, record[i - 1].tasks, record[i].tasks};
    const bool same_rise = !all.empty() && step.to > step.from && all.back().to > all.back().from &&
                           step.minute - all.back().minute < minutes_of_a_datapoint;
    if (same_rise) {
      all.back().to = step.to;
    } else {
      all.push_back(step);
    }
  }
  return all;
}

/// The datapoints that the decision can have been made on: alarm, call and the
/// start of the tasks take between 1 and 13 minutes.
std::vector<Backlog> seen_before(double minute) {
  std::vector<Backlog> seen;
  for (const Backlog& one : backlogs())
    if (one.minute >= minute - 13 && one.minute <= minute - 1) seen.push_back(one);
  return seen;
}

/// How much higher than the highest pixel column a peak between two columns can
/// be: as much as the line rises from column to column.
double between_columns(const Backlog& one) {
  return (one.high - one.low) / 3;
}

enum class Reading { as_drawn, with_hidden_peaks };

bool scale_out_follows(const Step& step, Reading reading) {
  return std::ranges::any_of(seen_before(step.minute), [&](const Backlog& one) {
    const double high = reading == Reading::as_drawn ? one.high : one.high + between_columns(one);
    const double least = std::max(one.low, target);
    return high > target &&
           scale_out_count(step.from, {.metric = least, .target = target}) <= step.to &&
           scale_out_count(step.from, {.metric = high, .target = target}) >= step.to;
  });
}

bool scale_in_follows(const Step& step) {
  return std::ranges::any_of(seen_before(step.minute), [&](const Backlog& one) {
    const Tracking tracking{.metric = one.low, .target = target};
    return scale_in_is_safe(tracking, {}) && scale_in_count(step.from, tracking, {}) == step.to;
  });
}

struct Count {
  int follow = 0;
  int all = 0;
  std::string others;

  void add(const Step& step, bool follows) {
    ++all;
    follow += follows ? 1 : 0;
    if (follows) return;
    others += " " + std::to_string(step.from) + "->" + std::to_string(step.to) + " at minute " +
              std::to_string(step.minute);
  }
};

TEST(AwsChart, EveryScaleInOfAwsFollowsFromOurLaw) {
  Count count;
  for (const Step& step : steps())
    if (step.to < step.from) count.add(step, scale_in_follows(step));
  testing::Test::RecordProperty("scale_ins_that_follow", count.follow);
  testing::Test::RecordProperty("scale_ins", count.all);
  EXPECT_EQ(count.all, 110);
  EXPECT_EQ(count.follow, 110) << count.follow << " of " << count.all
                               << " follow; not these:" << count.others;
}

TEST(AwsChart, EveryScaleOutOfAwsFollowsFromOurLawAndItsDatapoints) {
  Count drawn;
  Count hidden;
  for (const Step& step : steps()) {
    if (step.to < step.from) continue;
    drawn.add(step, scale_out_follows(step, Reading::as_drawn));
    hidden.add(step, scale_out_follows(step, Reading::with_hidden_peaks));
  }
  testing::Test::RecordProperty("scale_outs", drawn.all);
  testing::Test::RecordProperty("scale_outs_that_follow_as_drawn", drawn.follow);
  testing::Test::RecordProperty("scale_outs_that_follow", hidden.follow);
  EXPECT_EQ(hidden.all, 17);
  EXPECT_EQ(hidden.follow, 17) << hidden.follow << " of " << hidden.all
                               << " follow; not these:" << hidden.others;
  // Two peaks fell between two pixel columns: minutes 44 and 1424.
  EXPECT_EQ(drawn.follow, 15) << drawn.follow << " of " << drawn.all
                              << " follow; not these:" << drawn.others;
}

/// The drawn datapoint nearest to a minute.
Backlog datapoint_at(double minute) {
  const std::vector<Backlog> all = backlogs();
  return *std::ranges::min_element(
      all, {}, [&](const Backlog& one) { return std::abs(one.minute - minute); });
}

// Twice a datapoint above the target came while the tasks of a scale-out began to run, and was the
// newest one for five minutes after they did: its alarm called on. What AWS made of it tells whose
// tasks it was multiplied by.
TEST(AwsChart, ADatapointIsMultipliedByTheTasksOfItsMinute) {
  // 41 tasks, from minute 383 on 62, from 388 on 68.
  const Backlog first = datapoint_at(381.9);
  const auto count = [](std::int64_t tasks, double metric) {
    return scale_out_count(tasks, {.metric = metric, .target = target});
  };
  EXPECT_LE(count(41, first.low), 68);
  EXPECT_GE(count(41, first.high), 68);
  EXPECT_GT(count(62, first.low), 80) << "by the tasks of the decision";
  // 53 tasks, from minute 720 on 68, from 729 on 93.
  const Backlog second = datapoint_at(716.5);
  EXPECT_LE(count(53, second.high), 68) << "no more than was decided already";
  EXPECT_GT(count(68, second.low), 68) << "by the tasks of the decision";
  // The one after it was measured with 68 tasks, and no cooldown took it for one of 53.
  const Backlog third = datapoint_at(722.3);
  EXPECT_LE(count(68, third.low), 93);
  EXPECT_GE(count(68, third.high), 93);
  EXPECT_LT(count(53, third.high), 93);
}

TEST(AwsChart, OtherLawsDoNotFitIt) {
  // The rules that were thought of as well: 4 %, 6 %, and a proportional scale-in.
  for (const double percent : {4.0, 6.0, 100.0}) {
    const ScalingParameters other{.scale_in_percent = percent};
    int follow = 0;
    for (const Step& step : steps())
      if (step.to < step.from &&
          scale_in_count(step.from, {.metric = 0, .target = target}, other) == step.to)
        ++follow;
    EXPECT_LT(follow, 100) << percent;
  }
}

}  // namespace
}  // namespace sluice::world
