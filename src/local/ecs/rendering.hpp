#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "local/operation.hpp"
#include "world/ecs/ecs.hpp"

/// What the handlers of Amazon ECS share: reading and writing its shapes.
namespace sluice::local::ecs {

/// Members that are only stored and shown again: each that was sent goes into
/// `documents`.
void store(Input& input, std::initializer_list<std::string_view> members,
           world::Documents& documents);
/// Puts each of them into `shape`.
void show(const world::Documents& documents, Json& shape);

/// [{"key": ..., "value": ...}]
[[nodiscard]] world::EcsTags read_tags(Input& input, std::string_view member = "tags");
[[nodiscard]] Json to_json(const world::EcsTags& tags);

/// Lists: of API_Failure, and of texts.
[[nodiscard]] Json to_json(const std::vector<world::EcsFailure>& failures);
[[nodiscard]] Json to_json(const std::vector<std::string>& texts);

/// networkConfiguration: its subnets, and the whole of it with AWS's defaults
/// among `documents`.
[[nodiscard]] world::TaskNetwork read_network(Input& input, world::Documents& documents);

/// Whether `include` has the word.
[[nodiscard]] bool includes(const std::vector<std::string>& include, std::string_view word);

/// Notes a refusal where a list that Sluice does not model is not empty.
void refuse_members_of(Input& input, std::string_view list);

/// Which part of a list is asked for.
struct PageRequest {
  std::int64_t most;
  std::string after;
};

/// maxResults (1 to 100, by default 100) and nextToken, which is the last name
/// of the page before.
[[nodiscard]] PageRequest read_page(Input& input);
/// The page under `member`, and the next one's token where there is one.
[[nodiscard]] Output page(const PageRequest& request, std::string_view member,
                          const world::Answer<std::vector<std::string>>& all);

}  // namespace sluice::local::ecs
