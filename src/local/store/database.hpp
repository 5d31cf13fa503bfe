#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace sluice::local {

/// One SQLite connection, which is closed when this goes. One thread.
class Database {
 public:
  /// Opens or creates `file` for one process alone, in write-ahead mode. The
  /// error names the file and says why not: in use, no database, no permission.
  static Result<Database, std::string> open(const std::filesystem::path& file);

  /// Runs statements that give no rows; the error is SQLite's own.
  Result<void, std::string> run(const char* sql) const;
  /// The first column of the first row, as a whole number.
  Result<std::int64_t, std::string> number(const char* sql);

  /// What SQLite says of the last call that failed, with the file's name.
  [[nodiscard]] std::string last_error() const;

  /// Valid as long as this is.
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  Database(std::filesystem::path file, sqlite3* handle) : file_{std::move(file)}, handle_{handle} {}

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Closer> handle_;
};

/// A prepared statement, for many uses. Its database must outlive it. Texts and
/// blobs that are bound must stay until the statement has run.
class Statement {
 public:
  /// `sql` is one of ours: that it does not compile is a broken invariant.
  Statement(const Database& database, std::string_view sql);

  Statement& bind(int place, std::int64_t value);
  Statement& bind_text(int place, std::string_view value);
  Statement& bind_blob(int place, std::string_view value);

  /// Runs it to its end and makes it ready for the next use; false: it failed.
  [[nodiscard]] bool run();

  enum class Row { there, none, failed };
  /// The next row. After the last, or a failure, it is ready for the next use.
  [[nodiscard]] Row next();
  /// Of the row that is there; valid until the next call.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

}  // namespace sluice::local
