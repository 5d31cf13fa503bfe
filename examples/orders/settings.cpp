#include "orders/settings.hpp"

#include <fmt/format.h>

#include <charconv>

namespace sluice::orders {
namespace {

/// The seconds at `name`, a number from 0 to a day.
Result<Duration, std::string> seconds_at(const Environment& environment, std::string_view name,
                                         Duration otherwise) {
  constexpr double most = 86'400;
  const auto text = environment.find(name);
  if (!text) return otherwise;
  double value = -1;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = error == std::errc{} && end == text->data() + text->size();
  const bool usable = whole && value >= 0 && value <= most;  // NaN is not
  if (!usable) {
    return Failure<std::string>{
        fmt::format("{}: '{:.100}' is not usable; give seconds from 0 to 86400", name, *text)};
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>{value});
}

}  // namespace

Result<Settings, std::string> read_settings(const Environment& environment) {
  const auto queue = environment.find("QUEUE_URL");
  if (!queue) return Failure<std::string>{"QUEUE_URL is not set; give the queue's URL"};
  const Pace usual{.order_time = std::chrono::seconds{5}};
  const auto order = seconds_at(environment, "ORDER_SECONDS", usual.order_time);
  if (!order) return Failure<std::string>{order.error()};
  const auto grace = seconds_at(environment, "STOP_SECONDS", usual.grace);
  if (!grace) return Failure<std::string>{grace.error()};
  Settings settings{.queue_url = *queue, .pace = {.order_time = *order, .grace = *grace}};
  if (const auto agent = environment.find("ECS_AGENT_URI")) {
    auto url = http::parse_url(*agent);
    if (!url) return Failure<std::string>{"ECS_AGENT_URI: " + url.error()};
    settings.agent = std::move(*url);
  }
  return settings;
}

}  // namespace sluice::orders
