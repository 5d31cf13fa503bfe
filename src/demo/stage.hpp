#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "aws/connection.hpp"
#include "base/result.hpp"
#include "demo/scenario.hpp"
#include "http/url.hpp"

namespace sluice::demo {

namespace asio = boost::asio;

/// The names of the article's things.
inline constexpr std::string_view queue_name = "orders-queue";
inline constexpr std::string_view cluster_name = "orders";
inline constexpr std::string_view service_name = "orders-service";
inline constexpr std::string_view resource_id = "service/orders/orders-service";

/// Where the demo plays, and with what.
struct Setting {
  http::Url endpoint;         ///< of `sluice local`
  std::string region;         ///< "ap-southeast-2"
  std::string account;        ///< "123456789012"
  double speed;               ///< cloud seconds in one real second
  std::string program;        ///< the path of this program: the worker's command
  std::string bootstrap_zip;  ///< this program as a Lambda function
};

/// What an error says to whoever runs the demo, in one line.
using Problem = std::string;

/// Builds the stage by AWS's own API: queue, cluster, task definition, service,
/// scalable target, policy, function, rule. Answers with the queue's URL.
/// All that is lent must outlive the call.
asio::awaitable<Result<std::string, Problem>> build_stage(const Scenario& scenario,
                                                          const Setting& setting,
                                                          const aws::Shared& shared,
                                                          aws::CredentialsProvider& keys);

}  // namespace sluice::demo
