#include "local/logs/event_operations.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

using std::chrono::milliseconds;
using world::Logs;
using world::Refusal;

/// The end of the time that an Instant can name, in milliseconds.
constexpr std::int64_t last_millisecond =
    std::chrono::floor<milliseconds>(Instant::max().time_since_epoch()).count();

std::optional<Instant> moment(Input& input, std::string_view name) {
  const auto count = input.integer_within(name, 0, last_millisecond);
  if (!count) return std::nullopt;
  return Instant{milliseconds{*count}};
}

Json event_json(const world::FoundLogEvent& found) {
  return {{"timestamp", epoch_milliseconds(found.event->timestamp)},
          {"message", found.event->message},
          {"ingestionTime", epoch_milliseconds(found.event->ingestion)}};
}

std::vector<world::InputLogEvent> events_of(Input& input) {
  std::vector<world::InputLogEvent> events;
  for (Input& event : input.structures("logEvents")) {
    const auto at = moment(event, "timestamp");
    if (!at) event.required_integer("timestamp");
    events.push_back(
        {.timestamp = at.value_or(Instant{}), .message = event.required_text("message")});
  }
  return events;
}

}  // namespace

std::int64_t epoch_milliseconds(Instant at) {
  return std::chrono::floor<milliseconds>(at.time_since_epoch()).count();
}

std::string log_group_named(const Logs& logs, Input& input) {
  const auto identifier = input.text("logGroupIdentifier");
  if (!identifier) return input.required_text("logGroupName");
  if (input.text("logGroupName"))
    input.refuse({.code = "InvalidParameterException",
                  .message = "logGroupName and logGroupIdentifier cannot be used together."});
  const auto group = logs.group_of(*identifier);
  if (!group) input.refuse(group.error());
  return group.value_or("");
}

Output put_log_events(Logs& logs, Input& input, const Call& call) {
  const std::string group = input.required_text("logGroupName");
  const std::string stream = input.required_text("logStreamName");
  std::vector<world::InputLogEvent> events = events_of(input);
  input.ignore("sequenceToken");  // not looked at by AWS since 2023
  input.ignore("entity");
  if (auto wrong = input.refusal()) return Failure<Refusal>{*wrong};
  const auto answer = logs.put_log_events(group, stream, std::move(events), call.now);
  if (!answer) return Failure<Refusal>{answer.error()};
  Json output = {{"nextSequenceToken", answer->next_sequence_token}};
  Json rejected = Json::object();
  if (answer->too_new_from) rejected["tooNewLogEventStartIndex"] = *answer->too_new_from;
  if (answer->too_old_until) rejected["tooOldLogEventEndIndex"] = *answer->too_old_until;
  if (answer->expired_until) rejected["expiredLogEventEndIndex"] = *answer->expired_until;
  if (!rejected.empty()) output["rejectedLogEventsInfo"] = std::move(rejected);
  return output;
}

Output get_log_events(Logs& logs, Input& input, const Call& call) {
  const world::LogEventsRequest request{
      .group = log_group_named(logs, input),
      .streams = {input.required_text("logStreamName")},
      .start = moment(input, "startTime"),
      .end = moment(input, "endTime"),
      .next_token = input.text("nextToken").value_or(""),
      .limit = input.integer("limit"),
      .start_from_head = input.flag("startFromHead").value_or(false)};
  input.ignore("unmask");
  if (auto wrong = input.refusal()) return Failure<Refusal>{*wrong};
  const auto answer = logs.get_log_events(request, call.now);
  if (!answer) return Failure<Refusal>{answer.error()};
  Json output = {{"events", Json::array()},
                 {"nextForwardToken", answer->forward_token},
                 {"nextBackwardToken", answer->backward_token}};
  for (const world::FoundLogEvent& found : answer->events)
    output["events"].push_back(event_json(found));
  return output;
}

Output filter_log_events(Logs& logs, Input& input, const Call& call) {
  const world::LogEventsRequest request{
      .group = log_group_named(logs, input),
      .streams = input.texts("logStreamNames"),
      .stream_prefix = input.text("logStreamNamePrefix").value_or(""),
      .start = moment(input, "startTime"),
      .end = moment(input, "endTime"),
      .pattern = input.text("filterPattern").value_or(""),
      .next_token = input.text("nextToken").value_or(""),
      .limit = input.integer("limit")};
  input.ignore("interleaved");  // always so, since 2019
  input.ignore("unmask");
  if (auto wrong = input.refusal()) return Failure<Refusal>{*wrong};
  const auto answer = logs.filter_log_events(request, call.now);
  if (!answer) return Failure<Refusal>{answer.error()};
  Json output = {{"events", Json::array()}, {"searchedLogStreams", Json::array()}};
  for (const world::FoundLogEvent& found : answer->events) {
    Json event = event_json(found);
    event["logStreamName"] = found.stream;
    event["eventId"] = fmt::format("{:056}", found.event->id);
    output["events"].push_back(std::move(event));
  }
  if (!answer->next_token.empty()) output["nextToken"] = answer->next_token;
  return output;
}

}  // namespace sluice::local
