#include "sluice/command_line.hpp"

#include <gtest/gtest.h>

namespace sluice::apps {
namespace {

using namespace std::chrono_literals;

TEST(CommandLine, ReadsEveryFlag) {
  const auto options =
      parse_command_line({"publish", "--config", "f.yaml", "--every", "30s", "--dry-run",
                          "--endpoint-url", "http://localhost:4566", "--output", "json",
                          "--metrics-port", "9090", "--metrics-address", "0.0.0.0"});
  ASSERT_TRUE(options) << options.error().text;
  EXPECT_EQ(options->config, "f.yaml");
  EXPECT_EQ(options->every, 30s);
  EXPECT_EQ(options->mode, publish::Mode::dry_run);
  EXPECT_EQ(options->endpoint_url, "http://localhost:4566");
  EXPECT_EQ(options->output, Output::json);
  EXPECT_EQ(options->metrics_port, 9090);
  EXPECT_EQ(options->metrics_address, "0.0.0.0");
}

TEST(CommandLine, PublishesOnceToCloudWatchByDefault) {
  const auto options = parse_command_line({"publish"});
  ASSERT_TRUE(options) << options.error().text;
  EXPECT_EQ(options->every, std::nullopt);
  EXPECT_EQ(options->mode, publish::Mode::publish);
  EXPECT_EQ(options->sink, SinkKind::cloudwatch);
  EXPECT_EQ(options->output, Output::text);
}

TEST(CommandLine, HelpAndVersionAreNoErrors) {
  EXPECT_EQ(parse_command_line({"--version"}).error().exit_code, 0);
  EXPECT_EQ(parse_command_line({"--help"}).error().exit_code, 0);
  const Ending help = parse_command_line({"publish", "--help"}).error();
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.text.find("--every"), std::string::npos) << help.text;
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
    Row{"metrics_without_a_daemon", {"publish", "--metrics-port", "9090"}, "sluice: --metrics-port: only a daemon serves metrics"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace sluice::apps
