#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "publish/publisher.hpp"

namespace sluice::apps {

/// What --sink names: publish::Sink has one body each.
enum class SinkKind { cloudwatch, emf, lines };
/// What --output names; none: the Lambda function prints nothing.
enum class Output { text, json, none };

/// The flags of `sluice publish`.
struct PublishOptions {
  std::string config = {};             ///< a path; empty: not given
  std::optional<Duration> every = {};  ///< empty: once
  publish::Mode mode = publish::Mode::publish;
  SinkKind sink = SinkKind::cloudwatch;
  std::optional<std::string> endpoint_url = {};
  Output output = Output::text;
  std::optional<std::uint16_t> metrics_port = {};
  std::string metrics_address = "127.0.0.1";
};

/// What is said instead of working: help, a version, or what is wrong.
struct Ending {
  int exit_code;
  std::string text;
};

/// Reads the command line; `arguments` are without the program's name. Wrong
/// usage is one line, exit code 2.
[[nodiscard]] Result<PublishOptions, Ending> parse_command_line(std::vector<std::string> arguments);

}  // namespace sluice::apps
