#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/files.hpp"

namespace sluice {

/// Files that exist in a test only.
class MemoryFiles final : public Files {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_{std::move(files)} {}

  [[nodiscard]] Result<std::string, FileError> read(
      const std::filesystem::path& path) const override {
    const auto found = files_.find(path.string());
    if (found != files_.end()) return found->second;
    return Failure<FileError>{
        FileError{FileError::Kind::missing, path.string() + ": No such file or directory"}};
  }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace sluice
