#pragma once

#include <optional>
#include <string>

#include "aws/cloudwatch/client.hpp"
#include "core/service_key.hpp"
#include "history/series.hpp"
#include "http/sleeper.hpp"

namespace sluice::history {

namespace asio = boost::asio;

/// What CloudWatch has of a queue's arrivals and of a service's tasks.
struct Recordings {
  Series sent = Series{};              ///< AWS/SQS NumberOfMessagesSent, Sum
  std::optional<Series> running = {};  ///< ECS/ContainerInsights RunningTaskCount, Average
};

/// Reads metrics out of CloudWatch, a day a question, page by page.
class CloudWatchReader {
 public:
  /// All of it must outlive this.
  CloudWatchReader(aws::CloudWatchClient& cloudwatch, const Clock& clock, http::Sleeper& sleeper)
      : cloudwatch_{cloudwatch}, clock_{clock}, sleeper_{sleeper} {}

  /// Reads the whole of `bins`. A day that CloudWatch does not return whole is
  /// asked for three times; what is missing then stays unanswered. The error is
  /// that of a call that failed, or of a metric that may not be read.
  asio::awaitable<Result<Recordings, aws::Error>> read(std::string queue,
                                                       std::optional<core::ServiceKey> service,
                                                       Bins bins);

 private:
  struct Day;
  asio::awaitable<Result<void, aws::Error>> read_day(Day& day);
  asio::awaitable<Result<void, aws::Error>> turn_pages(Day& day);

  aws::CloudWatchClient& cloudwatch_;
  const Clock& clock_;
  http::Sleeper& sleeper_;
};

}  // namespace sluice::history
