#pragma once

#include <map>

#include "aws/ecs/client.hpp"
#include "aws/sqs/client.hpp"
#include "publish/ports.hpp"

namespace sluice::publish {

/// AWS's error as a record keeps it.
[[nodiscard]] record::Failure to_record(const aws::Error& error);

/// Reads queues from SQS and task counts from ECS.
class AwsSources final : public Sources {
 public:
  /// Both clients must outlive this.
  AwsSources(aws::SqsClient& sqs, aws::EcsClient& ecs) : sqs_{sqs}, ecs_{ecs} {}

  asio::awaitable<Result<core::QueueDepth, record::Failure>> depth_of(std::string queue,
                                                                      Instant deadline) override;
  asio::awaitable<std::vector<Result<core::TaskCounts, record::Failure>>> tasks_of(
      std::string cluster, std::vector<std::string> services, Instant deadline) override;

 private:
  asio::awaitable<Result<std::string, record::Failure>> url_of(std::string queue, Instant deadline);

  aws::SqsClient& sqs_;
  aws::EcsClient& ecs_;
  std::map<std::string, std::string> urls_;  ///< of the queues that were asked for by name
};

}  // namespace sluice::publish
