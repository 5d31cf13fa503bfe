#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/service.hpp"
#include "world/ecs/ecs.hpp"

namespace sluice::local {

/// Where AgentEndpoint is mounted: "/_sluice/ecs-agent/<task id>/..." .
inline constexpr std::string_view agent_path = "/_sluice/ecs-agent/";

/// What a task's containers find in ECS_AGENT_URI.
[[nodiscard]] std::string agent_uri(std::string_view endpoint, std::string_view task_id);

/// What the container agent answers to containers: `task-protection/v1/state`
/// under ECS_AGENT_URI, and of the task metadata endpoint version 4 the paths
/// `` and `/task` under ECS_CONTAINER_METADATA_URI_V4.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
class AgentEndpoint final : public http::Service {
 public:
  struct Lent {
    /// The region's ECS that has the task; null: none has.
    std::function<world::Ecs*(std::string_view task_id)> find;
    std::function<Instant()> present;  ///< the world's time, the world brought up to it
    std::function<void()> changed;     ///< called when a protection was changed
  };
  explicit AgentEndpoint(Lent lent) : lent_{std::move(lent)} {}

  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override;

  /// The same, at once: nothing in it waits.
  [[nodiscard]] http::Response answer(const http::Request& request);

 private:
  [[nodiscard]] http::Response protection(world::Ecs& ecs, const world::EcsTask& task,
                                          const http::Request& request);

  Lent lent_;
};

}  // namespace sluice::local
