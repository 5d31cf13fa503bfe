#include "world/cloudwatch/metric_data.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "base/calendar.hpp"
#include "world/cloudwatch/cloudwatch.hpp"

namespace sluice::world {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = *parse_iso8601("2019-10-02T12:00:00Z");

class MetricData : public testing::Test {
 protected:
  void put(std::string name, double value, Instant at, std::string unit = "Count") {
    const PutMetricDataRequest request{
        .metric_namespace = "N",
        .metric_data = {{.metric_name = std::move(name), .value = value, .unit = std::move(unit)}}};
    ASSERT_TRUE(cloudwatch.put_metric_data(request, at));
  }
  static MetricDataQuery query(std::string id, std::string name, std::string stat = "Sum") {
    return {.id = std::move(id),
            .metric_stat = MetricStat{.metric = {.metric_namespace = "N", .name = std::move(name)},
                                      .period = minutes{1},
                                      .stat = std::move(stat)}};
  }
  [[nodiscard]] GetMetricDataRequest request(std::vector<MetricDataQuery> queries) const {
    return {.queries = std::move(queries),
            .start_time = noon,
            .end_time = noon + minutes{10},
            .oldest_first = true};
  }

  Random random{1};
  Identities identities{random};
  CloudWatch cloudwatch{{}, identities};
  Instant now = noon + minutes{10};
};

TEST_F(MetricData, GivesMetricsAndExpressions) {
  for (int i = 0; i < 3; ++i) {
    put("messages", 60.0 * (i + 1), noon + minutes{i} + seconds{5});
    put("tasks", i, noon + minutes{i} + seconds{5});
  }
  auto asked = request({query("m1", "messages"),
                        query("m2", "tasks"),
                        {.id = "e1", .expression = "m1 / m2", .label = "backlog"}});
  asked.queries[1].return_data = false;
  const auto response = cloudwatch.get_metric_data(asked, now);
  ASSERT_TRUE(response);
  ASSERT_EQ(response->results.size(), 2);
  EXPECT_EQ(response->results[0].id, "m1");
  EXPECT_EQ(response->results[0].label, "messages");
  EXPECT_EQ(response->results[0].values, (std::vector<double>{60, 120, 180}));
  EXPECT_EQ(response->results[1].label, "backlog");
  EXPECT_EQ(response->results[1].values, (std::vector<double>{120, 90}));
  EXPECT_EQ(response->results[1].timestamps,
            (std::vector<Instant>{noon + minutes{1}, noon + minutes{2}}));
  EXPECT_EQ(response->results[1].status_code, "Complete");
}

TEST_F(MetricData, IsNewestFirstUnlessToldOtherwise) {
  for (int i = 0; i < 3; ++i) put("m", i, noon + minutes{i});
  auto asked = request({query("m1", "m")});
  asked.oldest_first = false;
  const auto response = cloudwatch.get_metric_data(asked, now);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->results[0].values, (std::vector<double>{2, 1, 0}));
}

TEST_F(MetricData, ComesByPage) {
  for (int i = 0; i < 5; ++i) {
    put("a", i, noon + minutes{i});
    put("b", 10 + i, noon + minutes{i});
  }
  auto asked = request({query("a", "a"), query("b", "b")});
  asked.max_datapoints = 4;
  std::vector<double> all;
  int pages = 0;
  do {
    const auto page = cloudwatch.get_metric_data(asked, now);
    ASSERT_TRUE(page);
    ++pages;
    std::size_t points = 0;
    for (const MetricDataResult& result : page->results) {
      all.insert(all.end(), result.values.begin(), result.values.end());
      points += result.values.size();
    }
    EXPECT_LE(points, 4);
    asked.next_token = page->next_token;
  } while (!asked.next_token.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(all, (std::vector<double>{0, 1, 2, 3, 4, 10, 11, 12, 13, 14}));
  asked.next_token = "foo";
  EXPECT_EQ(cloudwatch.get_metric_data(asked, now).error().code, "InvalidNextToken");
}

TEST_F(MetricData, RefusesWhatMakesNoSense) {
  auto asked = request({query("m1", "m", "tm99")});
  EXPECT_EQ(cloudwatch.get_metric_data(asked, now).error().message,
            "The value tm99 for parameter Stat is not supported.");
  asked = request({});
  EXPECT_EQ(cloudwatch.get_metric_data(asked, now).error().code, "ValidationError");
  asked = request({query("m1", "m")});
  asked.end_time = noon;
  EXPECT_EQ(cloudwatch.get_metric_data(asked, now).error().message,
            "The parameter StartTime must not equal parameter EndTime.");
  asked.end_time = noon - minutes{1};
  EXPECT_EQ(cloudwatch.get_metric_data(asked, now).error().message,
            "The parameter EndTime must be greater than StartTime.");
}

TEST_F(MetricData, ManyExpressionsOfExpressionsAreQuick) {
  put("m", 1, noon);
  auto asked = request({query("e0", "m")});
  for (int i = 1; i < 300; ++i) {
    MetricDataQuery next{.id = "e" + std::to_string(i)};
    next.expression = "(e" + std::to_string(i - 1) + " + e" + std::to_string(i / 2) + ") / 2";
    next.return_data = i == 299;
    if (i / 2 == i - 1) next.expression = "e" + std::to_string(i - 1);
    asked.queries.push_back(next);
  }
  const auto response = cloudwatch.get_metric_data(asked, now);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->results.back().values, std::vector<double>{1});
}

