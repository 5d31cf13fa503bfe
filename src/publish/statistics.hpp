#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "aws/connection.hpp"
#include "base/time.hpp"
#include "publish/report.hpp"
#include "record/tick.hpp"

namespace sluice::publish {

/// Counts what the publisher does, for `calls` in its reports and for
/// Prometheus. One thread.
class Statistics final : public aws::CallObserver {
 public:
  void attempted(const aws::ServiceDescription& service, std::string_view name, Duration took,
                 const aws::Error* error) override;
  void retrying(const aws::ServiceDescription& service, std::string_view name) override;
  void ended(const record::TickRecord& tick);

  /// The HTTP calls since this was asked last.
  [[nodiscard]] CallCounts take_calls();

  /// All of it in Prometheus's text format, version 0.0.4.
  /// https://prometheus.io/docs/instrumenting/exposition_formats/
  [[nodiscard]] std::string prometheus() const;

 private:
  /// Upper bounds of the latency buckets, in seconds; what is slower counts
  /// into +Inf.
  static constexpr std::array bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};

  struct Operation {
    std::int64_t calls = 0;
    std::int64_t errors = 0;
    std::int64_t throttles = 0;
    std::int64_t retries = 0;
    std::array<std::int64_t, bounds.size()> at_most{};  ///< cumulative, by bound
    double seconds = 0;
  };
  struct Service {
    record::ServiceRecord last;
    std::optional<Instant> last_success;
  };

  Operation& operation(const aws::ServiceDescription& service, std::string_view name);
  void add_services(std::string& out) const;
  void add_operations(std::string& out) const;

  std::map<std::string, Operation> operations_;  ///< by "sqs:GetQueueAttributes"
  std::map<core::ServiceKey, Service> services_;
  CallCounts calls_;
};

}  // namespace sluice::publish
