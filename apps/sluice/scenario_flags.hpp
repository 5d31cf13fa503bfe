#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "sluice/command_line.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {

/// The flags of a simulated service and its load, which several commands take.
class ScenarioFlags {
 public:
  void add_service_to(CLI::App& command);
  void add_load_to(CLI::App& command);
  /// When the publisher and the alarms have their turn.
  void add_timing_to(CLI::App& command);
  /// Makes sense of them, or throws UsageError.
  void read(ScenarioOptions& options) const;

 private:
  void read_service(ScenarioOptions& options) const;
  void read_window(ScenarioOptions& options) const;
  void read_load(ScenarioOptions& options) const;
  void read_timing(ScenarioOptions& options) const;

  std::string service_rate_;
  std::string start_delay_;
  std::string drain_;
  std::string min_;
  std::string max_;
  std::string initial_;
  std::string from_;
  std::string to_;
  std::string tail_;
  std::string staleness_;
  std::string lag_;
  std::string noise_;
  std::string scale_;
  std::string mean_load_;
  std::string peak_load_;
  std::string seed_;
  std::string arrivals_;
  std::string publish_at_;
  std::string publish_every_;
  std::string alarm_at_;
};

/// Whole seconds. Throws UsageError.
[[nodiscard]] sim::Second read_seconds(std::string_view flag, const std::string& text,
                                       const Span<Duration>& span);

/// A whole number of tasks, from 0 to 100,000. Throws UsageError.
[[nodiscard]] std::int64_t read_count(std::string_view flag, const std::string& text);

/// What `--output` may say of a report. Throws UsageError.
[[nodiscard]] ReportForm read_report_form(const std::string& text);

}  // namespace sluice::apps
