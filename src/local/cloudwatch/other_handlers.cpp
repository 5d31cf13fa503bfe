#include <nlohmann/json.hpp>

#include "local/cloudwatch/handlers.hpp"
#include "local/cloudwatch/members.hpp"
#include "world/cloudwatch/refusals.hpp"

namespace sluice::local::cloudwatch {
namespace {

/// The output without members of an operation that was carried out.
Output done_with(const world::Answer<void>& answer) {
  if (!answer) return Failure<world::Refusal>{answer.error()};
  return Json::object();
}

}  // namespace

Output tag_resource(CloudWatch& cloudwatch, Input& input, const Call&) {
  const std::string arn = input.required_text("ResourceARN");
  const auto tags = read_tags(input, "Tags");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  return done_with(cloudwatch.tag_resource(arn, tags));
}

Output untag_resource(CloudWatch& cloudwatch, Input& input, const Call&) {
  const std::string arn = input.required_text("ResourceARN");
  const std::vector<std::string> keys = input.texts("TagKeys");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  return done_with(cloudwatch.untag_resource(arn, keys));
}

Output list_tags_for_resource(CloudWatch& cloudwatch, Input& input, const Call&) {
  const std::string arn = input.required_text("ResourceARN");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto tags = cloudwatch.list_tags_for_resource(arn);
  if (!tags) return Failure<world::Refusal>{tags.error()};
  Json output = Json::object();
  output["Tags"] = list_of_tags(*tags);
  return output;
}

Output put_dashboard(CloudWatch& cloudwatch, Input& input, const Call& call) {
  const std::string name = input.required_text("DashboardName");
  const std::string body = input.required_text("DashboardBody");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  if (!Json::parse(body, nullptr, false).is_object())
    return Failure<world::Refusal>{world::cloudwatch_refusals::invalid_dashboard(
        "The field DashboardBody must be a valid JSON object")};
  const auto put = cloudwatch.put_dashboard(name, body, call.now);
  if (!put) return Failure<world::Refusal>{put.error()};
  Json output = Json::object();
  output["DashboardValidationMessages"] = Json::array();
  return output;
}

Output get_dashboard(CloudWatch& cloudwatch, Input& input, const Call&) {
  const std::string name = input.required_text("DashboardName");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  const auto found = cloudwatch.get_dashboard(name);
  if (!found) return Failure<world::Refusal>{found.error()};
  Json output = Json::object();
  output["DashboardName"] = name;
  output["DashboardArn"] = cloudwatch.dashboard_arn(name);
  output["DashboardBody"] = found->body;
  return output;
}

Output list_dashboards(CloudWatch& cloudwatch, Input& input, const Call&) {
  const std::string prefix = input.text("DashboardNamePrefix").value_or("");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  Json entries = Json::array();
  for (const auto& [name, dashboard] : cloudwatch.state().dashboards) {
    if (!name.starts_with(prefix)) continue;
    Json entry = Json::object();
    entry["DashboardName"] = name;
    entry["DashboardArn"] = cloudwatch.dashboard_arn(name);
    entry["LastModified"] = timestamp(dashboard.last_modified);
    entry["Size"] = dashboard.body.size();
    entries.push_back(std::move(entry));
  }
  Json output = Json::object();
  output["DashboardEntries"] = std::move(entries);
  return output;
}

Output delete_dashboards(CloudWatch& cloudwatch, Input& input, const Call&) {
  const std::vector<std::string> names = input.texts("DashboardNames");
  if (auto refused = input.refusal()) return Failure<world::Refusal>{*refused};
  return done_with(cloudwatch.delete_dashboards(names));
}

}  // namespace sluice::local::cloudwatch
