#include "local/logs/operations.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "local/logs/event_operations.hpp"

namespace sluice::local {
namespace {

using world::Logs;

Json tags_json(const world::LogTags& tags) {
  Json json = Json::object();
  for (const auto& [key, value] : tags) json[key] = value;
  return json;
}

Output create_log_group(Logs& logs, Input& input, const Call& call) {
  const std::string name = input.required_text("logGroupName");
  world::LogTags tags = input.text_map("tags");
  input.one_of("logGroupClass", {"STANDARD"});
  if (input.flag("deletionProtectionEnabled").value_or(false))
    input.refuse({.code = "InvalidParameterException",
                  .message = "deletionProtectionEnabled is not supported."});
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.create_log_group(name, std::move(tags), call.now));
}

Output delete_log_group(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string name = input.required_text("logGroupName");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.delete_log_group(name));
}

Json group_json(const Logs& logs, std::string_view name, const world::LogGroup& group) {
  std::uint64_t bytes = 0;
  for (const auto& [stream_name, stream] : group.streams) bytes += stream.stored_bytes;
  Json json = {{"logGroupName", name},
               {"creationTime", epoch_milliseconds(group.creation)},
               {"metricFilterCount", 0},
               {"arn", logs.group_arn(name) + ":*"},
               {"logGroupArn", logs.group_arn(name)},
               {"storedBytes", bytes},
               {"logGroupClass", group.log_group_class}};
  if (group.retention_days) json["retentionInDays"] = *group.retention_days;
  return json;
}

Output describe_log_groups(Logs& logs, Input& input, const Call& /*call*/) {
  const world::DescribeLogGroupsRequest request{
      .prefix = input.text("logGroupNamePrefix").value_or(""),
      .pattern = input.text("logGroupNamePattern").value_or(""),
      .next_token = input.text("nextToken").value_or(""),
      .limit = input.integer("limit")};
  input.one_of("logGroupClass", {"STANDARD"});
  input.ignore("includeLinkedAccounts");
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto page = logs.describe_log_groups(request);
  if (!page) return refused(page.error());
  Json output = {{"logGroups", Json::array()}};
  for (const auto& [name, group] : page->items)
    output["logGroups"].push_back(group_json(logs, name, *group));
  if (!page->next_token.empty()) output["nextToken"] = page->next_token;
  return output;
}

Output put_retention_policy(Logs& logs, Input& input, const Call& call) {
  const std::string group = input.required_text("logGroupName");
  const std::int64_t days = input.required_integer("retentionInDays");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.put_retention_policy(group, days, call.now));
}

Output delete_retention_policy(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = input.required_text("logGroupName");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.delete_retention_policy(group));
}

Output create_log_stream(Logs& logs, Input& input, const Call& call) {
  const std::string group = input.required_text("logGroupName");
  const std::string stream = input.required_text("logStreamName");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.create_log_stream(group, stream, call.now));
}

Output delete_log_stream(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = input.required_text("logGroupName");
  const std::string stream = input.required_text("logStreamName");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.delete_log_stream(group, stream));
}

Json stream_json(const std::string& group_arn, std::string_view name,
                 const world::LogStream& stream) {
  Json json = {{"logStreamName", name},
               {"creationTime", epoch_milliseconds(stream.creation)},
               {"arn", fmt::format("{}:log-stream:{}", group_arn, name)},
               {"storedBytes", 0}};  // as AWS has it since 2019
  if (!stream.events.empty()) {
    json["firstEventTimestamp"] = epoch_milliseconds(stream.events.front().timestamp);
    json["lastEventTimestamp"] = epoch_milliseconds(stream.events.back().timestamp);
  }
  if (stream.last_ingestion) json["lastIngestionTime"] = epoch_milliseconds(*stream.last_ingestion);
  return json;
}

Output describe_log_streams(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = log_group_named(logs, input);
  const auto order = input.one_of("orderBy", {"LogStreamName", "LastEventTime"});
  const world::DescribeLogStreamsRequest request{
      .group = group,
      .prefix = input.text("logStreamNamePrefix").value_or(""),
      .by_last_event = order == "LastEventTime",
      .descending = input.flag("descending").value_or(false),
      .next_token = input.text("nextToken").value_or(""),
      .limit = input.integer("limit")};
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto page = logs.describe_log_streams(request);
  if (!page) return refused(page.error());
  Json output = {{"logStreams", Json::array()}};
  for (const auto& [name, stream] : page->items)
    output["logStreams"].push_back(stream_json(logs.group_arn(group), name, *stream));
  if (!page->next_token.empty()) output["nextToken"] = page->next_token;
  return output;
}

Output tag_log_group(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = input.required_text("logGroupName");
  const world::LogTags tags = input.text_map("tags");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.tag(group, tags));
}

Output untag_log_group(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = input.required_text("logGroupName");
  const std::vector<std::string> keys = input.texts("tags");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.untag(group, keys));
}

Output tags_output(const world::Answer<world::LogTags>& tags) {
  if (!tags) return refused(tags.error());
  return Json{{"tags", tags_json(*tags)}};
}

Output list_tags_log_group(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = input.required_text("logGroupName");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return tags_output(logs.tags(group));
}

/// The group that `resourceArn` names.
std::string tagged_group(const Logs& logs, Input& input) {
  const auto group = logs.group_of(input.required_text("resourceArn"));
  if (!group) input.refuse(group.error());
  return group.value_or("");
}

Output tag_resource(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = tagged_group(logs, input);
  const world::LogTags tags = input.text_map("tags");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.tag(group, tags));
}

Output untag_resource(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = tagged_group(logs, input);
  const std::vector<std::string> keys = input.texts("tagKeys");
  if (auto wrong = input.refusal()) return refused(*wrong);
  return done(logs.untag(group, keys));
}

Output list_tags_for_resource(Logs& logs, Input& input, const Call& /*call*/) {
  const std::string group = tagged_group(logs, input);
  if (auto wrong = input.refusal()) return refused(*wrong);
  return tags_output(logs.tags(group));
}

constexpr std::array<Operation<Logs>, 17> operations{{
    {"CreateLogGroup", create_log_group},
    {"DeleteLogGroup", delete_log_group},
    {"DescribeLogGroups", describe_log_groups},
    {"PutRetentionPolicy", put_retention_policy},
    {"DeleteRetentionPolicy", delete_retention_policy},
    {"CreateLogStream", create_log_stream},
    {"DeleteLogStream", delete_log_stream},
    {"DescribeLogStreams", describe_log_streams},
    {"PutLogEvents", put_log_events},
    {"GetLogEvents", get_log_events},
    {"FilterLogEvents", filter_log_events},
    {"TagLogGroup", tag_log_group},
    {"UntagLogGroup", untag_log_group},
    {"ListTagsLogGroup", list_tags_log_group},
    {"TagResource", tag_resource},
    {"UntagResource", untag_resource},
    {"ListTagsForResource", list_tags_for_resource},
}};

}  // namespace

std::span<const Operation<Logs>> logs_operations() {
  return operations;
}

}  // namespace sluice::local
