#include "history/trace_file.hpp"

#include <fmt/format.h>

#include "base/calendar.hpp"

namespace sluice::history {

std::string file_text(const Source& source, const Bins& bins, const Arrivals& arrivals) {
  std::string text = fmt::format(
      "# source: CloudWatch, AWS/SQS NumberOfMessagesSent (Sum) of the queue {} in {}\n"
      "# from: {}\n# to: {}\n",
      source.queue, source.region, iso8601(bins.start), iso8601(bins.end()));
  const auto out = std::back_inserter(text);
  for (const Gap& gap : arrivals.gaps) {
    const auto second = [&](std::size_t bin) {
      return static_cast<std::int64_t>(bin) * bins.length.count();
    };
    fmt::format_to(out, "# unread: t_seconds {} to {}: {}\n", second(gap.first),
                   second(gap.first + gap.count - 1), to_string(gap.cause));
  }
  if (source.service && arrivals.trace.recorded)
    fmt::format_to(out,
                   "# recorded: ECS/ContainerInsights RunningTaskCount (Average) of {}/{}, known "
                   "for {} of {} s\n",
                   source.service->cluster, source.service->service,
                   arrivals.trace.recorded->seconds, arrivals.trace.seconds());
  return text + sim::trace_text(arrivals.trace);
}

}  // namespace sluice::history
