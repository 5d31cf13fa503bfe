#include "sim/recording.hpp"

#include <algorithm>

namespace sluice::sim {

Recording::Recording(Second seconds, std::size_t most)
    : length_{std::max<Second>(
          1, (seconds + static_cast<Second>(most) - 1) / static_cast<Second>(most))} {}

void Recording::second(const PlantSecond& second) {
  const auto place = static_cast<std::size_t>(second.at / length_);
  if (place >= stretches_.size()) stretches_.resize(place + 1);
  Stretch& one = stretches_[place];
  ++one.seconds;
  one.arrived += second.arrived;
  one.backlog = std::max(one.backlog, second.backlog);
  one.oldest_age = std::max(one.oldest_age, second.oldest_age);
  one.serving = std::max(one.serving, second.serving);
  one.billed = std::max(one.billed, second.billed);
}

void Recording::metric(Second at, double value) {
  const bool same = !metrics_.empty() && metrics_.back().at / length_ == at / length_;
  if (!same)
    metrics_.push_back({at, value});
  else
    metrics_.back().value = std::max(metrics_.back().value, value);
}

void Recording::alarm(Second at, std::string_view name, world::AlarmState state) {
  const auto known = states_.find(name);
  if (known != states_.end() && known->second == state) return;
  states_.insert_or_assign(std::string{name}, state);
  alarms_.push_back({.at = at, .alarm = std::string{name}, .state = state});
}

}  // namespace sluice::sim
