#include "local/store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/check.hpp"

namespace sluice::local {
namespace {

/// What is wrong with the file, for people.
std::string explained(const std::filesystem::path& file, int code, const char* said) {
  constexpr unsigned primary = 0xffU;  // the rest of an extended code is detail
  switch (static_cast<unsigned>(code) & primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format(
          "{} is in use by another 'sluice local'; stop it, or choose another --data-dir",
          file.string());
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return fmt::format("{} is damaged ({}); move it away to begin anew", file.string(), said);
    default:
      return fmt::format("{}: {}", file.string(), said);
  }
}

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Result<Database, std::string> Database::open(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  Database database{file, handle};
  if (code != SQLITE_OK)
    return Failure<std::string>{fmt::format("{}: {}", file.string(), sqlite3_errstr(code))};
  // Exclusive first: then the index of the log is in our own memory, nobody
  // else gets in, and the lock goes with the process, however that ends.
  // In write-ahead mode NORMAL syncs the log before a checkpoint, and not at each
  // commit: https://www.sqlite.org/pragma.html#pragma_synchronous
  for (const char* const pragma : {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA synchronous=NORMAL",
                                   "PRAGMA journal_mode=WAL", "BEGIN IMMEDIATE", "COMMIT"})
    if (auto done = database.run(pragma); !done) return Failure<std::string>{done.error()};
  return database;
}

std::string Database::last_error() const {
  return explained(file_, sqlite3_errcode(handle()), sqlite3_errmsg(handle()));
}

Result<void, std::string> Database::run(const char* sql) const {
  if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return Failure<std::string>{last_error()};
}

Result<std::int64_t, std::string> Database::number(const char* sql) {
  Statement statement{*this, sql};
  if (statement.next() != Statement::Row::there) return Failure<std::string>{last_error()};
  return statement.integer(0);
}

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(const Database& database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  CHECK(code == SQLITE_OK);
  statement_.reset(statement);
}

Statement& Statement::bind(int place, std::int64_t value) {
  CHECK(sqlite3_bind_int64(statement_.get(), place, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_text(int place, std::string_view value) {
  CHECK(sqlite3_bind_text64(statement_.get(), place, value.data(), value.size(), SQLITE_STATIC,
                            SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_blob(int place, std::string_view value) {
  // A null pointer would bind NULL.
  const char* const data = value.empty() ? "" : value.data();
  CHECK(sqlite3_bind_blob64(statement_.get(), place, data, value.size(), SQLITE_STATIC) ==
        SQLITE_OK);
  return *this;
}

bool Statement::run() {
  sqlite3_step(statement_.get());
  return sqlite3_reset(statement_.get()) == SQLITE_OK;
}

Statement::Row Statement::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return Row::there;
  sqlite3_reset(statement_.get());
  return code == SQLITE_DONE ? Row::none : Row::failed;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

}  // namespace sluice::local
