#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "local/service_description.hpp"
#include "world/refusal.hpp"

namespace sluice::local {

/// One kind of trouble that was asked for.
struct FaultRule {
  std::string service = {};    ///< empty: every one
  std::string operation = {};  ///< empty: every one
  double rate = 1;             ///< the share of requests that it meets, of 1
  bool throttle = false;       ///< the service's own throttling error
  std::optional<world::Refusal> error = {};
  std::optional<Duration> latency = {};
  bool drop_connection = false;
  /// SQS's counts of messages are as old as this, for all requests alike.
  std::optional<Duration> stale_counts = {};

  friend bool operator==(const FaultRule&, const FaultRule&) = default;
};

/// What was asked for as a whole.
struct FaultPlan {
  std::uint64_t seed = 0;
  std::vector<FaultRule> rules = {};

  friend bool operator==(const FaultPlan&, const FaultPlan&) = default;
};

/// Reads the body of POST /_sluice/faults. The error names the key, its value
/// and what would be right.
[[nodiscard]] Result<FaultPlan, std::string> read_fault_plan(std::string_view body);

/// What befalls one request.
struct Mishap {
  Duration latency{};            ///< waited for first, in real time
  bool drop_connection = false;  ///< then: no answer at all
  std::optional<world::Refusal> refusal = {};
};

/// Faults on demand: the same plan, seed and sequence of requests meet the same
/// mishaps.
class Faults {
 public:
  /// `stale_counts_changed` is told how old SQS's counts shall be (zero: as
  /// fresh as they are), whenever that changes.
  explicit Faults(std::function<void(Duration)> stale_counts_changed = {});

  void set(FaultPlan plan);
  void clear() { set({}); }
  [[nodiscard]] bool active() const { return !plan_.rules.empty(); }

  /// Draws what befalls the next request. Each rule that names it draws once,
  /// in their order; the first error counts, delays add up.
  [[nodiscard]] Mishap strike(const ServiceDescription& service, std::string_view operation);

  [[nodiscard]] Duration stale_counts() const;

  /// The plan as it was asked for, and how often each rule has hit.
  [[nodiscard]] nlohmann::json shown() const;

 private:
  FaultPlan plan_;
  std::vector<std::uint64_t> hits_;
  Random random_{0};
  std::function<void(Duration)> stale_counts_changed_;
};

}  // namespace sluice::local
