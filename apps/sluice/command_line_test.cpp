#include "sluice/command_line.hpp"

#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

/// The options of a command line that must be right.
template <class Options>
Options parsed(std::vector<std::string> arguments) {
  const auto command = parse_command_line(std::move(arguments));
  EXPECT_TRUE(command) << command.error().text;
  if (!command) return {};
  const auto* options = std::get_if<Options>(&*command);
  EXPECT_NE(options, nullptr) << "another command";
  return options == nullptr ? Options{} : *options;
}

TEST(CommandLine, ReadsEveryFlagOfPublish) {
  const auto options =
      parsed<PublishOptions>({"publish", "--config", "f.yaml", "--every", "30s", "--dry-run",
                              "--endpoint-url", "http://localhost:4566", "--output", "json",
                              "--metrics-port", "9090", "--metrics-address", "0.0.0.0"});
  EXPECT_EQ(options.config, "f.yaml");
  EXPECT_EQ(options.every, 30s);
  EXPECT_EQ(options.mode, publish::Mode::dry_run);
  EXPECT_EQ(options.endpoint_url, "http://localhost:4566");
  EXPECT_EQ(options.output, Output::json);
  EXPECT_EQ(options.metrics_port, 9090);
  EXPECT_EQ(options.metrics_address, "0.0.0.0");
}

TEST(CommandLine, ReadsEveryFlagOfConfigCheck) {
  const auto options =
      parsed<ConfigCheckOptions>({"config", "check", "--config", "f.yaml", "--live",
                                  "--endpoint-url", "http://localhost:4566", "--output", "json"});
  EXPECT_EQ(options.config, "f.yaml");
  EXPECT_TRUE(options.live);
  EXPECT_EQ(options.endpoint_url, "http://localhost:4566");
  EXPECT_EQ(options.output, Output::json);
  EXPECT_FALSE(parsed<ConfigCheckOptions>({"config", "check"}).live);
}

TEST(CommandLine, ReadsEveryFlagOfIam) {
  const auto options = parsed<IamOptions>({"iam", "--config", "f.yaml", "--account", "123456789012",
                                           "--mode", "control", "--function", "sluice"});
  EXPECT_EQ(options.config, "f.yaml");
  EXPECT_EQ(options.account, "123456789012");
  EXPECT_TRUE(options.update_services);
  EXPECT_EQ(options.function_name, "sluice");
  EXPECT_FALSE(parsed<IamOptions>({"iam", "--mode", "publish"}).update_services);
}

TEST(CommandLine, PublishesOnceToCloudWatchByDefault) {
  const auto options = parsed<PublishOptions>({"publish"});
  EXPECT_EQ(options.every, std::nullopt);
  EXPECT_EQ(options.mode, publish::Mode::publish);
  EXPECT_EQ(options.sink, SinkKind::cloudwatch);
  EXPECT_EQ(options.output, Output::text);
}

TEST(CommandLine, ReadsWhatSimulateNeeds) {
  const auto options = parsed<SimulateOptions>(
      {"simulate", "--trace", "t.csv", "--compare", "target-tracking,static", "--target", "30",
       "--tasks", "7", "--start-delay", "20s..90s", "--slo", "2m", "--min", "1", "--max", "9"});
  EXPECT_EQ(options.trace, "t.csv");
  ASSERT_EQ(options.policies.size(), 2U);
  EXPECT_EQ(std::get<sim::TargetTrackingSettings>(options.policies[0].settings).target, 30);
  EXPECT_EQ(std::get<sim::StaticSettings>(options.policies[1].settings).tasks, 7);
  EXPECT_EQ(options.tasks.start_delay.least, 20);
  EXPECT_EQ(options.tasks.start_delay.most, 90);
  EXPECT_EQ(options.slo, 120);
  EXPECT_EQ(options.bounds, (world::CapacityBounds{.min = 1, .max = 9}));
}

