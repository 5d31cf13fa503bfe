#include "world/cloudwatch/cloudwatch.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "base/calendar.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = *parse_iso8601("2019-10-02T12:00:00Z");
const Metric backlog{.metric_namespace = "ECS/CustomMetrics",
                     .name = "BacklogPerTask",
                     .dimensions = {{"ClusterName", "orders"}, {"ServiceName", "web"}}};

/// Writes down what it was asked for.
class Recorder : public AlarmActions {
 public:
  struct Act {
    AlarmAction action;
    Instant at;
  };
  void act(const AlarmAction& action, Instant now) override { acts.push_back({action, now}); }
  std::vector<Act> acts;
};

constexpr const char* policy =
    "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:resource/ecs/service/orders/web";
constexpr const char* topic = "arn:aws:sns:us-east-1:123456789012:topic";

class CloudWatchAlarms : public testing::Test {
 protected:
  CloudWatchAlarms() { cloudwatch.set_alarm_actions(&recorder); }

  static AlarmConfiguration high(std::int64_t n = 3) {
    return {.name = "high",
            .alarm_actions = {policy},
            .metric_stat = MetricStat{.metric = backlog, .period = minutes{1}, .stat = "Average"},
            .evaluation_periods = n,
            .threshold = 20,
            .comparison = Comparison::greater_than_threshold};
  }
  void put(double value, Instant at, std::int64_t resolution = 60, std::string unit = "Count") {
    const PutMetricDataRequest request{.metric_namespace = backlog.metric_namespace,
                                       .metric_data = {{.metric_name = backlog.name,
                                                        .dimensions = backlog.dimensions,
                                                        .value = value,
                                                        .unit = std::move(unit),
                                                        .storage_resolution = resolution}}};
    run(at);
    ASSERT_TRUE(cloudwatch.put_metric_data(request, at));
  }
  /// As its owner calls it: at each due instant, in order.
  void run(Instant to) {
    for (auto due = cloudwatch.due(); due && *due <= to; due = cloudwatch.due())
      cloudwatch.run(*due);
  }
  const AlarmRecord& alarm(std::string_view name = "high") { return *cloudwatch.find_alarm(name); }
  std::vector<std::string> history(std::string_view name = "high") {
    std::vector<std::string> lines;
    const DescribeAlarmHistoryRequest request{.alarm_name = std::string{name},
                                              .oldest_first = true};
    for (const auto& item : cloudwatch.describe_alarm_history(request, now).items)
      lines.push_back(iso8601(item.timestamp).substr(11, 8) + " " + item.item->summary);
    return lines;
  }

  Random random{1};
  Identities identities{random};
  Recorder recorder;
  CloudWatch cloudwatch{{}, identities, {.phase = seconds{10}}};
  Instant now = noon + hours{1};
};

TEST_F(CloudWatchAlarms, BeginWithoutDataAndSayWhy) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(), noon));
  EXPECT_EQ(alarm().state, AlarmState::insufficient_data);
  EXPECT_EQ(alarm().state_reason, "Unchecked: Initial alarm creation");
  EXPECT_EQ(cloudwatch.due(), noon + seconds{10});
  EXPECT_EQ(cloudwatch.alarm_arn("high"), "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high");
  EXPECT_EQ(cloudwatch.alarm_state("low"), std::nullopt);
}

