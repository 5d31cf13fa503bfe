#pragma once

#include <optional>
#include <string>

#include "base/environment.hpp"
#include "base/result.hpp"
#include "http/url.hpp"
#include "orders/worker.hpp"

namespace sluice::orders {

/// What the task's environment says.
struct Settings {
  std::string queue_url;  ///< QUEUE_URL
  Pace pace;              ///< ORDER_SECONDS (default 5), STOP_SECONDS (default 20)
  /// ECS_AGENT_URI, where ECS runs us; the protection endpoint is below it.
  /// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
  std::optional<http::Url> agent = {};
};

/// Reads it. The error names the variable and what would be right.
[[nodiscard]] Result<Settings, std::string> read_settings(const Environment& environment);

}  // namespace sluice::orders
