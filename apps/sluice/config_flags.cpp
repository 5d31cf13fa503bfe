#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {

void ConfigCheckFlags::add_to(CLI::App& app) {
  CLI::App* config = app.add_subcommand("config", "Look after the config");
  CLI::App* check = config->add_subcommand("check", "Check the config, and what it relies on");
  check->add_option("--config", config_, "The config file (default: see docs/configuration.md)")
      ->type_name("FILE");
  check->add_flag("--live", live_,
                  "Look in AWS too: queues, services, metric, scaling policies and alarms");
  check->add_option("--endpoint-url", endpoint_url_, "Call this address instead of AWS")
      ->type_name("URL");
  check->add_option("--output", output_, "How the result is printed: text (default) or json")
      ->type_name("FORM");
}

ConfigCheckOptions ConfigCheckFlags::checked() const {
  ConfigCheckOptions options{.config = config_, .live = live_, .output = read_output(output_)};
  if (!endpoint_url_.empty()) options.endpoint_url = endpoint_url_;
  return options;
}

void IamFlags::add_to(CLI::App& app) {
  CLI::App* iam = app.add_subcommand("iam", "Print the least-privilege policy for the config");
  iam->add_option("--config", config_, "The config file (default: see docs/configuration.md)")
      ->type_name("FILE");
  iam->add_option("--account", account_, "The services' account (default: that of the queues)")
      ->type_name("ID");
  iam->add_option("--mode", mode_, "publish (default), or control: may update the services too")
      ->type_name("MODE");
  iam->add_option("--function", function_, "Allow the log of the Lambda function of this name")
      ->type_name("NAME");
}

IamOptions IamFlags::checked() const {
  const bool digits = account_.find_first_not_of("0123456789") == std::string::npos;
  if (!account_.empty() && (account_.size() != 12 || !digits))
    throw unusable("--account", account_, "an account's twelve digits");
  if (!mode_.empty() && mode_ != "publish" && mode_ != "control")
    throw unusable("--mode", mode_, "publish or control");
  return {.config = config_,
          .account = account_,
          .update_services = mode_ == "control",
          .function_name = function_};
}

}  // namespace sluice::apps
