// The operations on the events of a stream: put, get, filter.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "world/logs/filter_pattern.hpp"
#include "world/logs/logs.hpp"
#include "world/logs/validation.hpp"

namespace sluice::world {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;

// The limits of PutLogEvents and of the answers.
constexpr std::size_t most_events = 10'000;
constexpr std::size_t largest_batch = 1'048'576;
constexpr std::size_t bytes_beside_message = 26;
constexpr Duration longest_batch = hours{24};
constexpr Duration newest = hours{2};
constexpr Duration oldest = days{14};
constexpr std::int64_t largest_answer = 10'000;
constexpr std::size_t most_answer_bytes = 1'048'576;
constexpr std::size_t time_digits = 20;
constexpr std::size_t id_digits = 36;

Failure<Refusal> invalid(std::string message) {
  return refuse("InvalidParameterException", std::move(message));
}

/// A place between two events, as tokens name it.
struct Cursor {
  std::int64_t milliseconds;
  std::uint64_t id;
  friend auto operator<=>(const Cursor&, const Cursor&) = default;
};

Cursor cursor_of(const LogEvent& event) {
  return {std::chrono::floor<milliseconds>(event.timestamp.time_since_epoch()).count(), event.id};
}

std::string digits(const Cursor& cursor) {
  return fmt::format("{:020}{:036}", std::max<std::int64_t>(cursor.milliseconds, 0), cursor.id);
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

Answer<Cursor> read_cursor(std::string_view text) {
  Cursor cursor{};
  const bool whole = text.size() == time_digits + id_digits &&
                     read_number(text.substr(0, time_digits), cursor.milliseconds) &&
                     read_number(text.substr(time_digits), cursor.id);
  if (!whole) return invalid("The specified nextToken is invalid.");
  return cursor;
}

/// Whether the batch keeps the limits of PutLogEvents.
Answer<void> check_batch(const std::vector<InputLogEvent>& events) {
  if (events.empty() || events.size() > most_events)
    return invalid(
        "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member "
        "must have length between 1 and 10000");
  std::size_t bytes = 0;
  for (const InputLogEvent& event : events) {
    if (event.message.empty())
      return invalid(
          "1 validation error detected: Value '' at 'logEvents.message' failed to satisfy "
          "constraint: Member must have length greater than or equal to 1");
    bytes += event.message.size() + bytes_beside_message;
  }
  if (bytes > largest_batch)
    return invalid(
        fmt::format("Upload too large: {} bytes exceeds limit of {}", bytes, largest_batch));
  const auto later = [](const InputLogEvent& a, const InputLogEvent& b) {
    return a.timestamp < b.timestamp;
  };
  if (!std::ranges::is_sorted(events, later))
    return invalid("Log events in a single PutLogEvents request must be in chronological order.");
  if (events.back().timestamp - events.front().timestamp > longest_batch)
    return invalid(
        "The batch of log events in a single PutLogEvents request cannot span more than 24 "
        "hours.");
  return {};
}

/// Which of a group's events may be seen, whatever the request says.
Instant kept_from(const LogGroup& group, Instant now) {
  return group.retention_days ? now - days{*group.retention_days} : Instant::min();
}

/// Counts what an answer holds, against its limits.
class Room {
 public:
  explicit Room(std::size_t events) : events_{events} {}
  bool take(const LogEvent& event) {
    if (events_ == 0 || (!first_ && event.message.size() > bytes_)) return false;
    first_ = false;
    --events_;
    bytes_ -= std::min(bytes_, event.message.size() + bytes_beside_message);
    return true;
  }

 private:
  std::size_t events_;
  std::size_t bytes_ = most_answer_bytes;
  bool first_ = true;
};

using Events = std::vector<const LogEvent*>;

Events in_window(const LogStream& stream, Instant from, Instant until) {
  Events events;
  for (const LogEvent& event : stream.events)
    if (event.timestamp >= from && event.timestamp < until) events.push_back(&event);
  return events;
}

/// The part of `events` that one page shows: forward from `cursor`, or backward.
Events page_of(Events events, std::optional<Cursor> cursor, bool forward, Room room) {
  if (!forward) std::ranges::reverse(events);
  const auto shown_before = [&](const LogEvent& event) {
    if (!cursor) return false;
    return forward ? cursor_of(event) <= *cursor : cursor_of(event) >= *cursor;
  };
  Events page;
  for (const LogEvent* event : events) {
    if (shown_before(*event)) continue;
    if (!room.take(*event)) break;
    page.push_back(event);
  }
  if (!forward) std::ranges::reverse(page);
  return page;
}

/// "f/<digits>/s" or "b/<digits>/s".
Answer<std::optional<Cursor>> cursor_in(const std::string& token) {
  if (token.empty()) return std::optional<Cursor>{};
  const bool shaped = (token.starts_with("f/") || token.starts_with("b/")) && token.ends_with("/s");
  if (!shaped || token.size() < 4) return invalid("The specified nextToken is invalid.");
  const auto cursor = read_cursor(std::string_view{token}.substr(2, token.size() - 4));
  if (!cursor) return Failure<Refusal>{cursor.error()};
  return std::optional<Cursor>{*cursor};
}

bool wants_stream(const LogEventsRequest& request, const std::string& name) {
  if (!request.streams.empty())
    return std::ranges::find(request.streams, name) != request.streams.end();
  return name.starts_with(request.stream_prefix);
}

Instant after_last_moment(std::optional<Instant> end) {
  return end ? *end + milliseconds{1} : Instant::max();
}

/// All events that the request asks for, of all its streams, in their order.
std::vector<FoundLogEvent> filtered(const LogGroup& group, const LogEventsRequest& request,
                                    const FilterPattern& pattern, Instant now) {
  const Instant from = std::max(kept_from(group, now), request.start.value_or(Instant::min()));
  std::vector<FoundLogEvent> found;
  for (const auto& [name, stream] : group.streams) {
    if (!wants_stream(request, name)) continue;
    for (const LogEvent* event : in_window(stream, from, after_last_moment(request.end)))
      if (pattern.matches(event->message)) found.push_back({name, event});
  }
  std::ranges::sort(found, [](const FoundLogEvent& a, const FoundLogEvent& b) {
    return cursor_of(*a.event) < cursor_of(*b.event);
  });
  return found;
}

}  // namespace

Answer<PutLogEventsAnswer> Logs::put_log_events(std::string_view group, std::string_view stream,
                                                std::vector<InputLogEvent> events, Instant now) {
  auto found = find_stream(group, stream);
  if (!found) return Failure<Refusal>{found.error()};
  if (auto right = check_batch(events); !right) return Failure<Refusal>{right.error()};
  const Instant expired = kept_from(state_.groups.find(group)->second, now);
  PutLogEventsAnswer answer;
  std::int64_t index = 0;
  for (InputLogEvent& event : events) {
    if (event.timestamp < now - oldest)
      answer.too_old_until = index + 1;
    else if (event.timestamp < expired)
      answer.expired_until = index + 1;
    else if (event.timestamp > now + newest)
      answer.too_new_from = answer.too_new_from.value_or(index);
    else
      add(**found, event.timestamp, std::move(event.message), now);
    ++index;
  }
  answer.next_sequence_token = fmt::format("{:056}", state_.next_event);
  return answer;
}

Answer<GetLogEventsAnswer> Logs::get_log_events(const LogEventsRequest& request,
                                                Instant now) const {
  const auto group = find_group(request.group);
  if (!group) return Failure<Refusal>{group.error()};
  const auto stream = (*group)->streams.find(request.streams.front());
  if (stream == (*group)->streams.end())
    return refuse("ResourceNotFoundException", "The specified log stream does not exist.");
  const auto size = page_size(request.limit, largest_answer);
  if (!size) return Failure<Refusal>{size.error()};
  const auto cursor = cursor_in(request.next_token);
  if (!cursor) return Failure<Refusal>{cursor.error()};

  const Instant from = std::max(kept_from(**group, now), request.start.value_or(Instant::min()));
  const Events events = in_window(stream->second, from, request.end.value_or(Instant::max()));
  const bool forward = *cursor ? request.next_token.starts_with("f/") : request.start_from_head;
  const Events page = page_of(events, *cursor, forward, Room{*size});

  GetLogEventsAnswer answer{.forward_token = {}, .backward_token = {}};
  for (const LogEvent* event : page) answer.events.push_back({stream->first, event});
  // With nothing to show the place stays, so that a reader asks for more there.
  const Cursor place = cursor->value_or(events.empty() ? Cursor{} : cursor_of(*events.back()));
  const Cursor first = page.empty() ? place : cursor_of(*page.front());
  const Cursor last = page.empty() ? place : cursor_of(*page.back());
  answer.forward_token = fmt::format("f/{}/s", digits(last));
  answer.backward_token = fmt::format("b/{}/s", digits(first));
  return answer;
}

Answer<FilterLogEventsAnswer> Logs::filter_log_events(const LogEventsRequest& request,
                                                      Instant now) const {
  const auto group = find_group(request.group);
  if (!group) return Failure<Refusal>{group.error()};
  const auto size = page_size(request.limit, largest_answer);
  if (!size) return Failure<Refusal>{size.error()};
  const auto pattern = FilterPattern::parse(request.pattern);
  if (!pattern) return Failure<Refusal>{pattern.error()};
  if (!request.streams.empty() && !request.stream_prefix.empty())
    return invalid("logStreamNames and logStreamNamePrefix cannot be used together.");
  std::optional<Cursor> after;
  if (!request.next_token.empty()) {
    const auto cursor = read_cursor(request.next_token);
    if (!cursor) return Failure<Refusal>{cursor.error()};
    after = *cursor;
  }

  FilterLogEventsAnswer answer;
  Room room{*size};
  for (const FoundLogEvent& found : filtered(**group, request, *pattern, now)) {
    if (after && cursor_of(*found.event) <= *after) continue;
    if (!room.take(*found.event)) {
      answer.next_token = digits(cursor_of(*answer.events.back().event));
      break;
    }
    answer.events.push_back(found);
  }
  return answer;
}

}  // namespace sluice::world
