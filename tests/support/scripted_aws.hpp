#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "aws/connection.hpp"
#include "support/scripted_service.hpp"
#include "support/skipping_sleeper.hpp"

namespace sluice::aws {

/// Hears of every call and keeps nothing.
class NoObserver final : public CallObserver {
 public:
  void attempted(const ServiceDescription&, std::string_view, Duration, const Error*) override {}
  void retrying(const ServiceDescription&, std::string_view) override {}
};

/// The other end of AWS's clients in a test's hands: a script of answers, and a
/// clock that sleeping moves. The calls go unsigned.
struct ScriptedAws {
  explicit ScriptedAws(Instant now, std::initializer_list<ScriptedService::Answer> script = {},
                       RetryPlan retries = {})
      : clock{now}, http{script}, plan{retries} {}

  Connection connection(const ServiceDescription& service) {
    return {service, http::Url{.host = "localhost", .port = 4566}, "ap-southeast-2", nullptr,
            Shared{http, clock, sleeper, random, quota, pacer, observer, plan}};
  }
  /// The document of a request that was sent.
  nlohmann::json sent(std::size_t index) const {
    return nlohmann::json::parse(http.requests().at(index).body);
  }

  ManualClock clock;
  ScriptedService http;
  SkippingSleeper sleeper{clock};
  Random random{1};
  RetryQuota quota;
  Pacer pacer;
  NoObserver observer;
  RetryPlan plan;
};

}  // namespace sluice::aws
