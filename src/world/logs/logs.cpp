#include "world/logs/logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "world/logs/validation.hpp"

namespace sluice::world {
namespace {

using std::chrono::days;

constexpr std::int64_t largest_page = 50;
constexpr std::size_t largest_event = 1'048'576;
constexpr std::size_t most_tags = 50;

Failure<Refusal> no_such_group() {
  return refuse("ResourceNotFoundException", "The specified log group does not exist.");
}

Failure<Refusal> no_such_stream() {
  return refuse("ResourceNotFoundException", "The specified log stream does not exist.");
}

/// Lets the events before `oldest` go.
void forget_before(LogStream& stream, Instant oldest) {
  while (!stream.events.empty() && stream.events.front().timestamp < oldest) {
    stream.stored_bytes -= stream.events.front().message.size();
    stream.events.pop_front();
  }
}

/// Where `token` is no name of its own any more, the page goes on behind it.
template <class Items, class Wanted>
auto page_of(const Items& items, const std::string& token, std::size_t size, Wanted wanted) {
  LogPage<typename Items::mapped_type> page;
  for (auto at = token.empty() ? items.begin() : items.upper_bound(token); at != items.end();
       ++at) {
    if (!wanted(at->first)) continue;
    if (page.items.size() == size) {
      page.next_token = std::string{page.items.back().name};
      break;
    }
    page.items.push_back({at->first, &at->second});
  }
  return page;
}

/// The group's streams that the request asks for, in its order.
std::vector<LogPage<LogStream>::Item> ordered_streams(const LogGroup& group,
                                                      const DescribeLogStreamsRequest& request) {
  std::vector<LogPage<LogStream>::Item> items;
  for (const auto& [name, stream] : group.streams)
    if (name.starts_with(request.prefix)) items.push_back({name, &stream});
  if (request.by_last_event)
    std::ranges::stable_sort(items, {}, [](const LogPage<LogStream>::Item& item) {
      const auto& events = item.value->events;
      return events.empty() ? item.value->creation : events.back().timestamp;
    });
  if (request.descending) std::ranges::reverse(items);
  return items;
}

}  // namespace

Logs::Logs(Location where, LogsLimits limits) : where_{std::move(where)}, limits_{limits} {}

std::string Logs::group_arn(std::string_view group) const {
  return arn(where_, "logs", fmt::format("log-group:{}", group));
}

Answer<std::string> Logs::group_of(std::string_view name_or_arn) const {
  if (!name_or_arn.starts_with("arn:")) return std::string{name_or_arn};
  const std::string prefix = group_arn("");
  if (!name_or_arn.starts_with(prefix)) return no_such_group();
  std::string_view name = name_or_arn.substr(prefix.size());
  if (name.ends_with(":*")) name.remove_suffix(2);
  return std::string{name};
}

Answer<LogGroup*> Logs::find_group(std::string_view name) {
  if (auto right = check_log_group_name(name); !right) return Failure<Refusal>{right.error()};
  const auto found = state_.groups.find(name);
  if (found == state_.groups.end()) return no_such_group();
  return &found->second;
}

Answer<const LogGroup*> Logs::find_group(std::string_view name) const {
  if (auto right = check_log_group_name(name); !right) return Failure<Refusal>{right.error()};
  const auto found = state_.groups.find(name);
  if (found == state_.groups.end()) return no_such_group();
  return &found->second;
}

Answer<LogStream*> Logs::find_stream(std::string_view group, std::string_view stream) {
  auto found_group = find_group(group);
  if (!found_group) return Failure<Refusal>{found_group.error()};
  if (auto right = check_log_stream_name(stream); !right) return Failure<Refusal>{right.error()};
  const auto found = (*found_group)->streams.find(stream);
  if (found == (*found_group)->streams.end()) return no_such_stream();
  return &found->second;
}

Answer<void> Logs::create_log_group(std::string_view name, LogTags tags, Instant now) {
  if (auto right = check_log_group_name(name); !right) return right;
  if (state_.groups.contains(name))
    return refuse("ResourceAlreadyExistsException", "The specified log group already exists");
  state_.groups.emplace(name, LogGroup{.creation = now, .tags = std::move(tags)});
  ++revision_;
  return {};
}

Answer<void> Logs::delete_log_group(std::string_view name) {
  if (auto found = find_group(name); !found) return Failure<Refusal>{found.error()};
  state_.groups.erase(state_.groups.find(name));
  ++revision_;
  return {};
}

Answer<LogPage<LogGroup>> Logs::describe_log_groups(const DescribeLogGroupsRequest& request) const {
  const auto size = page_size(request.limit, largest_page);
  if (!size) return Failure<Refusal>{size.error()};
  if (!request.prefix.empty() && !request.pattern.empty())
    return refuse("InvalidParameterException",
                  "LogGroup name prefix and LogGroup name pattern are mutually exclusive "
                  "parameters.");
  return page_of(state_.groups, request.next_token, *size, [&](std::string_view name) {
    return name.starts_with(request.prefix) && name.find(request.pattern) != std::string_view::npos;
  });
}

Answer<void> Logs::put_retention_policy(std::string_view group, std::int64_t days_kept,
                                        Instant now) {
  auto found = find_group(group);
  if (!found) return Failure<Refusal>{found.error()};
  if (auto right = check_retention(days_kept); !right) return right;
  (*found)->retention_days = days_kept;
  schedule_sweep(now);
  ++revision_;
  return {};
}

Answer<void> Logs::delete_retention_policy(std::string_view group) {
  auto found = find_group(group);
  if (!found) return Failure<Refusal>{found.error()};
  (*found)->retention_days.reset();
  ++revision_;
  return {};
}

Answer<void> Logs::create_log_stream(std::string_view group, std::string_view stream, Instant now) {
  auto found = find_group(group);
  if (!found) return Failure<Refusal>{found.error()};
  if (auto right = check_log_stream_name(stream); !right) return right;
  if (!(*found)->streams.emplace(stream, LogStream{.creation = now}).second)
    return refuse("ResourceAlreadyExistsException", "The specified log stream already exists");
  ++revision_;
  return {};
}

Answer<void> Logs::delete_log_stream(std::string_view group, std::string_view stream) {
  if (auto found = find_stream(group, stream); !found) return Failure<Refusal>{found.error()};
  LogGroup& owner = state_.groups.find(group)->second;
  owner.streams.erase(owner.streams.find(stream));
  ++revision_;
  return {};
}

Answer<LogPage<LogStream>> Logs::describe_log_streams(
    const DescribeLogStreamsRequest& request) const {
  const auto group = find_group(request.group);
  if (!group) return Failure<Refusal>{group.error()};
  const auto size = page_size(request.limit, largest_page);
  if (!size) return Failure<Refusal>{size.error()};
  if (request.by_last_event && !request.prefix.empty())
    return refuse("InvalidParameterException",
                  "Cannot order by LastEventTime with a logStreamNamePrefix.");
  const auto items = ordered_streams(**group, request);
  const auto shown = std::ranges::find(items, std::string_view{request.next_token},
                                       &LogPage<LogStream>::Item::name);
  auto at = request.next_token.empty() || shown == items.end() ? items.begin() : shown + 1;
  LogPage<LogStream> page;
  for (; at != items.end() && page.items.size() < *size; ++at) page.items.push_back(*at);
  if (at != items.end()) page.next_token = std::string{page.items.back().name};
  return page;
}

Answer<void> Logs::tag(std::string_view group, const LogTags& tags) {
  auto found = find_group(group);
  if (!found) return Failure<Refusal>{found.error()};
  LogTags all = tags;
  all.insert((*found)->tags.begin(), (*found)->tags.end());
  if (all.size() > most_tags)
    return refuse("TooManyTagsException", "A resource can have no more than 50 tags.");
  (*found)->tags = std::move(all);
  ++revision_;
  return {};
}

Answer<void> Logs::untag(std::string_view group, const std::vector<std::string>& keys) {
  auto found = find_group(group);
  if (!found) return Failure<Refusal>{found.error()};
  for (const std::string& key : keys) (*found)->tags.erase(key);
  ++revision_;
  return {};
}

Answer<LogTags> Logs::tags(std::string_view group) const {
  const auto found = find_group(group);
  if (!found) return Failure<Refusal>{found.error()};
  return (*found)->tags;
}

void Logs::put(std::string_view group, std::string_view stream, std::string_view message,
               Instant now) {
  if (message.empty()) return;
  auto at = state_.groups.find(group);
  if (at == state_.groups.end()) at = state_.groups.emplace(group, LogGroup{.creation = now}).first;
  auto& streams = at->second.streams;
  auto found = streams.find(stream);
  if (found == streams.end()) found = streams.emplace(stream, LogStream{.creation = now}).first;
  const Instant timestamp{std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch())};
  add(found->second, timestamp, std::string{message.substr(0, largest_event)}, now);
}

