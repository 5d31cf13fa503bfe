#include "local/store/store.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <limits>
#include <system_error>

#include "base/check.hpp"

namespace sluice::local {
namespace {

constexpr std::int64_t application_id = 0x536c7563;  // "Sluc"
constexpr std::int64_t format = 1;
constexpr unsigned serial_bits = 42;  // 4e12 messages of a queue, two million queues
/// More are not collected before a commit, lest it take long.
constexpr std::uint64_t most_uncommitted = 10'000;

/// The messages of a queue lie together, in order: one whole number is the
/// cheapest key that SQLite knows.
std::int64_t row_of(std::int64_t queue, std::uint64_t serial) {
  CHECK(serial < (std::uint64_t{1} << serial_bits));
  const auto high = static_cast<std::uint64_t>(queue) << serial_bits;
  return static_cast<std::int64_t>(high | serial);
}

constexpr const char* schema = R"(
  CREATE TABLE queues(number INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL);
  CREATE TABLE messages(row INTEGER PRIMARY KEY, state BLOB NOT NULL, content BLOB NOT NULL);
  CREATE TABLE documents(component TEXT, key TEXT, value BLOB NOT NULL,
                         PRIMARY KEY(component, key)) WITHOUT ROWID;)";

Result<void, std::string> create(Database& database) {
  const std::string all =
      fmt::format("BEGIN; {} PRAGMA application_id={}; PRAGMA user_version={}; COMMIT;", schema,
                  application_id, format);
  return database.run(all.c_str());
}

Failure<std::string> wrong_format(const std::filesystem::path& file, std::int64_t found) {
  return Failure<std::string>{
      fmt::format("{} has format {}, and this program knows format {}: use the program that wrote "
                  "it, or choose another --data-dir",
                  file.string(), found, format)};
}

}  // namespace

struct Store::Statements {
  explicit Statements(const Database& database)
      : begin{database, "BEGIN IMMEDIATE"},
        commit{database, "COMMIT"},
        put_queue{database, "INSERT INTO queues(name) VALUES(?1) RETURNING number"},
        queues{database, "SELECT name, number FROM queues ORDER BY number"},
        put_message{database, "INSERT OR REPLACE INTO messages VALUES(?1, ?2, ?3)"},
        change_message{database, "UPDATE messages SET state=?2 WHERE row=?1"},
        remove_message{database, "DELETE FROM messages WHERE row=?1"},
        remove_messages{database, "DELETE FROM messages WHERE row BETWEEN ?1 AND ?2"},
        messages{database,
                 "SELECT row, state, content FROM messages WHERE row BETWEEN ?1 AND ?2 "
                 "ORDER BY row"},
        put_document{database, "INSERT OR REPLACE INTO documents VALUES(?1, ?2, ?3)"},
        remove_document{database, "DELETE FROM documents WHERE component=?1 AND key=?2"},
        remove_documents{database,
                         "DELETE FROM documents WHERE component=?1 AND key>=?2 AND key<?3"},
        documents{database, "SELECT key, value FROM documents WHERE component=?1 ORDER BY key"},
        remove_all_messages{database, "DELETE FROM messages"},
        remove_all_documents{database, "DELETE FROM documents"} {}

  Statement begin;
  Statement commit;
  Statement put_queue;
  Statement queues;
  Statement put_message;
  Statement change_message;
  Statement remove_message;
  Statement remove_messages;
  Statement messages;
  Statement put_document;
  Statement remove_document;
  Statement remove_documents;
  Statement documents;
  Statement remove_all_messages;
  Statement remove_all_documents;
};

