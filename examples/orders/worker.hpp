#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"

namespace sluice::orders {

/// A message of the queue, in our hands until its visibility timeout.
struct Order {
  std::string id;
  std::string receipt_handle;
  std::string body;
  friend bool operator==(const Order&, const Order&) = default;
};

/// What has just happened.
struct Started {};
struct Received {
  std::optional<Order> order;  ///< empty: the long poll brought nothing
};
struct ReceiveFailed {};
struct ProtectionSet {};  ///< or refused: an order is worked on all the same
struct Woke {};           ///< a wait is over, or SIGTERM came during it
struct Settled {};        ///< the order is deleted or given back, or that failed
using Event = std::variant<Started, Received, ReceiveFailed, ProtectionSet, Woke, Settled>;

/// What to do next.
struct Receive {};
struct SetProtection {
  bool enabled;
};
struct Wait {
  Duration span;
};
struct DeleteOrder {
  Order order;
};
struct GiveBack {
  Order order;
};
struct End {};
using Action = std::variant<Receive, SetProtection, Wait, DeleteOrder, GiveBack, End>;

/// How a worker works. All spans are real time.
struct Pace {
  Duration order_time;                        ///< what one order takes
  Duration grace = std::chrono::seconds{20};  ///< how long it may go on after SIGTERM
  Duration pause_after_error = std::chrono::seconds{1};
};

/// The worker without its hands: told what happened, it says what to do next.
/// It takes one order after the other, keeps itself protected from scale-in
/// while there are any, and ends between two orders. An order that would take
/// longer than the grace is given back.
class Worker {
 public:
  explicit Worker(Pace pace) : pace_{pace} {}

  [[nodiscard]] Action next(const Event& event, Instant now);

  /// SIGTERM came: end as soon as the order in hand is settled. A wait that is
  /// going on is to be cut short by `Woke`.
  void stop() { stopping_ = true; }

 private:
  [[nodiscard]] Action on(const Started& /*event*/, Instant /*now*/) { return receive_or_end(); }
  [[nodiscard]] Action on(const Received& event, Instant now);
  [[nodiscard]] Action on(const ReceiveFailed& event, Instant now);
  [[nodiscard]] Action on(const ProtectionSet& event, Instant now);
  [[nodiscard]] Action on(const Woke& event, Instant now);
  [[nodiscard]] Action on(const Settled& event, Instant now);
  [[nodiscard]] Action receive_or_end() const;

  Pace pace_;
  std::optional<Order> order_;
  Instant order_done_;
  bool protected_ = false;
  bool stopping_ = false;
};

}  // namespace sluice::orders
