#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/cloudwatch/client.hpp"
#include "aws/ecs/client.hpp"
#include "aws/sqs/client.hpp"
#include "publish/aws_sources.hpp"
#include "publish/driver.hpp"
#include "publish/shard.hpp"
#include "publish/sinks.hpp"
#include "publish/statistics.hpp"
#include "sluice/aws_access.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// All parts of one publisher, wired: what `sluice publish` and the Lambda
/// function both run. Stays where it is made.
class Publishing {
 public:
  /// Reads the config and AWS's settings. The error is one line; nothing has
  /// been called by then.
  static Result<std::unique_ptr<Publishing>, std::string> make(
      const boost::asio::any_io_executor& executor, const PublishOptions& options,
      const Lent& lent);
  Publishing(const Publishing&) = delete;
  Publishing& operator=(const Publishing&) = delete;

  [[nodiscard]] publish::Driver& driver() { return driver_; }
  [[nodiscard]] const publish::Statistics& statistics() const { return statistics_; }
  /// The tick that ended last.
  [[nodiscard]] const record::TickRecord& last_tick() const { return last_tick_; }

  /// From the next tick on: the services of `shard` alone; empty: all. Returns
  /// how many those are.
  std::size_t select(const std::optional<publish::Shard>& shard);

  /// Reads the config anew and hands it to the publisher; where it is wrong,
  /// says so in the log and keeps the one it has.
  void reload();

  /// REQUIRES: called by `make` only.
  Publishing(const boost::asio::any_io_executor& executor, PublishOptions options, const Lent& lent,
             publish::Plan plan, Endpoints endpoints, AwsSettings settings);

 private:
  void tick_ended(const record::TickRecord& tick);

  PublishOptions options_;
  Lent lent_;
  Endpoints endpoints_;
  publish::Statistics statistics_;
  AwsAccess access_;
  aws::SqsClient sqs_;
  aws::EcsClient ecs_;
  aws::CloudWatchClient cloudwatch_;
  publish::AwsSources sources_;
  std::unique_ptr<publish::Sink> sink_;
  publish::Plan plan_;                            ///< all services
  std::optional<publish::Shard> shard_;           ///< which the publisher knows of
  std::size_t selected_ = plan_.services.size();  ///< how many services that has
  publish::Publisher publisher_;
  publish::Driver driver_;
  record::TickRecord last_tick_;
};

}  // namespace sluice::apps
