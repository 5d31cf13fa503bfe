#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "local/store/saved_component.hpp"
#include "local/store/sqs_journal.hpp"
#include "local/store/store.hpp"
#include "world/region.hpp"

namespace sluice::local {

/// Keeps a cloud in a store: what of it is written when, and where the next
/// `sluice local` on the same store goes on. Messages are written as they change;
/// all else as whole documents, when a call has changed some of it, and else a
/// moment after it changed by itself. One event loop, one thread.
class Keeper {
 public:
  /// What is kept of one region, or of the account as a whole.
  struct Place {
    std::unique_ptr<SqsJournal> journal = {};  ///< of regions
    std::unique_ptr<SavedComponent> queues = {};
    std::vector<std::unique_ptr<SavedComponent>> others = {};
  };
  using Places = std::map<std::string, Place, std::less<>>;

  /// Reads where the last cloud on this store ended, and counts this one. `store`
  /// must outlive it. The error is one line: the store is damaged, or another
  /// account's.
  static Result<std::unique_ptr<Keeper>, std::string> open(
      Store& store, std::string account, const boost::asio::any_io_executor& executor);
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper();

  /// The cloud's time when something was last kept; empty: this is the first.
  [[nodiscard]] std::optional<Instant> time() const { return time_; }
  /// `seed`, changed so that no two clouds on this store make up the same names;
  /// the first has it as it is.
  [[nodiscard]] std::uint64_t seed_of_this_run(std::uint64_t seed) const;
  /// Which regions were kept before.
  [[nodiscard]] std::vector<std::string> regions() const { return regions_; }

  /// From here on what changes is kept, with `now` as the cloud's time.
  void begin(std::function<Instant()> now);

  /// To be lent to the region of this name; valid until `forget`.
  world::SqsJournal& journal(const std::string& region);
  /// The region is kept from now on. It must outlive this, or `forget` comes first.
  void keep(world::Region& region);
  /// The same of what belongs to the account.
  void keep(world::Iam& iam, world::Sts& sts);
  /// Restores what was kept of a region, or of the account (`account_place`).
  Result<void, std::string> load(std::string_view place, Instant now);
  static constexpr std::string_view account_place = "";

  /// Something may have changed by itself: sees to it that it is written soon.
  void moved();
  /// Whether something that a call to `service` may have changed is not safe yet.
  [[nodiscard]] bool must_store(std::string_view service);
  /// Completes when it is; the error says why it never will be.
  boost::asio::awaitable<Result<void, std::string>> stored() { return store_.committed(); }
  /// Sees to it that everything is written, the time too, though nothing may have changed.
  void keep_all();
  /// Writes everything, at once, for the last time.
  Result<void, std::string> finish();

  /// Empties the store. What was lent must live as long as what is given back.
  [[nodiscard]] Places forget();

 private:
  Keeper(Store& store, std::string account, const boost::asio::any_io_executor& executor);

  Result<void, std::string> read_meta();
  void write_meta();
  void write_changes();
  [[nodiscard]] bool others_changed() const;

  Store& store_;
  std::string account_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Keeper*> self_;  ///< for the timer, which may find us gone
  std::function<Instant()> now_;
  std::optional<Instant> time_;
  std::uint64_t runs_ = 0;
  std::vector<std::string> regions_;
  Places places_;
  bool write_others_ = false;
  bool armed_ = false;
  bool finished_ = false;
};

}  // namespace sluice::local
