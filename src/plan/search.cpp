#include "plan/search.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/random.hpp"

namespace sluice::plan {
namespace {

/// Tried at once: what they are measured against was known before the first of
/// them, so that it does not matter who is ready when.
constexpr std::size_t batch = 32;
/// Settings of the front on either side of the objective whose neighbours are tried.
constexpr std::size_t nearest = 6;
/// Where nothing else is left to try: how far from the front, and how often in vain.
constexpr std::size_t stray = 3;
constexpr std::size_t patience = 2000;

std::size_t product(const std::vector<std::size_t>& counts) {
  std::size_t all = 1;
  for (const std::size_t count : counts) all *= count;
  return all;
}

class Search {
 public:
  Search(const Trial& trial, const Space& space, const SearchSettings& settings, Executor& executor,
         Audience& audience)
      : trial_{trial},
        space_{space},
        settings_{settings},
        executor_{executor},
        audience_{audience},
        random_{settings.seed} {}

  SearchResult run() {
    coarse();
    std::size_t step = largest_step();
    while (!is_full() && step > 0) {
      for (const Place& place : elite()) neighbours(place, step);
      if (!try_wanted()) step /= 2;
    }
    while (!is_full()) {
      strays();
      if (!try_wanted()) break;
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_full() const { return result_.tried.size() >= settings_.settings; }
  void want(const Place& place) {
    if (seen_.insert(place).second) wanted_.push_back(place);
  }
  void coarse();
  /// How many values of each axis the coarse grid has.
  [[nodiscard]] std::vector<std::size_t> coarse_counts() const;
  [[nodiscard]] std::size_t largest_step() const;
  void neighbours(const Place& place, std::size_t step);
  void strays();
  /// The front's settings that are nearest to the objective, on both sides of it.
  [[nodiscard]] std::vector<Place> elite() const;
  /// Whether there was something to try.
  bool try_wanted();
  void try_batch(const std::vector<Setting>& settings);

  const Trial& trial_;
  const Space& space_;
  const SearchSettings& settings_;
  Executor& executor_;
  Audience& audience_;
  Random random_;
  std::set<Place> seen_ = {};
  std::vector<Place> wanted_ = {};
  std::vector<Place> places_ = {};  ///< of what was tried
  SearchResult result_ = {};
};

void Search::coarse() {
  if (const auto today = space_.today()) want(*today);
  try_wanted();  // something to measure the others against
  const std::vector<Axis>& axes = space_.axes();
  const std::vector<std::size_t> counts = coarse_counts();
  const std::size_t all = product(counts);
  for (std::size_t i = 0; i < all; ++i) {
    Place place;
    std::size_t rest = i;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      const std::size_t count = counts[axis];
      const std::size_t last = axes[axis].values.size() - 1;
      place.push_back(count == 1 ? last / 2 : (rest % count) * last / (count - 1));
      rest /= count;
    }
    want(place);
  }
  try_wanted();
}

std::vector<std::size_t> Search::coarse_counts() const {
  std::vector<std::size_t> counts;
  for (const Axis& axis : space_.axes())
    counts.push_back(std::min(axis.coarse, axis.values.size()));
  // Half of what may be tried at most, both ends of each axis at least.
  while (product(counts) > settings_.settings / 2) {
    const auto most = std::ranges::max_element(counts);
    if (*most <= 2) break;
    --*most;
  }
  return counts;
}

std::size_t Search::largest_step() const {
  std::size_t most = 1;
  for (const Axis& axis : space_.axes()) most = std::max(most, axis.values.size() / 4);
  return most;
}

void Search::neighbours(const Place& place, std::size_t step) {
  const std::vector<Axis>& axes = space_.axes();
  for (std::size_t i = 0; i < axes.size(); ++i) {
    // A short axis has smaller steps.
    const std::size_t last = axes[i].values.size() - 1;
    const std::size_t far = std::min(step, std::max<std::size_t>(1, (last + 1) / 4));
    Place other = place;
    other[i] = place[i] > far ? place[i] - far : 0;
    want(other);
    other[i] = std::min(last, place[i] + far);
    want(other);
  }
}

void Search::strays() {
  const std::vector<Place> near = elite();
  const std::vector<Axis>& axes = space_.axes();
  for (std::size_t i = 0; i < patience && wanted_.size() < batch && !near.empty(); ++i) {
    Place place = near[random_.bits() % near.size()];
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      const std::size_t at = place[axis] + (random_.bits() % ((2 * stray) + 1));
      place[axis] = std::min(axes[axis].values.size() - 1, at > stray ? at - stray : 0);
    }
    want(place);
  }
}

std::vector<Place> Search::elite() const {
  std::vector<Place> places;
  const std::vector<Point>& points = result_.front.points();
  const auto met = static_cast<std::size_t>(
      std::ranges::find_if(points,
                           [&](const Point& one) { return is_met(trial_.objective, one.value); }) -
      points.begin());
  for (std::size_t i = met > nearest ? met - nearest : 0;
       i < std::min(points.size(), met + nearest); ++i)
    places.push_back(places_[points[i].index]);
  return places;
}

bool Search::try_wanted() {
  bool tried = false;
  std::vector<Setting> settings;
  const auto flush = [&] {
    tried = tried || !settings.empty();
    try_batch(std::exchange(settings, {}));
  };
  for (const Place& place : std::exchange(wanted_, {})) {
    if (result_.tried.size() + settings.size() >= settings_.settings) break;
    auto setting = space_.at(place);
    if (!setting) continue;
    places_.push_back(place);
    settings.push_back(std::move(*setting));
    if (settings.size() == batch) flush();
  }
  flush();
  return tried;
}

void Search::try_batch(const std::vector<Setting>& settings) {
  if (settings.empty()) return;
  std::vector<Outcome> outcomes(settings.size());
  executor_.run(settings.size(), [&](std::size_t i) {
    outcomes[i] = settings_.ends_beaten_runs ? try_against(trial_, settings[i], result_.front)
                                             : try_against(trial_, settings[i], Front{});
  });
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    if (outcome.is_whole())
      result_.front.add({.task_seconds = outcome.all.task_seconds,
                         .value = outcome.all.value,
                         .index = result_.tried.size()});
    result_.tried.push_back({.setting = settings[i], .outcome = std::move(outcomes[i])});
  }
  audience_.progressed(result_.tried.size(), settings_.settings);
}

}  // namespace

SearchResult search(const Trial& trial, const Space& space, const SearchSettings& settings,
                    Executor& executor, Audience& audience) {
  return Search{trial, space, settings, executor, audience}.run();
}

}  // namespace sluice::plan
