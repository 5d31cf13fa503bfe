#pragma once

#include <filesystem>

#include "base/files.hpp"
#include "world/schedule/time_zone.hpp"

namespace sluice::local {

/// The time zones of the machine: files below `folder`, where there is one.
/// `files` must outlive it.
class ZoneFiles final : public world::TimeZones {
 public:
  explicit ZoneFiles(const Files& files, std::filesystem::path folder = "/usr/share/zoneinfo");
  [[nodiscard]] std::optional<std::string> tzif(std::string_view name) const override;

 private:
  const Files& files_;
  std::filesystem::path folder_;
};

}  // namespace sluice::local
