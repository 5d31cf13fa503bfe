#include "sluice/publishing.hpp"

#include <utility>

#include "publish/report.hpp"
#include "sluice/configuration.hpp"
#include "sluice/printing.hpp"

namespace sluice::apps {
namespace {

/// What a publisher needs that can be wrong.
struct Parts {
  publish::Plan plan;
  Endpoints endpoints;
  AwsSettings settings;
};

Result<Parts, std::string> load_parts(const PublishOptions& options, const Lent& lent) {
  auto config = load_config(options.config, lent.environment, lent.files);
  if (!config) return Failure<std::string>{config.error()};
  auto settings = load_aws_settings(lent);
  if (!settings) return Failure<std::string>{settings.error()};
  const auto rules =
      endpoints_for(*config, settings->settings.endpoints, options.endpoint_url.value_or(""));
  if (!rules) return Failure<std::string>{rules.error()};
  // Credentials are fetched where the services are called, unless told otherwise.
  if (settings->settings.endpoints.region.empty())
    settings->settings.endpoints.region = rules->region;
  auto endpoints = resolve_endpoints(*rules);
  if (!endpoints) return Failure<std::string>{endpoints.error()};
  return Parts{std::move(config->plan), std::move(*endpoints), std::move(*settings)};
}

std::unique_ptr<publish::Sink> make_sink(SinkKind kind, aws::CloudWatchClient& cloudwatch,
                                         const Clock& clock) {
  switch (kind) {
    case SinkKind::cloudwatch:
      return std::make_unique<publish::CloudWatchSink>(cloudwatch);
    case SinkKind::emf:
      return std::make_unique<publish::EmbeddedMetricSink>(print_line, clock);
    case SinkKind::lines:
      return std::make_unique<publish::LineSink>(print_line);
  }
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<Publishing>, std::string> Publishing::make(
    const boost::asio::any_io_executor& executor, const PublishOptions& options, const Lent& lent) {
  auto parts = load_parts(options, lent);
  if (!parts) return Failure<std::string>{parts.error()};
  return std::make_unique<Publishing>(executor, options, lent, std::move(parts->plan),
                                      std::move(parts->endpoints), std::move(parts->settings));
}

Publishing::Publishing(const boost::asio::any_io_executor& executor, PublishOptions options,
                       const Lent& lent, publish::Plan plan, Endpoints endpoints,
                       AwsSettings settings)
    : options_{std::move(options)},
      lent_{lent},
      endpoints_{std::move(endpoints)},
      access_{std::move(settings), lent_, statistics_},
      sqs_{access_.connect(aws::sqs, endpoints_.sqs, endpoints_.region)},
      ecs_{access_.connect(aws::ecs, endpoints_.ecs, endpoints_.region)},
      cloudwatch_{access_.connect(aws::cloudwatch, endpoints_.cloudwatch, endpoints_.region)},
      sources_{sqs_, ecs_},
      sink_{make_sink(options_.sink, cloudwatch_, lent_.clock)},
      plan_{std::move(plan)},
      publisher_{plan_, options_.mode, options_.every},
      driver_{executor,
              publisher_,
              sources_,
              *sink_,
              lent_.clock,
              lent_.sleeper,
              [this](const record::TickRecord& tick) { tick_ended(tick); }} {}

void Publishing::tick_ended(const record::TickRecord& tick) {
  last_tick_ = tick;
  statistics_.ended(tick);
  for (const record::ServiceRecord& service : tick.services) {
    if (!service.error) continue;
    lent_.log.error("no datapoint", {{"cluster", service.key.cluster},
                                     {"service", service.key.service},
                                     {"operation", service.error->operation},
                                     {"code", service.error->code},
                                     {"error", service.error->message}});
  }
  const publish::CallCounts calls = statistics_.take_calls();
  const bool own_stdout = options_.sink == SinkKind::cloudwatch;
  if (own_stdout && options_.output == Output::json) print_line(publish::to_json(tick, calls));
  if (own_stdout && options_.output == Output::text && !options_.every)
    print_line(publish::to_text(tick, calls));
  if (!options_.every) return;
  const auto count = [&](record::PublishStatus status) {
    return static_cast<std::int64_t>(tick.count(status));
  };
  lent_.log.info("tick",
                 {{"published", count(record::PublishStatus::published)},
                  {"dry_run", count(record::PublishStatus::dry_run)},
                  {"failed", count(record::PublishStatus::failed)},
                  {"elapsed_ms", std::chrono::duration<double, std::milli>{tick.elapsed}.count()}});
}

std::size_t Publishing::select(const std::optional<publish::Shard>& shard) {
  if (shard == shard_) return selected_;
  publish::Plan wanted = shard ? publish::part_of(plan_, *shard) : plan_;
  selected_ = wanted.services.size();
  driver_.tell(publish::Replanned{std::move(wanted)});
  shard_ = shard;
  return selected_;
}

void Publishing::reload() {
  auto parts = load_parts(options_, lent_);
  if (parts && parts->endpoints != endpoints_)
    parts = Failure<std::string>{"the region or an endpoint changed: that takes a restart"};
  if (!parts) {
    lent_.log.error("the new config is not usable; the old one stays", {{"error", parts.error()}});
    return;
  }
  lent_.log.info("config reloaded",
                 {{"services", static_cast<std::int64_t>(parts->plan.services.size())}});
  driver_.tell(publish::Replanned{std::move(parts->plan)});
}

}  // namespace sluice::apps