TEST_F(CloudWatchAlarms, GoToAlarmAfterThreeBreachingMinutesAndSayWhatTheySaw) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(), noon));
  for (const int minute : {0, 1, 2, 3, 4})
    put(minute < 2 ? 10 : 28 + minute, noon + minutes{minute} + seconds{30});
  run(noon + minutes{4} + seconds{59});
  EXPECT_EQ(alarm().state, AlarmState::ok);
  run(noon + minutes{5} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  EXPECT_EQ(alarm().state_updated, noon + minutes{5} + seconds{10});
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: 3 datapoints [32.0 (02/10/19 12:04:00), 31.0 (02/10/19 12:03:00), "
            "30.0 (02/10/19 12:02:00)] were greater than the threshold (20.0).");
  EXPECT_EQ(alarm().state_reason_data,
            R"({"version":"1.0","queryDate":"2019-10-02T12:05:10.000+0000",)"
            R"("startDate":"2019-10-02T12:02:00.000+0000","statistic":"Average","period":60,)"
            R"("recentDatapoints":[30.0,31.0,32.0],"threshold":20.0,"evaluatedDatapoints":[)"
            R"({"timestamp":"2019-10-02T12:04:00.000+0000","sampleCount":1.0,"value":32.0},)"
            R"({"timestamp":"2019-10-02T12:03:00.000+0000","sampleCount":1.0,"value":31.0},)"
            R"({"timestamp":"2019-10-02T12:02:00.000+0000","sampleCount":1.0,"value":30.0}]})");
  ASSERT_EQ(recorder.acts.size(), 1);
  EXPECT_EQ(recorder.acts[0].action.action, policy);
  EXPECT_EQ(recorder.acts[0].action.alarm_name, "high");
  EXPECT_EQ(recorder.acts[0].action.threshold, 20);
  EXPECT_EQ(recorder.acts[0].action.recent_datapoints, (std::vector<double>{30, 31, 32}));
  EXPECT_EQ(recorder.acts[0].action.newest_began, noon + minutes{4});

  put(5, noon + minutes{5} + seconds{30});
  run(noon + minutes{6} + seconds{10});
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: 1 datapoint [5.0 (02/10/19 12:05:00)] was not greater than the "
            "threshold (20.0).");
}

// The wording where DatapointsToAlarm is given.
TEST_F(CloudWatchAlarms, CountTheirDatapointsWhereTheyWereToldHowManyAlarm) {
  AlarmConfiguration configuration = high(1);
  configuration.datapoints_to_alarm = 1;
  configuration.threshold = 50;
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  put(99.5, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: 1 out of the last 1 datapoints [99.5 (02/10/19 12:00:00)] was "
            "greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).");

  configuration.evaluation_periods = 3;
  configuration.datapoints_to_alarm = 3;
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon + minutes{1} + seconds{20}));
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  put(10, noon + minutes{1} + seconds{30});
  run(noon + minutes{2} + seconds{10});
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: 1 out of the last 3 datapoints [10.0 (02/10/19 12:01:00)] was not "
            "greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).");
}

TEST_F(CloudWatchAlarms, SayHowMissingDatapointsWereTreated) {
  AlarmConfiguration configuration = high(2);
  configuration.treat_missing_data = TreatMissingData::breaching;
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  run(noon + seconds{10});
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: no datapoints were received for 2 periods and 2 missing "
            "datapoints were treated as [Breaching].");
  put(0, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: 1 datapoint [0.0 (02/10/19 12:00:00)] was not greater than the "
            "threshold (20.0) and 1 missing datapoint was treated as [Breaching].");
}

TEST_F(CloudWatchAlarms, RunOutOfDataWhenTheRangeIsEmpty) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(), noon));
  put(50, noon + seconds{30});
  run(noon + minutes{2} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::insufficient_data) << "one datapoint, not old enough";
  run(noon + minutes{3} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm) << "- - X - -";
  run(noon + minutes{5} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  run(noon + minutes{6} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::insufficient_data);
  EXPECT_EQ(alarm().state_reason, "Insufficient Data: 3 datapoints were unknown.");
}

