#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/environment.hpp"
#include "base/result.hpp"

namespace sluice::apps {

/// A directory of this process alone, below TMPDIR; gone with this.
class TemporaryDirectory {
 public:
  /// The error is one line.
  [[nodiscard]] static Result<TemporaryDirectory, std::string> make(const Environment& environment);

  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_{std::exchange(other.path_, {})} {}
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_{std::move(path)} {}
  std::filesystem::path path_;
};

}  // namespace sluice::apps
