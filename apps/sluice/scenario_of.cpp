#include "sluice/scenario_of.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sluice::apps {

sim::Scenario scenario_of(const ScenarioOptions& options, const sim::Trace& trace,
                          sim::Second slo) {
  sim::Scenario scenario{.trace = &trace,
                         .arrivals = {.scale = options.scale.value_or(1),
                                      .seed = options.seed,
                                      .exact = options.exact_arrivals},
                         .service_rate = options.service_rate,
                         .tasks = options.tasks,
                         .bounds = options.bounds,
                         .slo = slo,
                         .tail = options.tail,
                         .counts = options.counts,
                         .seed = options.seed};
  if (options.mean_load)
    scenario.arrivals.scale = *options.mean_load * options.service_rate / trace.mean_rate();
  if (options.peak_load && std::isfinite(scenario.arrivals.scale)) {
    const double peak = sim::static_peak(scenario);
    scenario.arrivals.scale *= std::min(1.0, *options.peak_load / peak);
  }
  return scenario;
}

std::string unusable_load(const sim::Scenario& scenario, const std::string& path) {
  const sim::Trace& trace = *scenario.trace;
  if (!std::isfinite(scenario.arrivals.scale))
    return fmt::format(
        "{}: nothing arrives in it, so --mean-load cannot scale it; leave --mean-load out", path);
  const double most = trace.arrivals.empty() ? 0 : std::ranges::max(trace.arrivals);
  if (most * scenario.arrivals.scale <=
      sim::most_arrivals_a_second * static_cast<double>(trace.bin_seconds))
    return {};
  return fmt::format(
      "{}: scaled by {:.4g} it has more than a million arrivals a second; give a smaller scale",
      path, scenario.arrivals.scale);
}

}  // namespace sluice::apps
