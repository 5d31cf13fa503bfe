#pragma once

#include <string>

#include "aws/settings.hpp"
#include "base/environment.hpp"
#include "base/files.hpp"
#include "base/result.hpp"
#include "sluice/config.hpp"

namespace sluice::apps {

/// Finds and reads the config: the file `flag` names (--config), else
/// SLUICE_CONFIG (a path, inline YAML, or that in gzip and base64), else the article's three
/// variables, else ./sluice.yaml (a Lambda function: that in its package). The error is one line.
[[nodiscard]] Result<Config, std::string> load_config(const std::string& flag,
                                                      const Environment& environment,
                                                      const Files& files);

/// Where the services are called: AWS's settings, with the config's region
/// over them, `endpoint_url` (--endpoint-url; empty: not given) over all, and
/// the address of queue URLs that are not AWS's for SQS. The error names the
/// setting or the queue that does not fit.
[[nodiscard]] Result<aws::EndpointRules, std::string> endpoints_for(
    const Config& config, const aws::EndpointRules& settings, const std::string& endpoint_url);

}  // namespace sluice::apps
