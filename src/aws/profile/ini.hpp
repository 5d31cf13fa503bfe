#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::aws {

/// What stands after the = of a setting.
struct IniValue {
  std::string text;  ///< continuation lines joined by \n; empty where `block` is not
  /// The settings of an indented block (`sqs =`, then `  endpoint_url = …`).
  std::map<std::string, std::string, std::less<>> block = {};
  friend bool operator==(const IniValue&, const IniValue&) = default;
};

/// The settings of one section, by their names in lower case.
using IniSection = std::map<std::string, IniValue, std::less<>>;

/// A file in AWS's configuration format: its sections by what stands between
/// the brackets.
using IniFile = std::map<std::string, IniSection, std::less<>>;

/// Reads the format of ~/.aws/config and ~/.aws/credentials. Comments start
/// with # or ; at the start of a line, or after a space behind a value. A line
/// that is indented deeper than its setting continues it. Sections of one name
/// are merged, and the last of several equal settings counts. The error is one
/// line with file and line number; it never quotes the file, which may hold
/// secrets.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
[[nodiscard]] Result<IniFile, std::string> parse_ini(std::string_view text,
                                                     const std::filesystem::path& file);

}  // namespace sluice::aws
