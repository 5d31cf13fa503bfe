#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "sim/policy/named.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// The flags of `sluice publish` as they stand on the command line; `checked`
/// makes sense of them, or throws UsageError. Stays where it was added.
class PublishFlags {
 public:
  void add_to(CLI::App& app);
  [[nodiscard]] PublishOptions checked() const;

 private:
  std::string config_;
  bool once_ = false;
  std::string every_;
  bool dry_run_ = false;
  std::string sink_;
  std::string endpoint_url_;
  std::string output_;
  std::string metrics_port_;
  std::string metrics_address_;
};

/// The same of `sluice local`.
class LocalFlags {
 public:
  void add_to(CLI::App& app);
  [[nodiscard]] LocalOptions checked() const;

 private:
  std::string address_;
  std::string port_;
  std::string speed_;
  std::string data_dir_;
  std::string account_;
  std::string region_;
  std::string task_start_delay_;
  std::string images_;
  std::string seed_;
  std::string start_time_;
  std::vector<std::string> allow_hosts_;
  bool log_requests_ = false;
};

/// The same of `sluice config check`.
class ConfigCheckFlags {
 public:
  void add_to(CLI::App& app);
  [[nodiscard]] ConfigCheckOptions checked() const;

 private:
  std::string config_;
  bool live_ = false;
  std::string endpoint_url_;
  std::string output_;
};

/// The same of `sluice iam`.
class IamFlags {
 public:
  void add_to(CLI::App& app);
  [[nodiscard]] IamOptions checked() const;

 private:
  std::string config_;
  std::string account_;
  std::string mode_;
  std::string function_;
};

/// The same of `sluice demo`.
class DemoFlags {
 public:
  void add_to(CLI::App& app);
  [[nodiscard]] DemoOptions checked() const;

 private:
  std::string speed_;
  std::string page_;
  bool no_page_ = false;
  bool keep_ = false;
};

/// The flags of `--from-cloudwatch`, for the commands that take a trace.
class CloudWatchFlags {
 public:
  void add_to(CLI::App& command);
  /// Nothing where --from-cloudwatch is not given.
  [[nodiscard]] std::optional<CloudWatchTrace> checked() const;

 private:
  std::string queue_;
  std::string days_;
  std::string service_;
  std::string save_;
  std::string endpoint_url_;
};

/// The same of `sluice simulate`.
class SimulateFlags {
 public:
  void add_to(CLI::App& app);
  [[nodiscard]] SimulateOptions checked() const;

 private:
  void add_service_to(CLI::App& simulate);
  void add_load_to(CLI::App& simulate);
  void add_policies_to(CLI::App& simulate);
  [[nodiscard]] sim::PolicyChoices choices() const;
  [[nodiscard]] std::vector<sim::NamedPolicy> policies() const;
  void read_service(SimulateOptions& options) const;
  void read_load(SimulateOptions& options) const;

  std::string trace_;
  CloudWatchFlags cloudwatch_;
  std::string policy_;
  std::string compare_;
  std::string service_rate_;
  std::string start_delay_;
  std::string drain_;
  std::string min_;
  std::string max_;
  std::string initial_;
  std::string slo_;
  std::string tail_;
  std::string staleness_;
  std::string lag_;
  std::string noise_;
  std::string scale_;
  std::string mean_load_;
  std::string peak_load_;
  std::string seed_;
  std::string target_;
  std::string out_cooldown_;
  std::string in_cooldown_;
  std::string publish_at_;
  std::string publish_every_;
  std::string alarm_at_;
  std::string stabilization_;
  std::string arrivals_;
  bool cached_metrics_ = false;
  std::string tasks_;
  std::string failures_;
  bool no_bound_ = false;
  std::string output_;
  std::string report_;
};

}  // namespace sluice::apps
