#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

/// At 240 a cloud minute is a quarter of a second: the publisher still runs in
/// it, and the workers' calls are still short beside an order.
constexpr Span<double> speeds{1, 240, "cloud seconds in a second, from 1 to 240"};

}  // namespace

void DemoFlags::add_to(CLI::App& app) {
  CLI::App* demo = app.add_subcommand(
      "demo", "Show the loop close: Boxing Day at an orders service, on sluice local");
  demo->add_option("--speed", speed_, "Cloud seconds in one real second (default 48)")
      ->type_name("60");
  demo->add_option("--output", page_, "Where the closing page goes (default demo.html)")
      ->type_name("FILE.html");
  demo->add_flag("--no-page", no_page_, "Write no closing page");
  demo->add_flag("--keep", keep_, "Leave the cloud running afterwards, until SIGINT");
}

DemoOptions DemoFlags::checked() const {
  if (no_page_ && !page_.empty())
    throw UsageError{"--output and --no-page exclude each other; give one of them"};
  DemoOptions options{.keep = keep_};
  if (!speed_.empty()) options.speed = read_number("--speed", speed_, speeds);
  if (!page_.empty()) options.page = page_;
  if (no_page_) options.page.clear();
  return options;
}

}  // namespace sluice::apps
