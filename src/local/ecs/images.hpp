#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::local {

/// What runs on this machine where AWS would run an image.
struct ImageCommand {
  /// Used where the container gives neither entryPoint nor command; may be empty.
  std::vector<std::string> command = {};
  /// Empty: a directory of the task's own.
  std::filesystem::path working_directory = {};
  /// The container's own variables win over these.
  std::map<std::string, std::string, std::less<>> environment = {};
  friend bool operator==(const ImageCommand&, const ImageCommand&) = default;
};

/// What `--images` says: images by name or pattern, the first that fits counts.
struct ImageMapping {
  struct Row {
    std::string pattern;  ///< "orders:*": * is any text, ? any one character
    ImageCommand command;
  };
  std::vector<Row> rows = {};

  /// Nothing where no row fits.
  [[nodiscard]] const ImageCommand* find(std::string_view image) const;
};

/// Whether `text` is what `pattern` describes, from end to end.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view text);

}  // namespace sluice::local