TEST(CommandLine, ReadsWhereATraceIsInCloudWatch) {
  const auto options =
      parsed<SimulateOptions>({"simulate", "--from-cloudwatch", "orders-queue", "--days", "63",
                               "--service", "orders/orders-service", "--save-trace", "t.csv",
                               "--endpoint-url", "http://localhost:4566"});
  EXPECT_EQ(options.trace, "");
  ASSERT_TRUE(options.cloudwatch);
  EXPECT_EQ(options.cloudwatch->queue, "orders-queue");
  EXPECT_EQ(options.cloudwatch->days, 63);
  EXPECT_EQ(options.cloudwatch->service, (core::ServiceKey{"orders", "orders-service"}));
  EXPECT_EQ(options.cloudwatch->save, "t.csv");
  EXPECT_EQ(options.cloudwatch->endpoint_url, "http://localhost:4566");
  const auto plain = parsed<SimulateOptions>({"simulate", "--from-cloudwatch", "orders-queue"});
  EXPECT_EQ(plain.cloudwatch->days, 14);
  EXPECT_FALSE(plain.cloudwatch->service);
}

TEST(CommandLine, ReadsEveryFlagOfLocal) {
  const auto options = parsed<LocalOptions>({"local",
                                             "--port",
                                             "0",
                                             "--address",
                                             "0.0.0.0",
                                             "--speed",
                                             "60",
                                             "--data-dir",
                                             "/var/d",
                                             "--account",
                                             "210987654321",
                                             "--region",
                                             "eu-west-1",
                                             "--task-start-delay",
                                             "45s",
                                             "--images",
                                             "images.yaml",
                                             "--seed",
                                             "7",
                                             "--start-time",
                                             "2024-12-26T00:00:00Z",
                                             "--allow-host",
                                             "cloud.test",
                                             "--allow-host",
                                             "aws",
                                             "--log-requests"});
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.address, "0.0.0.0");
  EXPECT_EQ(options.speed, 60);
  EXPECT_EQ(options.data_dir, "/var/d");
  EXPECT_EQ(options.account, "210987654321");
  EXPECT_EQ(options.region, "eu-west-1");
  EXPECT_EQ(options.task_start_delay, 45s);
  EXPECT_EQ(options.images, "images.yaml");
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.start_time, parse_iso8601("2024-12-26T00:00:00Z"));
  EXPECT_EQ(options.allow_hosts, (std::vector<std::string>{"cloud.test", "aws"}));
  EXPECT_TRUE(options.log_requests);
}

TEST(CommandLine, LocalListensToThisMachineOnlyByDefault) {
  const auto options = parsed<LocalOptions>({"local"});
  EXPECT_EQ(options.address, "127.0.0.1");
  EXPECT_EQ(options.port, 4566);
  EXPECT_EQ(options.speed, 1);
  EXPECT_EQ(options.data_dir, "");
  EXPECT_EQ(options.account, "123456789012");
  EXPECT_EQ(options.task_start_delay, 0s);
  EXPECT_EQ(options.seed, std::nullopt);
  EXPECT_EQ(parsed<LocalOptions>({"local", "--speed", "0"}).speed, 0) << "stepped";
  EXPECT_EQ(parsed<LocalOptions>({"local", "--speed", "0.5"}).speed, 0.5);
}

TEST(CommandLine, ReadsEveryFlagOfTheDemo) {
  const auto options =
      parsed<DemoOptions>({"demo", "--speed", "60", "--output", "story.html", "--keep"});
  EXPECT_EQ(options.speed, 60);
  EXPECT_EQ(options.page, "story.html");
  EXPECT_TRUE(options.keep);
  EXPECT_EQ(parsed<DemoOptions>({"demo"}).page, "demo.html");
  EXPECT_FALSE(parsed<DemoOptions>({"demo"}).keep);
  EXPECT_EQ(parsed<DemoOptions>({"demo", "--no-page"}).page, "");
}

TEST(CommandLine, TheDemosWorkerIsThereButNotShown) {
  (void)parsed<OrdersWorkerOptions>({"orders-worker"});
  EXPECT_EQ(parse_command_line({"--help"}).error().text.find("orders-worker"), std::string::npos);
}

