#include "demo/story.hpp"

#include <fmt/format.h>

namespace sluice::demo {

std::string title_of(Chapter chapter, std::int64_t min_tasks, std::int64_t max_tasks) {
  switch (chapter) {
    case Chapter::calm:
      return "an ordinary day";
    case Chapter::rush:
      return "Boxing Day: the orders pile up";
    case Chapter::scaled_out:
      return fmt::format("scaled out to {} tasks: the backlog drains", max_tasks);
    case Chapter::drained:
      return "the backlog is drained";
    case Chapter::closed:
      return fmt::format("scaled in to {} tasks: the loop is closed", min_tasks);
  }
  return "";
}

void Story::see(const Observation& seen) {
  last_ = seen;
  while (!closed() && turns(seen)) {
    chapter_ = static_cast<Chapter>(static_cast<int>(chapter_) + 1);
    began_.at(static_cast<std::size_t>(chapter_)) = seen.at;
  }
}

bool Story::turns(const Observation& seen) const {
  const auto tasks = static_cast<double>(seen.running == 0 ? 1 : seen.running);
  switch (chapter_) {
    case Chapter::calm:
      return static_cast<double>(seen.visible) / tasks > measures_.target;
    case Chapter::rush:
      return seen.running >= measures_.max_tasks;
    case Chapter::scaled_out:
      return seen.visible == 0;
    case Chapter::drained:
      return seen.desired == measures_.min_tasks && seen.running == measures_.min_tasks;
    case Chapter::closed:
      return false;
  }
  return false;
}

std::optional<Instant> Story::began(Chapter chapter) const {
  return began_.at(static_cast<std::size_t>(chapter));
}

std::string Story::missing() const {
  switch (chapter_) {
    case Chapter::calm:
      return fmt::format("no more than {} orders came to wait for each task: {} wait for {}",
                         measures_.target, last_.visible, last_.running);
    case Chapter::rush:
      return fmt::format("the service did not scale out to {} tasks: {} run, {} are desired",
                         measures_.max_tasks, last_.running, last_.desired);
    case Chapter::scaled_out:
      return fmt::format("the backlog did not drain: {} orders wait", last_.visible);
    case Chapter::drained:
      return fmt::format("the service did not scale in to {} tasks: {} run, {} are desired",
                         measures_.min_tasks, last_.running, last_.desired);
    case Chapter::closed:
      return "";
  }
  return "";
}

}  // namespace sluice::demo
