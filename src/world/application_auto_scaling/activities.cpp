#include <fmt/format.h>

#include <algorithm>

#include "world/application_auto_scaling/application_auto_scaling.hpp"
#include "world/application_auto_scaling/validation.hpp"

namespace sluice::world {
namespace {

/// "from the previous six weeks":
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html
constexpr Duration kept_for = std::chrono::weeks{6};

/// The sequence number that a token says: what comes before it is the next page.
std::optional<std::uint64_t> before_token(const std::string& token) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  const bool all = error == std::errc{} && end == token.data() + token.size();
  return all ? std::optional{value} : std::nullopt;
}

}  // namespace

std::uint64_t ApplicationAutoScaling::add_activity(ScalingActivity activity) {
  std::deque<ScalingActivity>& all = state_.activities;
  while (!all.empty() && (all.front().start + kept_for < activity.start ||
                          all.size() >= parameters_.most_activities))
    all.pop_front();
  activity.sequence = state_.next_sequence++;
  activity.id = identities_.uuid();
  all.push_back(std::move(activity));
  ++revision_;
  return all.back().sequence;
}

ScalingActivity* ApplicationAutoScaling::find_activity(std::uint64_t sequence) {
  std::deque<ScalingActivity>& all = state_.activities;
  if (all.empty() || sequence < all.front().sequence || sequence > all.back().sequence)
    return nullptr;
  return &all[static_cast<std::size_t>(sequence - all.front().sequence)];
}

Answer<Page<const ScalingActivity*>> ApplicationAutoScaling::describe_scaling_activities(
    const DescribeScalingActivitiesRequest& request, Instant now) const {
  if (auto checked = check_filter(request.target); !checked) return Failure{checked.error()};
  std::uint64_t before = state_.next_sequence;
  if (!request.page.next_token.empty()) {
    const auto token = before_token(request.page.next_token);
    if (!token || *token > before)
      return refuse("InvalidNextTokenException", "The next token supplied was invalid.");
    before = *token;
  }
  const std::string& resource_id = request.target.resource_id;
  Page<const ScalingActivity*> page;
  for (std::size_t i = state_.activities.size(); i-- > 0;) {
    const ScalingActivity& one = state_.activities[i];
    const bool asked_for = one.sequence < before && one.start + kept_for >= now &&
                           (resource_id.empty() || one.resource_id == resource_id) &&
                           (request.include_not_scaled || one.not_scaled_reasons.empty());
    if (!asked_for) continue;
    if (page.items.size() == request.page.max_results) {
      page.next_token = std::to_string(page.items.back()->sequence);
      break;
    }
    page.items.push_back(&one);
  }
  return page;
}

void ApplicationAutoScaling::tell_service(const ScalableTarget& target,
                                          const ScalingActivity& activity, Instant now) {
  services_.add_service_event(
      target.cluster, target.service,
      fmt::format("Message: {} Cause: {}", activity.status_message, activity.cause), now);
}

bool ApplicationAutoScaling::change_capacity(ScalableTarget& target, const Intent& intent,
                                             Instant now) {
  for (auto& [name, policy] : target.policies) policy.not_scaled.reset();
  const auto set = services_.set_desired_count(target.cluster, target.service, intent.to, now);
  ScalingActivity activity{.sequence = 0,
                           .id = {},
                           .resource_id = target.resource_id,
                           .description = fmt::format("Setting desired count to {}.", intent.to),
                           .cause = intent.cause,
                           .start = now,
                           .status = ActivityStatus::in_progress};
  if (!set) {
    activity.end = now;
    activity.status = ActivityStatus::failed;
    activity.status_message = fmt::format(
        "Failed to set desired count to {}. Reason: {} (Service: AmazonECS; Status "
        "Code: {}; Error Code: {})",
        intent.to, set.error().message, set.error().status, set.error().code);
    add_activity(std::move(activity));
    return false;
  }
  if (target.change)
    end_change(target, ActivityStatus::overridden,
               fmt::format("Successfully set desired count to {}. A newer scaling activity "
                           "replaced it.",
                           target.change->to),
               now);
  activity.status_message = fmt::format(
      "Successfully set desired count to {}. Waiting for change to be fulfilled by ecs.",
      intent.to);
  tell_service(target, activity, now);
  const Instant poll_at = now + parameters_.poll_every;
  target.change = CapacityChange{.activity = add_activity(std::move(activity)),
                                 .to = intent.to,
                                 .direction = intent.direction,
                                 .cooldown = intent.cooldown,
                                 .started = now,
                                 .poll_at = poll_at};
  agenda_.insert({poll_at, target.resource_id});
  return true;
}

void ApplicationAutoScaling::look_at_change(ScalableTarget& target, Instant now) {
  if (!target.change) return;
  CapacityChange& change = *target.change;
  const auto capacity = services_.capacity(target.cluster, target.service);
  if (capacity) note_running(target, capacity->running, now);
  const std::string set = fmt::format("Successfully set desired count to {}.", change.to);
  if (!capacity) {
    end_change(target, ActivityStatus::failed,
               fmt::format("{} The service is not active any more.", set), now);
  } else if (capacity->desired != change.to) {
    end_change(target, ActivityStatus::overridden,
               fmt::format("{} The desired count was changed to {} since.", set, capacity->desired),
               now);
  } else if (capacity->running == change.to) {
    end_change(target, ActivityStatus::successful,
               fmt::format("{} Change successfully fulfilled by ecs.", set), now);
  } else if (now - change.started >= parameters_.unfulfilled_after) {
    end_change(target, ActivityStatus::unfulfilled,
               fmt::format("{} Change was not fulfilled by ecs.", set), now);
  } else {
    agenda_.erase({change.poll_at, target.resource_id});
    change.poll_at = now + parameters_.poll_every;
    agenda_.insert({change.poll_at, target.resource_id});
  }
}

void ApplicationAutoScaling::end_change(ScalableTarget& target, ActivityStatus status,
                                        std::string message, Instant now) {
  if (!target.change) return;
  const CapacityChange change = *target.change;
  target.change.reset();
  agenda_.erase({change.poll_at, target.resource_id});
  ++revision_;
  // "the cooldown period starts after a scaling activity completes":
  // https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
  if (change.direction == ScalingDirection::out && target.scale_out)
    target.scale_out->until = now + change.cooldown;
  if (change.direction == ScalingDirection::in)
    target.scale_in_blocked_until = now + change.cooldown;
  ScalingActivity* const activity = find_activity(change.activity);
  if (activity == nullptr) return;
  activity->status = status;
  activity->status_message = std::move(message);
  activity->end = now;
  if (status != ActivityStatus::overridden) tell_service(target, *activity, now);
}

}  // namespace sluice::world
