#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "aws/application_auto_scaling/client.hpp"
#include "aws/cloudwatch/client.hpp"
#include "aws/ecs/client.hpp"
#include "aws/sqs/client.hpp"
#include "base/result.hpp"
#include "demo/stage.hpp"
#include "demo/story.hpp"

namespace sluice::demo {

/// One metric's datapoints over the whole story, oldest first.
struct Curves {
  std::vector<aws::Datapoint> backlog_per_task;
  std::vector<aws::Datapoint> cpu;  ///< percent of what the tasks may use
};

/// What can be seen of the cloud through AWS's API, and the one thing that is
/// put into it: orders.
class Window {
 public:
  /// `shared` and `keys` must outlive this.
  Window(const Setting& setting, std::string queue_url, const aws::Shared& shared,
         aws::CredentialsProvider& keys);

  /// The cloud's time.
  asio::awaitable<Result<Instant, Problem>> cloud_time();
  asio::awaitable<Result<Observation, Problem>> look();
  /// All scaling activities so far, oldest first.
  asio::awaitable<Result<std::vector<aws::ScalingActivity>, Problem>> activities();
  asio::awaitable<Result<Curves, Problem>> curves(Instant from, Instant to);
  /// Sends orders number `first` to `last`, both included.
  asio::awaitable<Result<void, Problem>> place_orders(std::int64_t first, std::int64_t last);

 private:
  asio::awaitable<Result<void, Problem>> look_at_queue(Observation& seen);
  asio::awaitable<Result<void, Problem>> look_at_service(Observation& seen);
  asio::awaitable<Result<void, Problem>> look_at_alarms(Observation& seen);
  asio::awaitable<Result<void, Problem>> look_at_metric(Observation& seen);
  [[nodiscard]] Instant deadline() const;

  http::Url endpoint_;
  std::string queue_url_;
  aws::Shared shared_;
  aws::SqsClient sqs_;
  aws::EcsClient ecs_;
  aws::CloudWatchClient cloudwatch_;
  aws::ApplicationAutoScalingClient scaling_;
};

}  // namespace sluice::demo
