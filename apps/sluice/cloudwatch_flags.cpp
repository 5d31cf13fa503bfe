#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "history/bins.hpp"
#include "publish/queue_reference.hpp"
#include "sluice/command_flags.hpp"
#include "sluice/flag_values.hpp"

namespace sluice::apps {
namespace {

int days(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || value < 1 || value > history::days_of_five_minutes)
    throw unusable(
        "--days", text,
        fmt::format("whole days from 1 to {} (by the minute), or to {} (by five minutes)",
                    history::days_of_minutes, history::days_of_five_minutes));
  return value;
}

core::ServiceKey service(const std::string& text) {
  const std::size_t slash = text.find('/');
  const bool usable = slash != std::string::npos && slash > 0 && slash + 1 < text.size() &&
                      text.find('/', slash + 1) == std::string::npos;
  if (!usable) throw unusable("--service", text, "CLUSTER/SERVICE, such as orders/orders-service");
  return {text.substr(0, slash), text.substr(slash + 1)};
}

}  // namespace

void CloudWatchFlags::add_to(CLI::App& command) {
  command
      .add_option("--from-cloudwatch", queue_,
                  "Read the trace out of CloudWatch: the arrivals of this queue")
      ->type_name("QUEUE_NAME");
  command.add_option("--days", days_, "The last of them, 1 to 63 (default 14)")->type_name("14");
  command.add_option("--service", service_, "The tasks that this service really ran, beside it")
      ->type_name("CLUSTER/SERVICE");
  command.add_option("--save-trace", save_, "Where the trace is written (default: by the queue)")
      ->type_name("F.csv");
  command.add_option("--endpoint-url", endpoint_url_, "Call CloudWatch here instead of at AWS")
      ->type_name("URL");
}

std::optional<CloudWatchTrace> CloudWatchFlags::checked() const {
  if (queue_.empty()) {
    const std::pair<const char*, const std::string&> others[] = {{"--days", days_},
                                                                 {"--service", service_},
                                                                 {"--save-trace", save_},
                                                                 {"--endpoint-url", endpoint_url_}};
    for (const auto& [flag, value] : others)
      if (!value.empty())
        throw UsageError{
            fmt::format("{}: it belongs to --from-cloudwatch; give both, such as --from-cloudwatch "
                        "orders-queue",
                        flag)};
    return std::nullopt;
  }
  const auto queue = publish::parse_queue_reference(queue_);
  if (!queue) throw UsageError{fmt::format("--from-cloudwatch: {}", queue.error())};
  CloudWatchTrace trace{.queue = queue_, .save = save_};
  if (!days_.empty()) trace.days = days(days_);
  if (!service_.empty()) trace.service = service(service_);
  if (!endpoint_url_.empty()) trace.endpoint_url = endpoint_url_;
  return trace;
}

}  // namespace sluice::apps
