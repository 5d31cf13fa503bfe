#include "record/tick.hpp"

#include <algorithm>

namespace sluice::record {

std::size_t TickRecord::count(PublishStatus status) const {
  return static_cast<std::size_t>(std::ranges::count(services, status, &ServiceRecord::status));
}

}  // namespace sluice::record
