#include "history/arrivals.hpp"

#include <algorithm>
#include <optional>

namespace sluice::history {
namespace {

using Causes = std::vector<std::optional<Cause>>;

/// The bins that are unread because messages came in the six hours before.
void mark_in_use(Causes& causes, const Series& sent, std::size_t active_bins) {
  std::optional<std::size_t> last_use;
  for (std::size_t bin = 0; bin < sent.values.size(); ++bin) {
    if (sent.values[bin].value_or(0) > 0) last_use = bin;
    if (!sent.values[bin] && last_use && bin - *last_use <= active_bins)
      causes[bin] = Cause::in_use;
  }
}

/// Those in which a queue that wakes is not shown yet.
void mark_waking(Causes& causes, const Series& sent, std::size_t waking_bins) {
  std::size_t next = sent.values.size();  // the bin that is shown again, or the end
  for (std::size_t bin = sent.values.size(); bin-- > 0;) {
    if (sent.values[bin]) next = bin;
    if (!sent.values[bin] && next - bin <= waking_bins) causes[bin] = Cause::waking;
  }
}

Causes causes_of(const Series& sent, const Bins& bins) {
  const auto bins_in = [&](Duration span) { return static_cast<std::size_t>(span / bins.length); };
  Causes causes(sent.values.size());
  mark_waking(causes, sent, bins_in(waking_delay));
  mark_in_use(causes, sent, bins_in(active_for));
  for (std::size_t bin = 0; bin < causes.size(); ++bin)
    if (!sent.values[bin] && !sent.answered[bin]) causes[bin] = Cause::unanswered;
  return causes;
}

void add_to(std::vector<Gap>& gaps, std::size_t bin, Cause cause) {
  const bool same =
      !gaps.empty() && gaps.back().cause == cause && gaps.back().first + gaps.back().count == bin;
  if (same)
    ++gaps.back().count;
  else
    gaps.push_back({bin, 1, cause});
}

}  // namespace

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::unanswered:
      return "CloudWatch did not return them";
    case Cause::in_use:
      return "CloudWatch has no datapoint, though messages came in the six hours before";
    case Cause::waking:
      return "CloudWatch shows a queue that wakes up to 15 minutes late";
  }
  return "";
}

Arrivals arrivals_of(const Series& sent, const Range& range) {
  const Causes causes = causes_of(sent, range.bins);
  Arrivals out{.trace = {.bin_seconds = range.bins.length.count(), .arrivals = {}}};
  for (std::size_t bin = range.lead; bin < range.bins.count; ++bin) {
    out.trace.arrivals.push_back(sent.values[bin].value_or(0));
    if (!causes[bin]) continue;
    out.trace.unread.push_back(bin - range.lead);
    add_to(out.gaps, bin - range.lead, *causes[bin]);
  }
  if (out.trace.unread.size() < out.trace.arrivals.size()) sim::bridge_unread(out.trace);
  return out;
}

}  // namespace sluice::history
