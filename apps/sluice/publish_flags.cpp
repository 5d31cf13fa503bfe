#include <fmt/format.h>

#include <chrono>

#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

constexpr Span<Duration> interval{1s, 1h, "a span from 1s to 1h, such as 60s"};

SinkKind sink(const std::string& text) {
  if (text.empty() || text == "cloudwatch") return SinkKind::cloudwatch;
  if (text == "emf") return SinkKind::emf;
  if (text == "stdout") return SinkKind::lines;
  throw unusable("--sink", text, "cloudwatch, emf or stdout");
}

}  // namespace

void PublishFlags::add_to(CLI::App& app) {
  CLI::App* publish = app.add_subcommand(
      "publish", "Measure BacklogPerTask of every configured service and publish it");
  publish->add_option("--config", config_, "The config file (default: see docs/configuration.md)")
      ->type_name("FILE");
  publish->add_flag("--once", once_, "Publish once and end (the default)");
  publish->add_option("--every", every_, "Publish at every multiple of this span, until SIGTERM")
      ->type_name("60s");
  publish->add_flag("--dry-run", dry_run_, "Read and compute, but publish nothing");
  publish->add_option("--sink", sink_, "Where values go: cloudwatch (default), emf or stdout")
      ->type_name("SINK");
  publish->add_option("--endpoint-url", endpoint_url_, "Call this address instead of AWS")
      ->type_name("URL");
  publish->add_option("--output", output_, "How the result is printed: text (default) or json")
      ->type_name("FORM");
  publish
      ->add_option("--metrics-port", metrics_port_,
                   "Serve Prometheus metrics at /metrics of this port (with --every)")
      ->type_name("PORT");
  publish
      ->add_option("--metrics-address", metrics_address_,
                   "The address of --metrics-port (default 127.0.0.1)")
      ->type_name("ADDRESS");
}

PublishOptions PublishFlags::checked() const {
  if (once_ && !every_.empty())
    throw UsageError{"--once and --every exclude each other; give one of them"};
  PublishOptions options{.config = config_};
  if (!every_.empty()) options.every = read_span("--every", every_, interval);
  options.mode = dry_run_ ? publish::Mode::dry_run : publish::Mode::publish;
  options.sink = sink(sink_);
  options.output = read_output(output_);
  if (options.sink != SinkKind::cloudwatch && !output_.empty())
    throw UsageError{fmt::format(
        "--output: with --sink {} standard output carries the values; leave --output out", sink_)};
  if (!endpoint_url_.empty()) options.endpoint_url = endpoint_url_;
  if (!metrics_port_.empty()) options.metrics_port = read_port("--metrics-port", metrics_port_);
  if (options.metrics_port && !options.every)
    throw UsageError{"--metrics-port: only a daemon serves metrics; give --every 60s with it"};
  if (!metrics_address_.empty()) options.metrics_address = metrics_address_;
  return options;
}

}  // namespace sluice::apps
