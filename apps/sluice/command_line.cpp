#include "sluice/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/duration_text.hpp"
#include "base/nearest.hpp"
#include "base/one_line.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

constexpr int wrong_usage = 2;
constexpr Duration shortest_interval = 1s;
constexpr Duration longest_interval = 1h;

/// Everything as it stands on the command line; `checked` makes sense of it.
struct Raw {
  std::string config;
  bool once = false;
  std::string every;
  bool dry_run = false;
  std::string sink;
  std::string endpoint_url;
  std::string output;
  std::string metrics_port;
  std::string metrics_address;
};

void add_publish(CLI::App& app, Raw& raw) {
  CLI::App* publish = app.add_subcommand(
      "publish", "Measure BacklogPerTask of every configured service and publish it");
  publish
      ->add_option("--config", raw.config, "The config file (default: see docs/configuration.md)")
      ->type_name("FILE");
  publish->add_flag("--once", raw.once, "Publish once and end (the default)");
  publish->add_option("--every", raw.every, "Publish at every multiple of this span, until SIGTERM")
      ->type_name("60s");
  publish->add_flag("--dry-run", raw.dry_run, "Read and compute, but publish nothing");
  publish->add_option("--sink", raw.sink, "Where values go: cloudwatch (default), emf or stdout")
      ->type_name("SINK");
  publish->add_option("--endpoint-url", raw.endpoint_url, "Call this address instead of AWS")
      ->type_name("URL");
  publish->add_option("--output", raw.output, "How the result is printed: text (default) or json")
      ->type_name("FORM");
  publish
      ->add_option("--metrics-port", raw.metrics_port,
                   "Serve Prometheus metrics at /metrics of this port (with --every)")
      ->type_name("PORT");
  publish
      ->add_option("--metrics-address", raw.metrics_address,
                   "The address of --metrics-port (default 127.0.0.1)")
      ->type_name("ADDRESS");
}

/// One line that says what is wrong.
struct UsageError {
  std::string message;
};

UsageError unusable(std::string_view flag, std::string_view value, std::string_view advice) {
  return {fmt::format("{}: '{:.100}' is not usable; give {}", flag, value, advice)};
}

Duration interval(const std::string& text) {
  const auto span = parse_duration(text);
  if (!span) throw UsageError{fmt::format("--every: {}", span.error())};
  if (*span < shortest_interval || *span > longest_interval)
    throw unusable("--every", text, "a span from 1s to 1h, such as 60s");
  return *span;
}

SinkKind sink(const std::string& text) {
  if (text.empty() || text == "cloudwatch") return SinkKind::cloudwatch;
  if (text == "emf") return SinkKind::emf;
  if (text == "stdout") return SinkKind::lines;
  throw unusable("--sink", text, "cloudwatch, emf or stdout");
}

Output output(const std::string& text) {
  if (text.empty() || text == "text") return Output::text;
  if (text == "json") return Output::json;
  throw unusable("--output", text, "text or json");
}

std::uint16_t port(const std::string& text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw unusable("--metrics-port", text, "a port from 0 to 65535 (0: any free one)");
  return value;
}

PublishOptions checked(const Raw& raw) {
  if (raw.once && !raw.every.empty())
    throw UsageError{"--once and --every exclude each other; give one of them"};
  PublishOptions options{.config = raw.config};
  if (!raw.every.empty()) options.every = interval(raw.every);
  options.mode = raw.dry_run ? publish::Mode::dry_run : publish::Mode::publish;
  options.sink = sink(raw.sink);
  options.output = output(raw.output);
  if (options.sink != SinkKind::cloudwatch && !raw.output.empty())
    throw UsageError{fmt::format(
        "--output: with --sink {} standard output carries the values; leave --output out",
        raw.sink)};
  if (!raw.endpoint_url.empty()) options.endpoint_url = raw.endpoint_url;
  if (!raw.metrics_port.empty()) options.metrics_port = port(raw.metrics_port);
  if (options.metrics_port && !options.every)
    throw UsageError{"--metrics-port: only a daemon serves metrics; give --every 60s with it"};
  if (!raw.metrics_address.empty()) options.metrics_address = raw.metrics_address;
  return options;
}

/// The parser's own complaint, on one line, with the nearest name that exists.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  std::string text = error.what();
  if (const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&error); extras != nullptr) {
    const CLI::App* publish = app.get_subcommand("publish");
    const bool in_publish = publish->parsed();
    const auto remaining = app.remaining(true);
    const std::string word = remaining.empty() ? "" : remaining.front();
    std::vector<std::string> names{"publish", "--help", "--version"};
    if (in_publish) {
      names.clear();
      for (const CLI::Option* option : publish->get_options()) names.push_back(option->get_name());
    }
    const std::vector<std::string_view> known{names.begin(), names.end()};
    const std::string meant = nearest(word, known);
    text = fmt::format("'{:.100}' is no {} of sluice{}", word,
                       word.starts_with("-") ? "flag" : "command", in_publish ? " publish" : "");
    if (!meant.empty()) text += fmt::format("; did you mean {}?", meant);
  }
  return text;
}

Ending wrong(std::string message) {
  return {wrong_usage, fmt::format("sluice: {} (sluice publish --help lists the flags)\n",
                                   one_line(std::move(message)))};
}

}  // namespace

Result<PublishOptions, Ending> parse_command_line(std::vector<std::string> arguments) {
  CLI::App app{"Event-driven autoscaling of ECS services that work on SQS queues", "sluice"};
  app.set_version_flag("--version", "sluice " SLUICE_VERSION);
  app.require_subcommand(0, 1);  // none: an unknown word is the better complaint
  Raw raw;
  add_publish(app, raw);
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    app.parse(arguments);
    if (app.get_subcommands().empty())
      throw UsageError{"no command is given; give publish, --help or --version"};
    return checked(raw);
  } catch (const CLI::CallForHelp&) {
    return Failure<Ending>{Ending{0, app.help()}};
  } catch (const CLI::CallForVersion& version) {
    return Failure<Ending>{Ending{0, fmt::format("{}\n", version.what())}};
  } catch (const CLI::ParseError& error) {
    return Failure<Ending>{wrong(complaint(app, error))};
  } catch (const UsageError& error) {
    return Failure<Ending>{wrong(error.message)};
  }
}

}  // namespace sluice::apps