Result<void, std::string> Store::prepare(Database& database, const StoreOptions& options,
                                         const std::filesystem::path& file) {
  const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return Failure<std::string>{tables.error()};
  if (*tables == 0) {
    if (auto done = create(database); !done) return done;
  }
  const auto id = database.number("PRAGMA application_id");
  if (!id) return Failure<std::string>{id.error()};
  if (*id != application_id)
    return Failure<std::string>{
        fmt::format("{} is another program's database; choose another --data-dir", file.string())};
  const auto found = database.number("PRAGMA user_version");
  if (!found) return Failure<std::string>{found.error()};
  if (*found != format) return wrong_format(file, *found);
  if (options.durability == Durability::power)
    if (auto done = database.run("PRAGMA synchronous=FULL"); !done) return done;
  return database.run("PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;");
}

Result<std::unique_ptr<Store>, std::string> Store::open(const std::filesystem::path& directory,
                                                        asio::any_io_executor executor,
                                                        StoreOptions options) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed)
    return Failure<std::string>{
        fmt::format("{} cannot be made: {}", directory.string(), failed.message())};
  const std::filesystem::path file = directory / "sluice.db";
  auto database = Database::open(file);
  if (!database) return Failure<std::string>{database.error()};
  if (auto done = prepare(*database, options, file); !done)
    return Failure<std::string>{done.error()};
  std::unique_ptr<Store> store{new Store{std::move(*database), std::move(executor)}};
  auto read = store->each_queue([&store](std::string_view queue, std::int64_t number) {
    store->queue_numbers_.emplace(queue, number);
  });
  if (!read) return Failure<std::string>{read.error()};
  return store;
}

Store::Store(Database database, asio::any_io_executor executor)
    : database_{std::move(database)},
      executor_{std::move(executor)},
      statements_{std::make_unique<Statements>(database_)},
      done_{executor_, asio::steady_timer::time_point::max()},
      self_{std::make_shared<Store*>(this)} {}

Store::~Store() {
  if (in_transaction_ && !failure_) static_cast<void>(statements_->commit.run());
}

void Store::fail() {
  if (!failure_) failure_ = database_.last_error();
  done_.cancel();
}

bool Store::begin() {
  if (failure_) {
    ++written_;  // and never will be: nobody may take it for kept
    return false;
  }
  schedule();
  if (in_transaction_) return true;
  if (!statements_->begin.run()) {
    ++written_;
    fail();
    return false;
  }
  in_transaction_ = true;
  return true;
}

void Store::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  asio::post(executor_, [weak = std::weak_ptr{self_}] {
    if (const auto self = weak.lock()) static_cast<void>((*self)->commit());
  });
}

void Store::touch() {
  if (failure_) return;
  ++written_;
  schedule();
}

void Store::write(Statement& statement) {
  ++written_;
  if (!statement.run()) fail();
}

Result<void, std::string> Store::commit() {
  scheduled_ = true;  // what before_commit writes belongs to this commit
  if (before_commit_ && !failure_) before_commit_();
  scheduled_ = false;
  if (in_transaction_ && !failure_) {
    if (statements_->commit.run())
      ++commits_;
    else
      fail();
  }
  if (failure_) return Failure<std::string>{*failure_};
  in_transaction_ = false;
  committed_ = written_;
  done_.cancel();
  return {};
}

asio::awaitable<Result<void, std::string>> Store::committed() {
  const std::uint64_t mine = written_;
  while (committed_ < mine && !failure_)
    co_await done_.async_wait(asio::as_tuple(asio::use_awaitable));
  if (committed_ >= mine) co_return Result<void, std::string>{};
  co_return Failure<std::string>{failure_.value_or("it was not committed")};
}

std::int64_t Store::queue_number(std::string_view queue) {
  if (const auto found = queue_numbers_.find(queue); found != queue_numbers_.end())
    return found->second;
  if (!begin()) return 0;
  ++written_;
  Statement& statement = statements_->put_queue;
  if (statement.bind_text(1, queue).next() != Statement::Row::there) {
    fail();
    return 0;
  }
  const std::int64_t number = statement.integer(0);
  if (statement.next() == Statement::Row::failed) fail();
  queue_numbers_.emplace(queue, number);
  return number;
}

