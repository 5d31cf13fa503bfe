#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/location.hpp"
#include "world/logs/log_sink.hpp"
#include "world/logs/state.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// What bounds the memory that logs take.
struct LogsLimits {
  /// Bytes of messages that a stream keeps; the oldest events go. AWS keeps all
  /// of them, for as long as the group's retention says.
  std::uint64_t stream_bytes = 8U << 20U;
  std::size_t stream_events = 50'000;
};

using LogTags = std::map<std::string, std::string, std::less<>>;

/// An event as PutLogEvents has it.
struct InputLogEvent {
  Instant timestamp;
  std::string message;
};

/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
struct PutLogEventsAnswer {
  std::string next_sequence_token;
  std::optional<std::int64_t> too_new_from = {};  ///< the first index that is too new
  std::optional<std::int64_t> too_old_until = {};
  std::optional<std::int64_t> expired_until = {};
};

/// Which events of which streams, and from where on.
struct LogEventsRequest {
  std::string group;
  std::vector<std::string> streams = {};  ///< FilterLogEvents: empty: all
  std::string stream_prefix = {};         ///< FilterLogEvents only
  std::optional<Instant> start = {};      ///< inclusive
  std::optional<Instant> end = {};        ///< GetLogEvents: exclusive; FilterLogEvents: inclusive
  std::string pattern = {};               ///< FilterLogEvents only
  std::string next_token = {};
  std::optional<std::int64_t> limit = {};
  bool start_from_head = false;  ///< GetLogEvents only
};

/// One event that was found. Points into Logs: use it before the next change.
struct FoundLogEvent {
  std::string_view stream;
  const LogEvent* event;
};

/// A page, and where to go on in both directions.
struct GetLogEventsAnswer {
  std::vector<FoundLogEvent> events = {};
  std::string forward_token;
  std::string backward_token;
};

/// A page, and where to go on.
struct FilterLogEventsAnswer {
  std::vector<FoundLogEvent> events = {};
  std::string next_token = {};  ///< empty: that was all
};

/// Which groups; `prefix` and `pattern` exclude each other.
struct DescribeLogGroupsRequest {
  std::string prefix = {};
  std::string pattern = {};  ///< a part of the name
  std::string next_token = {};
  std::optional<std::int64_t> limit = {};
};

/// Which streams of a group, and in which order.
struct DescribeLogStreamsRequest {
  std::string group;
  std::string prefix = {};
  bool by_last_event = false;
  bool descending = false;
  std::string next_token = {};
  std::optional<std::int64_t> limit = {};
};

/// A page of names with what they name. Points into Logs.
template <class Value>
struct LogPage {
  struct Item {
    std::string_view name;
    const Value* value;
  };
  std::vector<Item> items = {};
  std::string next_token = {};
};

/// CloudWatch Logs, as far as tasks, functions and Terraform need it. One
/// thread only.
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
class Logs final : public LogSink {
 public:
  explicit Logs(Location where, LogsLimits limits = {});

  Answer<void> create_log_group(std::string_view name, LogTags tags, Instant now);
  Answer<void> delete_log_group(std::string_view name);
  [[nodiscard]] Answer<LogPage<LogGroup>> describe_log_groups(
      const DescribeLogGroupsRequest& request) const;
  Answer<void> put_retention_policy(std::string_view group, std::int64_t days, Instant now);
  Answer<void> delete_retention_policy(std::string_view group);

  Answer<void> create_log_stream(std::string_view group, std::string_view stream, Instant now);
  Answer<void> delete_log_stream(std::string_view group, std::string_view stream);
  [[nodiscard]] Answer<LogPage<LogStream>> describe_log_streams(
      const DescribeLogStreamsRequest& request) const;

  Answer<PutLogEventsAnswer> put_log_events(std::string_view group, std::string_view stream,
                                            std::vector<InputLogEvent> events, Instant now);
  [[nodiscard]] Answer<GetLogEventsAnswer> get_log_events(const LogEventsRequest& request,
                                                          Instant now) const;
  [[nodiscard]] Answer<FilterLogEventsAnswer> filter_log_events(const LogEventsRequest& request,
                                                                Instant now) const;

  Answer<void> tag(std::string_view group, const LogTags& tags);
  Answer<void> untag(std::string_view group, const std::vector<std::string>& keys);
  [[nodiscard]] Answer<LogTags> tags(std::string_view group) const;

  void put(std::string_view group, std::string_view stream, std::string_view message,
           Instant now) override;

  /// "arn:aws:logs:...:log-group:<name>", without the ":*" at its end.
  [[nodiscard]] std::string group_arn(std::string_view group) const;
  /// The group that an ARN (with or without ":*") or a name means.
  [[nodiscard]] Answer<std::string> group_of(std::string_view name_or_arn) const;

  /// When the next events leave by retention: looked at once a day.
  [[nodiscard]] std::optional<Instant> due() const;
  void run(Instant now);

  [[nodiscard]] const LogsState& state() const { return state_; }
  void restore(LogsState state, Instant now);
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  Answer<LogGroup*> find_group(std::string_view name);
  [[nodiscard]] Answer<const LogGroup*> find_group(std::string_view name) const;
  Answer<LogStream*> find_stream(std::string_view group, std::string_view stream);
  void add(LogStream& stream, Instant timestamp, std::string message, Instant now);
  void schedule_sweep(Instant now);

  Location where_;
  LogsLimits limits_;
  LogsState state_;
  std::optional<Instant> next_sweep_;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::world
