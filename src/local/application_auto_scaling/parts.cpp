#include "local/application_auto_scaling/parts.hpp"

namespace sluice::local::scaling {

world::TargetKey read_target(Input& input) {
  return {.service_namespace = input.required_text("ServiceNamespace"),
          .resource_id = input.required_text("ResourceId"),
          .scalable_dimension = input.required_text("ScalableDimension")};
}

world::TargetFilter read_filter(Input& input) {
  return {.service_namespace = input.required_text("ServiceNamespace"),
          .resource_id = input.text("ResourceId").value_or(""),
          .scalable_dimension = input.text("ScalableDimension").value_or("")};
}

world::PageRequest read_page(Input& input, std::int64_t most) {
  const std::int64_t asked = input.integer_within("MaxResults", 1, most).value_or(most);
  return {.max_results = static_cast<std::size_t>(asked),
          .next_token = input.text("NextToken").value_or("")};
}

Json of_target(const std::string& resource_id) {
  Json output = Json::object();
  output["ServiceNamespace"] = "ecs";
  output["ResourceId"] = resource_id;
  output["ScalableDimension"] = "ecs:service:DesiredCount";
  return output;
}

Json write_capacities(std::optional<std::int64_t> min, std::optional<std::int64_t> max) {
  Json output = Json::object();
  set(output, "MinCapacity", min);
  set(output, "MaxCapacity", max);
  return output;
}

Output done(const world::Answer<void>& answer) {
  if (!answer) return Failure<world::Refusal>{answer.error()};
  return Json::object();
}

}  // namespace sluice::local::scaling
