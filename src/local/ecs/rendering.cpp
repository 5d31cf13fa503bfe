#include "local/ecs/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::local::ecs {

void store(Input& input, std::initializer_list<std::string_view> members,
           world::Documents& documents) {
  for (const std::string_view member : members) {
    const Json value = input.raw(member);
    if (!value.is_null()) documents.insert_or_assign(std::string{member}, value.dump());
  }
}

void show(const world::Documents& documents, Json& shape) {
  for (const auto& [member, text] : documents) {
    Json value = Json::parse(text, nullptr, false);
    if (!value.is_discarded()) shape[member] = std::move(value);
  }
}

world::EcsTags read_tags(Input& input, std::string_view member) {
  world::EcsTags tags;
  for (Input& tag : input.structures(member)) {
    std::string key = tag.required_text("key");
    tags.insert_or_assign(std::move(key), tag.text("value").value_or(""));
  }
  return tags;
}

Json to_json(const world::EcsTags& tags) {
  Json list = Json::array();
  for (const auto& [key, value] : tags) {
    Json tag = Json::object();
    tag["key"] = key;
    tag["value"] = value;
    list.push_back(std::move(tag));
  }
  return list;
}

Json to_json(const std::vector<world::EcsFailure>& failures) {
  Json list = Json::array();
  for (const world::EcsFailure& failure : failures) {
    Json shown = Json::object();
    shown["arn"] = failure.arn;
    shown["reason"] = failure.reason;
    if (!failure.detail.empty()) shown["detail"] = failure.detail;
    list.push_back(std::move(shown));
  }
  return list;
}

Json to_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

world::TaskNetwork read_network(Input& input, world::Documents& documents) {
  world::TaskNetwork network;
  auto configuration = input.structure("networkConfiguration");
  if (!configuration) return network;
  auto vpc = configuration->structure("awsvpcConfiguration");
  if (!vpc) return network;
  network.subnets = vpc->texts("subnets");
  Json shown = Json::object();
  shown["subnets"] = to_json(network.subnets);
  shown["securityGroups"] = to_json(vpc->texts("securityGroups"));
  shown["assignPublicIp"] =
      vpc->one_of("assignPublicIp", {"ENABLED", "DISABLED"}).value_or("DISABLED");
  Json whole = Json::object();
  whole["awsvpcConfiguration"] = std::move(shown);
  documents.insert_or_assign("networkConfiguration", whole.dump());
  return network;
}

bool includes(const std::vector<std::string>& include, std::string_view word) {
  return std::ranges::find(include, word) != include.end();
}

void refuse_members_of(Input& input, std::string_view list) {
  const Json sent = input.raw(list);
  if (sent.is_null() || sent.empty()) return;
  input.refuse({.code = "InvalidParameterException",
                .message = fmt::format("Sluice does not model the parameter {}", list)});
}

PageRequest read_page(Input& input) {
  constexpr std::int64_t most = 100;
  return {.most = input.integer_within("maxResults", 1, most).value_or(most),
          .after = input.text("nextToken").value_or("")};
}

Output page(const PageRequest& request, std::string_view member,
            const world::Answer<std::vector<std::string>>& all) {
  if (!all) return refused(all.error());
  auto from = all->begin();
  if (!request.after.empty()) {
    from = std::ranges::find(*all, request.after);
    // What the page ended with may have gone meanwhile.
    from = from != all->end() ? from + 1 : std::ranges::upper_bound(*all, request.after);
  }
  const auto to = from + std::min<std::ptrdiff_t>(request.most, all->end() - from);
  Json output = Json::object();
  output[std::string{member}] = to_json(std::vector<std::string>{from, to});
  if (to != all->end()) output["nextToken"] = *(to - 1);
  return output;
}

}  // namespace sluice::local::ecs
