#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sim/numbers.hpp"
#include "sim/policy/policy.hpp"
#include "sim/scenario.hpp"

namespace sluice::sim {

/// A change of the desired count, and why.
struct Decision {
  Second at;
  std::int64_t from;
  std::int64_t to;
  std::string reason;
  friend bool operator==(const Decision&, const Decision&) = default;
};

/// Watches a run without changing it.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void second(const PlantSecond& second) = 0;
  virtual void decided(const Decision& decision) = 0;
  virtual void metric(Second at, double value) = 0;
  virtual void alarm(Second at, std::string_view name, world::AlarmState state) = 0;
};

/// How far a run has come.
struct Progress {
  Second passed;  ///< of the run
  std::int64_t billed_seconds;
  std::int64_t backlog;
  const Histogram& waits;  ///< of the messages whose work began
};

/// Looks at a run now and then, and may end it.
class Supervisor {
 public:
  Supervisor() = default;
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  virtual ~Supervisor() = default;

  /// When to look first; after the trace and its tail nobody looks any more.
  [[nodiscard]] virtual Second first_look() const = 0;
  /// When to look next, later than now; nothing: the run ends here.
  virtual std::optional<Second> look(const Progress& progress) = 0;
};

/// When every run begins: a Monday, 2020-01-06T00:00:00Z.
constexpr Instant run_begins{std::chrono::hours{24} * (365 * 50 + 12 + 5)};

/// Runs the scenario under the policy to its end: the trace, the empty tail, and
/// then, without the policy, until the last message is started by the tasks that
/// are left (by one, where none is). Equal arguments give equal numbers.
[[nodiscard]] Numbers simulate(const Scenario& scenario, Policy& policy,
                               Observer* observer = nullptr);

/// The same; nothing where the supervisor ended the run.
[[nodiscard]] std::optional<Numbers> simulate(const Scenario& scenario, Policy& policy,
                                              Supervisor& supervisor);

}  // namespace sluice::sim
