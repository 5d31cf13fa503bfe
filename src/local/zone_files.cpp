#include "local/zone_files.hpp"

#include <utility>

namespace sluice::local {

ZoneFiles::ZoneFiles(const Files& files, std::filesystem::path folder)
    : files_{files}, folder_{std::move(folder)} {}

std::optional<std::string> ZoneFiles::tzif(std::string_view name) const {
  auto bytes = files_.read(folder_ / name);
  if (!bytes) return std::nullopt;
  return *std::move(bytes);
}

}  // namespace sluice::local
