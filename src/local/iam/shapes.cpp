#include "local/iam/shapes.hpp"

#include <fmt/format.h>

#include "base/calendar.hpp"
#include "http/url.hpp"
#include "world/iam/paging.hpp"

namespace sluice::local {

Json shown(const world::IamRole& role, IamDetail detail) {
  Json shown = Json::object();
  shown["Path"] = role.path;
  shown["RoleName"] = role.name;
  shown["RoleId"] = role.id;
  shown["Arn"] = role.arn;
  shown["CreateDate"] = iso8601(role.created);
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html: documents in answers
  // are URL-encoded, compliant with RFC 3986.
  shown["AssumeRolePolicyDocument"] = http::percent_encoded(role.trust_policy);
  shown["MaxSessionDuration"] = role.max_session.count();
  if (!role.description.empty()) shown["Description"] = role.description;
  if (detail == IamDetail::in_list) return shown;
  if (!role.permissions_boundary.empty()) {
    Json boundary = Json::object();
    boundary["PermissionsBoundaryType"] = "Policy";
    boundary["PermissionsBoundaryArn"] = role.permissions_boundary;
    shown["PermissionsBoundary"] = std::move(boundary);
  }
  if (!role.tags.empty()) shown["Tags"] = list_of_tags(role.tags);
  shown["RoleLastUsed"] = Json::object();
  return shown;
}

Json shown(const world::IamPolicySummary& summary, IamDetail detail) {
  const world::IamPolicy& policy = summary.policy;
  Json shown = Json::object();
  shown["PolicyName"] = policy.name;
  shown["PolicyId"] = policy.id;
  shown["Arn"] = policy.arn;
  shown["Path"] = policy.path;
  shown["DefaultVersionId"] = fmt::format("v{}", policy.default_version);
  shown["AttachmentCount"] = summary.attachments;
  shown["PermissionsBoundaryUsageCount"] = summary.boundaries;
  shown["IsAttachable"] = true;
  shown["CreateDate"] = iso8601(policy.created);
  shown["UpdateDate"] = iso8601(policy.updated);
  if (detail == IamDetail::in_list) return shown;
  if (!policy.description.empty()) shown["Description"] = policy.description;
  shown["Tags"] = list_of_tags(policy.tags);
  return shown;
}

Json shown(const world::IamUser& user) {
  Json shown = Json::object();
  shown["Path"] = user.path;
  shown["UserName"] = user.name;
  shown["UserId"] = user.id;
  shown["Arn"] = user.arn;
  shown["CreateDate"] = iso8601(user.created);
  return shown;
}

world::IamTags read_tags(Input& input) {
  world::IamTags tags;
  for (Input& tag : input.structures("Tags")) {
    std::string key = tag.required_text("Key");
    std::string value = tag.required_text("Value");
    if (!tags.emplace(std::move(key), std::move(value)).second)
      input.refuse({.code = "InvalidInput",
                    .message = "Duplicate tag keys found. Please note that Tag keys are case "
                               "insensitive."});
  }
  return tags;
}

std::vector<std::string> read_tag_keys(Input& input) {
  if (!input.has("TagKeys")) static_cast<void>(input.required_text("TagKeys"));
  return input.texts("TagKeys");
}

world::IamPageRequest read_page(Input& input) {
  constexpr std::int64_t most = 1000;
  world::IamPageRequest page;
  page.marker = input.text("Marker").value_or("");
  page.max_items = input.integer_within("MaxItems", 1, most).value_or(page.max_items);
  return page;
}

std::string read_path_prefix(Input& input) {
  return input.text("PathPrefix").value_or("/");
}

Json shown_tags(const world::IamTags& tags, const world::IamPageRequest& page) {
  std::vector<std::pair<std::string, world::IamTags>> each;
  for (const auto& [key, value] : tags) each.emplace_back(key, world::IamTags{{key, value}});
  return shown_page("Tags", world::page_of(std::move(each), page),
                    [](const world::IamTags& one) { return list_of_tags(one).front(); });
}

Output nothing_but(const world::Answer<void>& answer) {
  if (!answer) return Failure<world::Refusal>{answer.error()};
  return Json{};
}

}  // namespace sluice::local
