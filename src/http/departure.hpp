#pragma once

#include <functional>

namespace sluice::http {

/// Notices that whoever made a request has closed the connection and waits for
/// no answer any more. It costs nothing until somebody asks.
class Departure {
 public:
  Departure() = default;
  Departure(const Departure&) = delete;
  Departure& operator=(const Departure&) = delete;
  virtual ~Departure() = default;

  /// Calls `act` once from the event loop when the client has gone. It takes the
  /// place of an earlier one; an empty one only forgets that.
  virtual void notice(std::function<void()> act) = 0;
};

}  // namespace sluice::http