void Logs::add(LogStream& stream, Instant timestamp, std::string message, Instant now) {
  stream.stored_bytes += message.size();
  LogEvent event{.timestamp = timestamp,
                 .ingestion = now,
                 .id = state_.next_event++,
                 .message = std::move(message)};
  auto at = stream.events.end();
  while (at != stream.events.begin() && std::prev(at)->timestamp > timestamp) --at;
  stream.events.insert(at, std::move(event));
  stream.last_ingestion = now;
  while (stream.events.size() > 1 && (stream.stored_bytes > limits_.stream_bytes ||
                                      stream.events.size() > limits_.stream_events)) {
    stream.stored_bytes -= stream.events.front().message.size();
    stream.events.pop_front();
  }
  ++revision_;
}

void Logs::schedule_sweep(Instant now) {
  if (!next_sweep_) next_sweep_ = now + days{1};
}

std::optional<Instant> Logs::due() const {
  return next_sweep_;
}

void Logs::run(Instant now) {
  if (!next_sweep_ || *next_sweep_ > now) return;
  next_sweep_.reset();
  for (auto& [name, group] : state_.groups) {
    if (!group.retention_days) continue;
    for (auto& [stream_name, stream] : group.streams)
      forget_before(stream, now - days{*group.retention_days});
    schedule_sweep(now);
  }
  ++revision_;
}

void Logs::restore(LogsState state, Instant now) {
  state_ = std::move(state);
  next_sweep_.reset();
  for (const auto& [name, group] : state_.groups)
    if (group.retention_days) schedule_sweep(now);
  ++revision_;
}

}  // namespace sluice::world
