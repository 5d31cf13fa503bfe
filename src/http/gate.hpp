#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <list>
#include <utility>

#include "base/time.hpp"

namespace sluice::http {

/// Lets a bounded number of coroutines through at once; the others wait in
/// line, first come, first served. One thread; must outlive those inside.
class Gate {
 public:
  explicit Gate(std::size_t places) : free_{places} {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// A place behind the gate, given up when this goes.
  class Place {
   public:
    explicit Place(Gate* gate) : gate_{gate} {}
    Place(Place&& other) noexcept : gate_{std::exchange(other.gate_, nullptr)} {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (gate_ != nullptr) gate_->leave();
    }
    /// False: the limit passed before a place was free.
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    Gate* gate_;
  };

  /// Waits for a place, for `limit` at most.
  boost::asio::awaitable<Place> enter(Duration limit);
  /// Places that nobody has.
  [[nodiscard]] std::size_t free() const { return free_; }

 private:
  struct Waiter;
  void leave() noexcept;

  std::size_t free_;
  std::list<Waiter*> waiting_;
};

}  // namespace sluice::http