TEST_F(MetricData, StatisticsComeByUnit) {
  put("m", 1, noon + seconds{30}, "Count");
  put("m", 3, noon + seconds{40}, "Count");
  put("m", 9, noon + minutes{1}, "Seconds");
  GetMetricStatisticsRequest asked{.metric = {.metric_namespace = "N", .name = "m"},
                                   .start_time = noon + seconds{20},
                                   .end_time = noon + minutes{5},
                                   .period = 60,
                                   .statistics = {"Sum", "Average"},
                                   .extended_statistics = {"p100"}};
  const auto response = cloudwatch.get_metric_statistics(asked, now);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->label, "m");
  ASSERT_EQ(response->datapoints.size(), 2);
  EXPECT_EQ(response->datapoints[0].timestamp, noon);
  EXPECT_EQ(response->datapoints[0].unit, "Count");
  EXPECT_EQ(response->datapoints[0].statistics.at("Sum"), 4);
  EXPECT_EQ(response->datapoints[0].statistics.at("Average"), 2);
  EXPECT_EQ(response->datapoints[0].extended_statistics.at("p100"), 3);
  EXPECT_EQ(response->datapoints[1].unit, "Seconds");
  asked.unit = "Seconds";
  EXPECT_EQ(cloudwatch.get_metric_statistics(asked, now)->datapoints.size(), 1);
}

TEST_F(MetricData, StatisticsOfNoTimeAreRefused) {
  GetMetricStatisticsRequest asked{.metric = {.metric_namespace = "N", .name = "m"},
                                   .start_time = noon,
                                   .end_time = noon,
                                   .period = 60,
                                   .statistics = {"Sum"}};
  EXPECT_EQ(cloudwatch.get_metric_statistics(asked, now).error().query_code,
            "InvalidParameterValue");
  EXPECT_EQ(cloudwatch.get_metric_statistics(asked, now).error().message,
            "The parameter StartTime must not equal parameter EndTime.");
  asked.start_time = noon + minutes{1};
  EXPECT_EQ(cloudwatch.get_metric_statistics(asked, now).error().message,
            "The parameter StartTime must be less than the parameter EndTime.");
}

TEST_F(MetricData, StatisticsHaveALimit) {
  GetMetricStatisticsRequest asked{.metric = {.metric_namespace = "N", .name = "m"},
                                   .start_time = noon - hours{72},
                                   .end_time = noon,
                                   .period = 60,
                                   .statistics = {"Sum"}};
  EXPECT_EQ(cloudwatch.get_metric_statistics(asked, now).error().message,
            "You have requested up to 4,320 datapoints, which exceeds the limit of 1,440. You may "
            "reduce the datapoints requested by increasing Period, or decreasing the time range.");
  asked.period = 300;
  EXPECT_TRUE(cloudwatch.get_metric_statistics(asked, now));
  asked.statistics = {"p50"};
  EXPECT_FALSE(cloudwatch.get_metric_statistics(asked, now));
  asked.statistics = {};
  EXPECT_EQ(cloudwatch.get_metric_statistics(asked, now).error().query_code,
            "InvalidParameterCombination");
}

TEST_F(MetricData, IsListedWhileItIsUsed) {
  put("a", 1, noon);
  cloudwatch.record({.metric_namespace = "AWS/SQS",
                     .name = "NumberOfMessagesSent",
                     .dimensions = {{"QueueName", "orders"}}},
                    "Count", 5, noon - hours{5});
  const auto names = [&](const ListMetricsRequest& asked, Instant at) {
    std::string all;
    for (const Metric& metric : cloudwatch.list_metrics(asked, at).metrics)
      all += metric.metric_namespace + "/" + metric.name + " ";
    return all;
  };
  EXPECT_EQ(names({}, noon), "AWS/SQS/NumberOfMessagesSent N/a ");
  EXPECT_EQ(names({.metric_namespace = "N"}, noon), "N/a ");
  EXPECT_EQ(names({.metric_name = "b"}, noon), "");
  EXPECT_EQ(names({.dimensions = {{.name = "QueueName"}}}, noon), "AWS/SQS/NumberOfMessagesSent ");
  EXPECT_EQ(names({.dimensions = {{.name = "QueueName", .value = "other"}}}, noon), "");
  EXPECT_EQ(names({.recently_active = true}, noon), "N/a ");
  EXPECT_EQ(names({}, noon + hours{24 * 14 + 1}), "");
}

TEST_F(MetricData, IsListedByPage) {
  for (int i = 0; i < 501; ++i) put("m" + std::to_string(i), 1, noon);
  const auto first = cloudwatch.list_metrics({}, noon);
  EXPECT_EQ(first.metrics.size(), 500);
  const auto second = cloudwatch.list_metrics({.next_token = first.next_token}, noon);
  EXPECT_EQ(second.metrics.size(), 1);
  EXPECT_TRUE(second.next_token.empty());
}

}  // namespace
}  // namespace sluice::world
