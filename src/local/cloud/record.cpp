#include "local/cloud/record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <string_view>

#include "base/calendar.hpp"

namespace sluice::local {
namespace {

struct Line {
  Instant at;
  std::string_view region;
  std::string_view source;
  std::string_view resource;
  std::string text;
};

void add_alarms(std::vector<Line>& lines, const world::Region& region) {
  for (const auto& [alarm, items] : region.cloudwatch.state().history)
    for (const auto& item : items)
      lines.push_back({item.timestamp, region.where.region, "cloudwatch", alarm, item.summary});
}

void add_services(std::vector<Line>& lines, const world::Region& region) {
  for (const auto& [arn, service] : region.ecs.state().services)
    for (auto event = service.events.rbegin(); event != service.events.rend(); ++event)
      lines.push_back(
          {event->created_at, region.where.region, "ecs", service.name, event->message});
}

void add_activities(std::vector<Line>& lines, const world::Region& region) {
  for (const auto& activity : region.scaling.state().activities) {
    std::string text = activity.description + " Cause: " + activity.cause;
    if (!activity.status_message.empty()) text += " " + activity.status_message;
    for (const auto& reason : activity.not_scaled_reasons) text += " Not scaled: " + reason.code;
    lines.push_back({activity.start, region.where.region, "application-autoscaling",
                     activity.resource_id, std::move(text)});
  }
}

}  // namespace

std::string record_of(const std::vector<const world::Region*>& regions) {
  std::vector<Line> lines;
  for (const world::Region* region : regions) {
    add_alarms(lines, *region);
    add_services(lines, *region);
    add_activities(lines, *region);
  }
  std::ranges::stable_sort(lines, {}, &Line::at);
  std::string text;
  for (Line& line : lines) {
    nlohmann::ordered_json document = nlohmann::ordered_json::object();
    document["at"] = iso8601_milliseconds(line.at);
    document["region"] = line.region;
    document["source"] = line.source;
    document["resource"] = line.resource;
    document["text"] = std::move(line.text);
    text += document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    text += '\n';
  }
  return text;
}

}  // namespace sluice::local
