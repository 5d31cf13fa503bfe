#pragma once

#include <map>

#include "aws/application_auto_scaling/client.hpp"
#include "aws/cloudwatch/client.hpp"
#include "checkup/evidence.hpp"
#include "publish/plan.hpp"
#include "publish/ports.hpp"

namespace sluice::checkup {

namespace asio = boost::asio;

/// Looks at all that a plan relies on in AWS, and changes nothing there.
class Survey {
 public:
  /// All of it must outlive this.
  Survey(publish::Sources& sources, aws::CloudWatchClient& cloudwatch,
         aws::ApplicationAutoScalingClient& scaling, const Clock& clock)
      : sources_{sources}, cloudwatch_{cloudwatch}, scaling_{scaling}, clock_{clock} {}

  /// Asks for everything, one call after the other; what cannot be had is a
  /// failure in the evidence. `plan` must outlive the survey.
  asio::awaitable<Evidence> take(const publish::Plan& plan);

 private:
  template <class Value>
  using ByResource = Seen<std::map<std::string, Value>>;

  [[nodiscard]] Instant deadline() const;
  asio::awaitable<std::vector<Seen<core::TaskCounts>>> tasks_of(const publish::Plan& plan);
  asio::awaitable<std::vector<Seen<MetricSeen>>> metrics_of(const publish::Plan& plan);
  asio::awaitable<Seen<std::vector<Dimensions>>> published_sets(const publish::MetricName& metric);
  asio::awaitable<ByResource<TargetSeen>> targets();
  asio::awaitable<ByResource<std::vector<PolicySeen>>> policies();
  asio::awaitable<Seen<void>> look_at_alarms(std::map<std::string, std::vector<PolicySeen>>& of);

  publish::Sources& sources_;
  aws::CloudWatchClient& cloudwatch_;
  aws::ApplicationAutoScalingClient& scaling_;
  const Clock& clock_;
};

}  // namespace sluice::checkup
