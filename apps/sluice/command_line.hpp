#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "core/service_key.hpp"
#include "plan/text_report.hpp"
#include "publish/publisher.hpp"
#include "sim/comparison.hpp"

namespace sluice::apps {

/// What --sink names: publish::Sink has one body each.
enum class SinkKind { cloudwatch, emf, lines };
/// What --output names; none: the Lambda function prints nothing.
enum class Output { text, json, none };

/// The flags of `sluice publish`.
struct PublishOptions {
  std::string config = {};             ///< a path; empty: not given
  std::optional<Duration> every = {};  ///< empty: once
  publish::Mode mode = publish::Mode::publish;
  SinkKind sink = SinkKind::cloudwatch;
  std::optional<std::string> endpoint_url = {};
  Output output = Output::text;
  std::optional<std::uint16_t> metrics_port = {};
  std::string metrics_address = "127.0.0.1";
};

/// The flags of `sluice local`.
struct LocalOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 4566;  ///< 0: any free one
  double speed = 1;           ///< cloud seconds in one real second; 0: the clock is stepped
  std::string data_dir = {};  ///< empty: memory only
  std::string account = "123456789012";
  std::string region = {};  ///< empty: not given
  Duration task_start_delay = {};
  std::string images = {};                    ///< a path; empty: not given
  std::optional<std::uint64_t> seed = {};     ///< of all chance in the cloud; empty: of the machine
  std::optional<Instant> start_time = {};     ///< of the cloud's clock; empty: the present
  std::vector<std::string> allow_hosts = {};  ///< Host headers taken beside the loopback's
  bool log_requests = false;
};

/// The flags of `sluice demo`.
struct DemoOptions {
  double speed = 48;               ///< cloud seconds in one real second
  std::string page = "demo.html";  ///< where the closing page goes; empty: none is written
  bool keep = false;               ///< leave the cloud running afterwards, until SIGINT
};

/// Where `--from-cloudwatch` reads a trace.
struct CloudWatchTrace {
  std::string queue;                             ///< name, URL or ARN
  int days = 14;                                 ///< the last of them
  std::optional<core::ServiceKey> service = {};  ///< whose tasks are read as well
  std::string save = {};                         ///< a path; empty: named by queue and time
  std::optional<std::string> endpoint_url = {};
};

/// What --output names for a report.
enum class ReportForm { text, json, markdown };

/// The part of a trace that is played, in seconds of it.
struct TraceWindow {
  sim::Second from = 0;
  std::optional<sim::Second> to = {};  ///< empty: its end
};

/// The flags of a simulated service and its load.
struct ScenarioOptions {
  TraceWindow window = {};
  double service_rate = 1;       ///< messages a second that one task takes
  sim::TaskSettings tasks = {};  ///< without the initial ones
  world::CapacityBounds bounds = {.min = 2, .max = 100};
  std::optional<std::int64_t> initial = {};  ///< tasks; empty: what the first minute needs
  sim::Second tail = 300;
  sim::CountSettings counts = {};
  std::optional<double> scale = {};      ///< of the trace's counts
  std::optional<double> mean_load = {};  ///< instead: tasks that the mean keeps busy
  std::optional<double> peak_load = {};  ///< and at most so many by the static peak
  bool exact_arrivals = false;           ///< else they are Poisson's
  std::uint64_t seed = 1;
  std::optional<std::chrono::seconds> publish_at = {};     ///< empty: the policy's own
  std::optional<std::chrono::seconds> publish_every = {};  ///< the same
  std::optional<Duration> alarm_phase = {};                ///< empty: each alarm its own
};

/// The flags of `sluice simulate`.
struct SimulateOptions : ScenarioOptions {
  std::string trace = {};  ///< a path; empty: the next says
  std::optional<CloudWatchTrace> cloudwatch = {};
  std::vector<sim::NamedPolicy> policies = {};
  sim::Second slo = 60;
  bool bound = true;
  std::string failures = {};  ///< a path; empty: none
  std::string report = {};    ///< a path of the page; empty: none
  ReportForm output = ReportForm::text;
};

/// The flags of `sluice plan`.
struct PlanOptions : ScenarioOptions {
  std::vector<std::string> traces;  ///< paths
  plan::Objective objective = {};
  plan::Setting today = {};                      ///< target tracking
  std::optional<std::int64_t> highest_min = {};  ///< empty: the mean load
  std::size_t settings = 500;                    ///< to try
  std::size_t jobs = 0;                          ///< threads; 0: one a core
  plan::ReportFacts facts = {};
  ReportForm output = ReportForm::text;
};

/// The flags of `sluice config check`.
struct ConfigCheckOptions {
  std::string config = {};  ///< a path; empty: not given
  bool live = false;        ///< look in AWS as well
  std::optional<std::string> endpoint_url = {};
  Output output = Output::text;
};

/// The flags of `sluice iam`.
struct IamOptions {
  std::string config = {};         ///< a path; empty: not given
  std::string account = {};        ///< empty: as the queues say
  bool update_services = false;    ///< --mode control
  std::string function_name = {};  ///< empty: no log of a function
};

/// `sluice orders-worker`: the demo's task, told what to do by its environment.
struct OrdersWorkerOptions {};

/// What the command line asks for.
using Command = std::variant<PublishOptions, LocalOptions, DemoOptions, SimulateOptions,
                             PlanOptions, ConfigCheckOptions, IamOptions, OrdersWorkerOptions>;

/// What is said instead of working: help, a version, or what is wrong.
struct Ending {
  int exit_code;
  std::string text;
};

/// Reads the command line; `arguments` are without the program's name. Wrong
/// usage is one line, exit code 2.
[[nodiscard]] Result<Command, Ending> parse_command_line(std::vector<std::string> arguments);

}  // namespace sluice::apps
