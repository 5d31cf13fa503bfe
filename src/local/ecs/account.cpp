#include "local/ecs/handlers.hpp"
#include "local/ecs/rendering.hpp"

namespace sluice::local::ecs {
namespace {

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
const std::initializer_list<std::string_view> settings = {
    "awsvpcTrunking",    "containerInsights",    "containerInstanceLongArnFormat",
    "dualStackIPv6",     "fargateFIPSMode",      "fargateTaskRetirementWaitPeriod",
    "guardDutyActivate", "serviceLongArnFormat", "tagResourceAuthorization",
    "taskLongArnFormat", "defaultLogDriverMode"};

std::string default_of(std::string_view setting) {
  if (setting.ends_with("LongArnFormat")) return "enabled";
  if (setting == "fargateTaskRetirementWaitPeriod") return "7";
  if (setting == "defaultLogDriverMode") return "non-blocking";
  return setting == "guardDutyActivate" || setting == "tagResourceAuthorization" ? "off"
                                                                                 : "disabled";
}

Json setting_json(std::string_view name, std::string_view value, const Call& call) {
  Json setting = Json::object();
  setting["name"] = name;
  setting["value"] = value;
  setting["principalArn"] = "arn:" + call.where.partition + ":iam::" + call.where.account + ":root";
  setting["type"] = "user";
  return setting;
}

}  // namespace

Output tag_resource(world::Ecs& ecs, Input& input, const Call&) {
  const std::string arn = input.required_text("resourceArn");
  const auto tags = read_tags(input);
  if (auto refusal = input.refusal()) return refused(*refusal);
  if (const auto done = ecs.tag_resource(arn, tags); !done) return refused(done.error());
  return Json::object();
}

Output untag_resource(world::Ecs& ecs, Input& input, const Call&) {
  const std::string arn = input.required_text("resourceArn");
  const auto keys = input.texts("tagKeys");
  if (auto refusal = input.refusal()) return refused(*refusal);
  if (const auto done = ecs.untag_resource(arn, keys); !done) return refused(done.error());
  return Json::object();
}

Output list_tags_for_resource(world::Ecs& ecs, Input& input, const Call&) {
  const std::string arn = input.required_text("resourceArn");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto tags = ecs.tags_of(arn);
  if (!tags) return refused(tags.error());
  Json output = Json::object();
  output["tags"] = to_json(*tags);
  return output;
}

Output list_account_settings(world::Ecs& ecs, Input& input, const Call& call) {
  const auto name = input.one_of("name", settings);
  const auto value = input.text("value");
  const bool effective = input.flag("effectiveSettings").value_or(false);
  input.ignore("principalArn");
  input.ignore("maxResults");  // there are fewer than a page holds
  if (auto refusal = input.refusal()) return refused(*refusal);
  Json list = Json::array();
  for (const std::string_view setting : settings) {
    const auto set = ecs.account_settings().find(setting);
    const bool is_set = set != ecs.account_settings().end();
    const std::string now = is_set ? set->second : default_of(setting);
    if ((is_set || effective) && name.value_or(std::string{setting}) == setting &&
        value.value_or(now) == now)
      list.push_back(setting_json(setting, now, call));
  }
  Json output = Json::object();
  output["settings"] = std::move(list);
  return output;
}

Output put_account_setting(world::Ecs& ecs, Input& input, const Call& call) {
  const std::string name = input.required_text("name");
  input.one_of("name", settings);
  const std::string value = input.required_text("value");
  input.ignore("principalArn");
  if (auto refusal = input.refusal()) return refused(*refusal);
  ecs.put_account_setting(name, value);
  Json output = Json::object();
  output["setting"] = setting_json(name, value, call);
  return output;
}

}  // namespace sluice::local::ecs
