#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "publish/plan.hpp"

namespace sluice::apps {

/// What `sluice.yaml` says.
struct Config {
  std::string name = {};    ///< where it stands, for messages: the file, or QUEUE_URL
  std::string region = {};  ///< empty: not set there
  publish::Plan plan = {};
};

/// Reads a config (docs/configuration.md). The error is one line that begins
/// with `name` and the line's number and says what would be right.
[[nodiscard]] Result<Config, std::string> parse_config(std::string_view text,
                                                       std::string_view name);

/// The config that the article's three variables mean: one queue, one service.
/// The error names the variable.
struct ArticleVariables {
  std::string queue_url;     ///< QUEUE_URL
  std::string cluster_name;  ///< ECS_CLUSTER_NAME
  std::string service_name;  ///< ECS_SERVICE_NAME
};
[[nodiscard]] Result<Config, std::string> article_config(const ArticleVariables& variables);

}  // namespace sluice::apps
