#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/time.hpp"

namespace sluice::local {

/// What the administrative pages may do to the cloud as a whole; lent by whoever
/// owns it.
class Control {
 public:
  Control() = default;
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;
  virtual ~Control() = default;

  /// The cloud's time.
  [[nodiscard]] virtual Instant now() = 0;
  /// Cloud seconds a real second; 0: it stands.
  [[nodiscard]] virtual double speed() const = 0;
  virtual void set_speed(double speed) = 0;
  /// Runs all that falls due within `by`, in order.
  virtual boost::asio::awaitable<void> advance(Duration by) = 0;
  /// Empties the cloud: no queue, service, metric or function is left.
  virtual boost::asio::awaitable<void> reset() = 0;
  /// What has happened, one line of JSON each, in the order of time: states of
  /// alarms, events of services, scaling activities. The same scenario with the
  /// same seed on the stepped clock gives the same bytes.
  [[nodiscard]] virtual std::string record() = 0;
};

}  // namespace sluice::local
