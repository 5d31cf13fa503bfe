#include "world/location.hpp"

#include <fmt/format.h>

namespace sluice::world {

std::string arn(const Location& where, std::string_view service, std::string_view resource) {
  return fmt::format("arn:{}:{}:{}:{}:{}", where.partition, service, where.region, where.account,
                     resource);
}

}  // namespace sluice::world
