#include "publish/sinks.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <span>

#include "aws/cloudwatch/codec.hpp"
#include "publish/aws_sources.hpp"

namespace sluice::publish {
namespace {

using nlohmann::ordered_json;
using Failures = std::vector<std::optional<record::Failure>>;

aws::MetricDatum to_datum(const MetricName& metric, const ServiceValue& value) {
  return {.metric_name = metric.name,
          .dimensions = {{"ClusterName", value.key.cluster}, {"ServiceName", value.key.service}},
          .unit = "Count",
          .value = value.value};
}

}  // namespace

asio::awaitable<Failures> CloudWatchSink::publish(MetricName metric,
                                                  std::vector<ServiceValue> values,
                                                  Instant deadline) {
  std::vector<aws::MetricDatum> data;
  data.reserve(values.size());
  for (const ServiceValue& value : values) data.push_back(to_datum(metric, value));
  Failures failures;
  const std::span<const aws::MetricDatum> all{data};
  for (const std::size_t size : aws::put_metric_data_batches(metric.metric_namespace, data)) {
    const auto batch = all.subspan(failures.size(), size);
    const aws::PutMetricDataRequest request{metric.metric_namespace, {batch.begin(), batch.end()}};
    const auto answer = co_await cloudwatch_.put_metric_data(request, deadline);
    std::optional<record::Failure> failure;
    if (!answer) failure = to_record(answer.error());
    failures.insert(failures.end(), size, failure);
  }
  co_return failures;
}

asio::awaitable<Failures> EmbeddedMetricSink::publish(MetricName metric,
                                                      std::vector<ServiceValue> values,
                                                      Instant /*deadline*/) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.now().time_since_epoch());
  for (const ServiceValue& value : values) {
    const ordered_json definition{{"Name", metric.name}, {"Unit", "Count"}};
    const ordered_json dimensions = ordered_json::array({"ClusterName", "ServiceName"});
    const ordered_json directive{{"Namespace", metric.metric_namespace},
                                 {"Dimensions", ordered_json::array({dimensions})},
                                 {"Metrics", ordered_json::array({definition})}};
    ordered_json line{
        {"_aws",
         {{"Timestamp", now.count()}, {"CloudWatchMetrics", ordered_json::array({directive})}}},
        {"ClusterName", value.key.cluster},
        {"ServiceName", value.key.service}};
    line[metric.name] = value.value;
    write_(line.dump());
  }
  co_return Failures(values.size());
}

asio::awaitable<Failures> LineSink::publish(MetricName metric, std::vector<ServiceValue> values,
                                            Instant /*deadline*/) {
  for (const ServiceValue& value : values) {
    const ordered_json line{
        {"namespace", metric.metric_namespace},
        {"metric", metric.name},
        {"dimensions", {{"ClusterName", value.key.cluster}, {"ServiceName", value.key.service}}},
        {"unit", "Count"},
        {"value", value.value}};
    write_(line.dump());
  }
  co_return Failures(values.size());
}

}  // namespace sluice::publish
