#include "sluice/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/nearest.hpp"
#include "base/one_line.hpp"
#include "sluice/command_flags.hpp"
#include "sluice/exit_codes.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

/// No command of the user's: what the demo's tasks run, in the one file there is.
constexpr const char* orders_worker = "orders-worker";

/// The commands and all their flags.
class Parser {
 public:
  Parser() {
    app_.set_version_flag("--version", "sluice " SLUICE_VERSION);
    app_.require_subcommand(0, 1);  // none: an unknown word is the better complaint
    publish_.add_to(app_);
    local_.add_to(app_);
    demo_.add_to(app_);
    simulate_.add_to(app_);
    plan_.add_to(app_);
    config_check_.add_to(app_);
    iam_.add_to(app_);
    app_.add_subcommand(orders_worker, "Work on the demo's orders")->group("");
  }

  [[nodiscard]] CLI::App& app() { return app_; }

  /// The command that was given, the innermost of `config check`; null: none.
  [[nodiscard]] const CLI::App* given() const {
    const CLI::App* innermost = nullptr;
    for (const CLI::App* at = &app_; !at->get_subcommands().empty();)
      innermost = at = at->get_subcommands().front();
    return innermost;
  }

  [[nodiscard]] Command checked() const {
    if (given() == nullptr)
      throw UsageError{
          "no command is given; give publish, local, demo, simulate, plan, config, iam, "
          "--help or --version"};
    const std::string& name = given()->get_name();
    if (name == "config") throw UsageError{"config: no command is given; give check"};
    if (name == "check") return config_check_.checked();
    if (name == "iam") return iam_.checked();
    if (name == "local") return local_.checked();
    if (name == "demo") return demo_.checked();
    if (name == "simulate") return simulate_.checked();
    if (name == "plan") return plan_.checked();
    if (name == orders_worker) return OrdersWorkerOptions{};
    return publish_.checked();
  }

  /// The parser's own complaint, with the nearest name that exists.
  [[nodiscard]] std::string complaint(const CLI::ParseError& error) const {
    if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) return error.what();
    const auto remaining = app_.remaining(true);
    const std::string word = remaining.empty() ? "" : remaining.front();
    const CLI::App* const in = given();
    std::string text = fmt::format("'{:.100}' is no {} of sluice{}", word,
                                   word.starts_with("-") ? "flag" : "command", path_to(in));
    const std::vector<std::string> names = known_names();
    const std::vector<std::string_view> known{names.begin(), names.end()};
    const std::string meant = nearest(word, known);
    if (!meant.empty()) text += fmt::format("; did you mean {}?", meant);
    return text;
  }

  /// What is wrong, and where to read what would be right.
  [[nodiscard]] Ending wrong(std::string message) const {
    const bool has_commands = given() == nullptr || !given()->get_subcommands(nullptr).empty();
    return {exit_codes::wrong_usage,
            fmt::format("sluice: {} (sluice{} --help lists the {})\n", one_line(std::move(message)),
                        path_to(given()), has_commands ? "commands" : "flags")};
  }

 private:
  /// " config check", as it stands after the program's name.
  [[nodiscard]] static std::string path_to(const CLI::App* command) {
    std::string path;
    for (; command != nullptr && command->get_parent() != nullptr; command = command->get_parent())
      path.insert(0, fmt::format(" {}", command->get_name()));
    return path;
  }

  /// What could have stood where the unknown word does.
  [[nodiscard]] std::vector<std::string> known_names() const {
    std::vector<std::string> names;
    const CLI::App& in = given() == nullptr ? app_ : *given();
    for (const CLI::App* command : in.get_subcommands(nullptr))
      if (!command->get_group().empty()) names.push_back(command->get_name());
    for (const CLI::Option* option : in.get_options()) names.push_back(option->get_name());
    return names;
  }

  CLI::App app_{"Event-driven autoscaling of ECS services that work on SQS queues", "sluice"};
  PublishFlags publish_;
  LocalFlags local_;
  DemoFlags demo_;
  SimulateFlags simulate_;
  PlanFlags plan_;
  ConfigCheckFlags config_check_;
  IamFlags iam_;
};

}  // namespace

Result<Command, Ending> parse_command_line(std::vector<std::string> arguments) {
  Parser parser;
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    parser.app().parse(arguments);
    return parser.checked();
  } catch (const CLI::CallForHelp&) {
    return Failure<Ending>{Ending{0, parser.app().help()}};
  } catch (const CLI::CallForVersion& version) {
    return Failure<Ending>{Ending{0, fmt::format("{}\n", version.what())}};
  } catch (const CLI::ParseError& error) {
    return Failure<Ending>{parser.wrong(parser.complaint(error))};
  } catch (const UsageError& error) {
    return Failure<Ending>{parser.wrong(error.message)};
  }
}

}  // namespace sluice::apps
