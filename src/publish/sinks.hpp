#pragma once

#include <functional>
#include <string_view>

#include "aws/cloudwatch/client.hpp"
#include "publish/ports.hpp"

namespace sluice::publish {

/// Writes one line somewhere; lent by `main`.
using WriteLine = std::function<void(std::string_view line)>;

/// Publishes by PutMetricData, as few calls as AWS's limits allow.
class CloudWatchSink final : public Sink {
 public:
  /// `cloudwatch` must outlive this.
  explicit CloudWatchSink(aws::CloudWatchClient& cloudwatch) : cloudwatch_{cloudwatch} {}

  asio::awaitable<std::vector<std::optional<record::Failure>>> publish(
      MetricName metric, std::vector<ServiceValue> values, Instant deadline) override;

 private:
  aws::CloudWatchClient& cloudwatch_;
};

/// Writes each value as a line of CloudWatch's embedded metric format, which
/// CloudWatch Logs turns into the metric; AWS Copilot publishes its
/// BacklogPerTask that way.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
class EmbeddedMetricSink final : public Sink {
 public:
  /// `clock` must outlive this.
  EmbeddedMetricSink(WriteLine write, const Clock& clock)
      : write_{std::move(write)}, clock_{clock} {}

  asio::awaitable<std::vector<std::optional<record::Failure>>> publish(
      MetricName metric, std::vector<ServiceValue> values, Instant deadline) override;

 private:
  WriteLine write_;
  const Clock& clock_;
};

/// Writes each value as a line of plain JSON, the datum as PutMetricData would
/// carry it.
class LineSink final : public Sink {
 public:
  explicit LineSink(WriteLine write) : write_{std::move(write)} {}

  asio::awaitable<std::vector<std::optional<record::Failure>>> publish(
      MetricName metric, std::vector<ServiceValue> values, Instant deadline) override;

 private:
  WriteLine write_;
};

}  // namespace sluice::publish
