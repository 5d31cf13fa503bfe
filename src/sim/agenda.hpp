#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/time.hpp"

namespace sluice::sim {

/// What is still to happen in a run. Equal instants keep the order in which they
/// were asked for, so a run depends on its seed and on nothing else.
class Agenda {
 public:
  /// It is handed the moment for which it was asked.
  using Happening = std::function<void(Instant)>;

  explicit Agenda(Instant start) : now_{start} {}

  [[nodiscard]] Instant now() const { return now_; }

  /// REQUIRES: `when` is not before now().
  void at(Instant when, Happening happen) {
    CHECK(when >= now_);
    entries_.push_back({when, next_ticket_++, std::move(happen)});
    std::ranges::push_heap(entries_, later);
  }
  /// REQUIRES: `delay` is not negative.
  void after(Duration delay, Happening happen) { at(now_ + delay, std::move(happen)); }

  /// When something happens next; nothing where nothing does.
  [[nodiscard]] std::optional<Instant> due() const {
    return entries_.empty() ? std::nullopt : std::optional{entries_.front().when};
  }

  /// Lets all happen that falls due up to and including `end`, then stands at `end`.
  void run_until(Instant end) {
    while (!entries_.empty() && entries_.front().when <= end) {
      std::ranges::pop_heap(entries_, later);
      const Entry entry = std::move(entries_.back());  // out first: it may add entries
      entries_.pop_back();
      now_ = entry.when;
      entry.happen(now_);
    }
    now_ = end;
  }

 private:
  struct Entry {
    Instant when;
    std::uint64_t ticket;
    Happening happen;
  };
  static bool later(const Entry& a, const Entry& b) {
    return a.when != b.when ? a.when > b.when : a.ticket > b.ticket;
  }

  Instant now_;
  std::uint64_t next_ticket_ = 0;
  std::vector<Entry> entries_;  ///< a heap, the soonest first
};

}  // namespace sluice::sim