Result<void, std::string> Store::each_queue(
    const std::function<void(std::string_view, std::int64_t)>& see) {
  Statement& rows = statements_->queues;
  auto row = rows.next();
  for (; row == Statement::Row::there; row = rows.next()) see(rows.bytes(0), rows.integer(1));
  if (row == Statement::Row::failed) return Failure<std::string>{database_.last_error()};
  return {};
}

void Store::put_message(const MessageKey& key, std::string_view state, std::string_view content) {
  if (!begin()) return;
  statements_->put_message.bind(1, row_of(key.queue, key.serial));
  write(statements_->put_message.bind_blob(2, state).bind_blob(3, content));
  if (written_ - committed_ >= most_uncommitted) static_cast<void>(commit());
}

void Store::change_message(const MessageKey& key, std::string_view state) {
  if (!begin()) return;
  write(statements_->change_message.bind(1, row_of(key.queue, key.serial)).bind_blob(2, state));
}

void Store::remove_message(const MessageKey& key) {
  if (!begin()) return;
  write(statements_->remove_message.bind(1, row_of(key.queue, key.serial)));
}

void Store::remove_messages(std::int64_t queue) {
  if (!begin()) return;
  statements_->remove_messages.bind(1, row_of(queue, 0));
  write(statements_->remove_messages.bind(2, row_of(queue + 1, 0) - 1));
}

Result<void, std::string> Store::see_messages(Statement& rows,
                                              const std::function<void(const MessageRow&)>& see) {
  constexpr std::uint64_t serial_mask = (std::uint64_t{1} << serial_bits) - 1;
  auto row = rows.next();
  for (; row == Statement::Row::there; row = rows.next()) {
    const auto key = static_cast<std::uint64_t>(rows.integer(0));
    see({.queue = static_cast<std::int64_t>(key >> serial_bits),
         .serial = key & serial_mask,
         .state = rows.bytes(1),
         .content = rows.bytes(2)});
  }
  if (row == Statement::Row::failed) return Failure<std::string>{database_.last_error()};
  return {};
}

Result<void, std::string> Store::each_message(const std::function<void(const MessageRow&)>& see) {
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  return see_messages(statements_->messages.bind(1, 0).bind(2, last), see);
}

Result<void, std::string> Store::each_message_of(
    std::int64_t queue, const std::function<void(const MessageRow&)>& see) {
  statements_->messages.bind(1, row_of(queue, 0));
  return see_messages(statements_->messages.bind(2, row_of(queue + 1, 0) - 1), see);
}

void Store::put_document(std::string_view component, std::string_view key, std::string_view value) {
  if (!begin()) return;
  statements_->put_document.bind_text(1, component).bind_text(2, key);
  write(statements_->put_document.bind_blob(3, value));
}

void Store::remove_document(std::string_view component, std::string_view key) {
  if (!begin()) return;
  write(statements_->remove_document.bind_text(1, component).bind_text(2, key));
}

void Store::remove_documents(std::string_view component, const KeyRange& keys) {
  if (!begin()) return;
  statements_->remove_documents.bind_text(1, component).bind_text(2, keys.from);
  write(statements_->remove_documents.bind_text(3, keys.to));
}

Result<void, std::string> Store::each_document(
    std::string_view component,
    const std::function<void(std::string_view, std::string_view)>& see) {
  Statement& rows = statements_->documents;
  auto row = rows.bind_text(1, component).next();
  for (; row == Statement::Row::there; row = rows.next()) see(rows.bytes(0), rows.bytes(1));
  if (row == Statement::Row::failed) return Failure<std::string>{database_.last_error()};
  return {};
}

void Store::limit_pages(std::int64_t most) {
  const std::string pragma = fmt::format("PRAGMA max_page_count={}", most);
  static_cast<void>(database_.number(pragma.c_str()));
}

void Store::clear() {
  if (!begin()) return;
  write(statements_->remove_all_messages);
  write(statements_->remove_all_documents);
}

}  // namespace sluice::local
