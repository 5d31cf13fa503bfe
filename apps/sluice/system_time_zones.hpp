#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "world/schedule/time_zone.hpp"

namespace sluice::apps {

/// The time zones of this machine, where Linux keeps them.
class SystemTimeZones final : public world::TimeZones {
 public:
  /// `files` must outlive this.
  explicit SystemTimeZones(const Files& files) : files_{files} {}

  [[nodiscard]] std::optional<std::string> tzif(std::string_view name) const override {
    auto bytes = files_.read(std::string{"/usr/share/zoneinfo/"}.append(name));
    if (!bytes) return std::nullopt;
    return std::move(*bytes);
  }

 private:
  const Files& files_;
};

}  // namespace sluice::apps
