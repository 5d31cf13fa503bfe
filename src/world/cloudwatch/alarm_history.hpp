#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/cloudwatch/alarm.hpp"

namespace sluice::world {

/// An alarm as it stands.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
struct AlarmRecord {
  AlarmConfiguration configuration;
  AlarmState state = AlarmState::insufficient_data;
  std::string state_reason = "Unchecked: Initial alarm creation";
  std::string state_reason_data = {};
  Instant configuration_updated{};
  Instant state_updated{};
  Instant state_transitioned{};
  /// When its Auto Scaling actions last ran in this state.
  std::optional<Instant> acted = {};
};

/// What an item of the history is about.
enum class AlarmHistoryType { configuration_update, state_update, action };

/// One item of an alarm's history, or a run of the same action once a minute.
struct AlarmHistoryItem {
  Instant timestamp;
  AlarmHistoryType type;
  std::string summary;
  std::string data;
  std::string action = {};   ///< the ARN, of an action
  std::int64_t repeats = 0;  ///< of the action, each a minute after the last
};

/// The histories of all alarms that are or were, by name, oldest first.
using AlarmHistories = std::map<std::string, std::deque<AlarmHistoryItem>, std::less<>>;

/// An alarm's state and why.
struct AlarmStateText {
  AlarmState state;
  std::string reason;
  std::string reason_data;  ///< JSON; empty: none
};

/// Writes the histories of alarms, or nothing where none are kept; items are kept for two weeks.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
class AlarmHistoryWriter {
 public:
  AlarmHistoryWriter(AlarmHistories& histories, bool keeps)
      : histories_{histories}, keeps_{keeps} {}

  enum class Change { created, updated, deleted };
  void configuration_changed(const AlarmRecord& alarm, std::string_view arn, Change change,
                             Instant now);
  void state_changed(std::string_view name, const AlarmStateText& before,
                     const AlarmStateText& after, Instant now);
  /// `error` empty: it was carried out.
  void acted(const AlarmRecord& alarm, std::string_view action, std::string_view error,
             Instant now);

 private:
  void add(std::string_view name, AlarmHistoryItem item);

  AlarmHistories& histories_;
  bool keeps_;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
struct DescribeAlarmHistoryRequest {
  std::string alarm_name = {};  ///< empty: of all alarms
  std::optional<AlarmHistoryType> type = {};
  std::optional<Instant> start_date = {};
  std::optional<Instant> end_date = {};
  bool oldest_first = false;
  std::size_t max_records = 100;
  std::string next_token = {};
};

/// An item as it is shown.
struct ShownAlarmHistoryItem {
  std::string alarm_name;
  Instant timestamp;
  const AlarmHistoryItem* item;  ///< of the histories
};

/// The answer to DescribeAlarmHistory.
struct DescribeAlarmHistoryResponse {
  std::vector<ShownAlarmHistoryItem> items;
  std::string next_token;
};

/// Runs of an action are shown one by one.
[[nodiscard]] DescribeAlarmHistoryResponse describe_history(
    const AlarmHistories& histories, const DescribeAlarmHistoryRequest& request, Instant now);

}  // namespace sluice::world
