#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sluice::local {

/// What a deployment package may be at most.
/// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
struct PackageLimits {
  std::uint64_t zip_bytes = 50U << 20U;  ///< as it is uploaded
  std::uint64_t unpacked_bytes = 262144000;
  std::uint64_t files = 65536;
};

/// Whether `zip` is a package that can be unpacked: names stay inside, no links,
/// no devices, no encryption, within `limits`. The error is Lambda's text for it.
[[nodiscard]] Result<void, std::string> check_package(std::string_view zip,
                                                      const PackageLimits& limits = {});

/// Unpacks a checked package into `folder`, which is made. Files keep whether
/// they can be executed; nothing can be written. The error says which file
/// could not be made.
[[nodiscard]] Result<void, std::string> unpack_package(std::string_view zip,
                                                       const std::filesystem::path& folder,
                                                       const PackageLimits& limits = {});

/// The SHA-256 of `bytes` in base64, Lambda's CodeSha256.
[[nodiscard]] std::string code_sha256(std::string_view bytes);

}  // namespace sluice::local