TEST_F(CloudWatchAlarms, RepeatAutoScalingActionsEachMinuteAndNoOthers) {
  AlarmConfiguration configuration = high(1);
  configuration.alarm_actions = {topic, policy};
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  for (int minute = 0; minute < 4; ++minute) put(30 + minute, noon + minutes{minute});
  run(noon + minutes{4} + seconds{10});
  ASSERT_EQ(recorder.acts.size(), 5);
  EXPECT_EQ(recorder.acts[0].action.action, topic);
  for (std::size_t i = 1; i < 5; ++i) {
    EXPECT_EQ(recorder.acts[i].action.action, policy);
    EXPECT_EQ(recorder.acts[i].at, noon + minutes{i} + seconds{10});
    EXPECT_EQ(recorder.acts[i].action.recent_datapoints,
              std::vector<double>{29 + static_cast<double>(i)});
  }
  EXPECT_EQ(history(), (std::vector<std::string>{
                           "12:00:00 Alarm \"high\" created",
                           "12:01:10 Alarm updated from INSUFFICIENT_DATA to ALARM",
                           std::string{"12:01:10 Failed to execute action "} + topic +
                               ". Received error: \"Sluice does not model this kind of action\"",
                           std::string{"12:01:10 Successfully executed action "} + policy,
                           std::string{"12:02:10 Successfully executed action "} + policy,
                           std::string{"12:03:10 Successfully executed action "} + policy,
                           std::string{"12:04:10 Successfully executed action "} + policy}));
}

TEST_F(CloudWatchAlarms, ActOnlyWhileTheirActionsAreEnabled) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(1), noon));
  cloudwatch.enable_alarm_actions({"high", "none"}, false, noon);
  for (int minute = 0; minute < 5; ++minute) put(30, noon + minutes{minute} + seconds{1});
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  run(noon + minutes{4} + seconds{10});
  EXPECT_TRUE(recorder.acts.empty());
  cloudwatch.enable_alarm_actions({"high"}, true, noon + minutes{4} + seconds{20});
  run(noon + minutes{5} + seconds{10});
  EXPECT_EQ(recorder.acts.size(), 1);
}

TEST_F(CloudWatchAlarms, SlideAFiveMinuteWindowByTheMinute) {
  AlarmConfiguration configuration = high(1);
  configuration.metric_stat->period = minutes{5};
  configuration.metric_stat->stat = "Sum";
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  put(15, noon + seconds{30});
  put(15, noon + minutes{5} + seconds{30});
  run(noon + minutes{5} + seconds{59});
  EXPECT_EQ(alarm().state, AlarmState::ok);
  // Minutes 1 to 5 hold one of them; the older is in the window before.
  run(noon + minutes{6} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::ok);
  put(10, noon + minutes{8} + seconds{30});
  run(noon + minutes{9} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  EXPECT_EQ(alarm().state_reason,
            "Threshold Crossed: 1 datapoint [25.0 (02/10/19 12:04:00)] was greater than the "
            "threshold (20.0).");
}

TEST_F(CloudWatchAlarms, OfTenSecondsAreEvaluatedEveryTen) {
  CloudWatch fast{{}, identities, {.phase = seconds{2}}};
  fast.set_alarm_actions(&recorder);
  AlarmConfiguration configuration = high(1);
  configuration.metric_stat->period = seconds{10};
  ASSERT_TRUE(fast.put_alarm(configuration, noon));
  const PutMetricDataRequest request{.metric_namespace = backlog.metric_namespace,
                                     .metric_data = {{.metric_name = backlog.name,
                                                      .dimensions = backlog.dimensions,
                                                      .value = 50,
                                                      .storage_resolution = 1}}};
  fast.run(noon + seconds{2});
  ASSERT_TRUE(fast.put_metric_data(request, noon + seconds{3}));
  EXPECT_EQ(fast.due(), noon + seconds{12});
  fast.run(noon + seconds{12});
  EXPECT_EQ(fast.alarm_state("high"), AlarmState::alarm);
  for (int i = 1; i < 10; ++i)
    ASSERT_TRUE(fast.put_metric_data(request, noon + seconds{3 + (10 * i)}));
  fast.run(noon + seconds{92});
  ASSERT_EQ(recorder.acts.size(), 2) << "its actions are repeated each minute all the same";
  EXPECT_EQ(recorder.acts[1].at, noon + seconds{72});
}

TEST_F(CloudWatchAlarms, KeepAMomentOfTheirOwn) {
  CloudWatch own{{}, identities};
  for (int i = 0; i < 50; ++i) {
    AlarmConfiguration configuration = high();
    configuration.name = "alarm-" + std::to_string(i);
    ASSERT_TRUE(own.put_alarm(configuration, noon));
  }
  std::vector<Instant> moments;
  for (int i = 0; i < 50; ++i) {
    moments.push_back(*own.due());
    own.run(moments.back());
  }
  EXPECT_GE(moments.front(), noon + seconds{2});
  EXPECT_LT(moments.back(), noon + seconds{58});
  EXPECT_GT(moments.back() - moments.front(), seconds{40});
}

TEST_F(CloudWatchAlarms, KeepTheirStateWhenTheyAreChanged) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(1), noon));
  put(50, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  AlarmConfiguration changed = high(1);
  changed.threshold = 60;
  changed.tags = {{"new", "tag"}};
  ASSERT_TRUE(cloudwatch.put_alarm(changed, noon + minutes{1} + seconds{30}));
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  EXPECT_EQ(alarm().configuration.threshold, 60);
  EXPECT_TRUE(alarm().configuration.tags.empty());
  put(50, noon + minutes{1} + seconds{40});
  run(noon + minutes{2} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::ok);
}

