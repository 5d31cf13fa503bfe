#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace sluice {

/// Why a file could not be read.
struct FileError {
  enum class Kind { missing, unreadable, too_large };
  Kind kind;
  std::string message;  ///< names the path and says why, in one line
};

/// Files, lent by `main`, so that tests can lend others.
class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;

  /// The whole file. Larger than 1 MiB is refused: what we read are settings
  /// and tokens.
  [[nodiscard]] virtual Result<std::string, FileError> read(
      const std::filesystem::path& path) const = 0;
};

/// The machine's files.
class SystemFiles final : public Files {
 public:
  [[nodiscard]] Result<std::string, FileError> read(
      const std::filesystem::path& path) const override;
};

}  // namespace sluice
