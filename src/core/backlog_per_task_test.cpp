#include "core/backlog_per_task.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sluice::core {
namespace {

struct Row {
  const char* name;
  std::vector<WeightedDepth> queues;
  TaskCounts tasks;
  BacklogRule rule;
  double backlog;
  double value;
};

WeightedDepth queue(std::int64_t visible, std::int64_t in_flight = 0, std::int64_t delayed = 0,
                    double weight = 1) {
  return {{MessageCount{visible}, MessageCount{in_flight}, MessageCount{delayed}}, weight};
}

TaskCounts tasks(std::int64_t running, std::int64_t pending = 0, std::int64_t desired = 0) {
  return {TaskCount{running}, TaskCount{pending}, TaskCount{desired}};
}

class BacklogPerTaskTable : public testing::TestWithParam<Row> {};

TEST_P(BacklogPerTaskTable, IsBacklogOverTasks) {
  const Row& row = GetParam();
  const BacklogPerTask got = backlog_per_task(row.queues, row.tasks, row.rule);
  EXPECT_EQ(got.backlog, row.backlog);
  EXPECT_EQ(got.value, row.value);
  EXPECT_TRUE(std::isfinite(got.value));
}

const BacklogRule usual{};
const BacklogRule target_20{.target = 20};
const double just_above_20 = std::nextafter(20.0, 21.0);
const BacklogRule in_flight_too{.count_in_flight = true};
const BacklogRule all_messages{.count_in_flight = true, .count_delayed = true};
const BacklogRule in_flight_alone{.count_visible = false, .count_in_flight = true};
const BacklogRule pending_too{.tasks = TaskBasis::running_and_pending};
const BacklogRule by_desired{.tasks = TaskBasis::desired};

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, BacklogPerTaskTable, testing::Values(
    //   name                            queues                          tasks            rule             backlog value
    Row{"the_articles_60_over_2",        {queue(60)},                    tasks(2),        usual,           60,     30},
    Row{"never_rounded",                 {queue(100)},                   tasks(3),        usual,           100,    100.0 / 3},
    Row{"an_empty_queue",                {queue(0)},                     tasks(2),        target_20,       0,      0},
    Row{"visible_only_by_default",       {queue(60, 40, 20)},            tasks(2),        usual,           60,     30},
    Row{"in_flight_on_request",          {queue(60, 40, 20)},            tasks(2),        in_flight_too,   100,    50},
    Row{"delayed_on_request",            {queue(60, 40, 20)},            tasks(2),        all_messages,    120,    60},
    Row{"in_flight_without_visible",     {queue(60, 40, 20)},            tasks(2),        in_flight_alone, 40,     20},
    Row{"several_queues_are_summed",     {queue(60), queue(40)},         tasks(2),        usual,           100,    50},
    Row{"weights_multiply",              {queue(60), queue(40, 0, 0, 2)},tasks(2),        usual,           140,    70},
    Row{"weights_may_be_fractions",      {queue(3, 0, 0, 0.5)},          tasks(1),        usual,           1.5,    1.5},
    Row{"running_tasks_by_default",      {queue(60)},                    tasks(2, 4, 6),  usual,           60,     30},
    Row{"pending_tasks_on_request",      {queue(60)},                    tasks(2, 4, 6),  pending_too,     60,     10},
    Row{"desired_tasks_on_request",      {queue(60)},                    tasks(2, 4, 12), by_desired,      60,     5},
    Row{"no_task_counts_as_one",         {queue(60)},                    tasks(0),        usual,           60,     60},
    Row{"no_task_and_no_message",        {queue(0)},                     tasks(0),        target_20,       0,      0},
    Row{"one_message_wakes_the_service", {queue(1)},                     tasks(0),        target_20,       1,      just_above_20},
    Row{"the_target_itself_wakes_too",   {queue(20)},                    tasks(0),        target_20,       20,     just_above_20},
    Row{"more_than_the_target_is_kept",  {queue(500)},                   tasks(0),        target_20,       500,    500},
    Row{"one_message_without_a_target",  {queue(1)},                     tasks(0),        usual,           1,      1},
    Row{"a_running_service_is_not_woken",{queue(1)},                     tasks(1),        target_20,       1,      1},
    Row{"pending_tasks_do_not_run_yet",  {queue(1)},                     tasks(0, 1, 1),  target_20,       1,      just_above_20},
    Row{"a_desired_task_is_on_its_way",  {queue(1)},                     tasks(0, 1, 1),  by_desired,      1,      1},
    Row{"a_billion_messages",            {queue(1'000'000'000)},         tasks(0),        target_20,       1e9,    1e9}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace sluice::core