TEST_F(CloudWatchAlarms, WithTheWrongUnitSeeNothing) {
  AlarmConfiguration configuration = high(1);
  configuration.metric_stat->unit = "Seconds";
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  put(50, noon + seconds{30});
  run(noon + minutes{2} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::insufficient_data);
  configuration.metric_stat->unit = "Count";
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon + minutes{2} + seconds{20}));
  put(50, noon + minutes{2} + seconds{30});
  run(noon + minutes{3} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  EXPECT_NE(alarm().state_reason_data.find(R"("unit":"Count")"), std::string::npos);
}

TEST_F(CloudWatchAlarms, OnAnExpressionTakeMissingOperandsForZero) {
  Metric tasks{.metric_namespace = "ECS/CustomMetrics", .name = "Tasks"};
  const auto query = [](std::string id, const Metric& metric) {
    return MetricDataQuery{
        .id = std::move(id),
        .metric_stat = MetricStat{.metric = metric, .period = minutes{1}, .stat = "Sum"},
        .return_data = false};
  };
  AlarmConfiguration configuration = high(1);
  configuration.metric_stat.reset();
  configuration.metrics = {query("m1", backlog),
                           query("m2", tasks),
                           {.id = "e1", .expression = "m1 - m2", .return_data = true}};
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  put(50, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm);

  configuration.metrics[2].expression = "m1 / m2";
  configuration.name = "divided";
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon + minutes{1} + seconds{20}));
  put(50, noon + minutes{1} + seconds{30});
  run(noon + minutes{2} + seconds{10});
  EXPECT_EQ(alarm("divided").state, AlarmState::insufficient_data) << "the point is dropped";
  cloudwatch.record(tasks, "Count", 2, noon + minutes{2} + seconds{20});
  put(50, noon + minutes{2} + seconds{30});
  run(noon + minutes{3} + seconds{10});
  EXPECT_EQ(alarm("divided").state, AlarmState::alarm);
}

TEST_F(CloudWatchAlarms, AreSetByHandUntilTheNextEvaluation) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(), noon));
  const SetAlarmStateRequest request{
      .alarm_name = "high",
      .state_value = AlarmState::alarm,
      .state_reason = "testing purposes",
      .state_reason_data = R"({"recentDatapoints":[ 30.5, 1e2],"threshold":20})"};
  ASSERT_TRUE(cloudwatch.set_alarm_state(request, noon + seconds{5}));
  EXPECT_EQ(alarm().state, AlarmState::alarm);
  ASSERT_EQ(recorder.acts.size(), 1);
  EXPECT_EQ(recorder.acts[0].action.recent_datapoints, (std::vector<double>{30.5, 100}));
  EXPECT_EQ(recorder.acts[0].action.newest_began, std::nullopt);
  run(noon + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::insufficient_data);
  const auto refused = cloudwatch.set_alarm_state(
      {.alarm_name = "none", .state_value = AlarmState::ok, .state_reason = ""}, noon);
  EXPECT_EQ(refused.error().code, "ResourceNotFound");
  EXPECT_EQ(refused.error().status, 404);
}

