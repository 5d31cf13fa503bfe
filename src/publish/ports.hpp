#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "publish/publisher.hpp"

namespace sluice::publish {

namespace asio = boost::asio;

/// Where the publisher's numbers come from.
class Sources {
 public:
  Sources() = default;
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;
  virtual ~Sources() = default;

  /// How deep the queue is; `queue` is a URL, an ARN or a name.
  virtual asio::awaitable<Result<core::QueueDepth, record::Failure>> depth_of(std::string queue,
                                                                              Instant deadline) = 0;

  /// The tasks of each of `services` (names, ten at most), in their order.
  virtual asio::awaitable<std::vector<Result<core::TaskCounts, record::Failure>>> tasks_of(
      std::string cluster, std::vector<std::string> services, Instant deadline) = 0;
};

/// A value and the service that it belongs to.
struct ServiceValue {
  core::ServiceKey key;
  double value;
};

/// Where the publisher's values go.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  /// Publishes the values under `metric`; says for each, in their order, why
  /// it was refused, where it was.
  virtual asio::awaitable<std::vector<std::optional<record::Failure>>> publish(
      MetricName metric, std::vector<ServiceValue> values, Instant deadline) = 0;
};

}  // namespace sluice::publish
