#include <fmt/format.h>

#include "local/ecs/handlers.hpp"
#include "local/ecs/rendering.hpp"

namespace sluice::local::ecs {
namespace {

/// What of a cluster DescribeClusters shows only when it is asked to.
struct ClusterDetail {
  bool settings = true;
  bool tags = true;
  bool configuration = true;
};

Json to_json(const world::Ecs& ecs, const world::EcsCluster& cluster, ClusterDetail detail = {}) {
  const world::ClusterCounts counts = ecs.counts(cluster);
  Json shown = Json::object();
  show(cluster.documents, shown);
  if (!shown.contains("capacityProviders")) shown["capacityProviders"] = Json::array();
  if (!shown.contains("defaultCapacityProviderStrategy"))
    shown["defaultCapacityProviderStrategy"] = Json::array();
  if (!shown.contains("settings")) {
    Json insights = Json::object();
    insights["name"] = "containerInsights";
    insights["value"] = "disabled";
    shown["settings"] = Json::array();
    shown["settings"].push_back(std::move(insights));
  }
  if (!detail.settings) shown["settings"] = Json::array();
  if (!detail.configuration) shown.erase("configuration");
  shown["clusterArn"] = cluster.arn;
  shown["clusterName"] = cluster.name;
  shown["status"] = cluster.active ? "ACTIVE" : "INACTIVE";
  shown["registeredContainerInstancesCount"] = 0;
  shown["runningTasksCount"] = counts.running;
  shown["pendingTasksCount"] = counts.pending;
  shown["activeServicesCount"] = counts.active_services;
  shown["statistics"] = Json::array();
  shown["tags"] = detail.tags ? ecs::to_json(cluster.tags) : Json::array();
  return shown;
}

Output cluster_output(const world::Ecs& ecs, const world::Answer<world::EcsCluster>& cluster) {
  if (!cluster) return refused(cluster.error());
  Json output = Json::object();
  output["cluster"] = to_json(ecs, *cluster);
  return output;
}

}  // namespace

Output create_cluster(world::Ecs& ecs, Input& input, const Call&) {
  world::CreateClusterRequest request{.name = input.text("clusterName").value_or("default"),
                                      .tags = read_tags(input)};
  store(input,
        {"settings", "configuration", "capacityProviders", "defaultCapacityProviderStrategy"},
        request.documents);
  if (input.has("serviceConnectDefaults"))
    store(input, {"serviceConnectDefaults"}, request.documents);
  if (auto refusal = input.refusal()) return refused(*refusal);
  return cluster_output(ecs, ecs.create_cluster(request));
}

Output describe_clusters(world::Ecs& ecs, Input& input, const Call&) {
  const auto names = input.texts("clusters");
  const auto include = input.texts("include");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const auto described = ecs.describe_clusters(names);
  const ClusterDetail detail{.settings = includes(include, "SETTINGS"),
                             .tags = includes(include, "TAGS"),
                             .configuration = includes(include, "CONFIGURATIONS")};
  Json clusters = Json::array();
  for (const world::EcsCluster& cluster : described.found)
    clusters.push_back(to_json(ecs, cluster, detail));
  Json output = Json::object();
  output["clusters"] = std::move(clusters);
  output["failures"] = ecs::to_json(described.failures);
  return output;
}

Output list_clusters(world::Ecs& ecs, Input& input, const Call&) {
  const PageRequest request = read_page(input);
  if (auto refusal = input.refusal()) return refused(*refusal);
  return page(request, "clusterArns", ecs.list_clusters());
}

Output update_cluster(world::Ecs& ecs, Input& input, const Call&) {
  const std::string cluster = input.required_text("cluster");
  world::Documents documents;
  store(input, {"settings", "configuration", "serviceConnectDefaults"}, documents);
  if (auto refusal = input.refusal()) return refused(*refusal);
  return cluster_output(ecs, ecs.update_cluster(cluster, documents));
}

Output update_cluster_settings(world::Ecs& ecs, Input& input, const Call& call) {
  return update_cluster(ecs, input, call);
}

Output put_cluster_capacity_providers(world::Ecs& ecs, Input& input, const Call&) {
  const std::string cluster = input.required_text("cluster");
  world::Documents documents;
  store(input, {"capacityProviders", "defaultCapacityProviderStrategy"}, documents);
  if (auto refusal = input.refusal()) return refused(*refusal);
  return cluster_output(ecs, ecs.update_cluster(cluster, documents));
}

Output delete_cluster(world::Ecs& ecs, Input& input, const Call&) {
  const std::string cluster = input.required_text("cluster");
  if (auto refusal = input.refusal()) return refused(*refusal);
  return cluster_output(ecs, ecs.delete_cluster(cluster));
}

Output describe_capacity_providers(world::Ecs&, Input& input, const Call& call) {
  const auto names = input.texts("capacityProviders");
  input.ignore("include");
  input.ignore("maxResults");
  if (auto refusal = input.refusal()) return refused(*refusal);
  const std::initializer_list<std::string_view> known{"FARGATE", "FARGATE_SPOT"};
  Json providers = Json::array();
  for (const std::string_view name : known) {
    if (!names.empty() && !includes(names, name)) continue;
    Json provider = Json::object();
    provider["name"] = name;
    provider["capacityProviderArn"] =
        world::arn(call.where, "ecs", fmt::format("capacity-provider/{}", name));
    provider["status"] = "ACTIVE";
    provider["tags"] = Json::array();
    providers.push_back(std::move(provider));
  }
  std::vector<world::EcsFailure> failures;
  for (const std::string& name : names)
    if (std::ranges::find(known, name) == known.end())
      failures.push_back(
          {world::arn(call.where, "ecs", fmt::format("capacity-provider/{}", name)), "MISSING"});
  Json output = Json::object();
  output["capacityProviders"] = std::move(providers);
  output["failures"] = ecs::to_json(failures);
  return output;
}

}  // namespace sluice::local::ecs