TEST_F(CloudWatchAlarms, LeaveAHistoryThatOutlivesThem) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(1), noon));
  put(50, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  cloudwatch.delete_alarms({"high", "none"}, noon + minutes{1} + seconds{30});
  EXPECT_EQ(cloudwatch.find_alarm("high"), nullptr);
  EXPECT_EQ(cloudwatch.due(), std::nullopt);
  const auto lines = history();
  ASSERT_EQ(lines.size(), 4);
  EXPECT_EQ(lines.back(), "12:01:30 Alarm \"high\" deleted");
  const auto states = cloudwatch.describe_alarm_history(
      {.alarm_name = "high", .type = AlarmHistoryType::state_update}, now);
  ASSERT_EQ(states.items.size(), 1);
  const std::string& data = states.items[0].item->data;
  EXPECT_TRUE(data.starts_with(
      R"({"version":"1.0","oldState":{"stateValue":"INSUFFICIENT_DATA",)"
      R"("stateReason":"Unchecked: Initial alarm creation"},"newState":{"stateValue":"ALARM",)"))
      << data;
  const auto actions = cloudwatch.describe_alarm_history(
      {.alarm_name = "high", .type = AlarmHistoryType::action}, now);
  ASSERT_EQ(actions.items.size(), 1);
  EXPECT_EQ(actions.items[0].item->data,
            R"({"actionState":"Succeeded","stateUpdateTimestamp":1570017670000,)"
            R"("notificationResource":")" +
                std::string{policy} + R"(","error":null})");
  EXPECT_TRUE(cloudwatch.describe_alarm_history({}, now + hours{24 * 15}).items.empty());
}

TEST_F(CloudWatchAlarms, ActTheSameWhereNobodyReadsTheirHistory) {
  CloudWatch silent{{}, identities, {.phase = seconds{10}, .keeps_history = false}};
  Recorder heard;
  silent.set_alarm_actions(&heard);
  ASSERT_TRUE(cloudwatch.put_alarm(high(), noon));
  ASSERT_TRUE(silent.put_alarm(high(), noon));
  for (int minute = 0; minute < 12; ++minute) {
    const Instant at = noon + minutes{minute} + seconds{5};
    put(minute < 6 ? 30 : 10, at);
    silent.run(at);
    silent.record(backlog, "Count", minute < 6 ? 30 : 10, at);
  }
  run(now);
  silent.run(now);
  EXPECT_EQ(silent.alarm_state("high"), cloudwatch.alarm_state("high"));
  ASSERT_GT(recorder.acts.size(), 3U);
  ASSERT_EQ(heard.acts.size(), recorder.acts.size());
  for (std::size_t i = 0; i < heard.acts.size(); ++i) {
    EXPECT_EQ(heard.acts[i].at, recorder.acts[i].at);
    EXPECT_EQ(heard.acts[i].action.recent_datapoints, recorder.acts[i].action.recent_datapoints);
  }
  EXPECT_FALSE(history().empty());
  EXPECT_TRUE(silent.describe_alarm_history({}, now).items.empty());
  EXPECT_EQ(silent.find_alarm("high")->state_reason, "");
}

TEST_F(CloudWatchAlarms, ShowTheirHistoryByPage) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(1), noon));
  for (int minute = 0; minute < 10; ++minute) put(50, noon + minutes{minute});
  DescribeAlarmHistoryRequest request{.oldest_first = false, .max_records = 4};
  std::size_t shown = 0;
  Instant last = Instant::max();
  do {
    const auto page = cloudwatch.describe_alarm_history(request, now);
    for (const auto& item : page.items) {
      EXPECT_LE(item.timestamp, last);
      last = item.timestamp;
    }
    shown += page.items.size();
    request.next_token = page.next_token;
  } while (!request.next_token.empty());
  EXPECT_EQ(shown, history().size());
  EXPECT_EQ(shown, 10) << "created, to ALARM, eight actions";
}

