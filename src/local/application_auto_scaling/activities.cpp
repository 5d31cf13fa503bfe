#include <nlohmann/json.hpp>

#include "local/application_auto_scaling/handlers.hpp"
#include "local/application_auto_scaling/parts.hpp"

namespace sluice::local::scaling {
namespace {

constexpr std::int64_t most_on_a_page = 50;

const char* word(world::ActivityStatus status) {
  switch (status) {
    case world::ActivityStatus::pending:
      return "Pending";
    case world::ActivityStatus::in_progress:
      return "InProgress";
    case world::ActivityStatus::successful:
      return "Successful";
    case world::ActivityStatus::overridden:
      return "Overridden";
    case world::ActivityStatus::unfulfilled:
      return "Unfulfilled";
    case world::ActivityStatus::failed:
      break;
  }
  return "Failed";
}

Json write_reason(const world::NotScaledReason& reason) {
  Json output = write_capacities(reason.min_capacity, reason.max_capacity);
  output["Code"] = reason.code;
  set(output, "CurrentCapacity", reason.current_capacity);
  return output;
}

Json write_activity(const world::ScalingActivity& activity) {
  Json output = of_target(activity.resource_id);
  output["ActivityId"] = activity.id;
  output["Description"] = activity.description;
  output["Cause"] = activity.cause;
  output["StartTime"] = timestamp(activity.start);
  if (activity.end) output["EndTime"] = timestamp(*activity.end);
  output["StatusCode"] = word(activity.status);
  if (!activity.status_message.empty()) output["StatusMessage"] = activity.status_message;
  if (activity.not_scaled_reasons.empty()) return output;
  output["NotScaledReasons"] = Json::array();
  for (const world::NotScaledReason& reason : activity.not_scaled_reasons)
    output["NotScaledReasons"].push_back(write_reason(reason));
  return output;
}

}  // namespace

Output describe_scaling_activities(Component& scaling, Input& input, const Call& call) {
  const world::DescribeScalingActivitiesRequest request{
      .target = read_filter(input),
      .include_not_scaled = input.flag("IncludeNotScaledActivities").value_or(false),
      .page = read_page(input, most_on_a_page)};
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*std::move(refused)};
  return write_page(scaling.describe_scaling_activities(request, call.now), "ScalingActivities",
                    write_activity);
}

}  // namespace sluice::local::scaling
