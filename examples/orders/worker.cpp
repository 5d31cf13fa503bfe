#include "orders/worker.hpp"

#include <utility>

namespace sluice::orders {

Action Worker::next(const Event& event, Instant now) {
  return std::visit([&](const auto& happened) { return on(happened, now); }, event);
}

Action Worker::on(const Received& event, Instant /*now*/) {
  if (event.order && stopping_) return GiveBack{*event.order};
  if (event.order) {
    order_ = event.order;
    // Anew for each order: a protection that was set once would expire in a long rush.
    protected_ = true;
    return SetProtection{true};
  }
  if (std::exchange(protected_, false)) return SetProtection{false};
  return receive_or_end();
}

Action Worker::on(const ReceiveFailed& /*event*/, Instant /*now*/) {
  if (stopping_) return End{};
  return Wait{pace_.pause_after_error};
}

Action Worker::on(const ProtectionSet& event, Instant now) {
  (void)event;
  if (!order_) return receive_or_end();
  order_done_ = now + pace_.order_time;
  return on(Woke{}, now);
}

Action Worker::on(const Woke& /*event*/, Instant now) {
  if (!order_) return receive_or_end();
  const Duration left = order_done_ - now;
  const bool done = left <= Duration{};
  if (!done && !(stopping_ && left > pace_.grace)) return Wait{left};
  Order order = std::move(*order_);
  order_.reset();
  if (done) return DeleteOrder{std::move(order)};
  return GiveBack{std::move(order)};
}

Action Worker::on(const Settled& /*event*/, Instant /*now*/) {
  return receive_or_end();
}

Action Worker::receive_or_end() const {
  if (stopping_) return End{};
  return Receive{};
}

}  // namespace sluice::orders