TEST_F(CloudWatchAlarms, MayBeDeletedByTheirOwnAction) {
  class Deleting : public AlarmActions {
   public:
    explicit Deleting(CloudWatch& alarms) : alarms_{alarms} {}
    void act(const AlarmAction& action, Instant now) override {
      alarms_.delete_alarms({action.alarm_name}, now);
    }

   private:
    CloudWatch& alarms_;
  };
  Deleting deleting{cloudwatch};
  cloudwatch.set_alarm_actions(&deleting);
  ASSERT_TRUE(cloudwatch.put_alarm(high(1), noon));
  put(50, noon + seconds{30});
  run(noon + minutes{3});
  EXPECT_EQ(cloudwatch.find_alarm("high"), nullptr);
}

TEST_F(CloudWatchAlarms, AreFoundByNamePrefixStateActionAndMetric) {
  for (const char* name : {"a1", "a2", "b1"}) {
    AlarmConfiguration configuration = high();
    configuration.name = name;
    if (name == std::string_view{"b1"}) configuration.alarm_actions = {topic};
    ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  }
  const auto names = [&](const DescribeAlarmsRequest& request) {
    std::string all;
    for (const AlarmRecord* record : cloudwatch.describe_alarms(request).alarms)
      all += record->configuration.name + " ";
    return all;
  };
  EXPECT_EQ(names({}), "a1 a2 b1 ");
  EXPECT_EQ(names({.alarm_names = {"b1", "none"}}), "b1 ");
  EXPECT_EQ(names({.alarm_name_prefix = "a"}), "a1 a2 ");
  EXPECT_EQ(names({.state_value = AlarmState::ok}), "");
  EXPECT_EQ(names({.action_prefix = "arn:aws:sns"}), "b1 ");
  const auto page = cloudwatch.describe_alarms({.max_records = 2});
  ASSERT_EQ(page.alarms.size(), 2);
  EXPECT_EQ(names({.next_token = page.next_token}), "b1 ");
  EXPECT_EQ(cloudwatch.describe_alarms_for_metric({.metric = backlog}).size(), 3);
  EXPECT_TRUE(cloudwatch.describe_alarms_for_metric({.metric = backlog, .stat = "Sum"}).empty());
}

TEST_F(CloudWatchAlarms, GoOnAfterARestore) {
  ASSERT_TRUE(cloudwatch.put_alarm(high(1), noon));
  put(50, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  const std::uint64_t revision = cloudwatch.revision();

  CloudWatch other{{}, identities, {.phase = seconds{10}}};
  Recorder again;
  other.set_alarm_actions(&again);
  other.restore(cloudwatch.state(), noon + minutes{1} + seconds{40});
  EXPECT_EQ(other.alarm_state("high"), AlarmState::alarm);
  EXPECT_EQ(other.due(), noon + minutes{2} + seconds{10});
  EXPECT_TRUE(other.take_metric_changes().empty());
  other.run(noon + minutes{2} + seconds{10});
  EXPECT_EQ(again.acts.size(), 1) << "an action that is due once a minute";
  EXPECT_EQ(cloudwatch.revision(), revision);
}

TEST_F(CloudWatchAlarms, OnAPercentileMayPassOverTooFewSamples) {
  AlarmConfiguration configuration = high(1);
  configuration.metric_stat->stat = "p90";
  configuration.evaluate_low_sample_count_percentile = "ignore";
  ASSERT_TRUE(cloudwatch.put_alarm(configuration, noon));
  for (int i = 0; i < 50; ++i) put(50, noon + seconds{30});
  run(noon + minutes{1} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::insufficient_data);
  for (int i = 0; i < 100; ++i) put(50, noon + minutes{5} + seconds{30});
  run(noon + minutes{6} + seconds{10});
  EXPECT_EQ(alarm().state, AlarmState::alarm);
}

}  // namespace
}  // namespace sluice::world
