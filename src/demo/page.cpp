#include "demo/page.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"
#include "embedded/demo_page.hpp"

namespace sluice::demo {
namespace {

using nlohmann::json;

constexpr std::string_view place_of_data = "{{data}}";

/// To a tenth: finer than the page can show.
double seconds_of(Duration span) {
  return std::round(std::chrono::duration<double>{span}.count() * 10) / 10;
}

std::string_view name_of(AlarmState state) {
  switch (state) {
    case AlarmState::ok:
      return "OK";
    case AlarmState::alarm:
      return "ALARM";
    case AlarmState::insufficient_data:
      return "INSUFFICIENT_DATA";
    case AlarmState::unknown:
      return "";
  }
  return "";
}

json samples(const Performance& performance) {
  json out = json::array();
  for (const Observation& seen : performance.seen) {
    out.push_back({{"t", seconds_of(seen.at - performance.began)},
                   {"visible", seen.visible},
                   {"in_flight", seen.in_flight},
                   {"running", seen.running},
                   {"desired", seen.desired},
                   {"high", name_of(seen.high)},
                   {"low", name_of(seen.low)}});
  }
  return out;
}

json points(const std::vector<aws::Datapoint>& datapoints, Instant began) {
  json out = json::array();
  for (const aws::Datapoint& point : datapoints)
    out.push_back({{"t", seconds_of(point.at - began)}, {"v", point.value}});
  return out;
}

json activities(const Performance& performance) {
  json out = json::array();
  for (const aws::ScalingActivity& activity : performance.activities) {
    out.push_back({{"t", seconds_of(activity.start - performance.began)},
                   {"description", activity.description},
                   {"cause", activity.cause},
                   {"status", activity.status_code},
                   {"message", activity.status_message}});
  }
  return out;
}

}  // namespace

std::string page_data(const Performance& performance, const Scenario& scenario,
                      const PageFacts& facts) {
  json chapters = json::array();
  for (const Chapter chapter :
       {Chapter::rush, Chapter::scaled_out, Chapter::drained, Chapter::closed}) {
    if (const auto at = performance.story.began(chapter))
      chapters.push_back({{"t", seconds_of(*at - performance.began)},
                          {"title", title_of(chapter, scenario.min_tasks, scenario.max_tasks)}});
  }
  const json data{
      {"began", iso8601(performance.began)},
      {"closed", performance.closed()},
      {"missing", performance.missing()},
      {"speed", facts.speed},
      {"took", seconds_of(facts.took)},
      {"orders", performance.orders},
      {"order_seconds", seconds_of(scenario.order_time)},
      {"target", scenario.target},
      {"min", scenario.min_tasks},
      {"max", scenario.max_tasks},
      {"chapters", std::move(chapters)},
      {"samples", samples(performance)},
      {"backlog_per_task", points(performance.curves.backlog_per_task, performance.began)},
      {"cpu", points(performance.curves.cpu, performance.began)},
      {"activities", activities(performance)}};
  std::string text = data.dump(-1, ' ', false, json::error_handler_t::replace);
  // "</script>" and "<!--" would end or change the element around it.
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at))
    text.replace(at, 1, "\\u003c");
  return text;
}

std::string page(std::string_view data) {
  std::string text{embedded::demo_page};
  const std::size_t at = text.find(place_of_data);
  if (at != std::string::npos) text.replace(at, place_of_data.size(), data);
  return text;
}

}  // namespace sluice::demo