TEST(CommandLine, HelpAndVersionAreNoErrors) {
  EXPECT_EQ(parse_command_line({"--version"}).error().exit_code, 0);
  EXPECT_EQ(parse_command_line({"--help"}).error().exit_code, 0);
  const Ending help = parse_command_line({"publish", "--help"}).error();
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.text.find("--every"), std::string::npos) << help.text;
  for (const char* command : {"publish", "local", "demo"}) {
    const std::string text = parse_command_line({"--help"}).error().text;
    EXPECT_NE(text.find(command), std::string::npos) << text;
  }
}

struct Row {
  const char* name;
  std::vector<std::string> arguments;
  std::string error;
};

class WrongUsage : public testing::TestWithParam<Row> {};

TEST_P(WrongUsage, IsOneLineAndExitCodeTwo) {
  const auto options = parse_command_line(GetParam().arguments);
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().exit_code, 2);
  const std::string& text = options.error().text;
  EXPECT_EQ(text.substr(0, GetParam().error.size()), GetParam().error) << text;
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, WrongUsage, testing::Values(
    Row{"no_command", {}, "sluice: "},
    Row{"a_misspelt_command", {"publsih"}, "sluice: 'publsih' is no command of sluice; did you mean publish?"},
    Row{"a_misspelt_flag", {"publish", "--onec"}, "sluice: '--onec' is no flag of sluice publish; did you mean --once?"},
    Row{"a_flag_without_its_value", {"publish", "--config"}, "sluice: --config"},
    Row{"a_bare_number_for_a_span", {"publish", "--every", "60"}, "sluice: --every: '60' is no duration; give"},
    Row{"too_often", {"publish", "--every", "500ms"}, "sluice: --every: '500ms' is not usable; give a span from 1s to 1h"},
    Row{"too_seldom", {"publish", "--every", "2h"}, "sluice: --every: '2h' is not usable"},
    Row{"once_and_every", {"publish", "--once", "--every", "60s"}, "sluice: --once and --every exclude each other"},
    Row{"an_unknown_sink", {"publish", "--sink", "kafka"}, "sluice: --sink: 'kafka' is not usable; give cloudwatch, emf or stdout"},
    Row{"a_sink_of_two_lines", {"publish", "--sink", "a\nb"}, "sluice: --sink: 'a b' is not usable"},
    Row{"an_unknown_output", {"publish", "--output", "xml"}, "sluice: --output: 'xml' is not usable; give text or json"},
    Row{"two_things_on_stdout", {"publish", "--sink", "emf", "--output", "json"}, "sluice: --output: with --sink emf standard output carries"},
    Row{"a_port_that_is_none", {"publish", "--every", "60s", "--metrics-port", "70000"}, "sluice: --metrics-port: '70000' is not usable"},
    Row{"metrics_without_a_daemon", {"publish", "--metrics-port", "9090"}, "sluice: --metrics-port: only a daemon serves metrics"},
    Row{"two_traces", {"simulate", "--trace", "t.csv", "--from-cloudwatch", "q"}, "sluice: --trace and --from-cloudwatch exclude each other; give one of them"},
    Row{"no_day", {"simulate", "--from-cloudwatch", "q", "--days", "0"}, "sluice: --days: '0' is not usable; give whole days from 1 to 15 (by the minute), or to 63 (by five minutes)"},
    Row{"more_days_than_are_kept", {"simulate", "--from-cloudwatch", "q", "--days", "64"}, "sluice: --days: '64' is not usable"},
    Row{"half_a_day", {"simulate", "--from-cloudwatch", "q", "--days", "0.5"}, "sluice: --days: '0.5' is not usable"},
    Row{"days_of_a_file", {"simulate", "--trace", "t.csv", "--days", "3"}, "sluice: --days: it belongs to --from-cloudwatch; give both"},
    Row{"a_service_of_a_file", {"simulate", "--trace", "t.csv", "--service", "a/b"}, "sluice: --service: it belongs to --from-cloudwatch; give both"},
    Row{"a_service_without_cluster", {"simulate", "--from-cloudwatch", "q", "--service", "b"}, "sluice: --service: 'b' is not usable; give CLUSTER/SERVICE"},
    Row{"a_service_without_name", {"simulate", "--from-cloudwatch", "q", "--service", "a/"}, "sluice: --service: 'a/' is not usable"},
    Row{"a_service_of_three", {"simulate", "--from-cloudwatch", "q", "--service", "a/b/c"}, "sluice: --service: 'a/b/c' is not usable"},
    Row{"no_queue_name", {"simulate", "--from-cloudwatch", "a queue"}, "sluice: --from-cloudwatch: 'a queue' is no queue: "},
    Row{"no_trace_at_all", {"simulate"}, "sluice: --trace: no trace is given; give a file with lines 't_seconds,arrivals', or --from-cloudwatch QUEUE_NAME"},
    Row{"local_a_misspelt_command", {"lokal"}, "sluice: 'lokal' is no command of sluice; did you mean local?"},
    Row{"local_a_misspelt_flag", {"local", "--prot", "1"}, "sluice: '--prot' is no flag of sluice local; did you mean --port?"},
    Row{"local_a_flag_of_publish", {"local", "--once"}, "sluice: '--once' is no flag of sluice local"},
    Row{"local_a_port_that_is_none", {"local", "--port", "-1"}, "sluice: --port: '-1' is not usable; give a port"},
    Row{"local_a_clock_that_runs_back", {"local", "--speed", "-1"}, "sluice: --speed: '-1' is not usable; give cloud seconds"},
    Row{"local_a_speed_that_is_no_number", {"local", "--speed", "nan"}, "sluice: --speed: 'nan' is not usable"},
    Row{"local_a_speed_with_a_unit", {"local", "--speed", "60x"}, "sluice: --speed: '60x' is not usable"},
    Row{"local_an_account_that_is_none", {"local", "--account", "12345"}, "sluice: --account: '12345' is not usable; give an account id of 12 digits"},
    Row{"local_a_region_that_is_none", {"local", "--region", "Sydney!"}, "sluice: --region: 'Sydney!' is not usable; give a region's name"},
    Row{"local_a_bare_delay", {"local", "--task-start-delay", "45"}, "sluice: --task-start-delay: '45' is no duration"},
    Row{"local_a_delay_without_end", {"local", "--task-start-delay", "2h"}, "sluice: --task-start-delay: '2h' is not usable; give a span from 0s to 1h"},
    Row{"local_a_start_that_is_none", {"local", "--start-time", "noon"}, "sluice: --start-time: 'noon' is not usable; give a time in UTC, such as 2024-12-26T00:00:00Z"},
    Row{"local_a_seed_that_is_none", {"local", "--seed", "x"}, "sluice: --seed: 'x' is not usable; give a whole number"},
    Row{"demo_too_fast", {"demo", "--speed", "1000"}, "sluice: --speed: '1000' is not usable; give cloud seconds in a second, from 1 to 240"},
    Row{"demo_stepped", {"demo", "--speed", "0"}, "sluice: --speed: '0' is not usable"},
    Row{"demo_a_page_and_none", {"demo", "--no-page", "--output", "x.html"}, "sluice: --output and --no-page exclude each other"},
    Row{"config_without_its_command", {"config"}, "sluice: config: no command is given; give check (sluice config --help lists the commands)"},
    Row{"config_a_misspelt_command", {"config", "chek"}, "sluice: 'chek' is no command of sluice config; did you mean check?"},
    Row{"config_check_a_misspelt_flag", {"config", "check", "--life"}, "sluice: '--life' is no flag of sluice config check; did you mean --live?"},
    Row{"config_check_an_unknown_output", {"config", "check", "--output", "xml"}, "sluice: --output: 'xml' is not usable; give text or json (sluice config check --help lists the flags)"},
    Row{"iam_an_account_that_is_none", {"iam", "--account", "12345"}, "sluice: --account: '12345' is not usable; give an account's twelve digits"},
    Row{"iam_an_unknown_mode", {"iam", "--mode", "watch"}, "sluice: --mode: 'watch' is not usable; give publish or control"},
    Row{"two_commands", {"demo", "local"}, "sluice: "}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace sluice::apps
