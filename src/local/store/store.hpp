#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "local/store/database.hpp"

namespace sluice::local {

namespace asio = boost::asio;

/// What a power cut may cost. A process that is killed loses nothing with either:
/// what was committed is the operating system's by then.
enum class Durability {
  /// The disk is waited for at checkpoints only: a power cut may lose the last
  /// transactions, and never damages the file. Some ten times as fast.
  process,
  power,  ///< each commit waits for the disk
};

/// How a store is opened.
struct StoreOptions {
  Durability durability = Durability::process;
};

/// Where a message is kept.
struct MessageKey {
  std::int64_t queue;    ///< Store::queue_number
  std::uint64_t serial;  ///< below 2^42, one message's only
};

/// A message as it was kept.
struct MessageRow {
  std::int64_t queue;
  std::uint64_t serial;
  std::string_view state;    ///< what changes; always of one size, then a change costs least
  std::string_view content;  ///< what never does
};

/// Keys of documents that lie together.
struct KeyRange {
  std::string_view from;
  std::string_view to;  ///< the first beyond them
};

/// What `sluice local --data-dir` keeps: one SQLite file. Writes are collected in
/// one transaction, which is committed when the event loop has no more work at
/// hand; whoever may acknowledge only what is safe awaits `committed()`. All on
/// one thread, the executor's: a commit costs microseconds (bench/store.cpp).
///
/// A write that fails (the disk is full) is remembered: from then on nothing is
/// written, and `committed()` says why.
class Store {
 public:
  /// Opens or creates `directory`/sluice.db. The error is one line for people:
  /// another process has it, it is damaged, or a newer program wrote it.
  static Result<std::unique_ptr<Store>, std::string> open(const std::filesystem::path& directory,
                                                          asio::any_io_executor executor,
                                                          StoreOptions options = {});
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  /// Commits what was written; `before_commit` is not asked any more.
  ~Store();

  /// Is called before each commit, to write what is worth writing once for many
  /// changes: the documents that have changed, the time.
  void before_commit(std::function<void()> write) { before_commit_ = std::move(write); }
  /// Sees to it that a commit comes, with `before_commit`, though nothing was written.
  void touch();

  /// The number by which messages of this queue are kept; the same each time.
  std::int64_t queue_number(std::string_view queue);
  /// Every queue that ever had a number.
  Result<void, std::string> each_queue(
      const std::function<void(std::string_view queue, std::int64_t number)>& see);

  void put_message(const MessageKey& key, std::string_view state, std::string_view content);
  void change_message(const MessageKey& key, std::string_view state);
  void remove_message(const MessageKey& key);
  void remove_messages(std::int64_t queue);
  /// By queue and serial.
  Result<void, std::string> each_message(const std::function<void(const MessageRow&)>& see);
  /// Those of one queue, by serial.
  Result<void, std::string> each_message_of(std::int64_t queue,
                                            const std::function<void(const MessageRow&)>& see);

  void put_document(std::string_view component, std::string_view key, std::string_view value);
  void remove_document(std::string_view component, std::string_view key);
  /// Those whose keys are in [`keys.from`, `keys.to`), compared byte by byte.
  void remove_documents(std::string_view component, const KeyRange& keys);
  Result<void, std::string> each_document(
      std::string_view component,
      const std::function<void(std::string_view key, std::string_view value)>& see);
  /// Everything goes but the queues' numbers and what is written afterwards.
  void clear();

  /// Whether something was written that is not committed.
  [[nodiscard]] bool pending() const { return written_ != committed_; }
  /// Completes when all that was written before is committed; the error says why
  /// it never will be.
  asio::awaitable<Result<void, std::string>> committed();
  /// At once.
  Result<void, std::string> commit();

  /// The file grows to so many pages of 4 KiB and no further; as if the disk were full.
  void limit_pages(std::int64_t most);
  /// How many commits there were, for measuring.
  [[nodiscard]] std::uint64_t commits() const { return commits_; }

 private:
  struct Statements;
  Store(Database database, asio::any_io_executor executor);

  Result<void, std::string> see_messages(Statement& rows,
                                         const std::function<void(const MessageRow&)>& see);
  static Result<void, std::string> prepare(Database& database, const StoreOptions& options,
                                           const std::filesystem::path& file);
  bool begin();
  void schedule();
  /// Runs a write of the transaction and remembers its failure.
  void write(Statement& statement);
  void fail();

  Database database_;
  asio::any_io_executor executor_;
  std::unique_ptr<Statements> statements_;
  std::function<void()> before_commit_;
  std::map<std::string, std::int64_t, std::less<>> queue_numbers_;
  asio::steady_timer done_;       ///< never expires; cancelled by each commit
  std::shared_ptr<Store*> self_;  ///< for the posted commit, which may find us gone
  std::optional<std::string> failure_;
  std::uint64_t written_ = 0;
  std::uint64_t committed_ = 0;
  std::uint64_t commits_ = 0;
  bool scheduled_ = false;
  bool in_transaction_ = false;
};

}  // namespace sluice::local
