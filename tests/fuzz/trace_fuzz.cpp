// What users hand to `sluice simulate`: arrival traces and disturbances.
#include <algorithm>
#include <cmath>

#include "fuzz/expect.hpp"
#include "sim/scenario.hpp"
#include "sim/trace.hpp"

namespace sluice {
namespace {

void read_trace(std::string_view text) {
  const auto trace = sim::parse_trace(text, "trace.csv");
  if (!trace) return fuzz::expect_one_line(trace.error());
  CHECK(trace->bin_seconds > 0 && !trace->arrivals.empty());
  const double most = sim::most_arrivals_a_second * static_cast<double>(trace->bin_seconds);
  CHECK(std::ranges::all_of(trace->arrivals,
                            [&](double count) { return count >= 0 && count <= most; }));
  CHECK(sim::parse_trace(sim::trace_text(*trace), "again") == *trace);
}

void read_disturbances(std::string_view text) {
  const auto all = sim::parse_disturbances(text, "failures.csv");
  if (!all) return fuzz::expect_one_line(all.error());
  CHECK(std::ranges::is_sorted(*all, {}, &sim::Disturbance::at));
  CHECK(std::ranges::all_of(*all, [](const auto& one) { return one.at >= 0 && one.amount >= 0; }));
}

}  // namespace
}  // namespace sluice

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = sluice::fuzz::as_text(data, size);
  sluice::read_trace(text);
  sluice::read_disturbances(text);
  return 0;
}
